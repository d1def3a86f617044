// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * When the LEDs are written. A PS/2 keyboard answers each command with bytes
 * that can fall between those of a key. Before Linux 6.5 the kernel then loses
 * the key. So the LEDs are written together, at a moment when no key is likely
 * to move:
 *
 * - shortly after a single key went down or the last one came up, if keys
 *   recently rested for long enough after such an event;
 * - when no key is down and none has moved for led_quiet_ms;
 * - when a key is down but none has moved for a second: it may be stuck.
 */
#include <linux/jiffies.h>

#include "device.h"
#include "led_write.h"
#include "seat.h"

#include "compat.h"
#include "trace.h"

static unsigned long vtkbd_quiet_time(const struct vtkbd_seat *seat)
{
	return msecs_to_jiffies(READ_ONCE(seat->params->led_quiet_ms)) ?: 1;
}

/* Not at once after a key: a program that types fast may begin just then. */
static unsigned long vtkbd_settle_time(void)
{
	return msecs_to_jiffies(12);
}

/* A keyboard answers within 20 ms; the rest is for the bytes on their way. */
static unsigned long vtkbd_answer_time(void)
{
	return msecs_to_jiffies(24);
}

/*
 * atkbd delays a write that comes within 50 ms after another one by 50 ms,
 * which may be into the next key.
 */
static unsigned long vtkbd_led_write_busy(const struct vtkbd_seat *seat)
{
	unsigned long busy = msecs_to_jiffies(56), since = jiffies - seat->leds.written;

	return since < busy ? busy - since : 0;
}

/* A key that is held for so long is not typed. */
static unsigned long vtkbd_held_time(void)
{
	return msecs_to_jiffies(1000);
}

static const struct vtkbd_event *vtkbd_moved(const struct vtkbd_seat *seat, unsigned int ago)
{
	return &seat->input.moved[(seat->stats.keys - ago) % VTKBD_MOVED_LEN];
}

/*
 * Between these events nothing moved: after a press (@down), until the same key
 * came up; after a release, until any key went down.
 */
static bool vtkbd_is_rest(const struct vtkbd_event *from,
			  const struct vtkbd_event *to, bool down)
{
	return from->value == down && to->value == !down && (!down || from->code == to->code);
}

/*
 * True if nothing moved for this long after the latest presses (@down) or after the
 * latest releases. A time above 250 ms is a pause and does not count; at least two
 * have to. The first time that is shorter decides.
 */
static bool vtkbd_rested(const struct vtkbd_seat *seat, bool down, unsigned long needed)
{
	unsigned int ago, times = 0;

	/* The latest event ended no such time. */
	for (ago = 3; ago <= VTKBD_MOVED_LEN; ago++) {
		const struct vtkbd_event *from = vtkbd_moved(seat, ago);
		const struct vtkbd_event *to = vtkbd_moved(seat, ago - 1);
		unsigned long time = to->now - from->now;

		if (!vtkbd_is_rest(from, to, down) || time > msecs_to_jiffies(250))
			continue;
		if (time < needed)
			return false;
		times++;
	}
	return times > 1;
}

/*
 * True if no other key event is likely to come soon, when the LEDs are written
 * @when jiffies after the latest one.
 */
static bool vtkbd_keys_rest(const struct vtkbd_seat *seat, unsigned long when)
{
	bool down = vtkbd_moved(seat, 1)->value;

	return vtkbd_rested(seat, down, when + vtkbd_answer_time()) &&
	       bitmap_weight(seat->core.key_down, KEY_CNT) == down;
}

static unsigned long vtkbd_since(const struct vtkbd_event *moved)
{
	return jiffies - moved->now;
}

/*
 * Jiffies since a key last went down or came up. A key that is stuck may repeat
 * for ever. If all recorded events are repeats, they took about as long as
 * vtkbd_held_time().
 */
static unsigned long vtkbd_since_struck(const struct vtkbd_seat *seat)
{
	unsigned int ago;

	for (ago = 1; ago <= VTKBD_MOVED_LEN; ago++)
		if (vtkbd_moved(seat, ago)->value != 2)
			return vtkbd_since(vtkbd_moved(seat, ago));
	return vtkbd_held_time();
}

/* Return: 0 if the LEDs can be written now, or jiffies until that may be so. */
static unsigned long vtkbd_led_write_wait_locked(const struct vtkbd_seat *seat)
{
	unsigned long since = vtkbd_since(vtkbd_moved(seat, 1));
	unsigned long busy = vtkbd_led_write_busy(seat);
	unsigned long quiet = vtkbd_quiet_time(seat), when;

	when = max(since + busy, vtkbd_settle_time());
	if (vtkbd_keys_rest(seat, when))
		return when - since;
	if (!bitmap_empty(seat->core.key_down, KEY_CNT)) {
		since = vtkbd_since_struck(seat);
		quiet = max(quiet, vtkbd_held_time());
	}
	return max(since + busy, quiet) - since;
}

static void vtkbd_led_write_arm_locked(struct vtkbd_seat *seat, unsigned long wait)
{
	seat->leds.check = true;
	seat->leds.armed = true;
	seat->leds.due = jiffies + wait;
	seat->leds.held = wait > vtkbd_quiet_time(seat);
	/* Not mod_delayed_work(): that needs the queue's name, which Linux 7.x changed. */
	cancel_delayed_work(&seat->leds.work);
	schedule_delayed_work(&seat->leds.work, wait);
}

static void vtkbd_led_write_work(struct work_struct *work)
{
	struct vtkbd_seat *seat = container_of(to_delayed_work(work),
					       struct vtkbd_seat, leds.work);
	unsigned long wait;
	bool acts;
	u32 leds;

	/*
	 * Whether the seat acts is read under the lock, too: who has it act then calls
	 * vtkbd_led_write_force_locked(), which leaves it to this work as long as that is armed.
	 */
	spin_lock_irq(&seat->lock);
	acts = vtkbd_acts(seat);
	wait = vtkbd_led_write_wait_locked(seat);
	leds = vtkbd_leds_wanted(seat);
	if (wait) {
		vtkbd_led_write_arm_locked(seat, wait);
	} else {
		seat->leds.armed = false;
		seat->leds.shown = leds;
		seat->leds.written = jiffies;
	}
	spin_unlock_irq(&seat->lock);

	if (wait)
		return;
	if (acts)
		vtkbd_device_set_leds(seat, leds);
	trace_vtkbd_leds(leds, acts);
}

/**
 * vtkbd_led_write_schedule_locked - write the LEDs when that is safe
 * @seat: the seat
 *
 * Context: Any, under seat->lock.
 */
void vtkbd_led_write_schedule_locked(struct vtkbd_seat *seat)
{
	unsigned long wait;

	/*
	 * A key event puts the moment off, which the work finds out by itself. Only keys
	 * that rest can bring it nearer, and one that comes up after long.
	 */
	if (seat->leds.armed && !seat->leds.held &&
	    !vtkbd_keys_rest(seat, vtkbd_settle_time()))
		return;

	wait = vtkbd_led_write_wait_locked(seat);
	if (!seat->leds.armed || time_before(jiffies + wait, seat->leds.due))
		vtkbd_led_write_arm_locked(seat, wait);
}

/**
 * vtkbd_led_write_force_locked - write the LEDs even if nothing changed
 * @seat: the seat
 *
 * For a new keyboard, after a grab, and for a new foreground console.
 *
 * Context: Any, under seat->lock.
 */
void vtkbd_led_write_force_locked(struct vtkbd_seat *seat)
{
	seat->leds.shown = ~0;
	vtkbd_led_write_schedule_locked(seat);
}

/**
 * vtkbd_led_write_quiet_changed - led_quiet_ms is another one
 * @seat: the seat
 *
 * What waits may be due sooner than by the time that was set before.
 *
 * Context: Process; takes seat->lock.
 */
void vtkbd_led_write_quiet_changed(struct vtkbd_seat *seat)
{
	spin_lock_irq(&seat->lock);
	if (seat->leds.armed) {
		seat->leds.held = true;
		vtkbd_led_write_schedule_locked(seat);
	}
	spin_unlock_irq(&seat->lock);
}

/**
 * vtkbd_led_write_init - initialise, before an LED can change
 * @seat: the seat
 */
void vtkbd_led_write_init(struct vtkbd_seat *seat)
{
	INIT_DELAYED_WORK(&seat->leds.work, vtkbd_led_write_work);
	seat->leds.shown = ~0;
	seat->leds.written = jiffies;
}

/**
 * vtkbd_led_write_exit - stop writing, when no LED can change any more
 * @seat: the seat
 */
void vtkbd_led_write_exit(struct vtkbd_seat *seat)
{
	cancel_delayed_work_sync(&seat->leds.work);
}
