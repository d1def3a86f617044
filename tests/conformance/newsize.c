// SPDX-License-Identifier: GPL-2.0
/*
 * The size of a newly allocated console, after the size of others was changed: of all
 * at once, of the foreground one, of a background one. For a machine with a screen:
 * without one, the kernel gives every new console 25 rows.
 */
#include "switching.h"

#define NEW	40	/* not allocated when the program begins */
#define OTHER	20	/* allocated, and not in the foreground */

static void say_size(const char *label, int fd)
{
	struct winsize size = { 0 };

	ioctl(fd, TIOCGWINSZ, &size);
	printf("  %s: %u rows, %u columns, %u dots\n", label, size.ws_row, size.ws_col,
	       size.ws_ypixel);
}

static int gone(int fd)
{
	return raw_ioctl(fd, VT_DISALLOCATE, NEW) && errno == EBUSY ? -1 : 0;
}

/* Open it, print its size, resize it by one, and disallocate it. */
static void newcomer(int fd, const char *after)
{
	struct winsize size = { 0 };
	int new = node_open(NEW, O_NOCTTY);

	printf("after %s\n", after);
	say_size("new", new);
	ioctl(new, TIOCGWINSZ, &size);
	size.ws_row--;
	POINTER(new, TIOCSWINSZ, "a row less", &size);
	say_size("new", new);
	close(new);
	settled(gone, fd);
}

static void resize_all(int fd, unsigned short rows, unsigned short cols)
{
	struct vt_sizes size = { rows, cols, 0 };

	POINTER(fd, VT_RESIZE, "size", &size);
}

static void resize_one(int fd, unsigned short rows, unsigned short cols)
{
	struct winsize size = { rows, cols, 7, 9 };

	POINTER(fd, TIOCSWINSZ, "size", &size);
}

static void look(int fd, int other)
{
	say_size("this", fd);
	say_size("other", other);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), other = node_open(OTHER, O_NOCTTY);
	struct vt_consize lines = { .v_vlin = 480, .v_rows = 20, .v_cols = 60 };

	look(fd, other);
	newcomer(fd, "nothing");
	resize_all(fd, 30, 90);
	look(fd, other);
	newcomer(fd, "VT_RESIZE");
	resize_one(other, 20, 70);
	look(fd, other);
	newcomer(fd, "TIOCSWINSZ on another");
	go(fd, OTHER);
	newcomer(fd, "a switch to it");
	go(fd, 1);
	newcomer(fd, "a switch back");
	resize_one(fd, 22, 66);
	look(fd, other);
	newcomer(fd, "TIOCSWINSZ on the one in the foreground");
	POINTER(fd, VT_RESIZEX, "lines", &lines);
	look(fd, other);
	newcomer(fd, "VT_RESIZEX");
	resize_all(fd, 25, 80);
	newcomer(fd, "the size from before");
	return end();
}
