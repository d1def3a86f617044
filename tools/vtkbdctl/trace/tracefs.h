/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tracing buffer of our own in tracefs, and probes in it, that do not outlive
 * their use: what a killed predecessor left is removed before anything is made.
 */
#ifndef VTKBDCTL_TRACE_TRACEFS_H
#define VTKBDCTL_TRACE_TRACEFS_H

#include <stdbool.h>

#include <event-parse.h>
#include <tracefs.h>

#define TRACEFS		"/sys/kernel/tracing"
#define MAX_CPUS	64
#define MAX_PROBES	2

struct tool;

/**
 * struct probe - where the kernel has no event of its own
 * @function: the kernel's
 * @fetch: arguments, as kprobe_events wants them
 * @filter: which of its calls count, or NULL
 * @at_return: where it returns, not where it is called
 */
struct probe {
	const char *function;
	const char *fetch;
	const char *filter;
	bool at_return;
};

/**
 * struct tracing - a trace under way
 * @tool: for complaints
 * @group: the probes' system, and the name of the buffer
 * @instance: the buffer
 * @tep: how to read events
 * @lost: events that were overwritten, by CPU, as far as it was asked
 * @clock_ns: what to add to an event's time to get the time of day
 */
struct tracing {
	const struct tool *tool;
	char group[48];
	struct tracefs_instance *instance;
	struct tep_handle *tep;
	long long lost[MAX_CPUS];
	long long clock_ns;
};

typedef int (*tracing_fn)(struct tep_event *event, struct tep_record *record, int cpu, void *data);

/* Each complains if it fails. Return: 0 or -1. tracing_stop() in any case. */
int tracing_start(struct tracing *t, const struct tool *tool);
/* Sets the first of MAX_PROBES that this kernel can have. */
int tracing_probe(struct tracing *t, const char *event, const struct probe *probes);
/* Also learns how the event looks. */
int tracing_enable(struct tracing *t, const char *system, const char *event);
/* A twentieth of a second. Return: false if the reader of @out is gone. */
bool tracing_wait(int out);
/* Calls @each for every event that is there, until it returns something else than 0. */
void tracing_read(struct tracing *t, tracing_fn each, void *data);
/* The name that the kernel has noted for a thread; empty if it has none. */
void tracing_comm(const struct tracing *t, int tid, char *comm, size_t size);
/* No more events come. */
void tracing_pause(struct tracing *t);
/* Return: events of a CPU that were overwritten since the last call, -1 if it is not known. */
long long tracing_lost(struct tracing *t, int cpu);
void tracing_stop(struct tracing *t);

#endif
