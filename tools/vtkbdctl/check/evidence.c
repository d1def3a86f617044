// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints are noted while a program is tried, and shown only if a property does not hold.
 */
#include <stdio.h>

#include "check/evidence.h"
#include "console/source.h"
#include "output/text.h"
#include "system/netlink_exits.h"
#include "tool.h"

static int keep(struct tep_event *format, struct tep_record *record, int cpu, void *data)
{
	struct evidence *e = data;
	const struct row *row = row_find(format->name);
	struct event event = { .trace = &e->trace, .format = format, .record = record };

	(void)cpu;
	if (!row)
		return 0;
	event.kind = row->kind;
	row->fill(&event);
	if (event.nothing)
		return 0;
	snprintf(e->line[e->nr++ % EVIDENCE_LINES], EVIDENCE_LEN, "%.12s  %-8s  %.80s",
		 text_time(record->ts + e->trace.tracing.clock_ns).s + sizeof("2026-01-01"),
		 event.kind, event.text.s);
	return 0;
}

static int enable(struct evidence *e)
{
	int err = 0;

	for (const struct row *row = vtkbd_rows; row->event && !err; row++)
		if (!row->option)
			err = tracing_enable(&e->trace.tracing, "vtkbd", row->event);
	return err;
}

void evidence_open(struct evidence *e, struct source *src)
{
	e->trace.src = src;
	e->trace.exits.fd = -1;
	e->there = !tracing_start(&e->trace.tracing, src->tool) && !enable(e);
	exits_open(&e->trace.exits, src->tool);
}

void evidence_read(struct evidence *e)
{
	if (!e->there)
		return;
	exits_read(&e->trace.exits);
	tracing_read(&e->trace.tracing, keep, e);
}

void evidence_begin(struct evidence *e)
{
	evidence_read(e);
	e->nr = 0;
}

const char *evidence_line(const struct evidence *e, unsigned int i)
{
	unsigned int first = e->nr > EVIDENCE_LINES ? e->nr - EVIDENCE_LINES : 0;

	return first + i < e->nr ? e->line[(first + i) % EVIDENCE_LINES] : NULL;
}

void evidence_close(struct evidence *e)
{
	tracing_stop(&e->trace.tracing);
	exits_close(&e->trace.exits);
}
