// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Which console is in the foreground, and how that changes. A switch is
 * requested in any context, also in an interrupt, and carried out in a work
 * item. If the console is under VT_PROCESS, its owner is asked first: it gets a
 * signal, and releases the console with VT_RELDISP. An owner that no longer
 * exists loses the console.
 */
#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "blank.h"
#include "core/core.h"
#include "core/terminal.h"
#include "fault.h"
#include "led_write.h"
#include "mode.h"
#include "seat.h"
#include "switch.h"
#include "waiters.h"

#include "compat.h"
#include "trace.h"

/**
 * vtkbd_switch_request - request a switch to a console
 * @seat: the seat
 * @num: number of the console; may have any value
 *
 * Matches set_console(): a request that is sure to be refused is not queued.
 *
 * Context: Any; seat->lock not held.
 * Return: 0, or -EINVAL if the request was not queued.
 */
int vtkbd_switch_request(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *fg = vtkbd_fg(seat);
	unsigned long flags;

	if (!vtkbd_allocated(seat, num) || READ_ONCE(seat->switching.locked))
		return -EINVAL;
	if (READ_ONCE(fg->owner.mode.mode) == VT_AUTO &&
	    READ_ONCE(fg->kdmode) == KD_GRAPHICS)
		return -EINVAL;

	spin_lock_irqsave(&seat->lock, flags);
	WRITE_ONCE(seat->switching.want, num);
	seat->switching.asked++;
	spin_unlock_irqrestore(&seat->lock, flags);
	schedule_work(&seat->switching.work);
	return 0;
}

/**
 * vtkbd_switch_step - request a switch to the next allocated console
 * @seat: the seat
 * @step: 1 to the next higher one, -1 to the next lower one; wraps around
 *
 * Starts at the console that a pending request leads to, so that two quick
 * presses go two steps. Matches fn_inc_console() and fn_dec_console().
 *
 * Context: Any; seat->lock not held.
 */
void vtkbd_switch_step(struct vtkbd_seat *seat, int step)
{
	unsigned int start = READ_ONCE(seat->switching.want) ?: READ_ONCE(seat->fg);
	unsigned int num = start;

	do {
		num = (num - 1 + VTKBD_NR_CONSOLES + step) % VTKBD_NR_CONSOLES + 1;
	} while (num != start && !vtkbd_allocated(seat, num));
	vtkbd_switch_request(seat, num);
}

/**
 * vtkbd_switch_reset_owner - take a console back from its owner
 * @con: the console
 * @cause: enum vtkbd_cause
 *
 * The keyboard gets its default mode, and the console is in text mode again. So
 * a display server that died in K_OFF does not leave an unusable keyboard.
 * Matches reset_vc().
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_switch_reset_owner(struct vtkbd_console *con, u8 cause)
{
	lockdep_assert_held(&con->seat->switch_mutex);

	if (con->kdmode != KD_TEXT)
		trace_vtkbd_kdmode(con, con->kdmode, KD_TEXT);
	WRITE_ONCE(con->kdmode, KD_TEXT);
	vtkbd_mode_reset(con, cause);
	vtkbd_owner_set_mode(&con->owner, &(struct vt_mode) { .mode = VT_AUTO });
	put_pid(con->owner.pid);
	con->owner.pid = NULL;
	con->owner.pending = 0;
}

/*
 * The kernel's new consoles have the size of the foreground one, too, if that
 * is in text mode.
 */
static void vtkbd_size_as_foreground(struct vtkbd_console *con)
{
	const struct vtkbd_console *fg = vtkbd_fg(con->seat);

	con->size.rows = fg->size.rows;
	con->size.cols = fg->size.cols;
	WRITE_ONCE(con->size.scan_lines, VTKBD_SCAN_LINES);
}

/**
 * vtkbd_switch_allocate - allocate a console
 * @con: the console; nothing happens if it is allocated
 *
 * It starts in its default keyboard mode and in text mode, without an owner,
 * and with the size of the foreground console. Meta and the default lock flags
 * are those of its previous life, as in vc_allocate().
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_switch_allocate(struct vtkbd_console *con)
{
	lockdep_assert_held(&con->seat->switch_mutex);
	if (con->allocated)
		return;

	vtkbd_switch_reset_owner(con, VTKBD_CAUSE_DISALLOCATE);
	vtkbd_size_as_foreground(con);
	spin_lock_irq(&con->seat->lock);
	vtkbd_kbd_reset(&con->kbd);
	vtkbd_escape_reset(&con->esc, con->seat->params->utf8);
	WRITE_ONCE(con->allocated, true);
	spin_unlock_irq(&con->seat->lock);
}

/* A signal to the owner, unless a fault says otherwise. Not 0: it does not exist. */
static int vtkbd_owner_tell(struct vtkbd_console *con, enum vtkbd_fault_what what, int sig)
{
	if (vtkbd_has_faults(con))
		return vtkbd_fault_signal(con, what, con->owner.pid, sig);
	return kill_pid(con->owner.pid, sig, 1);
}

/**
 * vtkbd_switch_complete - make a console the foreground one
 * @seat: the seat
 * @num: number of the console, which is allocated
 *
 * As soon as seat->lock is dropped, keys go to the new console. Held modifiers
 * are recomputed, since not every mode counts all of them. Matches
 * complete_change_console().
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_switch_complete(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *con = vtkbd_con(seat, num);
	unsigned int old = seat->fg, old_kdmode = vtkbd_fg(seat)->kdmode;

	lockdep_assert_held(&seat->switch_mutex);

	spin_lock_irq(&seat->lock);
	WRITE_ONCE(seat->switching.last, old);
	WRITE_ONCE(seat->fg, num);
	vtkbd_shift_recompute(&seat->core);
	vtkbd_led_write_force_locked(seat);
	spin_unlock_irq(&seat->lock);

	vtkbd_event_foreground(seat);
	trace_vtkbd_switch(old, num);

	if (con->kdmode != old_kdmode)
		vtkbd_blank_by_mode_locked(seat);
	if (con->owner.mode.mode == VT_PROCESS &&
	    vtkbd_owner_tell(con, VTKBD_FAULT_ACQUIRE, con->owner.mode.acqsig)) {
		vtkbd_switch_reset_owner(con, VTKBD_CAUSE_OWNER_DIED);
		if (con->kdmode != old_kdmode)
			vtkbd_blank_by_mode_locked(seat);
	}
	vtkbd_event_post(seat, VT_EVENT_SWITCH, old, num);
}

/* True if the switch has to wait for the owner of the foreground console. */
static bool vtkbd_ask_owner(struct vtkbd_console *fg, unsigned int num)
{
	if (fg->owner.mode.mode != VT_PROCESS)
		return false;

	/* First the request, then the signal: the owner may answer at once. */
	if (!fg->owner.pending)
		fg->owner.pending_since = jiffies;
	fg->owner.pending = num;
	if (!vtkbd_owner_tell(fg, VTKBD_FAULT_RELEASE, fg->owner.mode.relsig))
		return true;

	vtkbd_switch_reset_owner(fg, VTKBD_CAUSE_OWNER_DIED);
	return false;
}

/* Matches change_console(). */
static void vtkbd_switch_begin(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *fg = vtkbd_fg(seat);

	if (num == seat->fg || READ_ONCE(seat->switching.locked) ||
	    !vtkbd_allocated(seat, num))
		return;
	if (vtkbd_ask_owner(fg, num) || fg->kdmode == KD_GRAPHICS)
		return;
	vtkbd_switch_complete(seat, num);
}

static void vtkbd_switch_work(struct work_struct *work)
{
	struct vtkbd_seat *seat = container_of(work, struct vtkbd_seat,
					       switching.work);
	unsigned int num, asked;

	spin_lock_irq(&seat->lock);
	num = seat->switching.want;
	asked = seat->switching.asked;
	spin_unlock_irq(&seat->lock);

	mutex_lock(&seat->switch_mutex);
	if (num)
		vtkbd_switch_begin(seat, num);
	vtkbd_blank_poked_locked(seat);
	mutex_unlock(&seat->switch_mutex);

	/* A request that came meanwhile, for the same console, too, has queued the work again. */
	spin_lock_irq(&seat->lock);
	if (seat->switching.asked == asked)
		WRITE_ONCE(seat->switching.want, 0);
	spin_unlock_irq(&seat->lock);
}

/**
 * vtkbd_switch_init - allocate console 1 and make it the foreground one
 * @seat: the seat
 */
void vtkbd_switch_init(struct vtkbd_seat *seat)
{
	mutex_init(&seat->switch_mutex);
	INIT_WORK(&seat->switching.work, vtkbd_switch_work);

	seat->fg = 1;
	seat->switching.last = 1;
	vtkbd_con(seat, 1)->allocated = true;
}

/**
 * vtkbd_switch_exit - stop switching, after the last key, with no console open
 * @seat: the seat
 */
void vtkbd_switch_exit(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	cancel_work_sync(&seat->switching.work);
	vtkbd_for_each_con(con, seat, num)
		put_pid(con->owner.pid);
}
