// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The VT_* ioctls: the foreground console, owners, and waiting. Errors and the
 * order of checks are those of the kernel's vt_ioctl(). switch.c does the
 * switching.
 */
#include <linux/sched/signal.h>

#include "ioctl.h"

#include "../action.h"
#include "../input.h"
#include "../output.h"
#include "../send.h"
#include "../switch.h"
#include "../waiters.h"
#include "../compat.h"
#include "../trace.h"

/**
 * vtkbd_vt_getstate - VT_GETSTATE: get the foreground console, and which are
 *	open
 * @c: the call
 *
 * VT_GETSTATE reports 15 consoles; bit 0 is node 0 and always set.
 */
int vtkbd_vt_getstate(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vt_stat __user *user = vtkbd_argp(c);
	unsigned short state = 1;
	unsigned int num;

	if (put_user((unsigned short)READ_ONCE(seat->fg), &user->v_active))
		return -EFAULT;

	mutex_lock(&seat->switch_mutex);
	for (num = 1; num < 16; num++)
		if (vtkbd_con(seat, num)->in_use)
			state |= BIT(num);
	mutex_unlock(&seat->switch_mutex);
	return put_user(state, &user->v_state);
}

/**
 * vtkbd_vt_openqry - VT_OPENQRY: get the first console that is not open
 * @c: the call
 */
int vtkbd_vt_openqry(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	unsigned int num = 1;

	mutex_lock(&seat->switch_mutex);
	while (num <= VTKBD_NR_CONSOLES && vtkbd_con(seat, num)->in_use)
		num++;
	mutex_unlock(&seat->switch_mutex);
	return vtkbd_answer_int(c, num <= VTKBD_NR_CONSOLES ? num : -1);
}

/**
 * vtkbd_vt_activate - VT_ACTIVATE: switch to a console
 * @c: the call
 *
 * Returns 0 even if the switch is refused: programs have to expect that.
 */
int vtkbd_vt_activate(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_console *con = vtkbd_con_given(seat, c.arg);

	if (!con)
		return -ENXIO;

	mutex_lock(&seat->switch_mutex);
	vtkbd_switch_allocate(con);
	mutex_unlock(&seat->switch_mutex);
	trace_vtkbd_activate(READ_ONCE(seat->fg), con->num);
	vtkbd_switch_request(seat, con->num);
	return 0;
}

/**
 * vtkbd_vt_waitactive - VT_WAITACTIVE: wait until a console is in the
 *	foreground
 * @c: the call
 */
int vtkbd_vt_waitactive(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_console *con = vtkbd_con_given(seat, c.arg);

	return con ? vtkbd_event_wait_active(seat, con->num) : -ENXIO;
}

/**
 * vtkbd_vt_getmode - VT_GETMODE: get the switching mode and its signals
 * @c: the call
 */
int vtkbd_vt_getmode(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vt_mode mode;

	mutex_lock(&seat->switch_mutex);
	mode = vtkbd_call_con(c)->owner.mode;
	mutex_unlock(&seat->switch_mutex);
	return copy_to_user(vtkbd_argp(c), &mode, sizeof(mode)) ? -EFAULT : 0;
}

/* The current process owns the console from now on, under VT_AUTO, too. */
static void vtkbd_own_locked(struct vtkbd_console *con, const struct vt_mode *mode)
{
	if (vtkbd_dying())
		return;
	trace_vtkbd_owner(con, mode);
	vtkbd_owner_set_mode(&con->owner, mode);
	put_pid(con->owner.pid);
	con->owner.pid = get_pid(task_pid(current));
}

static bool vtkbd_vt_mode_valid(const struct vt_mode *mode)
{
	return mode->mode == VT_AUTO || mode->mode == VT_PROCESS;
}

/**
 * vtkbd_vt_setmode - VT_SETMODE: become a console's owner and set the switching
 *	mode
 * @c: the call
 */
int vtkbd_vt_setmode(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vt_mode mode;

	if (copy_from_user(&mode, vtkbd_argp(c), sizeof(mode)))
		return -EFAULT;
	if (!vtkbd_vt_mode_valid(&mode))
		return -EINVAL;

	mutex_lock(&seat->switch_mutex);
	vtkbd_own_locked(vtkbd_call_con(c), &mode);
	vtkbd_call_con(c)->owner.pending = 0;
	mutex_unlock(&seat->switch_mutex);
	return 0;
}

/*
 * The owner's answer: 0 refuses the switch, anything else allows it. VT_ACKACQ,
 * when no switch waits, confirms that the owner has the console again.
 */
static int vtkbd_reldisp_locked(struct vtkbd_call c)
{
	struct vtkbd_console *con = vtkbd_call_con(c);
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	unsigned int num = con->owner.pending;

	if (con->owner.mode.mode != VT_PROCESS)
		return -EINVAL;
	if (!num)
		return (unsigned int)c.arg == VT_ACKACQ ? 0 : -EINVAL;

	con->owner.pending = 0;
	if ((unsigned int)c.arg == 0)
		return 0;
	vtkbd_switch_allocate(vtkbd_con(seat, num));
	vtkbd_switch_complete(seat, num);
	return 0;
}

/**
 * vtkbd_vt_reldisp - VT_RELDISP: the owner's answer
 * @c: the call
 */
int vtkbd_vt_reldisp(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	int err;

	mutex_lock(&seat->switch_mutex);
	err = vtkbd_reldisp_locked(c);
	mutex_unlock(&seat->switch_mutex);
	return err;
}

/**
 * vtkbd_vt_setactivate - VT_SETACTIVATE: VT_SETMODE on a console, and
 *	VT_ACTIVATE
 * @c: the call
 *
 * The mode is not checked unless rules.setactivate_checks is set.
 */
int vtkbd_vt_setactivate(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vt_setactivate sa;
	struct vtkbd_console *con;

	if (copy_from_user(&sa, vtkbd_argp(c), sizeof(sa)))
		return -EFAULT;
	con = vtkbd_con_given(seat, sa.console);
	if (!con)
		return -ENXIO;
	if (seat->params->rules->setactivate_checks && !vtkbd_vt_mode_valid(&sa.mode))
		return -EINVAL;

	mutex_lock(&seat->switch_mutex);
	vtkbd_switch_allocate(con);
	vtkbd_own_locked(con, &sa.mode);
	mutex_unlock(&seat->switch_mutex);
	trace_vtkbd_activate(READ_ONCE(seat->fg), con->num);
	vtkbd_switch_request(seat, con->num);
	return 0;
}

/*
 * A console that is not allocated counts as busy, as in the kernel: vt_busy()
 * compares a console that does not exist (NULL) with that of a selection that
 * does not exist (NULL).
 */
static bool vtkbd_busy_locked(const struct vtkbd_console *con)
{
	return con->in_use || con->num == con->seat->fg || !con->allocated;
}

/* Console 1 stays allocated. */
static int vtkbd_disallocate_locked(struct vtkbd_console *con)
{
	if (vtkbd_busy_locked(con))
		return -EBUSY;
	if (con->num == 1)
		return 0;

	vtkbd_send_end(con);
	vtkbd_action_drop(con);
	put_pid(con->owner.pid);
	con->owner.pid = NULL;
	vtkbd_output_end(con);
	vtkbd_input_drop(con);
	return 0;
}

/**
 * vtkbd_vt_disallocate - VT_DISALLOCATE: disallocate one console, or all that
 *	are not busy
 * @c: the call
 */
int vtkbd_vt_disallocate(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_console *con = vtkbd_con_given(seat, c.arg);
	unsigned int num;
	int err = 0;

	if (c.arg && !con)
		return -ENXIO;

	mutex_lock(&seat->switch_mutex);
	if (con)
		err = vtkbd_disallocate_locked(con);
	else
		vtkbd_for_each_con(con, seat, num)
			vtkbd_disallocate_locked(con);
	mutex_unlock(&seat->switch_mutex);
	return err;
}

static int vtkbd_vt_set_locked(struct vtkbd_call c, bool locked)
{
	if (!capable(CAP_SYS_TTY_CONFIG))
		return -EPERM;
	WRITE_ONCE(vtkbd_call_seat(c)->switching.locked, locked);
	return 0;
}

/**
 * vtkbd_vt_lockswitch - VT_LOCKSWITCH: forbid switches
 * @c: the call
 */
int vtkbd_vt_lockswitch(struct vtkbd_call c)
{
	return vtkbd_vt_set_locked(c, true);
}

/**
 * vtkbd_vt_unlockswitch - VT_UNLOCKSWITCH: allow switches
 * @c: the call
 */
int vtkbd_vt_unlockswitch(struct vtkbd_call c)
{
	return vtkbd_vt_set_locked(c, false);
}

/**
 * vtkbd_vt_waitevent - VT_WAITEVENT: wait for an event
 * @c: the call
 */
int vtkbd_vt_waitevent(struct vtkbd_call c)
{
	struct vt_event event;
	int err;

	if (copy_from_user(&event, vtkbd_argp(c), sizeof(event)))
		return -EFAULT;
	err = vtkbd_event_wait(vtkbd_call_seat(c), &event);
	if (err)
		return err;
	return copy_to_user(vtkbd_argp(c), &event, sizeof(event)) ? -EFAULT : 0;
}
