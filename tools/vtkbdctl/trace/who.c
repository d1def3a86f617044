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
#include "tool.h"
#include "trace/events.h"
#include "trace/tracefs.h"
#include "trace/who.h"

/*
 * A @word is at the beginning of a line: a program's name can contain any word, but not a
 * line of its own.
 */
static long number_after(const char *text, const char *word)
{
	const char *found = strstr(text, word);

	return found ? strtol(found + strlen(word), NULL, 10) : -1;
}

static void set_comm(struct who *who, const char *comm)
{
	snprintf(who->comm, sizeof(who->comm), "%.*s", (int)strcspn(comm, "\n"), comm);
}

/* Return: false also if it ended meanwhile. */
static bool read_proc(const struct tool *tool, int tid, struct who *who)
{
	struct text status = { 0 }, comm = { 0 };
	char buf[4096], name[32];

	text_add(&status, "/proc/%d/status", tid);
	if (tool->ops->read(status.s, buf, sizeof(buf)) <= 0)
		return false;
	text_add(&comm, "/proc/%d/comm", tid);
	if (tool->ops->read(comm.s, name, sizeof(name)) <= 0)
		return false;
	who->pid = number_after(buf, "\nTgid:");
	who->uid = number_after(buf, "\nUid:");
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
