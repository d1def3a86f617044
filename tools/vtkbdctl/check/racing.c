// SPDX-License-Identifier: GPL-2.0
/*
 * Switches that come at a bad moment.
 */
#include <stdlib.h>

#include <linux/vt.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/device.h"
#include "tool.h"

#define MANY		200
#define MANY_MAX_MS	50
/* For all of them to come to an end. */
#define SETTLE_MS	3000
#define TWICE_MS	10

#define HANG	"Ctrl-Alt-F2 hangs, or works at the second try only"
#define RETURN	"a black screen, or a dead keyboard, after coming back"

static void many(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	did(f, "called VT_ACTIVATE %d times, of console %u and of its own, at random intervals of "
	    "0 to %d ms", MANY, s->number[OTHER], MANY_MAX_MS);
	for (int i = 0; i < MANY; i++) {
		act_activate(s, i % 2 ? MINE : OTHER);
		if (!stage_wait(s, rand() % (MANY_MAX_MS + 1)))
			return;
	}
	stage_wait(s, stage_ms(s, SETTLE_MS / 10));
	if (act_wait_foreground(s, MINE, SETTLE_MS) >= 0 || act_switch(s, MINE, false) >= 0)
		judge_whole(s, f);
	else
		broken(f, "its console does not come back: console %u is in the foreground, and %u "
		       "is waited for", stage_seat(s).info.foreground, stage_look(s).info.pending);
}

static void second_wish(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	did(f, "called VT_ACTIVATE of console %u, and of %u before the first was granted",
	    s->number[OTHER], s->number[THIRD]);
	act_activate(s, OTHER);
	act_activate(s, THIRD);
	stage_wait(s, TWICE_MS);
	if (act_wait_foreground(s, THIRD, RELEASE_MS) < 0 &&
	    act_wait_foreground(s, OTHER, RELEASE_MS) < 0)
		broken(f, "its console was not released for either");
	else if (judge_comes_back(s, f))
		judge_whole(s, f);
}

/* As if a program there said no: its console's switch is locked for the moment. */
static void denied(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	did(f, "switched away, refused the switch back once (VT_LOCKSWITCH), then allowed it");
	if (act_switch(s, OTHER, false) < 0) {
		untried(f, "its console was not released");
		return;
	}
	s->tool->ops->ioctl(s->node[OTHER].fd, VT_LOCKSWITCH, NULL);
	act_activate(s, MINE);
	stage_wait(s, stage_ms(s, EFFECT_MS));
	s->tool->ops->ioctl(s->node[OTHER].fd, VT_UNLOCKSWITCH, NULL);
	if (judge_comes_back(s, f))
		judge_whole(s, f);
}

static void while_starting(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	did(f, "switched to console %u while the program started, and back when it had",
	    s->number[OTHER]);
	if (stage_start_disturbed(s, OTHER))
		return;
	if (stage_ended(s)) {
		judge_end(s, f);
		return;
	}
	if (judge_comes_back(s, f))
		judge_whole(s, f);
}

const struct property race_properties[] = {
	{
		.name = "switch.second",
		.sentence = "A second switch that is asked for during the first does no harm.",
		.users = HANG,
		.needs = "switch.back kernel.release-alone",
		.run = second_wish,
	},
	{
		.name = "switch.denied",
		.sentence = "A switch back that is refused at first works later.",
		.users = RETURN,
		.needs = "switch.back",
		.run = denied,
	},
	{
		.name = "switch.many",
		.sentence = "Two hundred quick switches leave it whole.",
		.users = RETURN,
		.needs = "switch.back kernel.release-alone",
		.run = many,
	},
	{
		.name = "switch.start",
		.sentence = "A switch during its start does no harm.",
		.users = RETURN,
		.needs = "switch.activate start.keyboard",
		.fresh = true,
		.run = while_starting,
	},
	{ 0 },
};
