// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * VT_RESIZE and VT_RESIZEX: one size for all consoles.
 */
#include "ioctl.h"

#include "../size.h"
#include "../compat.h"

#define VTKBD_MAX_CELL		32	/* lines of a character */

/**
 * struct vtkbd_resize - a size for every console
 * @rows: 0 to leave them as they are
 * @cols: likewise
 * @scan_lines: likewise
 * @stop: stop at the first console that cannot have it; those after it are not
 *	changed
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
	int ret = vtkbd_size_set_locked(con, to->rows, to->cols);

	if (ret >= 0 && to->scan_lines)
		WRITE_ONCE(con->size.scan_lines, to->scan_lines);
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
		vtkbd_size_announce(vtkbd_con(seat, num));
	return err;
}

/**
 * vtkbd_vt_resize - VT_RESIZE: rows and columns of every console
 * @c: the call
 *
 * By rules.resize_stops, it stops at an error and returns it, or goes on and
 * returns 0.
 */
int vtkbd_vt_resize(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vt_sizes __user *user = vtkbd_argp(c);
	u16 rows, cols;

	if (get_user(rows, &user->v_rows) || get_user(cols, &user->v_cols))
		return -EFAULT;
	return vtkbd_resize_all(seat, &(struct vtkbd_resize) {
		.rows = rows, .cols = cols, .stop = seat->params->rules->resize_stops,
	});
}

/*
 * The size of the screen divided by that of a character gives the number of
 * rows or columns. A number that the program gave has to be the same.
 */
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
int vtkbd_vt_resizex(struct vtkbd_call c)
{
	struct vt_consize size;
	int err = 0;

	if (copy_from_user(&size, vtkbd_argp(c), sizeof(size)))
		return -EFAULT;

	if (!size.v_vlin)
		size.v_vlin = READ_ONCE(vtkbd_call_con(c)->size.scan_lines);
	if (size.v_clin)
		err = vtkbd_fit(&size.v_rows, size.v_vlin, size.v_clin);
	if (!err && size.v_vcol && size.v_ccol)
		err = vtkbd_fit(&size.v_cols, size.v_vcol, size.v_ccol);
	if (err || size.v_clin > VTKBD_MAX_CELL)
		return -EINVAL;
	return vtkbd_resize_all(vtkbd_call_seat(c), &(struct vtkbd_resize) {
		.rows = size.v_rows, .cols = size.v_cols,
		.scan_lines = size.v_vlin, .stop = true,
	});
}

/**
 * vtkbd_vt_getconsizecsrpos - VT_GETCONSIZECSRPOS: size and cursor position
 * @c: the call
 *
 * vtkbd draws no screen, so the cursor is always at 0, 0.
 */
int vtkbd_vt_getconsizecsrpos(struct vtkbd_call c)
{
	struct vt_consizecsrpos pos = { };
	struct winsize ws;

	if (!vtkbd_call_seat(c)->params->rules->cursor_position)
		return -ENOIOCTLCMD;
	vtkbd_size_get(vtkbd_call_con(c), NULL, &ws);
	pos.con_rows = ws.ws_row;
	pos.con_cols = ws.ws_col;
	return copy_to_user(vtkbd_argp(c), &pos, sizeof(pos)) ? -EFAULT : 0;
}
