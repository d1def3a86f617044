// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Changing a console's keyboard mode, and remembering who did. The built-in
 * handler forgets at once, which is why a display server that leaves its
 * console in UNICODE used to take a debugger to find.
 */
#include <linux/cred.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>

#include "core/core.h"
#include "mode.h"
#include "seat.h"

#include "compat.h"
#include "trace.h"

static unsigned int vtkbd_past_count(const struct vtkbd_past *past)
{
	return min_t(u64, past->nr_placed, VTKBD_HISTORY_LEN);
}

/*
 * The nth of the latest run of one user's changes, oldest first. One that does not
 * have all its places yet has not begun to go round.
 */
static unsigned int vtkbd_run_at(const struct vtkbd_past *past, unsigned int n)
{
	u64 first = past->nr_placed - past->run;

	return (first + (past->turn + n) % VTKBD_HISTORY_RUN) % VTKBD_HISTORY_LEN;
}

/* Where the nth of all that are kept is, oldest first. */
static unsigned int vtkbd_past_at(const struct vtkbd_past *past, unsigned int n)
{
	unsigned int before = vtkbd_past_count(past) - past->run;

	if (n >= before)
		return vtkbd_run_at(past, n - before);
	return (past->nr_placed - past->run - before + n) % VTKBD_HISTORY_LEN;
}

static bool vtkbd_past_goes_on(const struct vtkbd_past *past, u8 cause, u32 uid)
{
	const struct vtkbd_mode_change *last;

	if (!past->run || cause != VTKBD_CAUSE_IOCTL)
		return false;
	last = &past->change[vtkbd_run_at(past, past->run - 1)];
	return last->cause == VTKBD_CAUSE_IOCTL && last->uid == uid;
}

/* A run is over: from now on, its oldest is at the first of its places. */
static void vtkbd_past_end_run(struct vtkbd_past *past)
{
	struct vtkbd_mode_change run[VTKBD_HISTORY_RUN];
	unsigned int i;

	if (past->turn) {
		for (i = 0; i < past->run; i++)
			run[i] = past->change[vtkbd_run_at(past, i)];
		past->turn = 0;
		for (i = 0; i < past->run; i++)
			past->change[vtkbd_run_at(past, i)] = run[i];
	}
	past->run = 0;
}

/*
 * One user, who may set modes without end, must not wipe out who else did. So his
 * changes have VTKBD_HISTORY_RUN places at most until somebody else comes, and then
 * go round in these; others go round in all. Nothing is moved for each change.
 */
static struct vtkbd_mode_change *vtkbd_past_add(struct vtkbd_past *past, u8 cause, u32 uid)
{
	struct vtkbd_mode_change *change;

	past->nr++;
	if (!vtkbd_past_goes_on(past, cause, uid))
		vtkbd_past_end_run(past);

	if (past->run < VTKBD_HISTORY_RUN) {
		past->run++;
		past->nr_placed++;
	} else {
		past->turn = (past->turn + 1) % VTKBD_HISTORY_RUN;
	}
	change = &past->change[vtkbd_run_at(past, past->run - 1)];
	change->cause = cause;
	change->uid = uid;
	return change;
}

/*
 * By the boot clock, which goes on while the machine sleeps and which nobody
 * sets. To a few milliseconds: modes are set more often than anybody asks when.
 */
static void vtkbd_record_locked(struct vtkbd_console *con, u8 from,
				struct vtkbd_mode_change *change)
{
	change->when_ns = ktime_get_coarse_boottime_ns();
	change->from = from;
	change->to = con->kbd.kbdmode;
	trace_vtkbd_mode(con, change);
}

/*
 * The initial namespaces' IDs, and the name that the process has now. Reserved
 * bytes are zero and stay so.
 */
static void vtkbd_record_current_locked(struct vtkbd_console *con, u8 from)
{
	struct vtkbd_mode_change *change;

	change = vtkbd_past_add(&con->past, VTKBD_CAUSE_IOCTL,
				__kuid_val(current_uid()));
	change->pid = task_tgid_nr(current);
	vtkbd_current_comm(change->comm);
	vtkbd_record_locked(con, from, change);
}

static void vtkbd_record_nobody_locked(struct vtkbd_console *con, u8 from, u8 cause)
{
	struct vtkbd_mode_change *change = vtkbd_past_add(&con->past, cause, 0);

	change->pid = 0;
	memset(change->comm, 0, sizeof(change->comm));
	vtkbd_record_locked(con, from, change);
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
 * Return: 0 or -EINVAL; -EINTR to a process that is being killed.
 */
int vtkbd_mode_set(struct vtkbd_console *con, unsigned long mode)
{
	struct vtkbd_seat *seat = con->seat;
	u8 from;
	int err;

	spin_lock_irq(&seat->lock);
	from = con->kbd.kbdmode;
	err = vtkbd_dying() ? -EINTR :
	      vtkbd_kbd_set_mode(&seat->core, &con->kbd, mode);
	if (!err)
		vtkbd_record_current_locked(con, from);
	spin_unlock_irq(&seat->lock);
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
	u8 from;

	spin_lock_irq(&seat->lock);
	from = con->kbd.kbdmode;
	con->kbd.kbdmode = seat->params->utf8 ? K_UNICODE : K_XLATE;
	if (from != con->kbd.kbdmode)
		vtkbd_record_nobody_locked(con, from, cause);
	spin_unlock_irq(&seat->lock);
}

/*
 * The time of day, by what the clocks differ in: so it is the same whenever it is
 * asked for, unless somebody sets the clock.
 */
static void vtkbd_change_tell(const struct vtkbd_mode_change *kept,
			      struct vtkbd_mode_change *told)
{
	ktime_t mono = ktime_sub(ns_to_ktime(kept->when_ns),
				 ktime_mono_to_any(0, TK_OFFS_BOOT));

	*told = *kept;
	told->when_ns = ktime_to_ns(ktime_mono_to_any(mono, TK_OFFS_REAL));
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
	const struct vtkbd_past *past = &con->past;

	if (past->nr) {
		vtkbd_change_tell(&past->change[vtkbd_run_at(past, past->run - 1)],
				  change);
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
	const struct vtkbd_past *past = &con->past;
	unsigned int i, n = vtkbd_past_count(past);

	for (i = 0; i < n; i++)
		vtkbd_change_tell(&past->change[vtkbd_past_at(past, i)], &change[i]);
	return n;
}
