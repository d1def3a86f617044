/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * A seat: one user's keyboards and consoles, and their state. It is composed of
 * what each file of the shell declares in its own header.
 *
 * Locks, outermost first: tty_mutex or a tty's locks, seat->switch_mutex,
 * seat->lock. No other mutex of vtkbd is taken under vtkbd_input.mutex or
 * vtkbd_beep.mutex; output.lock is innermost.
 */
#ifndef _VTKBD_SEAT_H
#define _VTKBD_SEAT_H

#include <linux/kd.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/nospec.h>
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
#include "notify.h"
#include "params.h"
#include "switch.h"
#include "waiters.h"

/**
 * struct vtkbd_stats - counters since load; under seat->lock
 * @keys: key events
 * @bytes: bytes put into a console's input buffer
 * @dropped: bytes and BREAKs that did not fit into it
 * @cad_pressed: how often Ctrl-Alt-Del was pressed
 * @cad_acted: how often that had an effect
 */
struct vtkbd_stats {
	u64 keys;
	u64 bytes;
	u64 dropped;
	u64 cad_pressed;
	u64 cad_acted;
};

/**
 * struct vtkbd_seat - one user's keyboards and consoles
 * @core: the keyboard state that the consoles share; under @lock
 * @params: module parameters
 * @lock: irq-safe; the keyboard state of the seat and its consoles
 * @switch_mutex: the foreground, blanking, and of each console its owner, size,
 *	text or graphics mode, faults, and whether it is allocated
 * @con: the consoles, which are one allocation; n is at n - 1. All exist for as
 *	long as the seat does
 * @stats: counters
 * @fg: number of the foreground console; written under @switch_mutex and @lock
 * @switching: console switches
 * @blank: whether the screen is blank
 * @kmsg: the console that TIOCLINUX chose for kernel messages, of which vtkbd
 *	shows none
 * @waiters: programs that wait for an event
 * @input: input devices
 * @grab: whether the seat has grabbed the input devices
 * @beep: tone of the input devices
 * @leds: LEDs of the input devices
 * @actions: what keys do besides sending bytes
 * @notify: callbacks of other modules; see <linux/vtkbd.h>
 * @nodes: device nodes of the consoles
 */
struct vtkbd_seat {
	struct vtkbd_core core;
	const struct vtkbd_params *params;
	spinlock_t lock;
	struct mutex switch_mutex;
	struct vtkbd_console *con[VTKBD_NR_CONSOLES];
	struct vtkbd_stats stats;
	unsigned int fg;
	struct vtkbd_switch switching;
	struct vtkbd_blank blank;
	u8 kmsg;
	struct vtkbd_waiters waiters;
	struct vtkbd_input input;
	struct vtkbd_grab grab;
	struct vtkbd_beep beep;
	struct vtkbd_leds leds;
	struct vtkbd_actions actions;
	struct vtkbd_notify notify;
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
 * The console with a number that a program gave, or %NULL; 0 is no console
 * here. array_index_nospec() keeps speculative execution within the array, too.
 */
static inline struct vtkbd_console *vtkbd_con_given(struct vtkbd_seat *seat,
						    unsigned long num)
{
	if (--num >= VTKBD_NR_CONSOLES)
		return NULL;
	return seat->con[array_index_nospec(num, VTKBD_NR_CONSOLES)];
}

/* The same, but 0 names the foreground console. */
static inline struct vtkbd_console *vtkbd_con_named(struct vtkbd_seat *seat,
						    unsigned long num)
{
	return num ? vtkbd_con_given(seat, num) : vtkbd_fg(seat);
}

/*
 * @num may have any value: keysyms and escape sequences contain numbers, too.
 */
static inline bool vtkbd_allocated(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *con = vtkbd_con_given(seat, num);

	return con && READ_ONCE(con->allocated);
}

/*
 * True if the seat acts, false if it only reports. Where a built-in keyboard
 * gets the same keys, Ctrl-Alt-Del, LEDs and bell are its business. vtkbd acts
 * if it has grabbed the keyboards, or if there is no built-in keyboard.
 */
static inline bool vtkbd_acts(const struct vtkbd_seat *seat)
{
	return !IS_ENABLED(CONFIG_VT) || READ_ONCE(seat->grab.on);
}

/*
 * The secure attention key (SAK) kills the users of a console and then resets
 * it. A killed program may still be inside an ioctl. So an ioctl that sets the
 * mode or the owner of a console calls this under the lock that the reset
 * takes, and changes nothing if it returns true. No program is left to read the
 * result of the ioctl.
 */
static inline bool vtkbd_dying(void)
{
	return fatal_signal_pending(current);
}

/* The LEDs and locks to show, see vtkbd_leds_word(). Under seat->lock. */
static inline u32 vtkbd_leds_wanted(struct vtkbd_seat *seat)
{
	return vtkbd_leds_word(&vtkbd_fg(seat)->kbd, seat->leds.by_ioctl);
}

/*
 * After a packet of keys for @fg, the foreground console. Inline, since it is called
 * after all of them while a write waits.
 */
static inline void vtkbd_leds_check_locked(struct vtkbd_seat *seat, const struct vtkbd_console *fg)
{
	if (vtkbd_leds_word(&fg->kbd, seat->leds.by_ioctl) != seat->leds.shown)
		vtkbd_led_write_schedule_locked(seat);
	else
		seat->leds.check = seat->leds.armed;
}

/* Call it after any other change that may concern an LED. */
static inline void vtkbd_leds_changed_locked(struct vtkbd_seat *seat)
{
	vtkbd_leds_check_locked(seat, vtkbd_fg(seat));
}

/*
 * True if a key unblanks the screen. Inline, and one test if the screen is not
 * blank, since it is called after every packet of keys.
 */
static inline bool vtkbd_blank_ends(struct vtkbd_seat *seat)
{
	return unlikely(READ_ONCE(seat->blank.con)) &&
	       !READ_ONCE(seat->blank.stays) &&
	       READ_ONCE(vtkbd_fg(seat)->kdmode) != KD_GRAPHICS;
}

#endif /* _VTKBD_SEAT_H */
