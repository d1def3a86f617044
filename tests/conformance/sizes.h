/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The size of consoles: this one, another, and one behind both; and SIGWINCH.
 */
#ifndef SIZES_H
#define SIZES_H

#include <signal.h>
#include <stdbool.h>

#include "transcript.h"

static volatile sig_atomic_t winches;

static inline void on_winch(int sig)
{
	(void)sig;
	winches++;
}

static bool tell_dots;	/* values that differ between screens, once they are known */

static inline void say_size(const char *label, int fd)
{
	struct winsize size = { 0 };

	ioctl(fd, TIOCGWINSZ, &size);
	printf("  %s: %u rows, %u columns", label, size.ws_row, size.ws_col);
	if (tell_dots)
		printf(", %u by %u dots", size.ws_xpixel, size.ws_ypixel);
	putchar('\n');
}

static int last;	/* a higher number: a refused resize ends before it */

static inline void look(int fd, int other)
{
	say_size("here", fd);
	say_size("there", other);
	say_size("last", last);
	printf("  SIGWINCH: %s\n", winches ? "yes" : "no");
	winches = 0;
}

static inline void resize(int fd, int other, unsigned short rows, unsigned short cols)
{
	struct vt_sizes size = { rows, cols, 0 };

	printf("%u rows, %u columns\n", rows, cols);
	POINTER(fd, VT_RESIZE, "size", &size);
	look(fd, other);
}

static inline void resizex(int fd, int other, const struct vt_consize *size)
{
	say_bytes("consize", size, sizeof(*size));
	POINTER(fd, VT_RESIZEX, "size", size);
	look(fd, other);
}

/* Whose foreground process this is, so that it gets SIGWINCH. */
static inline void sizes_begin(int fd)
{
	last = node_open(node_num + 2, O_NOCTTY);
	setsid();
	signal(SIGWINCH, on_winch);
	ioctl(fd, TIOCSCTTY, 1);
	tcsetpgrp(fd, getpgrp());
}

#endif /* SIZES_H */
