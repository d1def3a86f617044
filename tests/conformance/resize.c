// SPDX-License-Identifier: GPL-2.0
/*
 * VT_RESIZE and VT_RESIZEX: sizes that fit and that do not add up, what the
 * terminal's size then is on this console and on another, and SIGWINCH.
 */
#include <signal.h>

#include "transcript.h"

static volatile sig_atomic_t winches;

static void on_winch(int sig)
{
	(void)sig;
	winches++;
}

static void say_size(const char *label, int fd)
{
	struct winsize size = { 0 };

	ioctl(fd, TIOCGWINSZ, &size);
	printf("  %s: %u rows, %u columns\n", label, size.ws_row, size.ws_col);
}

static void look(int fd, int other)
{
	say_size("here", fd);
	say_size("there", other);
	printf("  SIGWINCH: %s\n", winches ? "yes" : "no");
	winches = 0;
}

static void resize(int fd, int other, unsigned short rows, unsigned short cols)
{
	struct vt_sizes size = { rows, cols, 0 };

	printf("%u rows, %u columns\n", rows, cols);
	POINTER(fd, VT_RESIZE, "size", &size);
	look(fd, other);
}

static const struct vt_consize sizes[] = {
	{ 0 },
	{ .v_rows = 25, .v_cols = 80 },
	{ .v_rows = 25, .v_vlin = 400, .v_clin = 16 },
	{ .v_rows = 24, .v_vlin = 400, .v_clin = 16 },
	{ .v_vlin = 384, .v_clin = 16, .v_cols = 80 },
	{ .v_rows = 20, .v_vlin = 400, .v_clin = 33 },
	{ .v_rows = 12, .v_vlin = 396, .v_clin = 33 },
	{ .v_cols = 80, .v_vcol = 640, .v_ccol = 8 },
	{ .v_cols = 79, .v_vcol = 640, .v_ccol = 8 },
	{ .v_rows = 25, .v_vcol = 624, .v_ccol = 8 },
	{ .v_rows = 25, .v_cols = 80, .v_vcol = 5 },
};

static void resizex(int fd, int other, const struct vt_consize *size)
{
	say_bytes("consize", size, sizeof(*size));
	POINTER(fd, VT_RESIZEX, "size", size);
	look(fd, other);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), other = node_open(node_num + 1, O_NOCTTY);

	setsid();
	signal(SIGWINCH, on_winch);
	ioctl(fd, TIOCSCTTY, 1);
	tcsetpgrp(fd, getpgrp());
	look(fd, other);
	resize(fd, other, 25, 80);
	resize(fd, other, 24, 80);
	resize(fd, other, 24, 78);
	resize(fd, other, 0, 0);
	resize(fd, other, 25, 0);
	resize(fd, other, 0, 80);
	resize(fd, other, 40000, 80);
	resize(fd, other, 25, 40000);
	for (size_t i = 0; i < COUNT(sizes); i++)
		resizex(fd, other, &sizes[i]);
	resize(fd, other, 25, 80);
	FAULTS(fd, VT_RESIZE);
	FAULTS(fd, VT_RESIZEX);
	resize(fd, other, 25, 80);
	return end();
}
