// SPDX-License-Identifier: GPL-2.0
/*
 * VT_RESIZE and VT_RESIZEX: the size of every console at once, and of one for
 * whoever is attached to it. There is no screen, but programs on a console
 * ask for its size and are told when it changes.
 */
#include "ioctl.h"

#include "compat.h"

#define VTKBD_MAX_SIZE		32767	/* rows or columns */
#define VTKBD_MAX_CELL		32	/* lines of a character */

/* A size of 0 leaves that side as it is. Matches what vc_resize() lets pass. */
static int vtkbd_resize_locked(struct vtkbd_console *con, unsigned int rows,
			       unsigned int cols)
{
	struct tty_struct *tty;
	struct winsize ws;

	if (rows > VTKBD_MAX_SIZE || cols > VTKBD_MAX_SIZE)
		return -EINVAL;

	con->rows = rows ?: con->rows;
	con->cols = cols ?: con->cols;
	tty = tty_port_tty_get(&con->port);
	if (!tty)
		return 0;
	ws = tty->winsize;
	ws.ws_row = con->rows;
	ws.ws_col = con->cols;
	tty_do_resize(tty, &ws);
	tty_kref_put(tty);
	return 0;
}

/**
 * vtkbd_console_resize - the size of one console
 * @con: the console
 * @rows: 0 to leave them as they are
 * @cols: likewise
 *
 * Context: Process.
 * Return: 0, or -EINVAL for a size that no console can have.
 */
int vtkbd_console_resize(struct vtkbd_console *con, unsigned int rows,
			 unsigned int cols)
{
	int err;

	mutex_lock(&con->seat->switch_mutex);
	err = vtkbd_resize_locked(con, rows, cols);
	mutex_unlock(&con->seat->switch_mutex);
	return err;
}

/**
 * vtkbd_console_size - what vtkbd_console_resize() set
 * @con: the console
 * @ws: its rows and columns are filled in
 *
 * Context: Process.
 */
void vtkbd_console_size(struct vtkbd_console *con, struct winsize *ws)
{
	mutex_lock(&con->seat->switch_mutex);
	ws->ws_row = con->rows;
	ws->ws_col = con->cols;
	mutex_unlock(&con->seat->switch_mutex);
}

static int vtkbd_resize_all(struct vtkbd_seat *seat, unsigned int rows,
			    unsigned int cols)
{
	struct vtkbd_console *con;
	unsigned int num;
	int err = 0;

	mutex_lock(&seat->switch_mutex);
	vtkbd_for_each_con(con, seat, num) {
		if (!con->allocated)
			continue;
		err = vtkbd_resize_locked(con, rows, cols);
		if (err)
			break;
	}
	mutex_unlock(&seat->switch_mutex);
	return err;
}

/**
 * vtkbd_vt_resize - VT_RESIZE: rows and columns of every console
 * @c: the call
 *
 * The kernel did not tell of an error here before 6.12.
 */
int vtkbd_vt_resize(const struct vtkbd_call *c)
{
	struct vt_sizes __user *user = vtkbd_argp(c);
	u16 rows, cols;
	int err;

	if (get_user(rows, &user->v_rows) || get_user(cols, &user->v_cols))
		return -EFAULT;
	err = vtkbd_resize_all(c->seat, rows, cols);
	return VTKBD_RESIZE_TELLS ? err : 0;
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
	return vtkbd_resize_all(c->seat, size.v_rows, size.v_cols);
}
