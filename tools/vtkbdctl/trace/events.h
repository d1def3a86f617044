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
 * @kind: what it is called in the line
 * @json: an object to fill, or NULL for text
 * @text: the line
 * @nothing: it changed nothing: no line
 */
struct event {
	struct trace *trace;
	struct tep_event *format;
	struct tep_record *record;
	const char *kind;
	struct json_object *json;
	struct text text;
	bool nothing;
};

/**
 * struct asked - an ioctl of the kernel's own consoles, until it returns
 * @tid: the thread that waits for it, 0 if this place is free
 * @console: which it is of
 * @cmd: KDSETMODE, VT_SETMODE, or one that switches
 * @kdmode: of KDSETMODE
 * @vtmode: of VT_SETMODE, like the signals
 * @relsig: by which the owner is asked to let the console go
 * @acqsig: by which it is given the console
 */
struct asked {
	int tid;
	unsigned int console;
	unsigned int cmd;
	int kdmode;
	unsigned int vtmode;
	int relsig;
	int acqsig;
};

/**
 * struct trace - what the lines need
 * @tracing: the buffer
 * @src: the source
 * @options: of the command line
 * @mode: mode of each of the kernel's consoles; -1 if it is not known
 * @kdmode: the same for KD_TEXT and KD_GRAPHICS
 * @asked: ioctls that have not returned
 * @nr_asked: how many there have been
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
	int kdmode[VTKBD_NR_CONSOLES + 1];
	struct asked asked[16];
	unsigned int nr_asked;
	int leds;
	struct exits exits;
	struct inputs inputs;
	unsigned int foreground;
};

/**
 * struct row - an event that becomes a line
 * @event: its name, NULL at the end
 * @kind: what it is called in a line; NULL if @fill decides it
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
