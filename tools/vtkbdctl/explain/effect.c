// SPDX-License-Identifier: GPL-2.0
/*
 * A row for each action. Those that switch differ only in where to: what stops a
 * switch stops all of them.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "explain/effect.h"
#include "tool.h"

static bool seat_says(const struct scene *scene, unsigned int flag)
{
	return scene->seat.info.flags & flag;
}

/* -- Ctrl-Alt-Del ----------------------------------------------------------- */

/* The kernel's own follows two sysctls, vtkbd its parameter and its seat's rule. */
static unsigned int cad_policy(const struct scene *scene)
{
	if (scene->seat.known)
		return scene->seat.info.cad;
	if (!scene->con.recorded && scene_number(scene, "/proc/sys/kernel/ctrl-alt-del", 0))
		return VTKBD_CAD_REBOOT;
	return VTKBD_CAD_SIGNAL;
}

static void cad(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	unsigned int policy = cad_policy(scene);

	(void)step;
	text_add(&o->what, "Ctrl-Alt-Del: ");
	if (policy == VTKBD_CAD_SIGNAL)
		text_add(&o->what, "SIGINT to process %ld",
			 scene_number(scene, "/proc/sys/kernel/cad_pid", 1));
	else
		text_add(&o->what, "%s", policy == VTKBD_CAD_REBOOT ? "restart at once" :
									"nothing but a count");
	if (scene->con.recorded && !scene->seat.known)
		o->assumed |= SIM_ACTS;
	else if (scene->con.recorded && !scene->seat.info.acts)
		o->why = "the seat listens, so it is only reported";
	else if (policy == VTKBD_CAD_IGNORE)
		o->why = "the module is told to ignore it (cad=ignore)";
}

/* -- switches --------------------------------------------------------------- */

static const char *why_no_switch(const struct scene *scene, unsigned int number, bool stepped)
{
	const struct vtkbd_console_info *i = &scene->con.info;

	if (seat_says(scene, VTKBD_S_LOCKED))
		return "switches are locked (VT_LOCKSWITCH)";
	if (i->vtmode == VT_AUTO && i->kdmode != KD_TEXT)
		return "refused, this console shows graphics and has no owner to ask";
	if (!number)
		return NULL;
	if (number == i->console)
		return stepped ? "no other console is in use" : "this is that console";
	if (number > VTKBD_NR_CONSOLES)
		return "there is no such console";
	return scene->in_use & 1ull << number ? NULL : "refused, it is unused";
}

/* To a console, or to one that is not known: 0. */
static void switch_to(const struct scene *scene, unsigned int number, bool stepped,
		      struct outcome *o)
{
	if (number)
		text_add(&o->what, "switch to console %u", number);
	else
		text_add(&o->what, "switch to the console before");
	o->why = why_no_switch(scene, number, stepped);
	o->leaves = !o->why;
	if (o->why)
		return;
	if (!scene->seat.known)
		o->assumed |= SIM_UNLOCKED;
	if (!number)
		o->assumed |= SIM_PREVIOUS;
	if (scene->con.info.vtmode == VT_PROCESS)
		text_add(&o->what, "%s", scene->ownerless ? ", since its owner has ended" :
							     ", if its owner lets go");
}

static void to_number(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	switch_to(scene, step->arg + 1u, false, o);
}

static void to_previous(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	(void)step;
	switch_to(scene, scene->seat.known ? scene->seat.info.previous : 0, false, o);
}

/* The ends meet. It is counted from where a switch under way leads. */
static void to_neighbour(const struct scene *scene, unsigned int step, struct outcome *o)
{
	const struct vtkbd_console_info *i = &scene->con.info;
	bool here = i->flags & VTKBD_F_FOREGROUND;
	unsigned int start = here && scene->seat.info.wanted ? scene->seat.info.wanted : i->console;
	unsigned int n = start;

	do
		n = (n - 1 + step) % VTKBD_NR_CONSOLES + 1;
	while (n != start && !(scene->in_use & 1ull << n));
	switch_to(scene, n, true, o);
}

static void to_lower(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	(void)step;
	to_neighbour(scene, VTKBD_NR_CONSOLES - 1, o);
}

static void to_higher(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	(void)step;
	to_neighbour(scene, 1, o);
}

/* -- the others ------------------------------------------------------------- */

static void hold(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	(void)step;
	o->stops = true;
	if (scene->unread)
		o->why = "no program has the console open";
}

static void spawn(const struct scene *scene, const struct sim_step *step, struct outcome *o)
{
	(void)step;
	if (!scene->seat.known)
		o->assumed |= SIM_SPAWN;
	else if (!seat_says(scene, VTKBD_S_SPAWN))
		o->why = "no process that is there has";
}

static void left_to_kernel(const struct scene *scene, const struct sim_step *step,
			   struct outcome *o)
{
	(void)step;
	if (scene->con.recorded)
		o->why = "vtkbd leaves that to the kernel's own keyboard";
}

static const struct {
	const char *name;
	const char *words;
	void (*fill)(const struct scene *scene, const struct sim_step *step, struct outcome *o);
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

static struct outcome sysrq_outcome(const struct scene *scene)
{
	struct outcome o = { 0 };

	text_add(&o.what, "SysRq: the command of this key, or help; kernel.sysrq is %ld",
		 scene->sysrq);
	return o;
}

struct outcome outcome_of(const struct scene *scene, const struct sim_step *step)
{
	struct outcome o = { 0 };
	int row = row_of(step);

	if (step->taken == SIM_COMMAND)
		return sysrq_outcome(scene);
	if (row < 0)
		return o;
	text_add(&o.what, "%s", rows[row].words);
	if (rows[row].fill)
		rows[row].fill(scene, step, &o);
	return o;
}
