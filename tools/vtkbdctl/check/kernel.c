// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel and a system at their worst: requests that fail, locked switches, a console that is
 * hung up or reset by others. The program may give up, if it says so and leaves its console
 * usable; to go on while its keys leak is a fault.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/device.h"
#include "tool.h"

#define HIT_MS		1500
/* A program that looks after its console does so now and then. */
#define LOOK_MS		3000

#define LEAK	"what is typed is on the text console, although the session is shown"
#define HANG	"the session hangs at a switch"

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

static const int errors[] = { EPERM, EIO, EINTR, EBUSY, ENOTTY };

static void judge_failed(struct stage *s, struct finding *f, int fd)
{
	struct text leaked;

	if (stage_ended(s)) {
		judge_end(s, f);
		return;
	}
	if (!act_fault_hits(s, fd)) {
		untried(f, "it does not call it");
		return;
	}
	act_wait_end(s, HIT_MS);
	if (stage_ended(s))
		judge_end(s, f);
	else if (act_types_quietly(s, &leaked))
		holds(f, "it goes on without it");
	else
		broken(f, "it goes on: %s", leaked.s);
}

/* Its next such request fails. Return: as act_fault(). */
static int fault_once(struct stage *s, unsigned long request, int error)
{
	return act_fault(s, MINE, &(struct vtkbd_fault){
		.what = VTKBD_FAULT_IOCTL, .act = VTKBD_FAULT_ERROR, .cmd = request,
		.error = error, .count = 1 });
}

/* Of its start. */
static void fail_once(struct stage *s, unsigned long request, int error, struct finding *f)
{
	int fd;

	stage_stop(s);
	f->verdict = GAVE_UP;
	fd = fault_once(s, request, error);
	if (fd < 0)
		return;
	if (!stage_start(s))
		judge_failed(s, f, fd);
	s->tool->ops->close(fd);
}

static void fail_activate(struct stage *s, unsigned long request, int error, struct finding *f)
{
	int fd = fault_once(s, request, error);

	f->verdict = GAVE_UP;
	if (fd < 0)
		return;
	act_press(s, act_switch_keys(s, OTHER).s);
	stage_wait(s, stage_ms(s, RELEASE_MS / 2));
	act_return(s);
	if (act_fault_hits(s, fd))
		judge_whole(s, f);
	else
		untried(f, "it does not call it on its console");
	s->tool->ops->close(fd);
}

/* With one error after the other, up to the first that does harm. */
static void failing(struct stage *s, const struct property *p, struct finding *f)
{
	const char *name = request_name(p->value);
	bool starts = p->value != VT_ACTIVATE;

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		const char *error = strerrorname_np(errors[i]);

		if (starts)
			did(f, "started the program, and had its first %s fail with %s", name, error);
		else
			did(f, "pressed %s, and had its %s fail with %s", act_switch_keys(s, OTHER).s,
			    name, error);
		(starts ? fail_once : fail_activate)(s, p->value, errors[i], f);
		if (f->verdict != HOLDS)
			return;
	}
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
	if (!stage_ended(s) && judge_is_whole(s, &saw))
		holds(f, "it goes on");
	else if (!stage_ended(s))
		broken(f, "it goes on: %s", saw.s);
	else if (judge_is_restored(s, &saw))
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

/* No key is bound to SAK: the spare one is, for the moment. */
static void sak(struct stage *s, const struct property *p, struct finding *f)
{
	struct kbentry entry = { .kb_index = KEEPER_SPARE, .kb_value = K_SAK };

	(void)p;
	did(f, "pressed the secure attention key");
	if (stage_start(s) || node_ask(&s->node[OTHER], KDSKBENT, "KDSKBENT", &entry))
		return;
	act_press(s, "prog4");
	stage_wait(s, stage_ms(s, RELEASE_MS));
	node_ask(&s->node[OTHER], KDSKBENT, "KDSKBENT", &s->keeper.spare);
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
	act_return(s);
	act_wait_taken(s, LOOK_MS);
	if (stage_ended(s))
		judge_end(s, f);
	else if (act_types_quietly(s, &leaked))
		holds(f, "%s", "");
	else
		broken(f, "it goes on: %s", leaked.s);
}

#define FAILING(request, word) {							\
	.name = "kernel." word,								\
	.sentence = "A " #request " that fails once (EPERM, EIO, EINTR, EBUSY, ENOTTY) leaves no "	\
		    "leaking keyboard.",							\
	.users = LEAK, .needs = "start.keyboard", .fresh = true,				\
	.run = failing, .value = request,						\
}

const struct property kernel_properties[] = {
	FAILING(KDSETMODE, "kdsetmode"),
	FAILING(KDSKBMODE, "kdskbmode"),
	FAILING(VT_SETMODE, "vt_setmode"),
	{
		.name = "kernel.vt_activate",
		.sentence = "A VT_ACTIVATE that fails once (EPERM, EIO, EINTR, EBUSY, ENOTTY) does it no "
			    "harm.",
		.users = HANG,
		.needs = "switch.keys switch.back",
		.run = failing,
		.value = VT_ACTIVATE,
	},
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
