// SPDX-License-Identifier: GPL-2.0
/*
 * When the lights are written. A PS/2 keyboard answers each command with
 * bytes that can fall between those of a key, and before Linux 6.5 the key
 * is then lost. So lights are written late and together: when no key is down
 * and none has moved for led_quiet_ms.
 */
#include <linux/jiffies.h>

#include "vtkbd.h"

#include "compat.h"
#include "trace.h"

static unsigned long vtkbd_quiet_time(struct vtkbd_seat *seat)
{
	return msecs_to_jiffies(READ_ONCE(seat->params->led_quiet_ms)) ?: 1;
}

static bool vtkbd_keys_are_quiet(struct vtkbd_seat *seat)
{
	return bitmap_empty(seat->core.key_down, KEY_CNT) &&
	       time_after_eq(jiffies, seat->last_key + vtkbd_quiet_time(seat));
}

static void vtkbd_lights_work(struct work_struct *work)
{
	struct vtkbd_seat *seat = container_of(to_delayed_work(work),
					       struct vtkbd_seat, led_work);
	bool quiet, acts = vtkbd_acts(seat);
	u32 leds;

	spin_lock_irq(&seat->lock);
	quiet = vtkbd_keys_are_quiet(seat);
	leds = vtkbd_lights_wanted(seat);
	if (quiet)
		seat->leds_shown = leds;
	spin_unlock_irq(&seat->lock);

	if (!quiet) {
		vtkbd_lights_schedule(seat);
		return;
	}
	if (acts)
		vtkbd_device_set_leds(seat, leds);
	trace_vtkbd_leds(leds, acts);
}

/**
 * vtkbd_lights_schedule - have the lights written when the keys are quiet
 * @seat: the seat
 *
 * Context: Any.
 */
void vtkbd_lights_schedule(struct vtkbd_seat *seat)
{
	schedule_delayed_work(&seat->led_work, vtkbd_quiet_time(seat));
}

/**
 * vtkbd_lights_force_locked - have the lights written whatever they show
 * @seat: the seat
 *
 * For a new keyboard and for a new foreground console.
 *
 * Context: Any, under seat->lock.
 */
void vtkbd_lights_force_locked(struct vtkbd_seat *seat)
{
	seat->leds_shown = ~0;
	vtkbd_lights_changed_locked(seat);
}

/**
 * vtkbd_lights_init - before anything can change a light
 * @seat: the seat
 */
void vtkbd_lights_init(struct vtkbd_seat *seat)
{
	INIT_DELAYED_WORK(&seat->led_work, vtkbd_lights_work);
	seat->leds_shown = ~0;
}

/**
 * vtkbd_lights_exit - when nothing can change a light any more
 * @seat: the seat
 */
void vtkbd_lights_exit(struct vtkbd_seat *seat)
{
	cancel_delayed_work_sync(&seat->led_work);
}
