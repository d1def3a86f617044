// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Requests to the input devices by programs and by the seat: scancode tables,
 * repeat rate, LEDs, tones. They all go through the input core; this file knows
 * no particular device.
 */
#include <linux/string.h>

#include "device.h"
#include "input.h"
#include "seat.h"

/**
 * struct vtkbd_keycode_req - look a scancode up, or set it, on the first device
 *	that has it
 * @ke: for the input core
 * @err: result of the latest device
 */
struct vtkbd_keycode_req {
	struct input_keymap_entry ke;
	int err;
};

static int vtkbd_get_keycode_one(struct input_handle *handle, void *data)
{
	struct vtkbd_keycode_req *req = data;

	req->err = input_get_keycode(handle->dev, &req->ke);
	return !req->err;
}

static int vtkbd_set_keycode_one(struct input_handle *handle, void *data)
{
	struct vtkbd_keycode_req *req = data;

	req->err = input_set_keycode(handle->dev, &req->ke);
	return !req->err;
}

static void vtkbd_keycode_req_init(struct vtkbd_keycode_req *req,
				   unsigned int scancode, unsigned int keycode)
{
	*req = (struct vtkbd_keycode_req) {
		.ke = { .len = sizeof(scancode), .keycode = keycode },
		.err = -ENODEV,
	};
	memcpy(req->ke.scancode, &scancode, sizeof(scancode));
}

/**
 * vtkbd_device_get_keycode - KDGETKEYCODE
 * @seat: the seat
 * @scancode: as the device numbers it
 *
 * Return: the keycode, -ENODEV without a device, or the last device's error.
 */
int vtkbd_device_get_keycode(struct vtkbd_seat *seat, unsigned int scancode)
{
	struct vtkbd_keycode_req req;

	vtkbd_keycode_req_init(&req, scancode, 0);
	input_handler_for_each_handle(&seat->input.handler, &req,
				      vtkbd_get_keycode_one);
	return req.err ?: req.ke.keycode;
}

/**
 * vtkbd_device_set_keycode - KDSETKEYCODE
 * @seat: the seat
 * @scancode: as the device numbers it
 * @keycode: its new keycode
 *
 * Return: 0, -ENODEV without a device, or the last device's error.
 */
int vtkbd_device_set_keycode(struct vtkbd_seat *seat, unsigned int scancode,
			     unsigned int keycode)
{
	struct vtkbd_keycode_req req;

	vtkbd_keycode_req_init(&req, scancode, keycode);
	input_handler_for_each_handle(&seat->input.handler, &req,
				      vtkbd_set_keycode_one);
	return req.err;
}

/**
 * struct vtkbd_repeat_req - set the repeat rate of every keyboard
 * @want: in milliseconds; set where above 0
 * @got: what the last keyboard uses then
 */
struct vtkbd_repeat_req {
	struct kbd_repeat want;
	struct kbd_repeat got;
};

/* The input core changes each under event_lock. */
static int vtkbd_repeat_locked(const struct input_dev *dev, unsigned int which)
{
	/*
	 * A driver that rounds it to what its keyboard can do (atkbd) does so
	 * later, by plain stores and without that lock.
	 */
	return data_race(READ_ONCE(dev->rep[which]));
}

static struct kbd_repeat vtkbd_repeat(struct input_dev *dev)
{
	struct kbd_repeat rep;
	unsigned long flags;

	spin_lock_irqsave(&dev->event_lock, flags);
	rep.delay = vtkbd_repeat_locked(dev, REP_DELAY);
	rep.period = vtkbd_repeat_locked(dev, REP_PERIOD);
	spin_unlock_irqrestore(&dev->event_lock, flags);
	return rep;
}

static int vtkbd_set_repeat_one(struct input_handle *handle, void *data)
{
	struct vtkbd_repeat_req *req = data;
	struct input_dev *dev = handle->dev;

	if (!test_bit(EV_REP, dev->evbit))
		return 0;
	if (req->want.delay > 0)
		input_inject_event(handle, EV_REP, REP_DELAY, req->want.delay);
	if (req->want.period > 0)
		input_inject_event(handle, EV_REP, REP_PERIOD, req->want.period);
	req->got = vtkbd_repeat(dev);
	return 0;
}

/**
 * vtkbd_device_set_repeat - KDKBDREP
 * @seat: the seat
 * @rep: in: what to set where above 0, out: what is used; in milliseconds
 */
void vtkbd_device_set_repeat(struct vtkbd_seat *seat, struct kbd_repeat *rep)
{
	struct vtkbd_repeat_req req = { .want = *rep };

	input_handler_for_each_handle(&seat->input.handler, &req,
				      vtkbd_set_repeat_one);
	*rep = req.got;
}

/**
 * struct vtkbd_describe_req - one of the devices heard
 * @index: how many come before it
 * @info: filled in
 * @name: filled in, VTKBD_DEVICE_NAME_MAX bytes
 * @err: -ENODEV until it was found
 */
struct vtkbd_describe_req {
	unsigned int index;
	struct vtkbd_device_info *info;
	char *name;
	int err;
};

static void vtkbd_describe_dev(struct input_dev *dev, struct vtkbd_device_info *info,
			       char *name)
{
	static const struct { unsigned int type, flag; } has[] = {
		{ EV_KEY, VTKBD_D_KEYS }, { EV_LED, VTKBD_D_LEDS },
		{ EV_REP, VTKBD_D_REPEAT }, { EV_SND, VTKBD_D_SOUND },
	};
	struct kbd_repeat rep;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(has); i++)
		if (test_bit(has[i].type, dev->evbit))
			info->flags |= has[i].flag;
	if (info->flags & VTKBD_D_REPEAT) {
		rep = vtkbd_repeat(dev);
		info->delay_ms = rep.delay;
		info->period_ms = rep.period;
	}
	strscpy(info->node, dev_name(&dev->dev), sizeof(info->node));
	strscpy(name, dev->name ?: "", VTKBD_DEVICE_NAME_MAX);
	info->name_size = strlen(name) + 1;
}

/* Called inside an RCU read-side section, in which the grabbing handle stays valid. */
static int vtkbd_describe_one(struct input_handle *handle, void *data)
{
	struct vtkbd_describe_req *req = data;
	const struct input_handle *grab = rcu_dereference(handle->dev->grab);

	if (req->index--)
		return 0;
	req->err = 0;
	vtkbd_describe_dev(handle->dev, req->info, req->name);
	if (container_of(handle, struct vtkbd_handle, handle)->hw_raw)
		req->info->flags |= VTKBD_D_RAW;
	if (grab) {
		req->info->flags |= VTKBD_D_GRABBED | (grab == handle ? VTKBD_D_OURS : 0);
		strscpy(req->info->grabber, grab->name, sizeof(req->info->grabber));
	}
	return 1;
}

/**
 * vtkbd_device_describe - VTKBD_GET_DEVICE
 * @seat: the seat
 * @index: which of its devices, in the order in which they were connected
 * @info: zeroed; filled in but for what the caller sets
 * @name: room for VTKBD_DEVICE_NAME_MAX bytes; filled in
 *
 * Context: Process. Takes the event_lock of each device only: vtkbd_input.mutex
 *	may be held for long.
 * Return: 0, or -ENODEV behind the last device.
 */
int vtkbd_device_describe(struct vtkbd_seat *seat, unsigned int index,
			  struct vtkbd_device_info *info, char *name)
{
	struct vtkbd_describe_req req = {
		.index = index, .info = info, .name = name, .err = -ENODEV,
	};

	input_handler_for_each_handle(&seat->input.handler, &req, vtkbd_describe_one);
	return req.err;
}

static int vtkbd_set_leds_one(struct input_handle *handle, void *data)
{
	u32 leds = *(u32 *)data;

	if (!test_bit(EV_LED, handle->dev->evbit))
		return 0;
	input_inject_event(handle, EV_LED, LED_SCROLLL, !!(leds & VTKBD_LED_SCROLL));
	input_inject_event(handle, EV_LED, LED_NUML, !!(leds & VTKBD_LED_NUM));
	input_inject_event(handle, EV_LED, LED_CAPSL, !!(leds & VTKBD_LED_CAPS));
	input_inject_event(handle, EV_SYN, SYN_REPORT, 0);
	return 0;
}

/**
 * vtkbd_device_set_leds - write the LEDs of every keyboard
 * @seat: the seat
 * @leds: VTKBD_LED_*
 *
 * Context: Process. The input core passes on only changes.
 */
void vtkbd_device_set_leds(struct vtkbd_seat *seat, u32 leds)
{
	input_handler_for_each_handle(&seat->input.handler, &leds, vtkbd_set_leds_one);
}

/* A tone is preferred to a bell. To end the sound, both are switched off. */
static int vtkbd_beep_one(struct input_handle *handle, void *data)
{
	unsigned int hz = *(unsigned int *)data;
	struct input_dev *dev = handle->dev;

	if (!test_bit(EV_SND, dev->evbit))
		return 0;
	if (test_bit(SND_TONE, dev->sndbit)) {
		input_inject_event(handle, EV_SND, SND_TONE, hz);
		if (hz)
			return 0;
	}
	if (test_bit(SND_BELL, dev->sndbit))
		input_inject_event(handle, EV_SND, SND_BELL, !!hz);
	return 0;
}

static void vtkbd_beep_all(struct vtkbd_seat *seat, unsigned int hz)
{
	lockdep_assert_held(&seat->beep.mutex);
	input_handler_for_each_handle(&seat->input.handler, &hz, vtkbd_beep_one);
	seat->beep.on = hz;
}

static void vtkbd_beep_work(struct work_struct *work)
{
	struct vtkbd_seat *seat = container_of(to_delayed_work(work),
					       struct vtkbd_seat, beep.work);

	mutex_lock(&seat->beep.mutex);
	/* Another tone may have begun after the timer of this one expired. */
	if (seat->beep.ends && !delayed_work_pending(&seat->beep.work)) {
		seat->beep.ends = false;
		vtkbd_beep_all(seat, 0);
	}
	mutex_unlock(&seat->beep.mutex);
}

/**
 * vtkbd_device_beep - start or end a tone
 * @seat: the seat; nothing happens if it does not act
 * @hz: 0 for silence
 * @ticks: jiffies until it ends by itself, or 0
 *
 * Context: Process. Matches kd_mksound().
 */
void vtkbd_device_beep(struct vtkbd_seat *seat, unsigned int hz,
		       unsigned int ticks)
{
	mutex_lock(&seat->beep.mutex);
	if (vtkbd_acts(seat)) {
		cancel_delayed_work(&seat->beep.work);
		vtkbd_beep_all(seat, hz);
		seat->beep.ends = hz && ticks;
		if (seat->beep.ends)
			schedule_delayed_work(&seat->beep.work, ticks);
	}
	mutex_unlock(&seat->beep.mutex);
}

/**
 * vtkbd_device_silence - end a tone that the seat began
 * @seat: the seat; called when it ceases to act, since vtkbd_device_beep()
 *	cannot end the tone any more
 *
 * Context: Process.
 */
void vtkbd_device_silence(struct vtkbd_seat *seat)
{
	mutex_lock(&seat->beep.mutex);
	seat->beep.ends = false;
	if (seat->beep.on)
		vtkbd_beep_all(seat, 0);
	mutex_unlock(&seat->beep.mutex);
}

/**
 * vtkbd_device_init - initialise, before the first device is connected
 * @seat: the seat
 */
void vtkbd_device_init(struct vtkbd_seat *seat)
{
	/*
	 * The list may be walked before input_register_handler() initialises it
	 * again.
	 */
	INIT_LIST_HEAD(&seat->input.handler.h_list);
	mutex_init(&seat->beep.mutex);
	INIT_DELAYED_WORK(&seat->beep.work, vtkbd_beep_work);
}

/**
 * vtkbd_device_exit - end a tone, while the devices are still connected
 * @seat: the seat
 */
void vtkbd_device_exit(struct vtkbd_seat *seat)
{
	vtkbd_device_silence(seat);
	cancel_delayed_work_sync(&seat->beep.work);
}
