// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * VT_RESIZE and VT_RESIZEX: the size of every console at once, and of one for
 * whoever is attached to it. There is no screen, but programs on a console
 * ask for its size and are told when it changes.
 */
#include <linux/slab.h>

#include "ioctl.h"

#include "../compat.h"

#define VTKBD_MAX_SIZE		32767	/* rows or columns */
#define VTKBD_MAX_CELL		32	/* lines of a character */

/* The kernel keeps two bytes of each character, in one piece of memory. */
static bool vtkbd_size_exists(unsigned int rows, unsigned int cols)
{
	return rows * cols * 2 <= KMALLOC_MAX_SIZE;
}

/*
 * A size of 0 leaves that side as it is. Matches what vc_resize() lets pass.
 * Return: 1 if the size is another now, 0 if it was that before, or -EINVAL.
 */
static int vtkbd_resize_locked(struct vtkbd_console *con, unsigned int rows,
			       unsigned int cols)
{
	lockdep_assert_held(&con->seat->switch_mutex);

	if (rows > VTKBD_MAX_SIZE || cols > VTKBD_MAX_SIZE)
		return -EINVAL;
	rows = rows ?: con->rows;
	cols = cols ?: con->cols;
	if (rows == con->rows && cols == con->cols)
		return 0;
	if (!vtkbd_size_exists(rows, cols))
		return -EINVAL;

	con->rows = rows;
	con->cols = cols;
	return 1;
}

/*
 * Whoever is attached gets the new size and SIGWINCH. The tty's size has a lock
 * of its own, which a program can hold for ever: TIOCGWINSZ copies to its memory
 * under it. So none of ours is held. Two resizes may then come here in the wrong
 * order; who finds the size changed behind it goes round again.
 */
static void vtkbd_resize_tell(struct vtkbd_console *con)
{
	struct tty_struct *tty = tty_port_tty_get(&con->port);
	struct winsize told = { }, ws = { };

	if (tty)
		vtkbd_console_size(con, NULL, &ws);
	while (tty && memcmp(&told, &ws, sizeof(ws))) {
		told = ws;
		tty_do_resize(tty, &told);
		vtkbd_console_size(con, NULL, &ws);
	}
	tty_kref_put(tty);
	vtkbd_event_post(con->seat, VT_EVENT_RESIZE, con->num, con->num);
}

/**
 * vtkbd_console_resize - the size of one console
 * @con: the console
 * @r: who is attached to it and asks, or %NULL for who has it open
 * @rows: 0 to leave them as they are
 * @cols: likewise
 *
 * Context: Process; may wait for a program's memory, so no lock of ours is held.
 * Return: 0, -EINVAL for a size that no console can have, or -EIO if the console
 *	that @r is attached to is no more: what is there now is another one.
 */
int vtkbd_console_resize(struct vtkbd_console *con, const struct vtkbd_reader *r,
			 unsigned int rows, unsigned int cols)
{
	int ret = -EIO;

	mutex_lock(&con->seat->switch_mutex);
	if (!r || !vtkbd_output_over(r))
		ret = vtkbd_resize_locked(con, rows, cols);
	mutex_unlock(&con->seat->switch_mutex);
	if (ret <= 0)
		return ret;
	vtkbd_resize_tell(con);
	return 0;
}

/**
 * vtkbd_console_size - what vtkbd_console_resize() set
 * @con: the console
 * @r: as there
 * @ws: filled in
 *
 * Context: Process.
 * Return: 0, or -EIO as there.
 */
int vtkbd_console_size(struct vtkbd_console *con, const struct vtkbd_reader *r,
		       struct winsize *ws)
{
	int err;

	mutex_lock(&con->seat->switch_mutex);
	*ws = (struct winsize) {
		.ws_row = con->rows,
		.ws_col = con->cols,
		.ws_ypixel = con->scan_lines,
	};
	err = r && vtkbd_output_over(r) ? -EIO : 0;
	mutex_unlock(&con->seat->switch_mutex);
	return err;
}

/**
 * struct vtkbd_resize - a size for every console
 * @rows: 0 to leave them as they are
 * @cols: likewise
 * @scan_lines: likewise
 * @stop: at the first console that cannot have it; the others stay as they are
 */
struct vtkbd_resize {
	unsigned int rows;
	unsigned int cols;
	unsigned int scan_lines;
	bool stop;
};

static int vtkbd_resize_one_locked(struct vtkbd_console *con,
				   const struct vtkbd_resize *to)
{
	int ret = vtkbd_resize_locked(con, to->rows, to->cols);

	if (ret >= 0 && to->scan_lines)
		WRITE_ONCE(con->scan_lines, to->scan_lines);
	return ret;
}

static int vtkbd_resize_all(struct vtkbd_seat *seat, const struct vtkbd_resize *to)
{
	DECLARE_BITMAP(changed, VTKBD_NR_MINORS) = { };
	struct vtkbd_console *con;
	unsigned int num;
	int ret, err = 0;

	mutex_lock(&seat->switch_mutex);
	vtkbd_for_each_con(con, seat, num) {
		if (!con->allocated)
			continue;
		ret = vtkbd_resize_one_locked(con, to);
		if (ret > 0)
			__set_bit(num, changed);
		if (ret < 0 && to->stop) {
			err = ret;
			break;
		}
	}
	mutex_unlock(&seat->switch_mutex);

	for_each_set_bit(num, changed, VTKBD_NR_MINORS)
		vtkbd_resize_tell(vtkbd_con(seat, num));
	return err;
}

/**
 * vtkbd_vt_resize - VT_RESIZE: rows and columns of every console
 * @c: the call
 *
 * Before 6.12 the kernel went on after an error, and did not tell of it.
 */
int vtkbd_vt_resize(const struct vtkbd_call *c)
{
	struct vt_sizes __user *user = vtkbd_argp(c);
	u16 rows, cols;

	if (get_user(rows, &user->v_rows) || get_user(cols, &user->v_cols))
		return -EFAULT;
	return vtkbd_resize_all(c->seat, &(struct vtkbd_resize) {
		.rows = rows, .cols = cols, .stop = VTKBD_RESIZE_TELLS,
	});
}

/* Lines of the screen by lines of a character must give the rows asked for. */
static int vtkbd_fit(u16 *count, unsigned int all, unsigned int each)
{
	unsigned int fits = all / each;

	if (*count && *count != fits)
		return -EINVAL;
	*count = fits;
	return 0;
}

/**
 * vtkbd_vt_resizex - VT_RESIZEX: the same, by lines and dots of the screen
 * @c: the call
 */
int vtkbd_vt_resizex(const struct vtkbd_call *c)
{
	struct vt_consize size;
	int err = 0;

	if (copy_from_user(&size, vtkbd_argp(c), sizeof(size)))
		return -EFAULT;

	if (!size.v_vlin)
		size.v_vlin = READ_ONCE(c->con->scan_lines);
	if (size.v_clin)
		err = vtkbd_fit(&size.v_rows, size.v_vlin, size.v_clin);
	if (!err && size.v_vcol && size.v_ccol)
		err = vtkbd_fit(&size.v_cols, size.v_vcol, size.v_ccol);
	if (err || size.v_clin > VTKBD_MAX_CELL)
		return -EINVAL;
	return vtkbd_resize_all(c->seat, &(struct vtkbd_resize) {
		.rows = size.v_rows, .cols = size.v_cols,
		.scan_lines = size.v_vlin, .stop = true,
	});
}
