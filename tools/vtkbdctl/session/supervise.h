/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program on a console that was claimed, from its start to its end.
 */
#ifndef VTKBDCTL_SESSION_SUPERVISE_H
#define VTKBDCTL_SESSION_SUPERVISE_H

#include <stdbool.h>

#include <linux/vt.h>

struct claim;

/**
 * struct program - what to start, and how
 * @claim: its console
 * @argv: the program and its arguments
 * @take: makes the console what the program is to find; may fail
 * @switching: what it had the console ask us: it is allowed, whatever it is
 * @hide: the kernel has consoles of its own to hide from it
 * @keep_tty0: but for /dev/tty0
 * @tty: the console becomes its controlling terminal, and 0, 1 and 2
 */
struct program {
	struct claim *claim;
	char **argv;
	int (*take)(struct claim *claim);
	const struct vt_mode *switching;
	bool hide;
	bool keep_tty0;
	bool tty;
};

/* Return: the exit code: the program's, 128 + n if signal n ended it, or ours. */
int supervise(const struct program *p);

#endif
