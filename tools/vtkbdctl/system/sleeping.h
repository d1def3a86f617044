/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system call that a thread sleeps in, as far as it concerns terminals: which
 * descriptors it waits to read from or to write to, or which console it waits for.
 */
#ifndef VTKBDCTL_SYSTEM_SLEEPING_H
#define VTKBDCTL_SYSTEM_SLEEPING_H

#include <stdbool.h>

#define MAX_SLEEP_INPUTS	256

struct tool;

/**
 * struct sleeping - what one thread waits for
 * @nr: how many descriptors it waits to read from
 * @input: they
 * @any_input: it waits to read, and from which descriptors is not known
 * @output: the descriptor that it waits to write to, or -1
 * @switch_fd: the descriptor on which it waits for a console (VT_WAITACTIVE), or -1
 * @switch_to: that console
 */
struct sleeping {
	int nr;
	int input[MAX_SLEEP_INPUTS];
	bool any_input;
	int output;
	int switch_fd;
	unsigned int switch_to;
};

/*
 * A thread that does not sleep, or may not be looked at, waits for nothing. Return: whether it
 * may be looked at.
 */
bool sleeping_read(const struct tool *tool, int pid, int tid, struct sleeping *s);

#endif
