/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The line discipline behind a console's keyboard: its settings, and whether output is
 * stopped (Ctrl-S, Scroll Lock).
 */
#ifndef VTKBDCTL_CONSOLE_LINE_H
#define VTKBDCTL_CONSOLE_LINE_H

#include <stdbool.h>
#include <termios.h>

struct console;
struct node;
struct source;

/**
 * struct line - a console's line discipline
 * @known: the rest was read
 * @stopped: it takes no output
 * @termios: its settings
 */
struct line {
	bool known;
	bool stopped;
	struct termios termios;
};

/*
 * Only of a console that is in use; one of vtkbd's that no program has open has no line
 * discipline, and is not opened. What cannot be read is not known, without a complaint.
 */
void line_read(struct line *line, const struct source *src, const struct console *con);

/* Each complains if it fails. Return: 0 or -1. */
/* Starts output that was stopped, which also clears the Scroll Lock flag. */
int line_start(const struct node *node);
/* Writes what undoes application keypad and cursor keys, no repeat, and CR LF for Enter. */
int line_reset_keys(const struct node *node);

#endif
