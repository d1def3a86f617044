// SPDX-License-Identifier: GPL-2.0
/*
 * A row for each action. Actions that switch differ only in the console: what prevents one
 * switch prevents all.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "console/cad.h"
#include "explain/context.h"
#include "explain/effect.h"
#include "explain/sysrq.h"
#include "output/text.h"
#include "simulate/simulate.h"
#include "system/device.h"
#include "tool.h"

static bool seat_says(const struct context *context, unsigned int flag)
{
	return context->seat.info.flags & flag;
}

/* -- Ctrl-Alt-Del ----------------------------------------------------------- */

/* The kernel's own follows two sysctls, vtkbd its parameter and its seat's rule. */
static unsigned int cad_policy(const struct context *context)
{
	if (context->seat.known)
		return context->seat.info.cad;
	return context->con.recorded ? VTKBD_CAD_SIGNAL : cad_of_kernel(context->src->tool);
}

static void cad(const struct context *context, const struct sim_step *step, struct effect *e)
{
	unsigned int policy = cad_policy(context);

	(void)step;
	text_add(&e->what, "Ctrl-Alt-Del: ");
	if (policy == VTKBD_CAD_SIGNAL)
		text_add(&e->what, "SIGINT to process %ld",
			 device_number(context->src->tool, "/proc/sys/kernel/cad_pid", 1));
	else
		text_add(&e->what, "%s%s", cad_words(policy),
			 policy == VTKBD_CAD_IGNORE ? " but a count" : "");
	if (context->con.recorded && !context->seat.known)
		e->assumed |= SIM_ACTS;
	else if (context->con.recorded && !context->seat.info.acts)
		e->why = "the seat listens, so it is only reported";
	else if (policy == VTKBD_CAD_IGNORE)
		e->why = "the module is told to ignore it (cad=ignore)";
}

/* -- switches --------------------------------------------------------------- */

static const char *why_no_switch(const struct context *context, unsigned int number, bool stepped)
{
	const struct vtkbd_console_info *i = &context->con.info;

	if (seat_says(context, VTKBD_S_LOCKED))
		return "switches are locked (VT_LOCKSWITCH)";
	if (i->vtmode == VT_AUTO && i->kdmode != KD_TEXT)
		return "refused, this console shows graphics and has no owner to ask";
	if (!number)
		return NULL;
	if (number == i->console)
		return stepped ? "no other console is in use" : "this is that console";
	if (number > VTKBD_NR_CONSOLES)
		return "there is no such console";
	return context->in_use & 1ull << number ? NULL : "refused, it is unused";
}

/* To a console, or to one that is not known: 0. */
static void switch_to(const struct context *context, unsigned int number, bool stepped,
		      struct effect *e)
{
	if (number)
		text_add(&e->what, "switch to console %u", number);
	else
		text_add(&e->what, "switch to the console before");
	e->why = why_no_switch(context, number, stepped);
	e->leaves = !e->why;
	if (e->why)
		return;
	if (!context->seat.known)
		e->assumed |= SIM_UNLOCKED;
	if (!number)
		e->assumed |= SIM_PREVIOUS;
	if (context->con.info.vtmode == VT_PROCESS)
		text_add(&e->what, "%s", context->ownerless ? ", since its owner has ended" :
							     ", if its owner lets go");
}

static void to_number(const struct context *context, const struct sim_step *step, struct effect *e)
{
	switch_to(context, step->arg + 1u, false, e);
}

static void to_previous(const struct context *context, const struct sim_step *step,
			struct effect *e)
{
	(void)step;
	switch_to(context, context->seat.known ? context->seat.info.previous : 0, false, e);
}

/*
 * After the last console comes the first. Counting starts at the console that a pending
 * switch leads to.
 */
static void to_neighbour(const struct context *context, unsigned int step, struct effect *e)
{
	const struct vtkbd_console_info *i = &context->con.info;
	bool here = i->flags & VTKBD_F_FOREGROUND;
	unsigned int wanted = here ? context->seat.info.wanted : 0;
	unsigned int start = wanted ? wanted : i->console;
	unsigned int n = start;

	do
		n = (n - 1 + step) % VTKBD_NR_CONSOLES + 1;
	while (n != start && !(context->in_use & 1ull << n));
	switch_to(context, n, true, e);
}

static void to_lower(const struct context *context, const struct sim_step *step, struct effect *e)
{
	(void)step;
	to_neighbour(context, VTKBD_NR_CONSOLES - 1, e);
}

static void to_higher(const struct context *context, const struct sim_step *step, struct effect *e)
{
	(void)step;
	to_neighbour(context, 1, e);
}

/* -- the others ------------------------------------------------------------- */

static void hold(const struct context *context, const struct sim_step *step, struct effect *e)
{
	(void)step;
	e->stops = true;
	if (context->unread)
		e->why = "no program has the console open";
}

static void spawn(const struct context *context, const struct sim_step *step, struct effect *e)
{
	(void)step;
	if (!context->seat.known)
		e->assumed |= SIM_SPAWN;
	else if (!seat_says(context, VTKBD_S_SPAWN))
		e->why = "no process that is there has";
}

static void left_to_kernel(const struct context *context, const struct sim_step *step,
			   struct effect *e)
{
	(void)step;
	if (context->con.recorded)
		e->why = "vtkbd leaves that to the kernel's own keyboard";
}

static const struct {
	const char *name;
	const char *words;
	void (*fill)(const struct context *context, const struct sim_step *step, struct effect *e);
} rows[] = {
	{ "cad",	      "", cad },
	{ "switch",	      "", to_number },
	{ "last-console",     "", to_previous },
	{ "previous-console", "", to_lower },
	{ "next-console",     "", to_higher },
	{ "hold",	      "stop or start this console's output", hold },
	{ "spawn",	      "signal the process that has asked for it (KDSIGACCEPT)", spawn },
	{ "sak",	      "secure attention: everything on this console is killed", NULL },
	{ "scroll-forward",   "scroll forward, if the screen can", left_to_kernel },
	{ "scroll-back",      "scroll back, if the screen can", left_to_kernel },
	{ "show-registers",   "print registers to the kernel log", left_to_kernel },
	{ "show-memory",      "print memory use to the kernel log", left_to_kernel },
	{ "show-state",	      "print tasks to the kernel log", left_to_kernel },
};

static int row_of(const struct sim_step *step)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, action_name(step->action)))
			return i;
	return -1;
}

/* A module may have commands besides, but none for these keys. */
static struct effect sysrq_effect(const struct context *context, unsigned int code)
{
	const struct sysrq_command *command = sysrq_command(code);
	struct effect e = { 0 };

	text_add(&e.what, "SysRq: %s; kernel.sysrq is %ld", command->words, context->sysrq);
	if (!sysrq_allows(command, context->sysrq))
		e.why = "this command is disabled by kernel.sysrq";
	return e;
}

struct effect effect_of(const struct context *context, const struct sim_step *step)
{
	struct effect e = { 0 };
	int row = row_of(step);

	if (step->taken == SIM_COMMAND)
		return sysrq_effect(context, step->code);
	if (row < 0)
		return e;
	text_add(&e.what, "%s", rows[row].words);
	if (rows[row].fill)
		rows[row].fill(context, step, &e);
	return e;
}
