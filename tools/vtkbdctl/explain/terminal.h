/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the line discipline makes of a byte that comes from the keyboard: a signal, stopped
 * output, the end of a file.
 */
#ifndef VTKBDCTL_EXPLAIN_TERMINAL_H
#define VTKBDCTL_EXPLAIN_TERMINAL_H

#include <stdbool.h>

#include "console/line.h"
#include "output/text.h"
#include "system/proc.h"

struct tool;

#define MAX_MEMBERS	4

/**
 * struct terminal - a console's line discipline, and who is signalled
 * @line: the settings; nothing is known of the bytes if they are not
 * @leader: leader of the session whose controlling terminal the console is, or 0
 * @group: the foreground process group, or 0
 * @nr: how many processes are in it
 * @member: the first of them
 * @signals: what these do about signals
 */
struct terminal {
	struct line line;
	int leader;
	int group;
	int nr;
	struct process member[MAX_MEMBERS];
	struct process_signals signals[MAX_MEMBERS];
};

/**
 * struct fate - what becomes of a byte
 * @name: its meaning as stty(1) names it, such as intr; NULL for a byte like others
 * @signal: such as SIGINT, or NULL
 * @what: in words
 * @why: why nothing comes of it, "" if something does
 */
struct fate {
	const char *name;
	const char *signal;
	struct text what;
	struct text why;
};

void terminal_read(struct terminal *t, const struct tool *tool, const struct processes *procs,
		   unsigned int console);
/* @usual: bytes that usually have a meaning are named, too, if they have none here. */
struct fate terminal_fate(const struct terminal *t, unsigned char byte, bool usual);

#endif
