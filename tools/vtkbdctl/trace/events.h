/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events of a trace, and the rows that say how each becomes a line.
 */
#ifndef VTKBDCTL_TRACE_EVENTS_H
#define VTKBDCTL_TRACE_EVENTS_H

#include <linux/vtkbd.h>

#include "output/text.h"
#include "system/inputs.h"
#include "system/netlink_exits.h"
#include "trace/tracefs.h"

struct json_object;
struct source;
struct trace;

/**
 * struct event - one event, on its way to a line
 * @trace: the trace
 * @format: how the kernel describes it
 * @record: its data
 * @json: an object to fill, or NULL for text
 * @text: the line
 * @nothing: it changed nothing: no line
 */
struct event {
	struct trace *trace;
	struct tep_event *format;
	struct tep_record *record;
	struct json_object *json;
	struct text text;
	bool nothing;
};

/**
 * struct trace - what the lines need
 * @tracing: the buffer
 * @src: the source
 * @options: of the command line
 * @mode: mode of each of the kernel's consoles; -1 if it is not known
 * @leds: what the kernel's own keyboard shows
 * @exits: threads that have ended
 * @inputs: keyboards, read again when a key comes from another one
 * @foreground: the one of the kernel's consoles that keys go to
 */
struct trace {
	struct tracing tracing;
	struct source *src;
	unsigned int options;
	int mode[VTKBD_NR_CONSOLES + 1];
	int leds;
	struct exits exits;
	struct inputs inputs;
	unsigned int foreground;
};

/**
 * struct row - an event that becomes a line
 * @event: its name, NULL at the end
 * @kind: what it is called in a line
 * @fill: fills the line
 * @option: needed on the command line, or 0
 * @probe: for the kernel's own, which has no event; the second where a kernel lacks
 *	what the first needs
 */
struct row {
	const char *event;
	const char *kind;
	void (*fill)(struct event *e);
	unsigned int option;
	struct probe probe[MAX_PROBES];
};

extern const struct row vtkbd_rows[], vt_rows[];
/* For an event before which others were overwritten. */
extern const struct row lost_row;

/* Return: the row, or NULL if there is none. */
const struct row *row_find(const char *event);

#endif
