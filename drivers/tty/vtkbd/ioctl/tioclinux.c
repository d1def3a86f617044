// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * TIOCLINUX: one ioctl, and a first byte that says what it is about. Those
 * about the keyboard and the foreground console are answered; so are blanking
 * and unblanking, see blank.c; scrolling has no effect; selecting and pasting
 * need a screen and are refused.
 */
#include <linux/sched/signal.h>
#include <linux/tiocl.h>

#include "ioctl.h"

#include "../blank.h"
#include "../compat.h"

/* Under the lock: while a key is sent, the core has another's fingers; see send.c. */
static int vtkbd_tiocl_shift_state(const struct vtkbd_call *c)
{
	u8 state;

	spin_lock_irq(&c->seat->lock);
	state = c->seat->core.shift_state;
	spin_unlock_irq(&c->seat->lock);
	return vtkbd_answer_char(c, state);
}

static int vtkbd_tiocl_mouse(const struct vtkbd_call *c)
{
	return vtkbd_answer_char(c, READ_ONCE(vtkbd_fg(c->seat)->esc.report_mouse));
}

/* Counted from 0, as nowhere else. */
static int vtkbd_tiocl_foreground(const struct vtkbd_call *c)
{
	return READ_ONCE(c->seat->fg) - 1;
}

/* No kernel message is written here, so none is sent elsewhere. */
static int vtkbd_tiocl_kmsg(const struct vtkbd_call *c)
{
	return vtkbd_answer_char(c, 0);
}

/* Until it is unblanked in so many words: keys do not do it. */
static int vtkbd_tiocl_blank(const struct vtkbd_call *c)
{
	mutex_lock(&c->seat->switch_mutex);
	WRITE_ONCE(c->seat->blank.stays, true);
	vtkbd_blank_locked(c->seat, false);
	mutex_unlock(&c->seat->switch_mutex);
	return 0;
}

static int vtkbd_tiocl_unblank(const struct vtkbd_call *c)
{
	mutex_lock(&c->seat->switch_mutex);
	vtkbd_unblank_locked(c->seat);
	mutex_unlock(&c->seat->switch_mutex);
	return 0;
}

static int vtkbd_tiocl_blanked(const struct vtkbd_call *c)
{
	return READ_ONCE(c->seat->blank.con);
}

static int vtkbd_tiocl_nothing(const struct vtkbd_call *c)
{
	return 0;
}

static const vtkbd_ioctl_fn vtkbd_tiocl[] = {
	[TIOCL_UNBLANKSCREEN]		= vtkbd_tiocl_unblank,
	[TIOCL_GETSHIFTSTATE]		= vtkbd_tiocl_shift_state,
	[TIOCL_GETMOUSEREPORTING]	= vtkbd_tiocl_mouse,
	[TIOCL_GETFGCONSOLE]		= vtkbd_tiocl_foreground,
	[TIOCL_SCROLLCONSOLE]		= vtkbd_tiocl_nothing,
	[TIOCL_BLANKSCREEN]		= vtkbd_tiocl_blank,
	[TIOCL_BLANKEDSCREEN]		= vtkbd_tiocl_blanked,
	[TIOCL_GETKMSGREDIRECT]		= vtkbd_tiocl_kmsg,
};

/**
 * vtkbd_tioclinux - TIOCLINUX: what its first byte says
 * @c: the call
 *
 * Here it takes more than elsewhere: which modifiers are held is the whole
 * seat's, so CAP_SYS_TTY_CONFIG is not enough. Matches tioclinux().
 */
int vtkbd_tioclinux(const struct vtkbd_call *c)
{
	u8 sub;

	if (READ_ONCE(current->signal->tty) != c->tty && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (get_user(sub, (u8 __user *)vtkbd_argp(c)))
		return -EFAULT;
	if (sub >= ARRAY_SIZE(vtkbd_tiocl) || !vtkbd_tiocl[sub])
		return -EINVAL;
	return vtkbd_tiocl[array_index_nospec(sub, ARRAY_SIZE(vtkbd_tiocl))](c);
}
