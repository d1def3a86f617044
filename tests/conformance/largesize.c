// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes that no text screen has: TIOCSWINSZ, which is for one console, and the state
 * after VT_RESIZE and VT_RESIZEX fail half-way. For a kernel without a screen driver,
 * which would refuse more sizes than the consoles do.
 */
#include "sizes.h"

static const struct winsize one[] = {
	{ 24, 80, 0, 0 }, { 24, 80, 640, 350 }, { 26, 82, 640, 350 }, { 0, 0, 1, 1 },
	{ 0, 81, 0, 0 }, { 27, 0, 0, 0 }, { 32768, 80, 0, 0 }, { 25, 32768, 0, 0 },
	{ 65535, 65535, 0, 0 }, { 25, 80, 0, 0 },
	/* 4 MiB, at two bytes a character, and a row or a column more */
	{ 128, 16384, 0, 0 }, { 129, 16384, 0, 0 }, { 128, 16385, 0, 0 }, { 1, 1, 0, 0 },
	{ 64, 32767, 0, 0 }, { 65, 32767, 0, 0 }, { 32767, 32767, 0, 0 }, { 25, 80, 0, 0 },
};

static void resize_one(int fd, int other, const struct winsize *size)
{
	printf("%u rows, %u columns, %u by %u dots\n", size->ws_row, size->ws_col,
	       size->ws_xpixel, size->ws_ypixel);
	POINTER(fd, TIOCSWINSZ, "size", size);
	look(fd, other);
}

static const struct vt_consize plain = { .v_vlin = 400, .v_clin = 16 };

/* The other console is wide: this number of rows is too large for that one only. */
static const struct vt_consize too_many[] = {
	{ .v_vlin = 450, .v_rows = 2200 },
	{ .v_vlin = 450, .v_rows = 40000 },
	{ .v_vlin = 450, .v_rows = 2400, .v_cols = 1000 },
};

static void refused(int fd, int other, const struct vt_consize *size)
{
	static const struct winsize wide = { 25, 1000, 0, 0 }, narrow = { 24, 80, 0, 0 };
	static const struct vt_consize rows = { .v_clin = 25, .v_rows = 18 };

	resize(fd, other, 25, 80);
	resize_one(other, fd, &wide);
	resizex(fd, other, size);
	resizex(fd, other, &rows);	/* were the 450 lines stored: here, there? */
	resizex(other, fd, &rows);
	resizex(last, other, &rows);
	resize_one(other, fd, &narrow);
	resize_one(last, other, &narrow);
	resizex(fd, other, &plain);
}

static void resize_refused(int fd, int other)
{
	static const struct winsize wide = { 25, 1000, 0, 0 };

	resize(fd, other, 25, 80);
	resize_one(other, fd, &wide);
	resize(fd, other, 2200, 0);
	resize(fd, other, 2400, 1000);
	resize(fd, other, 25, 80);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), other = node_open(node_num + 1, O_NOCTTY);

	sizes_begin(fd);
	resizex(fd, other, &plain);
	resize(fd, other, 24, 80);
	tell_dots = true;
	for (size_t i = 0; i < COUNT(one); i++)
		resize_one(fd, other, &one[i]);
	for (size_t i = 0; i < COUNT(too_many); i++)
		refused(fd, other, &too_many[i]);
	resize_refused(fd, other);
	return end();
}
