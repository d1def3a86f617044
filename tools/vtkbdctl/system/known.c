// SPDX-License-Identifier: GPL-2.0
/*
 * Names of programs, as the kernel cuts them: fifteen bytes.
 */
#include <stddef.h>
#include <string.h>

#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

static bool is_one_of(const char *comm, const char *const *names)
{
	while (*names && strcmp(comm, *names))
		names++;
	return *names;
}

/* Between fork and exec a service of systemd is called (agetty). */
bool is_getty(const char *comm)
{
	static const char *const names[] = {
		"agetty", "(agetty)", "getty", "mingetty", "fgetty", "login", "systemd", NULL
	};

	return is_one_of(comm, names);
}

bool is_shell(const char *comm)
{
	static const char *const names[] = {
		"sh", "bash", "dash", "ash", "zsh", "fish", "ksh", "mksh", "csh", "tcsh",
		NULL
	};

	return is_one_of(comm, names);
}

bool is_supervisor(const struct process *proc)
{
	static const char *const names[] = {
		"runsv", "s6-supervise", "supervise", "supervise-daemo", "systemd", NULL
	};

	return proc->pid != 1 && is_one_of(proc->comm, names);
}

bool is_seat_manager(const struct process *proc)
{
	static const char *const names[] = {
		"systemd-logind", "elogind-daemon", "elogind", "seatd", "console-kit-dae",
		NULL
	};

	return proc->pid == 1 || is_one_of(proc->comm, names);
}

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
	{ "udevd", "asks a new device what it is (eudev)" },
};

bool is_watcher(const struct process *proc)
{
	for (size_t i = 0; i < ARRAY_SIZE(watchers); i++)
		if (!strcmp(proc->comm, watchers[i].comm))
			return true;
	return is_seat_manager(proc);
}
