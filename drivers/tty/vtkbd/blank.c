// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * vtkbd draws no screen, but programs blank it, ask whether it is blank
 * (TIOCLINUX), and wait for that (VT_WAITEVENT). In graphics mode it counts as
 * blank: a program draws there. It does not go blank by itself after a time.
 *
 * seat->blank.con and seat->blank.stays change under switch_mutex. A key reads
 * them without it, and leaves the change to the work item that switches.
 */
#include "blank.h"
#include "seat.h"
#include "waiters.h"

/**
 * vtkbd_blank_locked - blank the screen
 * @seat: the seat
 * @graphics: the console has gone to graphics mode: VT_EVENT_BLANK is not
 *	reported
 *
 * Matches do_blank_screen().
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_blank_locked(struct vtkbd_seat *seat, bool graphics)
{
	lockdep_assert_held(&seat->switch_mutex);
	if (seat->blank.con)
		return;

	WRITE_ONCE(seat->blank.con, seat->fg);
	if (!graphics && vtkbd_fg(seat)->kdmode == KD_TEXT)
		vtkbd_event_post(seat, VT_EVENT_BLANK, seat->fg, seat->fg);
}

/**
 * vtkbd_unblank_locked - unblank the screen, unless it is in graphics mode
 * @seat: the seat
 *
 * Matches do_unblank_screen().
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_unblank_locked(struct vtkbd_seat *seat)
{
	lockdep_assert_held(&seat->switch_mutex);
	WRITE_ONCE(seat->blank.stays, false);
	if (!seat->blank.con || vtkbd_fg(seat)->kdmode != KD_TEXT)
		return;

	WRITE_ONCE(seat->blank.con, 0);
	vtkbd_event_post(seat, VT_EVENT_UNBLANK, seat->fg, seat->fg);
}

/**
 * vtkbd_blank_by_mode_locked - follow the foreground console's text or graphics
 *	mode
 * @seat: the seat
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_blank_by_mode_locked(struct vtkbd_seat *seat)
{
	if (vtkbd_fg(seat)->kdmode == KD_TEXT)
		vtkbd_unblank_locked(seat);
	else
		vtkbd_blank_locked(seat, true);
}

/**
 * vtkbd_blank_poke - unblank the screen soon, from any context
 * @seat: the seat
 *
 * A screen that TIOCL_BLANKSCREEN blanked stays blank. Matches
 * poke_blanked_console().
 *
 * Context: Any.
 */
void vtkbd_blank_poke(struct vtkbd_seat *seat)
{
	set_bit(0, &seat->blank.poked);
	schedule_work(&seat->switching.work);
}

/**
 * vtkbd_blank_poked_locked - carry out what vtkbd_blank_poke() requested
 * @seat: the seat
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_blank_poked_locked(struct vtkbd_seat *seat)
{
	if (test_and_clear_bit(0, &seat->blank.poked) && vtkbd_blank_ends(seat))
		vtkbd_unblank_locked(seat);
}
