// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The size of a console in rows and columns. vtkbd draws no screen, but programs
 * on a console ask for its size, and are signalled when it changes.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tty.h>

#include "output.h"
#include "seat.h"
#include "size.h"
#include "waiters.h"

#define VTKBD_MAX_SIZE		32767	/* rows or columns */

/* The kernel keeps two bytes for each character, in one allocation. */
static bool vtkbd_size_exists(unsigned int rows, unsigned int cols)
{
	return rows * cols * 2 <= KMALLOC_MAX_SIZE;
}

/**
 * vtkbd_size_set_locked - set the rows and columns of one console
 * @con: the console
 * @rows: 0 to leave them as they are
 * @cols: likewise
 *
 * Matches what vc_resize() accepts. After a change the caller has to drop the
 * lock and call vtkbd_size_announce().
 *
 * Context: Process, under switch_mutex.
 * Return: 1 if the size changed, 0 if it did not, or -EINVAL.
 */
int vtkbd_size_set_locked(struct vtkbd_console *con, unsigned int rows,
			  unsigned int cols)
{
	lockdep_assert_held(&con->seat->switch_mutex);

	if (rows > VTKBD_MAX_SIZE || cols > VTKBD_MAX_SIZE)
		return -EINVAL;
	rows = rows ?: con->size.rows;
	cols = cols ?: con->size.cols;
	if (rows == con->size.rows && cols == con->size.cols)
		return 0;
	if (!vtkbd_size_exists(rows, cols))
		return -EINVAL;

	con->size.rows = rows;
	con->size.cols = cols;
	return 1;
}

/**
 * vtkbd_size_announce - give the tty its console's size
 * @con: the console
 *
 * Its foreground process group gets SIGWINCH, and VT_WAITEVENT returns. The
 * tty's size has a lock that a program can hold without limit: TIOCGWINSZ copies
 * to user memory under it. So no lock of vtkbd is held here. Two calls may
 * therefore run in the wrong order: each repeats until the size it gave is still
 * the console's.
 *
 * Context: Process, no lock held.
 */
void vtkbd_size_announce(struct vtkbd_console *con)
{
	struct tty_struct *tty = tty_port_tty_get(&con->port);
	struct winsize given = { }, ws = { };

	if (tty)
		vtkbd_size_get(con, NULL, &ws);
	while (tty && memcmp(&given, &ws, sizeof(ws))) {
		given = ws;
		tty_do_resize(tty, &given);
		vtkbd_size_get(con, NULL, &ws);
	}
	tty_kref_put(tty);
	vtkbd_event_post(con->seat, VT_EVENT_RESIZE, con->num, con->num);
}

/**
 * vtkbd_size_set - set the rows and columns of one console, and announce it
 * @con: the console
 * @r: the reader (VTKBD_ATTACH) that asks, or %NULL for a program that has it open
 * @rows: 0 to leave them as they are
 * @cols: likewise
 *
 * Context: Process; may wait for user memory, so no lock of vtkbd is held.
 * Return: 0, -EINVAL for a size that no console can have, or -EIO if the console
 *	was disallocated since @r was attached to it.
 */
int vtkbd_size_set(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   unsigned int rows, unsigned int cols)
{
	int ret = -EIO;

	mutex_lock(&con->seat->switch_mutex);
	if (!r || !vtkbd_output_over(r))
		ret = vtkbd_size_set_locked(con, rows, cols);
	mutex_unlock(&con->seat->switch_mutex);
	if (ret <= 0)
		return ret;
	vtkbd_size_announce(con);
	return 0;
}

/**
 * vtkbd_size_get - the size of one console
 * @con: the console
 * @r: as for vtkbd_size_set()
 * @ws: filled in
 *
 * Context: Process.
 * Return: 0, or -EIO as vtkbd_size_set().
 */
int vtkbd_size_get(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   struct winsize *ws)
{
	int err;

	mutex_lock(&con->seat->switch_mutex);
	*ws = (struct winsize) {
		.ws_row = con->size.rows,
		.ws_col = con->size.cols,
		.ws_ypixel = con->size.scan_lines,
	};
	err = r && vtkbd_output_over(r) ? -EIO : 0;
	mutex_unlock(&con->seat->switch_mutex);
	return err;
}
