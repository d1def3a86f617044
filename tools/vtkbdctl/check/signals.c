// SPDX-License-Identifier: GPL-2.0
/*
 * Signals of a switch that come late, twice, or without one.
 */
#include <signal.h>

#include <linux/vt.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/device.h"
#include "tool.h"

#define LATE_MS	700

#define HANG	"the session hangs at a switch"

static void signal_fault(struct stage *s, struct finding *f, const struct vtkbd_fault *fault)
{
	int fd = act_fault(s, MINE, fault), ms;

	if (fd < 0)
		return;
	ms = act_switch(s, OTHER, false);
	if (ms < 0)
		broken(f, "its console was not released within %u ms", stage_ms(s, RELEASE_MS));
	else if (act_return(s) < 0)
		broken(f, "the switch back to it did not take place");
	s->tool->ops->close(fd);
	if (f->verdict == GAVE_UP)
		judge_whole(s, f);
}

static void late(struct stage *s, const struct property *p, struct finding *f)
{
	did(f, "switched, with its signal %d ms late", LATE_MS);
	signal_fault(s, f, &(struct vtkbd_fault){
		.what = p->value, .act = VTKBD_FAULT_DELAY, .delay_ms = LATE_MS });
}

static void twice(struct stage *s, const struct property *p, struct finding *f)
{
	did(f, "switched, with its signal sent twice");
	signal_fault(s, f, &(struct vtkbd_fault){
		.what = p->value, .act = VTKBD_FAULT_REPEAT });
}

/* Of the process that is asked: it may be a seat manager. */
static void spurious(struct stage *s, const struct property *p, struct finding *f)
{
	bool release = p->value == VTKBD_FAULT_RELEASE;
	struct console con = stage_look(s);
	struct vt_mode mode = { 0 };
	struct node node;

	did(f, "sent the %s signal while no switch was under way", release ? "release" : "acquire");
	if (node_open(&node, &s->src, s->number[MINE]))
		return;
	node_ask(&node, VT_GETMODE, "VT_GETMODE", &mode);
	node_close(&node);
	if (con.info.vt_pid <= 0) {
		untried(f, "its console has no owner");
		return;
	}
	kill(con.info.vt_pid, release ? mode.relsig : mode.acqsig);
	stage_wait(s, stage_ms(s, EFFECT_MS));
	judge_whole(s, f);
}

const struct property signal_properties[] = {
	{
		.name = "kernel.release-alone",
		.sentence = "A release signal without a switch does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = spurious,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.release-twice",
		.sentence = "A release signal that comes twice does no harm.",
		.users = HANG,
		.needs = "kernel.release-alone",
		.run = twice,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.release-late",
		.sentence = "A release signal that comes late is answered.",
		.users = HANG,
		.needs = "switch.back",
		.run = late,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.acquire-alone",
		.sentence = "An acquire signal without a switch does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = spurious,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	{
		.name = "kernel.acquire-twice",
		.sentence = "An acquire signal that comes twice does no harm.",
		.users = HANG,
		.needs = "kernel.acquire-alone",
		.run = twice,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	{
		.name = "kernel.acquire-late",
		.sentence = "An acquire signal that comes late is acted on.",
		.users = HANG,
		.needs = "switch.back",
		.run = late,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	{ 0 },
};
