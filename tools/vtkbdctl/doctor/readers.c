// SPDX-License-Identifier: GPL-2.0
/*
 * Decides which process reads a keyboard for itself. Having it open says no more than that:
 * what a process makes of the keys cannot be seen. So those that are known to wait for single
 * keys are left out by name, and all others only where a keyboard for texts is concerned.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "system/inputs.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

/* The consoles that it has something to do with. Node 0, which is bit 0, is none of its own. */
static uint64_t consoles_of(const struct snapshot *s, const struct process *proc)
{
	uint64_t set = proc->open;
	char value[16];
	int number;

	if (proc->tty)
		set |= 1ull << proc->tty;
	if (process_getenv(s->machine->src, proc->pid, "XDG_VTNR", value, sizeof(value))) {
		number = atoi(value);
		if (number > 0 && number <= VTKBD_NR_CONSOLES)
			set |= 1ull << number;
	}
	return set & ~1ull;
}

/* A display server has taken it: its keys are not typed there. */
static bool is_taken_over(const struct snapshot *s, unsigned int number)
{
	struct source *src = s->machine->src;
	struct snapshot other = { .machine = s->machine };

	if (number == s->con.info.console)
		other.con = s->con;
	else if (src->kind->read_console(src, number, &other.con))
		return true;	/* not known: then nobody is blamed */
	if (!(other.con.info.flags & VTKBD_F_ALLOCATED))
		return false;
	return !state_is_free(other.con.info.kdmode, other.con.info.vtmode) || !can_type(&other);
}

/*
 * Who has a console gets its keys there. But a display server that has left its console a text
 * console which types has not taken it: it was started from there, or writes its messages there.
 */
static bool is_on_console(const struct snapshot *s, const struct process *proc)
{
	uint64_t set = consoles_of(s, proc);

	if (proc->card < 0)
		return set;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		if (set & 1ull << n && is_taken_over(s, n))
			return true;
	return false;
}

/*
 * From one that is grabbed, by vtkbd too, only its grabber reads anything. One that a program
 * made is read by what keeps it, or follows it; a display server reads it as any other.
 */
const struct input_device *keyboard_of(const struct snapshot *s, const struct process *proc)
{
	const struct inputs *inputs = &s->machine->inputs;

	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];

		if (!dev->letters || dev->grabbed || !process_reads_event(proc, dev->event))
			continue;
		if (dev->made && proc->card < 0)
			continue;
		if (input_heard(s->machine->src, dev) != HEARD_NO)
			return dev;
	}
	return NULL;
}

/*
 * A program that types on a keyboard of its own passes keys on: it has grabbed the keyboards
 * that it changes, and others open, its own among them. A display server does not.
 */
static bool reads_beside(const struct snapshot *s, const struct process *proc)
{
	return keyboard_of(s, proc) && (!proc->types || proc->card >= 0);
}

const struct process *outside_reader(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (!is_text_in_front(s) || s->con.info.vtmode != VT_AUTO || s->machine->withheld)
		return NULL;
	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		/* One that is stopped reads nothing: it may be stopped so that another is of use. */
		if (reads_beside(s, proc) && !proc->stopped && !is_watcher(proc) &&
		    !is_on_console(s, proc))
			return proc;
	}
	return NULL;
}

/* A getty waits in another call than read(); a session has a program that will read. */
const struct process *console_reader(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;
	unsigned int console = s->con.info.console;

	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (proc->pid != 1 && (process_reads(proc, console) ||
				       (is_getty(proc->comm) && process_has(proc, console))))
			return proc;
	}
	return s->shell;
}

const struct process *next_taker(const struct machine *machine, const struct input_device *dev,
				 const struct process *before)
{
	const struct processes *procs = &machine->procs;

	for (int i = before ? before - procs->all + 1 : 0; i < procs->nr; i++)
		if (process_reads_event(&procs->all[i], dev->grabber) && !is_watcher(&procs->all[i]))
			return &procs->all[i];
	return NULL;
}

const struct process *taker_of(const struct snapshot *s, const struct input_device *dev)
{
	const struct process *first = next_taker(s->machine, dev, NULL);

	return first && !next_taker(s->machine, dev, first) ? first : NULL;
}

/* Of a pipe of programs one may read the keyboard, and another type. */
static bool one_types(const struct processes *procs, const struct process *taker)
{
	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (proc->types && (proc->sid == taker->sid || proc->pgrp == taker->pgrp ||
				    (proc->ppid == taker->ppid && proc->ppid != 1)))
			return true;
	}
	return false;
}

static bool takers_type(const struct snapshot *s, const struct input_device *dev)
{
	const struct process *taker = next_taker(s->machine, dev, NULL);

	if (!taker)
		return true;	/* hidden */
	for (; taker; taker = next_taker(s->machine, dev, taker))
		if (one_types(&s->machine->procs, taker))
			return true;
	return false;
}

/* Which program made a device is not to be seen: one that can make them is taken for it. */
static bool is_replaced(const struct snapshot *s, const struct input_device *taken)
{
	const struct inputs *inputs = &s->machine->inputs;

	if (!takers_type(s, taken))
		return false;
	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];

		if (dev->made && dev->letters && input_heard(s->machine->src, dev) == HEARD_YES)
			return true;
	}
	return false;
}

/* By hand: who has grabbed one of several, such as a scanner for bar codes, may want it so. */
bool one_is_heard(const struct machine *machine)
{
	const struct inputs *inputs = &machine->inputs;

	for (int i = 0; i < inputs->nr; i++)
		if (inputs->all[i].letters && !inputs->all[i].made &&
		    input_heard(machine->src, &inputs->all[i]) == HEARD_YES)
			return true;
	return false;
}

/* By a program on this console, which has its keys in another way. */
static bool taken_from_here(const struct snapshot *s, const struct input_device *dev)
{
	const struct process *taker = taker_of(s, dev);

	return taker && process_has(taker, s->con.info.console);
}

const struct input_device *taken_keyboard(const struct snapshot *s)
{
	const struct inputs *inputs = &s->machine->inputs;

	if (!is_text_in_front(s) || one_is_heard(s->machine))
		return NULL;
	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];

		if (dev->letters && input_is_taken(dev) && !is_replaced(s, dev) &&
		    !taken_from_here(s, dev))
			return dev;
	}
	return NULL;
}
