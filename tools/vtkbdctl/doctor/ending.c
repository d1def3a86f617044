// SPDX-License-Identifier: GPL-2.0
/*
 * A service of systemd is known by the process's control group: the process's name or its
 * console do not say which service has started it. A container has services of its own.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "console/source.h"
#include "doctor/ending.h"
#include "doctor/snapshot.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/device.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

#define SYSTEMD		"/run/systemd/system"
#define INITTAB		"/etc/inittab"
#define PLAIN		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._:-\\"

bool is_respawned(const struct source *src, const struct process *proc)
{
	return proc->ppid == 1 && is_getty(proc->comm) && !process_is_contained(src, proc) &&
	       !src->tool->ops->exists(SYSTEMD) && src->tool->ops->exists(INITTAB);
}

/* @argv: as /proc has it, each word with a 0 behind it. */
static bool has_words(char *command, const char *argv, long size)
{
	const char *end = argv + size;

	for (char *word; (word = strsep(&command, " \t"));) {
		if (!*word)
			continue;
		if (argv >= end || strcmp(word, argv))
			return false;
		argv += strlen(argv) + 1;
	}
	return argv >= end;
}

/* "id:runlevels:action:command" */
static char *command_of(char *line)
{
	if (*line == '#')
		return NULL;
	for (int i = 0; line && i < 3; i++) {
		line = strchr(line, ':');
		line = line ? line + 1 : NULL;
	}
	return line;
}

/* Return: the line of INITTAB that starts a process; 0 if there is none, or more than one. */
static int line_of(const struct source *src, const struct process *proc)
{
	char argv[1024], buf[16384], *line, *rest = buf;
	long size = process_read_file(src->tool, proc->pid, "cmdline", argv, sizeof(argv));
	int found = 0;

	if (size <= 0 || src->tool->ops->read(INITTAB, buf, sizeof(buf)) <= 0)
		return 0;
	for (int nr = 1; (line = strsep(&rest, "\n")); nr++) {
		char *command = command_of(line);

		if (!command || !has_words(command, argv, size))
			continue;
		if (found)
			return 0;
		found = nr;
	}
	return found;
}

static bool ends_in(const char *s, const char *with)
{
	size_t len = strlen(s), end = strlen(with);

	return len > end && !strcmp(s + len - end, with);
}

/*
 * "/a.slice/b.slice/c.service" with nothing but slices before it: below a service there may
 * be another systemd, a user's, whose services systemctl would look for in vain. Return:
 * c.service, or NULL.
 */
static const char *service_in(char *path)
{
	char *name = NULL, *rest = path;

	for (char *part; (part = strsep(&rest, "/"));) {
		if (!*part)
			continue;
		if (name && !ends_in(name, ".slice"))
			return NULL;
		name = part;
	}
	return name && ends_in(name, ".service") && *name != '-' && !name[strspn(name, PLAIN)] ?
	       name : NULL;
}

/* The lines are "0::PATH" and "NUMBER:NAMES:PATH"; systemd's may be one of either kind. */
static const char *service_of(const struct source *src, const struct process *proc,
			      char *buf, size_t size)
{
	char *line, *rest = buf;

	if (!src->tool->ops->exists(SYSTEMD) || process_is_contained(src, proc) ||
	    process_read_file(src->tool, proc->pid, "cgroup", buf, size) <= 0)
		return NULL;
	while ((line = strsep(&rest, "\n"))) {
		char *path = strchr(line, '/');

		if (path && (!strncmp(line, "0::", 3) || strstr(line, ":name=systemd:")))
			return service_in(path);
	}
	return NULL;
}

/*
 * Whether the process is what the service was started for, or belongs to that: stopping the
 * service of a login would end all sessions. Its main process is the one that process 1 has
 * started; if there are several, the others have lost their parents. A supervisor gives each
 * of its programs a process group of its own.
 */
static bool is_of_service(const struct machine *machine, const struct process *proc,
			  const char *service)
{
	const struct process *main = NULL;
	char buf[4096];

	for (int i = 0; i < machine->procs.nr; i++) {
		const struct process *other = &machine->procs.all[i];
		const char *its;

		if (other->ppid != 1)
			continue;
		its = service_of(machine->src, other, buf, sizeof(buf));
		if (!its || strcmp(its, service))
			continue;
		if (main)
			return false;
		main = other;
	}
	return main && (proc == main || (proc->pgrp == main->pgrp && !is_getty(main->comm)));
}

struct text reviver_words(const struct machine *machine, const struct process *proc)
{
	const struct process *parent = process_find(&machine->procs, proc->ppid);
	struct text t = { 0 };

	if (parent && is_supervisor(parent))
		text_add(&t, "; %s starts it again when it ends", process_words(parent).s);
	return t;
}

/* The first process of a namespace does not die of a signal from outside, but of KILL. */
static bool is_first_of_namespace(const struct source *src, const struct process *proc)
{
	char buf[4096], *line, *last;

	if (process_read_file(src->tool, proc->pid, "status", buf, sizeof(buf)) <= 0)
		return false;
	line = process_line(buf, "NSpid:");
	if (!line)
		return false;
	line[strcspn(line, "\n")] = 0;
	last = strrchr(line, '\t');
	return last && !strcmp(last, "\t1");
}

static const char *signal_for(const struct source *src, const struct process *proc)
{
	uint64_t ignores;

	if (proc->pid != 1 && is_first_of_namespace(src, proc))
		return "-KILL ";
	/* These outlive TERM while they wait for a line, and end their session at a HUP. */
	if (is_shell(proc->comm))
		return "-HUP ";
	ignores = process_signals(src->tool, proc->pid).ignores;
	return ignores & 1ull << (SIGTERM - 1) ? "-KILL " : "";
}

/*
 * A process 1 that has an INITTAB reads it again when it gets a HUP. Some then end what the
 * file does not start any more, and there is nothing left to kill; busybox's may leave it.
 */
struct text ending_command(const struct machine *machine, const struct process *proc)
{
	const struct source *src = machine->src;
	int line = is_respawned(src, proc) ? line_of(src, proc) : 0;
	struct text t = { 0 };
	char buf[4096];
	const char *service = service_of(src, proc, buf, sizeof(buf));

	if (service && is_of_service(machine, proc, service)) {
		text_add(&t, strchr(service, '\\') ? "systemctl stop '%s'" : "systemctl stop %s",
			 service);
		return t;
	}
	if (line)
		text_add(&t, "sed -i '%ds/^/#/' " INITTAB " && kill -HUP 1; ", line);
	text_add(&t, "kill %s%d%s", signal_for(src, proc), proc->pid,
		 line ? " 2>/dev/null || true" : "");
	return t;
}
