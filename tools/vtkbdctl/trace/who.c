// SPDX-License-Identifier: GPL-2.0
/*
 * Looks a thread up: in /proc while it is there, else among the threads that have ended,
 * else by the names that the kernel notes for traces.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "system/netlink_exits.h"
#include "system/proc.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/tracefs.h"
#include "trace/who.h"

static long number_of(char *status, const char *name)
{
	const char *value = process_line(status, name);

	return value ? strtol(value, NULL, 10) : -1;
}

static void set_comm(struct who *who, const char *comm)
{
	snprintf(who->comm, sizeof(who->comm), "%.*s", (int)strcspn(comm, "\n"), comm);
}

/* Return: false also if it ended meanwhile. */
static bool read_proc(const struct tool *tool, int tid, struct who *who)
{
	char buf[4096], name[32];

	if (process_read_file(tool, tid, "status", buf, sizeof(buf)) <= 0 ||
	    process_read_file(tool, tid, "comm", name, sizeof(name)) <= 0)
		return false;
	who->pid = number_of(buf, "Tgid:");
	who->uid = number_of(buf, "Uid:");
	set_comm(who, name);
	return true;
}

struct who who_is(struct trace *trace, int tid)
{
	struct who who = { .pid = tid, .uid = -1 };
	const struct exited *exited;

	if (read_proc(trace->src->tool, tid, &who))
		return who;
	exits_read(&trace->exits);
	exited = exits_find(&trace->exits, tid);
	if (exited) {
		who.pid = exited->pid;
		who.uid = exited->uid;
		set_comm(&who, exited->comm);
	} else {
		tracing_comm(&trace->tracing, tid, who.comm, sizeof(who.comm));
	}
	return who;
}
