// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * TIOCLINUX: one ioctl, whose first byte selects a function. Those for the
 * keyboard and the foreground console are supported; so are blanking and
 * unblanking, see blank.c. Scrolling, and what is set for selecting, for a VESA
 * screen or for kernel messages, has no effect. Selecting and pasting need a
 * screen and are refused.
 */
#include <linux/tiocl.h>

#include "ioctl.h"

#include "../blank.h"
#include "../console.h"
#include "../compat.h"

/*
 * Under the lock: while a key is sent to a console, the core has that console's
 * modifiers; see send.c.
 */
static int vtkbd_tiocl_shift_state(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	u8 state;

	spin_lock_irq(&seat->lock);
	state = seat->core.shift_state;
	spin_unlock_irq(&seat->lock);
	return vtkbd_answer_char(c, state);
}

static int vtkbd_tiocl_mouse(struct vtkbd_call c)
{
	return vtkbd_answer_char(c, vtkbd_peek(&vtkbd_fg(vtkbd_call_seat(c))->esc.report_mouse));
}

/* Counted from 0, unlike in all other ioctls. */
static int vtkbd_tiocl_foreground(struct vtkbd_call c)
{
	return READ_ONCE(vtkbd_call_seat(c)->fg) - 1;
}

/* The byte that follows the subcode. */
static int vtkbd_tiocl_operand(struct vtkbd_call c, u8 *value)
{
	return get_user(*value, (u8 __user *)vtkbd_argp(c) + 1);
}

/*
 * The console that shows kernel messages; vtkbd shows none. Where char is signed
 * a program cannot set 255: the kernel takes -1 for a question.
 */
static int vtkbd_tiocl_set_kmsg(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	u8 con;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (vtkbd_tiocl_operand(c, &con))
		return -EFAULT;
	if (con != 0xff || seat->params->rules->kmsg_unsigned)
		WRITE_ONCE(seat->kmsg, con);
	return 0;
}

static int vtkbd_tiocl_kmsg(struct vtkbd_call c)
{
	return vtkbd_answer_char(c, READ_ONCE(vtkbd_call_seat(c)->kmsg));
}

/* Which characters belong to a word: checked, and without a screen not kept. */
static int vtkbd_tiocl_load_lut(struct vtkbd_call c)
{
	u32 lut[4];

	if (vtkbd_call_seat(c)->params->rules->lut_by_admin && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	return copy_from_user(lut, vtkbd_argp(c) + sizeof(u32), sizeof(lut)) ? -EFAULT : 0;
}

/* How a VESA screen is blanked: likewise. */
static int vtkbd_tiocl_vesa_blank(struct vtkbd_call c)
{
	u8 mode;

	return vtkbd_tiocl_operand(c, &mode);
}

/* By how many lines to scroll: likewise. */
static int vtkbd_tiocl_scroll(struct vtkbd_call c)
{
	s32 lines;

	return copy_from_user(&lines, vtkbd_argp(c) + sizeof(u32), sizeof(lines)) ? -EFAULT : 0;
}

/* Keys do not unblank it; TIOCL_UNBLANKSCREEN does. */
static int vtkbd_tiocl_blank(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	mutex_lock(&seat->switch_mutex);
	WRITE_ONCE(seat->blank.stays, true);
	vtkbd_blank_locked(seat, false);
	mutex_unlock(&seat->switch_mutex);
	return 0;
}

static int vtkbd_tiocl_unblank(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	mutex_lock(&seat->switch_mutex);
	vtkbd_unblank_locked(seat);
	mutex_unlock(&seat->switch_mutex);
	return 0;
}

static int vtkbd_tiocl_blanked(struct vtkbd_call c)
{
	return READ_ONCE(vtkbd_call_seat(c)->blank.con);
}

static int vtkbd_tiocl_bracketed_paste(struct vtkbd_call c)
{
	if (!vtkbd_call_seat(c)->params->rules->bracketed_paste)
		return -EINVAL;
	return vtkbd_peek(&vtkbd_call_con(c)->esc.bracketed_paste);
}

static const vtkbd_ioctl_fn vtkbd_tiocl[] = {
	[TIOCL_UNBLANKSCREEN]		= vtkbd_tiocl_unblank,
	[TIOCL_SELLOADLUT]		= vtkbd_tiocl_load_lut,
	[TIOCL_GETSHIFTSTATE]		= vtkbd_tiocl_shift_state,
	[TIOCL_GETMOUSEREPORTING]	= vtkbd_tiocl_mouse,
	[TIOCL_SETVESABLANK]		= vtkbd_tiocl_vesa_blank,
	[TIOCL_SETKMSGREDIRECT]		= vtkbd_tiocl_set_kmsg,
	[TIOCL_GETFGCONSOLE]		= vtkbd_tiocl_foreground,
	[TIOCL_SCROLLCONSOLE]		= vtkbd_tiocl_scroll,
	[TIOCL_BLANKSCREEN]		= vtkbd_tiocl_blank,
	[TIOCL_BLANKEDSCREEN]		= vtkbd_tiocl_blanked,
	[TIOCL_GETKMSGREDIRECT]		= vtkbd_tiocl_kmsg,
	[TIOCL_GETBRACKETEDPASTE]	= vtkbd_tiocl_bracketed_paste,
};

/**
 * vtkbd_tioclinux - TIOCLINUX: call the function that the first byte selects
 * @c: the call
 *
 * CAP_SYS_TTY_CONFIG is enough for other ioctls, but not here: held modifiers
 * are those of the whole seat. Matches tioclinux().
 */
int vtkbd_tioclinux(struct vtkbd_call c)
{
	u8 sub;

	if (!vtkbd_is_ctty(c.tty) && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (get_user(sub, (u8 __user *)vtkbd_argp(c)))
		return -EFAULT;
	if (sub >= ARRAY_SIZE(vtkbd_tiocl) || !vtkbd_tiocl[sub])
		return -EINVAL;
	return vtkbd_tiocl[array_index_nospec(sub, ARRAY_SIZE(vtkbd_tiocl))](c);
}
