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

#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "system/inputs.h"
#include "system/proc.h"
#include "tool.h"

/**
 * struct watcher - a program that has keyboards open and needs few of their keys
 * @comm: its command name
 * @why: what for
 */
struct watcher {
	const char *comm;
	const char *why;
};

static const struct watcher watchers[] = {
	{ "acpid", "keys for power, lid and volume" },
	{ "actkbd", "runs commands for chords" },
	{ "brltty", "keys of a braille device, and chords for the screen reader" },
	{ "esekeyd", "runs commands for multimedia keys" },
	{ "thd", "triggerhappy: runs commands for single keys" },
	{ "thermald", "keys for power" },
	{ "upowerd", "the lid" },
	{ "(udev-worker)", "asks a new device what it is" },
	{ "systemd-udevd", "asks a new device what it is" },
};

static bool is_watcher(const struct process *proc)
{
	for (size_t i = 0; i < ARRAY_SIZE(watchers); i++)
		if (!strcmp(proc->comm, watchers[i].comm))
			return true;
	return is_seat_manager(proc);
}

/* Node 0, which is bit 0, is no console of its own. */
static bool is_on_console(const struct snapshot *s, const struct process *proc)
{
	char value[16];

	if (proc->tty || proc->open & ~1ull)
		return true;
	return process_getenv(s->machine->src, proc->pid, "XDG_VTNR", value, sizeof(value)) &&
	       atoi(value) > 0;
}

/* From one that is grabbed, by vtkbd too, only its grabber reads anything. */
const struct input_device *keyboard_of(const struct snapshot *s, const struct process *proc)
{
	const struct inputs *inputs = &s->machine->inputs;

	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];

		if (!dev->letters || dev->grabbed || !process_reads_event(proc, dev->event))
			continue;
		if (input_heard(s->machine->src, dev) != HEARD_NO)
			return dev;
	}
	return NULL;
}

/*
 * If it is not known who has a keyboard alone: a program that types on a keyboard of its own
 * has grabbed the one that it reads, or each key would come twice.
 */
static bool reads_beside(const struct snapshot *s, const struct process *proc)
{
	const struct input_device *dev = keyboard_of(s, proc);

	return dev && (dev->asked || !proc->types);
}

const struct process *outside_reader(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (!is_text_in_front(s) || s->con.info.vtmode != VT_AUTO || s->machine->withheld)
		return NULL;
	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (reads_beside(s, proc) && !is_watcher(proc) && !is_on_console(s, proc))
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

const struct process *taker_of(const struct snapshot *s, const struct input_device *dev)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; i < procs->nr; i++)
		if (process_reads_event(&procs->all[i], dev->grabber) && !is_watcher(&procs->all[i]))
			return &procs->all[i];
	return NULL;
}

/* Which program made a device is not to be seen: one that can make them is taken for it. */
static bool is_replaced(const struct snapshot *s, const struct process *taker)
{
	const struct inputs *inputs = &s->machine->inputs;

	if (taker && !taker->types)
		return false;
	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];

		if (dev->made && dev->letters && input_heard(s->machine->src, dev) == HEARD_YES)
			return true;
	}
	return false;
}

const struct input_device *taken_keyboard(const struct snapshot *s)
{
	const struct inputs *inputs = &s->machine->inputs;

	if (!is_text_in_front(s))
		return NULL;
	for (int i = 0; i < inputs->nr; i++) {
		const struct input_device *dev = &inputs->all[i];
		const struct process *taker;

		if (!dev->letters || !input_is_taken(dev))
			continue;
		taker = taker_of(s, dev);
		if (is_replaced(s, taker))
			continue;
		if (!taker || !process_has(taker, s->con.info.console))
			return dev;
	}
	return NULL;
}
