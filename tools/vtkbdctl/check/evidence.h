/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module's tracepoints told since a property began: the lines of vtkbdctl trace.
 * A kernel without tracing has none.
 */
#ifndef VTKBDCTL_CHECK_EVIDENCE_H
#define VTKBDCTL_CHECK_EVIDENCE_H

#include <stdbool.h>

#include "trace/events.h"

#define EVIDENCE_LINES	12
#define EVIDENCE_LEN	120

/**
 * struct evidence - the latest lines
 * @trace: where they come from
 * @there: there is tracing
 * @line: each of them, cut to its length; the oldest is at @nr modulo their number
 * @nr: how many there have been
 */
struct evidence {
	struct trace trace;
	bool there;
	char line[EVIDENCE_LINES][EVIDENCE_LEN];
	unsigned int nr;
};

void evidence_open(struct evidence *e, struct source *src);
/* Drops what there is. */
void evidence_begin(struct evidence *e);
/* Reads what has come. */
void evidence_read(struct evidence *e);
/* Line @i of those that are kept, oldest first. Return: NULL after the last. */
const char *evidence_line(const struct evidence *e, unsigned int i);
void evidence_close(struct evidence *e);

#endif
