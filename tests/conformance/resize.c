// SPDX-License-Identifier: GPL-2.0
/*
 * VT_RESIZE and VT_RESIZEX: valid and inconsistent sizes, the size of the terminal
 * afterwards on this console and on others, and SIGWINCH. All are sizes that a text
 * screen can have; largesize.c has the others.
 */
#include "sizes.h"

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

/* The lines of the screen are kept. */
static const struct vt_consize kept[] = {
	{ .v_vlin = 480, .v_rows = 30, .v_cols = 80 },
	{ .v_clin = 16 }, { .v_clin = 16, .v_rows = 25 }, { .v_clin = 16, .v_rows = 30 },
	{ .v_vlin = 350, .v_rows = 30 }, { .v_clin = 14 }, { .v_clin = 8, .v_rows = 43 },
	{ .v_vlin = 600, .v_clin = 16, .v_rows = 30 }, { .v_clin = 14, .v_rows = 25 },
	{ .v_vlin = 65535, .v_clin = 1 }, { .v_vlin = 400, .v_clin = 16 },
};

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), other = node_open(node_num + 1, O_NOCTTY);

	sizes_begin(fd);
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
	resizex(fd, other, &kept[0]);
	resize(fd, other, 25, 80);
	tell_dots = true;
	for (size_t i = 0; i < COUNT(kept); i++)
		resizex(fd, other, &kept[i]);
	return end();
}
