// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Changes of a console's keyboard mode, and a record of who made them. The
 * built-in handler keeps no record, so a display server that leaves its console
 * in UNICODE used to be found only with a debugger.
 */
#include <linux/cred.h>
#include <linux/ktime.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

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
 * Index of the nth change of the latest run, oldest first. A run is a sequence
 * of changes by one user, and of resets that he can bring about. Until it has
 * VTKBD_HISTORY_RUN changes, @turn is 0.
 */
static unsigned int vtkbd_run_at(const struct vtkbd_past *past, unsigned int n)
{
	u64 first = past->nr_placed - past->run;

	return (first + (past->turn + n) % VTKBD_HISTORY_RUN) % VTKBD_HISTORY_LEN;
}

/* Index of the nth of all recorded changes, oldest first. */
static unsigned int vtkbd_past_at(const struct vtkbd_past *past, unsigned int n)
{
	unsigned int before = vtkbd_past_count(past) - past->run;

	if (n >= before)
		return vtkbd_run_at(past, n - before);
	return (past->nr_placed - past->run - before + n) % VTKBD_HISTORY_LEN;
}

/*
 * A user can have his console reset as often as he likes: as an owner that
 * dies, or by VT_DISALLOCATE. So these resets belong to his run. SAK is pressed
 * at the keyboard.
 */
static bool vtkbd_past_goes_on(const struct vtkbd_past *past, u8 cause, u32 uid)
{
	if (!past->run || !past->by_user || cause == VTKBD_CAUSE_SAK)
		return false;
	return cause != VTKBD_CAUSE_IOCTL || past->uid == uid;
}

/* The run is over: rotate it, so that its oldest change has its first place. */
static noinline void vtkbd_past_end_run(struct vtkbd_past *past)
{
	struct vtkbd_mode_change run[VTKBD_HISTORY_RUN];
	struct pid *by[VTKBD_HISTORY_RUN];
	unsigned int i;

	if (past->turn) {
		for (i = 0; i < past->run; i++) {
			run[i] = past->change[vtkbd_run_at(past, i)];
			by[i] = past->by[vtkbd_run_at(past, i)];
		}
		past->turn = 0;
		for (i = 0; i < past->run; i++) {
			past->change[vtkbd_run_at(past, i)] = run[i];
			past->by[vtkbd_run_at(past, i)] = by[i];
		}
	}
	past->run = 0;
}

/* A program that sets modes in turn takes its own places again: seldom called. */
static noinline void vtkbd_past_set_by(struct pid **place, struct pid *by)
{
	put_pid(*place);
	*place = get_pid(by);
}

/*
 * A user may set modes without limit, but must not overwrite the record of
 * other users' changes. So a run takes VTKBD_HISTORY_RUN places at most, and
 * then overwrites its own oldest change. A new run overwrites the oldest change
 * of all. Entries are not moved for each change, only when a run ends.
 *
 * Inline: it is most of what KDSKBMODE costs more than the built-in keyboard's.
 */
static __always_inline struct vtkbd_mode_change *
vtkbd_past_add(struct vtkbd_past *past, u8 cause, u32 uid, struct pid *by)
{
	struct vtkbd_mode_change *change;
	unsigned int at;

	past->nr++;
	if (!vtkbd_past_goes_on(past, cause, uid)) {
		vtkbd_past_end_run(past);
		past->by_user = cause == VTKBD_CAUSE_IOCTL;
		past->uid = uid;
	}

	if (past->run < VTKBD_HISTORY_RUN) {
		past->run++;
		past->nr_placed++;
	} else {
		past->turn = (past->turn + 1) % VTKBD_HISTORY_RUN;
	}
	at = vtkbd_run_at(past, past->run - 1);
	if (past->by[at] != by)
		vtkbd_past_set_by(&past->by[at], by);
	change = &past->change[at];
	change->cause = cause;
	change->uid = uid;
	change->pid = pid_nr(by);
	return change;
}

/*
 * The time is kept by the boot clock, which goes on during suspend and cannot
 * be set. It is exact to a few milliseconds only, so that it costs little: a
 * mode is set more often than its history is read.
 */
static __always_inline void
vtkbd_record_locked(struct vtkbd_console *con, u8 from, struct vtkbd_mode_change *change)
{
	change->when_ns = ktime_get_coarse_boottime_ns();
	change->from = from;
	change->to = con->kbd.kbdmode;
	trace_vtkbd_mode(con, change);
}

/*
 * comm is the current name of the process. Reserved bytes are zero and stay
 * zero.
 */
static void vtkbd_record_current_locked(struct vtkbd_console *con, u8 from)
{
	struct vtkbd_mode_change *change;

	change = vtkbd_past_add(&con->past, VTKBD_CAUSE_IOCTL,
				__kuid_val(current_uid()), task_tgid(current));
	vtkbd_current_comm(change->comm);
	vtkbd_record_locked(con, from, change);
}

static void vtkbd_record_kernel_locked(struct vtkbd_console *con, u8 from, u8 cause)
{
	struct vtkbd_mode_change *change = vtkbd_past_add(&con->past, cause, 0, NULL);

	memset(change->comm, 0, sizeof(change->comm));
	vtkbd_record_locked(con, from, change);
}

/**
 * vtkbd_mode_set - KDSKBMODE by the current process
 * @con: the console
 * @mode: K_*
 *
 * Setting the mode that is set already is counted and recorded, too: it shows
 * which process insists on it. Matches vt_do_kdskbmode().
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
 * vtkbd_mode_reset - set the default mode, without a request of a program
 * @con: the console
 * @cause: enum vtkbd_cause
 *
 * Matches vt_reset_unicode(). Recorded only if the mode changes.
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
		vtkbd_record_kernel_locked(con, from, cause);
	spin_unlock_irq(&seat->lock);
}

/**
 * vtkbd_mode_forget - release what the record of a console holds
 * @con: the console; its mode is not set any more
 */
void vtkbd_mode_forget(struct vtkbd_console *con)
{
	unsigned int i;

	for (i = 0; i < VTKBD_HISTORY_LEN; i++)
		put_pid(con->past.by[i]);
}

/*
 * Convert the boot clock to the time of day by the current difference of the
 * clocks. So every reading gives the same time, unless the clock is set. The
 * caller gets the IDs that the process has for him: another process may have
 * the same number in his pid namespace.
 */
static void vtkbd_change_report(const struct vtkbd_past *past, unsigned int at,
				struct vtkbd_mode_change *report)
{
	const struct vtkbd_mode_change *kept = &past->change[at];
	ktime_t mono = ktime_sub(ns_to_ktime(kept->when_ns),
				 ktime_mono_to_any(0, TK_OFFS_BOOT));

	*report = *kept;
	report->when_ns = ktime_to_ns(ktime_mono_to_any(mono, TK_OFFS_REAL));
	report->pid = pid_vnr(past->by[at]);
	if (past->by[at])
		report->uid = from_kuid_munged(current_user_ns(), KUIDT_INIT(kept->uid));
}

/**
 * vtkbd_mode_last_locked - the change that set a console's current mode
 * @con: the console
 * @change: filled in; its cause is VTKBD_CAUSE_INIT if there was no change
 *
 * Context: Process, under seat->lock.
 */
void vtkbd_mode_last_locked(const struct vtkbd_console *con,
			    struct vtkbd_mode_change *change)
{
	const struct vtkbd_past *past = &con->past;

	if (past->nr) {
		vtkbd_change_report(past, vtkbd_run_at(past, past->run - 1), change);
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
 * @change: room for VTKBD_HISTORY_LEN changes; filled in, oldest first
 *
 * Context: Process, under seat->lock.
 * Return: the number of changes.
 */
unsigned int vtkbd_mode_history_locked(const struct vtkbd_console *con,
				       struct vtkbd_mode_change *change)
{
	const struct vtkbd_past *past = &con->past;
	unsigned int i, n = vtkbd_past_count(past);

	for (i = 0; i < n; i++)
		vtkbd_change_report(past, vtkbd_past_at(past, i), &change[i]);
	return n;
}
