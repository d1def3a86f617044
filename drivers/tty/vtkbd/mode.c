// SPDX-License-Identifier: GPL-2.0
/*
 * Changing a console's keyboard mode, and remembering who did. The built-in
 * handler forgets at once, which is why a display server that leaves its
 * console in UNICODE used to take a debugger to find.
 */
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>

#include "vtkbd.h"

#include "compat.h"
#include "trace.h"

static void vtkbd_change_by_current(struct vtkbd_mode_change *change)
{
	*change = (struct vtkbd_mode_change) {
		.when_ns = ktime_get_real_ns(),
		.cause = VTKBD_CAUSE_IOCTL,
		.pid = task_tgid_nr(current),
		.uid = from_kuid(&init_user_ns, current_uid()),
	};
	get_task_comm(change->comm, current);
}

static void vtkbd_record_locked(struct vtkbd_console *con,
				const struct vtkbd_mode_change *change)
{
	con->history[con->nr_changes % VTKBD_HISTORY_LEN] = *change;
	con->nr_changes++;
}

/**
 * vtkbd_mode_set - KDSKBMODE by the current process
 * @con: the console
 * @mode: K_*
 *
 * Setting the mode that is set already counts and is recorded too: who
 * insisted is worth knowing. Matches vt_do_kdskbmode().
 *
 * Context: Process; takes seat->lock.
 * Return: 0 or -EINVAL.
 */
int vtkbd_mode_set(struct vtkbd_console *con, unsigned long mode)
{
	struct vtkbd_seat *seat = con->seat;
	struct vtkbd_mode_change change;
	int err;

	vtkbd_change_by_current(&change);

	spin_lock_irq(&seat->lock);
	change.from = con->kbd.kbdmode;
	err = vtkbd_kbd_set_mode(&seat->core, &con->kbd, mode);
	change.to = con->kbd.kbdmode;
	if (!err)
		vtkbd_record_locked(con, &change);
	spin_unlock_irq(&seat->lock);

	if (!err)
		trace_vtkbd_mode(con, &change);
	return err;
}

/**
 * vtkbd_mode_reset - back to the default mode, by the kernel's own doing
 * @con: the console
 * @cause: enum vtkbd_cause
 *
 * Matches vt_reset_unicode(). Recorded only where it changes something.
 *
 * Context: Process; takes seat->lock.
 */
void vtkbd_mode_reset(struct vtkbd_console *con, u8 cause)
{
	struct vtkbd_seat *seat = con->seat;
	struct vtkbd_mode_change change = {
		.when_ns = ktime_get_real_ns(),
		.cause = cause,
		.to = seat->params->utf8 ? K_UNICODE : K_XLATE,
	};

	spin_lock_irq(&seat->lock);
	change.from = con->kbd.kbdmode;
	con->kbd.kbdmode = change.to;
	if (change.from != change.to)
		vtkbd_record_locked(con, &change);
	spin_unlock_irq(&seat->lock);

	if (change.from != change.to)
		trace_vtkbd_mode(con, &change);
}

/**
 * vtkbd_mode_last_locked - what put a console into its mode
 * @con: the console
 * @change: the latest change; of cause VTKBD_CAUSE_INIT if there was none
 *
 * Context: Any, under seat->lock.
 */
void vtkbd_mode_last_locked(const struct vtkbd_console *con,
			    struct vtkbd_mode_change *change)
{
	if (con->nr_changes) {
		*change = con->history[(con->nr_changes - 1) % VTKBD_HISTORY_LEN];
		return;
	}
	*change = (struct vtkbd_mode_change) {
		.cause = VTKBD_CAUSE_INIT,
		.from = con->kbd.kbdmode,
		.to = con->kbd.kbdmode,
	};
}

/**
 * vtkbd_mode_history_locked - the latest changes of a console's mode
 * @con: the console
 * @change: room for VTKBD_HISTORY_LEN; oldest first
 *
 * Context: Any, under seat->lock.
 * Return: how many there are.
 */
unsigned int vtkbd_mode_history_locked(const struct vtkbd_console *con,
				       struct vtkbd_mode_change *change)
{
	unsigned int n = min_t(u64, con->nr_changes, VTKBD_HISTORY_LEN);
	unsigned int i;

	for (i = 0; i < n; i++)
		change[i] = con->history[(con->nr_changes - n + i) %
					 VTKBD_HISTORY_LEN];
	return n;
}
