/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * A seat: a keyboard user with input devices, consoles and their state. It is
 * composed of what each file of the shell declares in its own header.
 *
 * Locks, outermost first: tty_mutex or a tty's locks, seat->switch_mutex,
 * seat->lock. vtkbd_input.mutex and vtkbd_beep.mutex hold no other mutex of ours;
 * output.lock is innermost.
 */
#ifndef _VTKBD_SEAT_H
#define _VTKBD_SEAT_H

#include <linux/kd.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/nospec.h>
#include <linux/notifier.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "action.h"
#include "blank.h"
#include "console.h"
#include "core/core.h"
#include "device.h"
#include "grab.h"
#include "input.h"
#include "led_write.h"
#include "params.h"
#include "switch.h"
#include "waiters.h"

/**
 * struct vtkbd_stats - counters since load; under seat->lock
 * @keys: key events
 * @bytes: bytes put into a console's input buffer
 * @dropped: bytes that it had no room for
 * @cad_pressed: Ctrl-Alt-Del
 * @cad_acted: those that had an effect
 */
struct vtkbd_stats {
	u64 keys;
	u64 bytes;
	u64 dropped;
	u64 cad_pressed;
	u64 cad_acted;
};

/**
 * struct vtkbd_seat - a keyboard user
 * @params: see struct vtkbd_params
 * @lock: irq-safe; the keyboard state of the seat and its consoles
 * @switch_mutex: who is in the foreground, and all else of a console
 * @core: the keyboard state that the consoles share; under @lock
 * @con: console n is at n - 1; all are there for as long as the seat is
 * @stats: counters
 * @fg: foreground console; written under @switch_mutex and @lock
 * @switching: switches of the foreground console
 * @blank: is the screen blank?
 * @waiters: programs that wait for an event
 * @input: the devices heard
 * @grab: has the seat them for itself?
 * @beep: their tone
 * @leds: their LEDs
 * @actions: what keys do besides bytes
 * @notifiers: other modules that watch keys; see <linux/vtkbd.h>
 * @nodes: the consoles' device nodes
 */
struct vtkbd_seat {
	const struct vtkbd_params *params;
	spinlock_t lock;
	struct mutex switch_mutex;
	struct vtkbd_core core;
	struct vtkbd_console *con[VTKBD_NR_CONSOLES];
	struct vtkbd_stats stats;
	unsigned int fg;
	struct vtkbd_switch switching;
	struct vtkbd_blank blank;
	struct vtkbd_waiters waiters;
	struct vtkbd_input input;
	struct vtkbd_grab grab;
	struct vtkbd_beep beep;
	struct vtkbd_leds leds;
	struct vtkbd_actions actions;
	struct atomic_notifier_head notifiers;
	struct vtkbd_nodes nodes;
};

struct vtkbd_seat *vtkbd_seat_create(const struct vtkbd_params *params);
void vtkbd_seat_destroy(struct vtkbd_seat *seat);

static inline struct vtkbd_console *vtkbd_con(struct vtkbd_seat *seat,
					      unsigned int num)
{
	return seat->con[num - 1];
}

#define vtkbd_for_each_con(con, seat, num)				\
	for ((num) = 1; (num) <= VTKBD_NR_CONSOLES &&			\
	     ((con) = vtkbd_con(seat, num)); (num)++)

/* The foreground console. */
static inline struct vtkbd_console *vtkbd_fg(struct vtkbd_seat *seat)
{
	return vtkbd_con(seat, READ_ONCE(seat->fg));
}

/*
 * The console of any number that a program gave, or %NULL; 0 is no console
 * here. A processor that guesses stays within the array, too.
 */
static inline struct vtkbd_console *vtkbd_con_given(struct vtkbd_seat *seat,
						    unsigned long num)
{
	if (--num >= VTKBD_NR_CONSOLES)
		return NULL;
	return seat->con[array_index_nospec(num, VTKBD_NR_CONSOLES)];
}

/* The same where 0 names the foreground console. */
static inline struct vtkbd_console *vtkbd_con_named(struct vtkbd_seat *seat,
						    unsigned long num)
{
	return num ? vtkbd_con_given(seat, num) : vtkbd_fg(seat);
}

/* Any number: keysyms and what is written to a console contain them, too. */
static inline bool vtkbd_allocated(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *con = vtkbd_con_given(seat, num);

	return con && READ_ONCE(con->allocated);
}

/*
 * Does the seat act, or only report? Where the built-in handler hears the same
 * keys it carries out Ctrl-Alt-Del and writes the LEDs and the bell. vtkbd does
 * so where it has grabbed the keyboards, or there is no other handler.
 */
static inline bool vtkbd_acts(const struct vtkbd_seat *seat)
{
	return !IS_ENABLED(CONFIG_VT) || READ_ONCE(seat->grab.on);
}

/*
 * The secure attention key kills the users of a console and then resets it. A
 * killed program may still be inside an ioctl. So an ioctl that takes a console
 * asks this, under the lock that the reset takes, and then does nothing; no
 * program is left to read its result.
 */
static inline bool vtkbd_dying(void)
{
	return fatal_signal_pending(current);
}

/* What the LEDs and the lock indicators are to show. Under seat->lock. */
static inline u32 vtkbd_leds_wanted(struct vtkbd_seat *seat)
{
	return vtkbd_leds_word(&vtkbd_fg(seat)->kbd, seat->leds.by_ioctl);
}

/* Call it after any change that may concern an LED; inline, since every key does. */
static inline void vtkbd_leds_changed_locked(struct vtkbd_seat *seat)
{
	if (unlikely(vtkbd_leds_wanted(seat) != seat->leds.shown))
		vtkbd_led_write_schedule_locked(seat);
}

/* Does a key unblank the screen? Inline and one test if it is not blank: every key asks. */
static inline bool vtkbd_blank_ends(struct vtkbd_seat *seat)
{
	return unlikely(READ_ONCE(seat->blank.con)) &&
	       !READ_ONCE(seat->blank.stays) &&
	       READ_ONCE(vtkbd_fg(seat)->kdmode) != KD_GRAPHICS;
}

#endif /* _VTKBD_SEAT_H */
