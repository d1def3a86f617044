/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The user's own terminal: raw while a console is shown on it, and as it was in
 * the end.
 */
#ifndef VTKBDCTL_SESSION_TERMINAL_H
#define VTKBDCTL_SESSION_TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

/**
 * struct terminal - the terminal behind standard input
 * @raw: it is in raw mode; restore it
 * @before: how it was
 */
struct terminal {
	bool raw;
	struct termios before;
};

/* Nothing happens to what is not a terminal. Return: 0, or -errno. */
int terminal_raw(struct terminal *t);
void terminal_restore(struct terminal *t);

/* Of the terminal behind standard output. Return: whether there is one. */
bool terminal_size(struct winsize *size);

#endif
