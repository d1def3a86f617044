// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel and a system at their worst: late, doubled and lost signals, requests that fail,
 * locked switches, a console that is hung up or reset by others. The program may give up, if
 * it says so and leaves its console usable; to go on while its keys leak is a fault.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/device.h"
#include "tool.h"

#define LATE_MS		700
#define HIT_MS		1500
/* A program that looks after its console does so now and then. */
#define LOOK_MS		3000

#define LEAK	"what is typed is on the text console, although the session is shown"
#define HANG	"the session hangs at a switch"

static void judge_whole(struct stage *s, struct finding *f)
{
	struct text saw;

	if (act_is_whole(s, &saw))
		holds(f, "%s", "");
	else
		broken(f, "%s", saw.s);
}

/* -- signals ---------------------------------------------------------------------- */

static void signal_fault(struct stage *s, struct finding *f, const struct vtkbd_fault *fault)
{
	int fd = act_fault(s, MINE, fault), ms;

	if (fd < 0)
		return;
	ms = act_switch(s, OTHER, false);
	if (ms < 0)
		broken(f, "its console was not released within %u ms", stage_ms(s, RELEASE_MS));
	else if (act_switch(s, MINE, false) < 0)
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

/* -- requests that fail ----------------------------------------------------------- */

static const struct {
	unsigned long cmd;
	const char *name;
} requests[] = {
	{ KDSETMODE, "KDSETMODE" },
	{ KDSKBMODE, "KDSKBMODE" },
	{ VT_SETMODE, "VT_SETMODE" },
	{ VT_ACTIVATE, "VT_ACTIVATE" },
};

static const char *request_name(unsigned long cmd)
{
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		if (requests[i].cmd == cmd)
			return requests[i].name;
	return "?";
}

static void judge_failed(struct stage *s, struct finding *f, int fd)
{
	struct text leaked;

	if (stage_ended(s)) {
		act_judge_end(s, f);
		return;
	}
	if (!act_fault_hits(s, fd)) {
		holds(f, "it does not call it");
		return;
	}
	act_wait_end(s, HIT_MS);
	if (stage_ended(s))
		act_judge_end(s, f);
	else if (act_types_quietly(s, &leaked))
		holds(f, "%s", "");
	else
		broken(f, "it goes on: %s", leaked.s);
}

static void failing(struct stage *s, const struct property *p, struct finding *f)
{
	struct vtkbd_fault fault = {
		.what = VTKBD_FAULT_IOCTL, .act = VTKBD_FAULT_ERROR, .cmd = p->value,
		.error = p->error, .count = 1,
	};
	int fd;

	did(f, "started the program, and had its first %s fail with %s", request_name(p->value),
	    strerrorname_np(p->error));
	act_activate(s, MINE);
	fd = act_fault(s, MINE, &fault);
	if (fd < 0)
		return;
	if (!stage_start(s))
		judge_failed(s, f, fd);
	s->tool->ops->close(fd);
}

static void failing_activate(struct stage *s, const struct property *p, struct finding *f)
{
	struct vtkbd_fault fault = {
		.what = VTKBD_FAULT_IOCTL, .act = VTKBD_FAULT_ERROR, .cmd = VT_ACTIVATE,
		.error = p->error, .count = 1,
	};
	int fd = act_fault(s, MINE, &fault);

	did(f, "pressed %s, and had its VT_ACTIVATE fail with %s", act_switch_keys(s, OTHER).s,
	    strerrorname_np(p->error));
	if (fd < 0)
		return;
	act_press(s, act_switch_keys(s, OTHER).s);
	stage_wait(s, stage_ms(s, RELEASE_MS / 2));
	act_switch(s, MINE, false);
	if (act_fault_hits(s, fd))
		judge_whole(s, f);
	else
		untried(f, "it does not call it on its console");
	s->tool->ops->close(fd);
}

/* -- others ----------------------------------------------------------------------- */

static void lockswitch(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	did(f, "locked switches (VT_LOCKSWITCH), pressed %s, and unlocked them",
	    act_switch_keys(s, OTHER).s);
	s->tool->ops->ioctl(s->node[OTHER].fd, VT_LOCKSWITCH, NULL);
	act_press(s, act_switch_keys(s, OTHER).s);
	stage_wait(s, stage_ms(s, RELEASE_MS / 2));
	s->tool->ops->ioctl(s->node[OTHER].fd, VT_UNLOCKSWITCH, NULL);
	judge_whole(s, f);
}

/* The kernel may have ended it: what counts is what is left. */
static void judge_lost(struct stage *s, struct finding *f)
{
	struct text saw;

	act_wait_end(s, LOOK_MS);
	if (!stage_ended(s) && act_types_quietly(s, &saw))
		holds(f, "it goes on");
	else if (!stage_ended(s))
		broken(f, "it goes on: %s", saw.s);
	else if (act_is_restored(s, &saw))
		holds(f, "%s; %s", stage_how_ended(s).s, saw.s);
	else
		broken(f, "%s: %s", stage_how_ended(s).s, saw.s);
}

static void hangup(struct stage *s, const struct property *p, struct finding *f)
{
	struct node node;

	(void)p;
	did(f, "hung its console up (TIOCVHANGUP)");
	if (stage_start(s) || node_open(&node, &s->src, s->number[MINE]))
		return;
	node_ask(&node, TIOCVHANGUP, "TIOCVHANGUP", NULL);
	node_close(&node);
	judge_lost(s, f);
}

/* No key is bound to SAK: one that no keyboard has is, for the moment. */
static void sak(struct stage *s, const struct property *p, struct finding *f)
{
	struct kbentry before = { .kb_index = KEY_PROG4 }, entry = {
		.kb_index = KEY_PROG4, .kb_value = K_SAK,
	};

	(void)p;
	did(f, "pressed the secure attention key");
	if (stage_start(s) || node_ask(&s->node[OTHER], KDGKBENT, "KDGKBENT", &before) ||
	    node_ask(&s->node[OTHER], KDSKBENT, "KDSKBENT", &entry))
		return;
	act_press(s, "prog4");
	stage_wait(s, stage_ms(s, RELEASE_MS));
	node_ask(&s->node[OTHER], KDSKBENT, "KDSKBENT", &before);
	judge_lost(s, f);
}

static void getty(struct stage *s, const struct property *p, struct finding *f)
{
	struct text leaked;
	struct node node;

	(void)p;
	did(f, "set KD_TEXT and K_UNICODE behind it, as a getty that starts there does, switched "
	    "away and back, and typed");
	if (stage_start(s) || node_open(&node, &s->src, s->number[MINE]))
		return;
	node_ask(&node, KDSETMODE, "KDSETMODE", (void *)KD_TEXT);
	node_ask(&node, KDSKBMODE, "KDSKBMODE", (void *)K_UNICODE);
	node_close(&node);
	act_switch(s, OTHER, false);
	act_switch(s, MINE, false);
	act_wait_taken(s, LOOK_MS);
	if (stage_ended(s))
		act_judge_end(s, f);
	else if (act_types_quietly(s, &leaked))
		holds(f, "%s", "");
	else
		broken(f, "it goes on: %s", leaked.s);
}

#define FAILING(request, shown, word, number) {				\
	.name = "kernel." word,							\
	.sentence = "A " shown " that fails with " #number " leaves no leaking keyboard.", \
	.users = LEAK, .needs = "start.keyboard", .fresh = true,			\
	.run = failing, .value = request, .error = number,			\
}
#define FAILING_ALL(request, shown, word)						\
	FAILING(request, shown, word "-eperm", EPERM), FAILING(request, shown, word "-eio", EIO), \
	FAILING(request, shown, word "-eintr", EINTR), FAILING(request, shown, word "-ebusy", EBUSY), \
	FAILING(request, shown, word "-enotty", ENOTTY)
#define ACTIVATE(word, number) {						\
	.name = "kernel.vt_activate-" word,					\
	.sentence = "A VT_ACTIVATE that fails with " #number " does it no harm.", \
	.users = HANG, .needs = "switch.keys",					\
	.run = failing_activate, .value = VT_ACTIVATE, .error = number,		\
}

const struct property kernel_properties[] = {
	{
		.name = "kernel.release-late",
		.sentence = "A release signal that comes late is answered.",
		.users = HANG,
		.needs = "switch.back",
		.run = late,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.release-twice",
		.sentence = "A release signal that comes twice does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = twice,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.release-alone",
		.sentence = "A release signal without a switch does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = spurious,
		.value = VTKBD_FAULT_RELEASE,
	},
	{
		.name = "kernel.acquire-late",
		.sentence = "An acquire signal that comes late is acted on.",
		.users = HANG,
		.needs = "switch.back",
		.run = late,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	{
		.name = "kernel.acquire-twice",
		.sentence = "An acquire signal that comes twice does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = twice,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	{
		.name = "kernel.acquire-alone",
		.sentence = "An acquire signal without a switch does no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = spurious,
		.value = VTKBD_FAULT_ACQUIRE,
	},
	FAILING_ALL(KDSETMODE, "KDSETMODE", "kdsetmode"),
	FAILING_ALL(KDSKBMODE, "KDSKBMODE", "kdskbmode"),
	FAILING_ALL(VT_SETMODE, "VT_SETMODE", "vt_setmode"),
	ACTIVATE("eperm", EPERM),
	ACTIVATE("eio", EIO),
	ACTIVATE("eintr", EINTR),
	ACTIVATE("ebusy", EBUSY),
	ACTIVATE("enotty", ENOTTY),
	{
		.name = "kernel.lockswitch",
		.sentence = "Locked switches do it no harm.",
		.users = HANG,
		.needs = "switch.back",
		.run = lockswitch,
	},
	{
		.name = "kernel.hangup",
		.sentence = "A console that is hung up is given up or taken again.",
		.users = LEAK,
		.needs = "start.keyboard",
		.fresh = true,
		.run = hangup,
	},
	{
		.name = "kernel.sak",
		.sentence = "The secure attention key leaves a usable console.",
		.users = LEAK,
		.needs = "start.keyboard",
		.fresh = true,
		.run = sak,
	},
	{
		.name = "kernel.getty",
		.sentence = "A console that others reset is taken again, at the next switch at "
			"the latest.",
		.users = LEAK,
		.needs = "switch.back",
		.fresh = true,
		.run = getty,
	},
	{ 0 },
};
