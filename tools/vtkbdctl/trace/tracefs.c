// SPDX-License-Identifier: GPL-2.0
/*
 * Creates and removes a trace. Buffers and probes are named after the process and the time
 * of its start, so that those of a process that is gone can be recognised.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "system/device.h"
#include "system/proc.h"
#include "tool.h"
#include "trace/tracefs.h"

#define PREFIX		"vtkbdctl_"
#define POLL_MS		50

/* Ticks from boot; 0 if there is no such process. */
static unsigned long long start_of(const struct tool *tool, int pid)
{
	struct process_stat stat;

	return process_read_stat(tool, pid, &stat) ? stat.start : 0;
}

/* Whether it is named after a process that has ended, even if its number is in use again. */
static bool is_stale(const struct tool *tool, const char *name)
{
	unsigned long long start;
	int pid;

	return sscanf(name, PREFIX "%d_%llu", &pid, &start) == 2 && start_of(tool, pid) != start;
}

static bool is_stale_probe(const struct tool *tool, struct tracefs_dynevent *probe)
{
	char *group = NULL;
	bool stale;

	tracefs_dynevent_info(probe, &group, NULL, NULL, NULL, NULL);
	stale = group && is_stale(tool, group);
	free(group);
	return stale;
}

/* Those of a group, or, for NULL, all that are stale. */
static void remove_probes(const struct tool *tool, const char *group)
{
	struct tracefs_dynevent **all = tracefs_dynevent_get_all(TRACEFS_DYNEVENT_KPROBE |
								TRACEFS_DYNEVENT_KRETPROBE, group);

	for (int i = 0; all && all[i]; i++)
		if (group || is_stale_probe(tool, all[i]))
			tracefs_dynevent_destroy(all[i], true);
	tracefs_dynevent_list_free(all);
}

static void remove_instance(struct tracefs_instance *instance)
{
	tracefs_instance_file_write(instance, "events/enable", "0");
	tracefs_instance_destroy(instance);
	tracefs_instance_free(instance);
}

/*
 * The process that removes them can be killed as well: what is left then is found by its
 * name later.
 */
static void remove_stale(const struct tool *tool)
{
	char **names = tracefs_instances("^" PREFIX);

	remove_probes(tool, NULL);
	for (int i = 0; names && names[i]; i++) {
		struct tracefs_instance *instance;

		if (is_stale(tool, names[i]) && (instance = tracefs_instance_create(names[i])))
			remove_instance(instance);
	}
	tracefs_list_free(names);
}

static long long clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * (long long)NS_PER_S + now.tv_nsec;
}

/*
 * Two traces give an event the same time only if it can be computed exactly: atomic time
 * differs from the time of day by whole seconds. Kernels before 6.1 lack that clock.
 */
static void choose_clock(struct tracing *t)
{
	long long tai = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_TAI);
	const long long second = NS_PER_S;

	if (tracefs_instance_file_write(t->instance, "trace_clock", "tai") > 0) {
		t->clock_ns = (tai - second / 2) / second * second;
		return;
	}
	tracefs_instance_file_write(t->instance, "trace_clock", "mono");
	t->clock_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
}

static int open_parser(struct tracing *t)
{
	int size = 0;
	char *header = tracefs_instance_file_read(NULL, "events/header_page", &size);

	t->tep = header ? tep_alloc() : NULL;
	if (t->tep) {
		tep_set_file_bigendian(t->tep, tep_is_local_bigendian(t->tep));
		tep_parse_header_page(t->tep, header, size, sizeof(long));
		tep_set_long_size(t->tep, sizeof(long));
	}
	free(header);
	return t->tep ? 0 : complain(t->tool, TRACEFS "/events/header_page: %s", strerror(errno));
}

int tracing_start(struct tracing *t, const struct tool *tool)
{
	*t = (struct tracing) { .tool = tool };
	if (!tool->ops->exists(TRACEFS "/instances"))
		return complain(tool, TRACEFS ": no tracing here, or not for this user: try as root");
	remove_stale(tool);
	snprintf(t->group, sizeof(t->group), PREFIX "%d_%llu", getpid(), start_of(tool, getpid()));
	t->instance = tracefs_instance_create(t->group);
	if (!t->instance)
		return complain(tool, TRACEFS "/instances/%s: %s", t->group, strerror(errno));
	choose_clock(t);
	return open_parser(t);
}

static const struct probe *set_probe(struct tracing *t, const char *event,
				     const struct probe *probes)
{
	for (size_t i = 0; i < MAX_PROBES && probes[i].function; i++) {
		const struct probe *p = &probes[i];

		if (!(p->at_return ? tracefs_kretprobe_raw : tracefs_kprobe_raw)
		     (t->group, event, p->function, p->fetch))
			return p;
	}
	return NULL;
}

int tracing_probe(struct tracing *t, const char *event, const struct probe *probes)
{
	const struct probe *probe = set_probe(t, event, probes);

	if (!probe)
		return complain(t->tool, TRACEFS "/kprobe_events: %s: %s", probes[0].function,
				strerror(errno));
	if (probe->filter && tracefs_event_file_write(t->instance, t->group, event, "filter",
						      probe->filter) < 0)
		return complain(t->tool, TRACEFS "/events/%s/%s/filter: %s", t->group, event,
				strerror(errno));
	return tracing_enable(t, t->group, event);
}

/*
 * tracefs_local_events_system() would do it, and read all names of the kernel's functions
 * as well, which are not needed here and take seconds on a slow machine.
 */
static int load_format(struct tracing *t, const char *system, const char *event)
{
	int size = 0, err = -1;
	char *format = tracefs_event_file_read(t->instance, system, event, "format", &size);

	if (format)
		err = tep_parse_event(t->tep, format, size, system);
	free(format);
	return err ? complain(t->tool, TRACEFS "/events/%s/%s/format: not understood", system,
			      event) : 0;
}

int tracing_enable(struct tracing *t, const char *system, const char *event)
{
	if (tracefs_event_file_write(t->instance, system, event, "enable", "1") < 0)
		return complain(t->tool, TRACEFS "/events/%s/%s: %s", system, event,
				strerror(errno));
	return load_format(t, system, event);
}

/*
 * Who polls the buffers is woken by an interrupt at the end of the event, inside of the probe's
 * handler; and a probe that is reached in that interrupt, such as that of the LEDs, is missed.
 */
bool tracing_wait(int out)
{
	struct pollfd fd = { .fd = out };

	poll(&fd, 1, POLL_MS);
	return !(fd.revents & (POLLERR | POLLHUP));
}

void tracing_read(struct tracing *t, tracing_fn each, void *data)
{
	tracefs_iterate_raw_events(t->tep, t->instance, NULL, 0, each, data);
}

/* A line for each of the latest threads: number and name. */
void tracing_comm(const struct tracing *t, int tid, char *comm, size_t size)
{
	char *all = tracefs_instance_file_read(t->instance, "saved_cmdlines", NULL);
	char *rest = all, *line, *name;

	*comm = 0;
	while (rest && (line = strsep(&rest, "\n")))
		if (strtol(line, &name, 10) == tid && *name == ' ')
			snprintf(comm, size, "%s", name + 1);
	free(all);
}

/* What is in the buffer then stays there to be read. */
void tracing_pause(struct tracing *t)
{
	if (t->instance)
		tracefs_instance_file_write(t->instance, "events/enable", "0");
}

/* The records only say that there is a gap, where no room was left for its length. */
long long tracing_lost(struct tracing *t, int cpu)
{
	static const char key[] = "\noverrun: ";
	long long total, since;
	char name[64], *stats;
	const char *found;

	snprintf(name, sizeof(name), "per_cpu/cpu%d/stats", cpu);
	stats = cpu < MAX_CPUS ? tracefs_instance_file_read(t->instance, name, NULL) : NULL;
	found = stats ? strstr(stats, key) : NULL;
	total = found ? atoll(found + strlen(key)) : -1;
	free(stats);
	if (total < 0)
		return -1;
	since = total - t->lost[cpu];
	t->lost[cpu] = total;
	return since;
}

void tracing_stop(struct tracing *t)
{
	tep_free(t->tep);
	if (t->instance) {
		remove_probes(t->tool, t->group);
		remove_instance(t->instance);
	}
	*t = (struct tracing) { 0 };
}
