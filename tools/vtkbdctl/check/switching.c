// SPDX-License-Identifier: GPL-2.0
/*
 * Console switches away from the program and back.
 */
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/device.h"
#include "tool.h"

#define HANG	"Ctrl-Alt-F2 hangs, or works at the second try only"
#define RETURN	"a black screen, or a dead keyboard, after coming back"

static void away(struct stage *s, const struct property *p, struct finding *f)
{
	bool by_keys = p->value;
	int ms;

	if (by_keys)
		did(f, "pressed %s", act_switch_keys(s, OTHER).s);
	else
		did(f, "called VT_ACTIVATE of console %u", s->number[OTHER]);
	ms = act_switch(s, OTHER, by_keys);
	if (ms < 0)
		broken(f, "its console was not released within %u ms", stage_ms(s, RELEASE_MS));
	else if (judge_comes_back(s, f))
		holds(f, "released after %d ms", ms);
}

static void back(struct stage *s, const struct property *p, struct finding *f)
{
	struct vtkbd_fault count = {
		.what = VTKBD_FAULT_IOCTL, .act = VTKBD_FAULT_DELAY, .cmd = VT_RELDISP, .delay_ms = 1,
	};
	struct text leaked;
	unsigned int hits;
	int fd;

	(void)p;
	did(f, "switched to console %u and back", s->number[OTHER]);
	if (act_switch(s, OTHER, false) < 0) {
		untried(f, "its console was not released");
		return;
	}
	fd = act_fault(s, MINE, &count);
	if (!judge_comes_back(s, f))
		goto out;
	if (!act_types_quietly(s, &leaked)) {
		broken(f, "%s", leaked.s);
		goto out;
	}
	hits = fd < 0 ? 1 : act_fault_hits(s, fd);
	holds(f, "%s", hits ? "" : "without VT_ACKACQ, which the kernel does not ask for");
out:
	if (fd >= 0)
		s->tool->ops->close(fd);
}

/* The other console is off as well: only a program that still listens can switch. */
static void background(struct stage *s, const struct property *p, struct finding *f)
{
	int mode = K_UNICODE;

	(void)p;
	did(f, "switched to console %u, which is off, and pressed %s there", s->number[OTHER],
	    act_switch_keys(s, THIRD).s);
	if (act_switch(s, OTHER, false) < 0) {
		untried(f, "its console was not released");
		return;
	}
	node_ask(&s->node[OTHER], KDGKBMODE, "KDGKBMODE", &mode);
	node_ask(&s->node[OTHER], KDSKBMODE, "KDSKBMODE", (void *)K_OFF);
	act_press(s, act_switch_keys(s, THIRD).s);
	stage_wait(s, stage_ms(s, RELEASE_MS / 2));
	if (stage_seat(s).info.foreground != s->number[OTHER])
		broken(f, "it acted on keys of another console: console %u is in the foreground",
		       stage_seat(s).info.foreground);
	node_ask(&s->node[OTHER], KDSKBMODE, "KDSKBMODE", (void *)(long)mode);
	if (f->verdict == GAVE_UP && judge_comes_back(s, f))
		holds(f, "%s", "");
}

static void modifier(struct stage *s, const struct property *p, struct finding *f)
{
	struct text plain = { 0 };

	(void)p;
	text_add(&plain, "f%u", s->number[OTHER]);
	did(f, "held Ctrl and Alt over a switch, released them on console %u, came back and pressed "
	    "F%u alone", s->number[OTHER], s->number[OTHER]);
	keyboard_press(&s->keyboard, KEY_LEFTCTRL);
	keyboard_press(&s->keyboard, KEY_LEFTALT);
	if (act_switch(s, OTHER, false) < 0) {
		keyboard_release_all(&s->keyboard);
		untried(f, "its console was not released");
		return;
	}
	stage_wait(s, stage_ms(s, EFFECT_MS));
	keyboard_release_all(&s->keyboard);
	if (!judge_comes_back(s, f))
		return;
	stage_wait(s, stage_ms(s, EFFECT_MS));
	act_press(s, plain.s);
	stage_wait(s, stage_ms(s, RELEASE_MS / 2));
	if (stage_seat(s).info.foreground == s->number[MINE])
		holds(f, "%s", "");
	else
		broken(f, "F%u alone switched to console %u: it takes Ctrl and Alt for held",
		       s->number[OTHER], stage_seat(s).info.foreground);
}

const struct property switch_properties[] = {
	{
		.name = "switch.activate",
		.sentence = "It releases its console when another is asked for.",
		.users = HANG,
		.needs = "start.process",
		.run = away,
	},
	{
		.name = "switch.keys",
		.sentence = "Ctrl-Alt-Fn leads to another console.",
		.users = HANG,
		.needs = "switch.activate",
		.run = away,
		.value = true,
	},
	{
		.name = "switch.back",
		.sentence = "Back in the foreground, it has its console as before.",
		.users = RETURN,
		.needs = "switch.activate start.keyboard",
		.run = back,
	},
	{
		.name = "switch.background",
		.sentence = "In the background it acts on no key.",
		.users = "keys typed on another console also act in the session",
		.needs = "switch.activate",
		.run = background,
	},
	{
		.name = "switch.modifier",
		.sentence = "A modifier that is released on another console is not held "
			"afterwards.",
		.users = "F-keys and letters do something else after coming back",
		.needs = "switch.activate",
		.run = modifier,
	},
	{ 0 },
};
