// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Grabbing keyboards for the seat alone, and releasing them.
 *
 * The input core does not report a grab to the other handlers. For a handler
 * that loses the keyboard, a key that is down then would stay down. So all keys
 * are released first: releases are injected, and every handler that gets the
 * device's events sees them. The input core drops the real releases that come
 * later. A key may still go down between the injected releases and the grab.
 * The seat's own handler records such keys, and they are released afterwards.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/rculist.h>

#include "device.h"
#include "grab.h"
#include "led_write.h"
#include "seat.h"

/* A further try is needed only if a key goes down within some microseconds. */
#define VTKBD_TAKE_TRIES	16

static bool vtkbd_grab_wanted(const struct vtkbd_handle *h)
{
	return !h->grabbed && test_bit(EV_KEY, h->handle.dev->evbit);
}

/* Only keys in keybit: the input core drops events of others. */
static bool vtkbd_keys_held(struct vtkbd_handle *h, unsigned long *held)
{
	struct input_dev *dev = h->handle.dev;
	bool any;

	spin_lock_irq(&dev->event_lock);
	any = bitmap_and(held, dev->key, dev->keybit, KEY_CNT);
	spin_unlock_irq(&dev->event_lock);
	return any;
}

static void vtkbd_keys_inject(struct vtkbd_handle *h, const unsigned long *keys,
			      int value)
{
	unsigned int code;

	for_each_set_bit(code, keys, KEY_CNT)
		input_inject_event(&h->handle, EV_KEY, code, value);
	input_inject_event(&h->handle, EV_SYN, SYN_REPORT, 0);
}

/*
 * The packet is ended even if no key is down: the input core may hold back a
 * release until its packet ends.
 */
static void vtkbd_keys_release(struct vtkbd_handle *h)
{
	DECLARE_BITMAP(held, KEY_CNT);

	vtkbd_keys_held(h, held);
	vtkbd_keys_inject(h, held, 0);
}

/**
 * vtkbd_grab_key - record a key event while the seat grabs or releases its
 *	device
 * @h: the device
 * @v: the key's event
 * @alone: no other handler gets the event
 *
 * Context: That of vtkbd_packet(), under seat->lock.
 */
void vtkbd_grab_key(struct vtkbd_handle *h, const struct input_value *v, bool alone)
{
	struct vtkbd_passing *p = h->passing;

	if (v->value == 2)
		return;
	if (v->value && (p->taking || alone))
		__set_bit(v->code, p->pressed);
	__assign_bit(v->code, p->missed,
		     !v->value && alone && test_bit(v->code, p->pressed));
}

static void vtkbd_passing_set(struct vtkbd_seat *seat, struct vtkbd_handle *h,
			      struct vtkbd_passing *p)
{
	spin_lock_irq(&seat->lock);
	WRITE_ONCE(h->alone, false);
	WRITE_ONCE(h->passing, p);
	spin_unlock_irq(&seat->lock);
}

/* As the input core does it: a filter has no other callback. */
static void vtkbd_tell(struct input_handle *handle, struct input_value *vals,
		       unsigned int count)
{
	struct input_handler *to = handle->handler;
	struct input_value *v;

	if (!to->filter && to->events) {
		to->events(handle, vals, count);
		return;
	}
	for (v = vals; v < vals + count; v++)
		if (to->filter)
			to->filter(handle, v->type, v->code, v->value);
		else if (to->event)
			to->event(handle, v->type, v->code, v->value);
}

/*
 * For other handlers the key is still down, for the input core it is up: an
 * injected release would be no change. If the key were made to go down first, a
 * real press meanwhile would be no change, and lost. So the other handlers are
 * told here, between two events of the device. A key that is down again has its
 * release to come.
 */
static void vtkbd_key_missed(struct vtkbd_handle *h, unsigned int code)
{
	struct input_value release[] = {
		{ .type = EV_KEY, .code = code }, { .type = EV_SYN, .code = SYN_REPORT },
	};
	struct input_dev *dev = h->handle.dev;
	struct input_handle *other;

	spin_lock_irq(&dev->event_lock);
	rcu_read_lock();
	if (!test_bit(code, dev->key))
		list_for_each_entry_rcu(other, &dev->h_list, d_node)
			if (other->open && other != &h->handle)
				vtkbd_tell(other, release, ARRAY_SIZE(release));
	rcu_read_unlock();
	spin_unlock_irq(&dev->event_lock);
}

/*
 * Other handlers may have got a press before the grab, while its release came
 * after the grab. They get the release when the device is theirs again.
 */
static void vtkbd_take_undo(struct vtkbd_seat *seat, struct vtkbd_handle *h,
			    struct vtkbd_passing *p)
{
	DECLARE_BITMAP(missed, KEY_CNT);
	unsigned int code;

	/* Returns when no handler is still in an event that others did not get. */
	input_release_device(&h->handle);

	spin_lock_irq(&seat->lock);
	bitmap_copy(missed, p->missed, KEY_CNT);
	spin_unlock_irq(&seat->lock);

	for_each_set_bit(code, missed, KEY_CNT)
		vtkbd_key_missed(h, code);
	vtkbd_keys_release(h);
}

/* Return: 0, -EAGAIN if a key went down meanwhile, or another error. */
static int vtkbd_take_once(struct vtkbd_seat *seat, struct vtkbd_handle *h)
{
	struct vtkbd_passing p = { .taking = true };
	DECLARE_BITMAP(held, KEY_CNT);
	bool moved;
	int err;

	vtkbd_passing_set(seat, h, &p);
	vtkbd_keys_release(h);
	err = input_grab_device(&h->handle);
	if (!err) {
		/*
		 * Takes event_lock: events that other handlers still got are
		 * recorded now.
		 */
		moved = vtkbd_keys_held(h, held);

		spin_lock_irq(&seat->lock);
		moved |= !bitmap_empty(p.pressed, KEY_CNT);
		spin_unlock_irq(&seat->lock);
		if (moved) {
			vtkbd_take_undo(seat, h, &p);
			err = -EAGAIN;
		}
	}
	vtkbd_passing_set(seat, h, NULL);
	return err;
}

/**
 * vtkbd_grab_take - grab a device for the seat alone
 * @seat: the seat
 * @h: the device; nothing happens if it has no keys, or is grabbed by the seat
 *
 * Context: Process, under vtkbd_input.mutex; takes the device's mutex.
 * Return: 0, -EBUSY if another program has grabbed it, -EAGAIN if a key went
 *	down at each of the tries, or -EINTR.
 */
int vtkbd_grab_take(struct vtkbd_seat *seat, struct vtkbd_handle *h)
{
	unsigned int tries;
	int err = 0;

	if (!vtkbd_grab_wanted(h))
		return 0;
	for (tries = 0; tries < VTKBD_TAKE_TRIES; tries++) {
		err = rcu_access_pointer(h->handle.dev->grab) ? -EBUSY :
		      vtkbd_take_once(seat, h);
		if (err != -EAGAIN)
			break;
	}
	h->grabbed = !err;
	return err;
}

/**
 * vtkbd_grab_give - release a device for all handlers
 * @seat: the seat
 * @h: the device; nothing happens if the seat has not grabbed it
 *
 * Context: Process, under vtkbd_input.mutex; takes the device's mutex.
 */
void vtkbd_grab_give(struct vtkbd_seat *seat, struct vtkbd_handle *h)
{
	struct vtkbd_passing p = {};
	DECLARE_BITMAP(held, KEY_CNT);

	if (!h->grabbed)
		return;
	vtkbd_passing_set(seat, h, &p);
	vtkbd_keys_release(h);
	input_release_device(&h->handle);
	h->grabbed = false;
	vtkbd_passing_set(seat, h, NULL);

	/* A key whose press only the seat got must not repeat for others. */
	vtkbd_keys_held(h, held);
	if (bitmap_and(held, held, p.pressed, KEY_CNT))
		vtkbd_keys_inject(h, held, 0);
}

/**
 * vtkbd_grab_report - log why a device could not be grabbed
 * @h: the device
 * @err: from vtkbd_grab_take()
 */
void vtkbd_grab_report(const struct vtkbd_handle *h, int err)
{
	const char *why = err == -EBUSY ? "another program has it" :
			  err == -EAGAIN ? "its keys do not rest" : "interrupted";

	pr_warn("cannot grab %s: %s (%d)\n", dev_name(&h->handle.dev->dev),
		why, err);
}

/*
 * A device that another program has grabbed is left alone: the input core calls
 * vtkbd_start() when that program releases it.
 */
static void vtkbd_grab_work(struct work_struct *work)
{
	struct vtkbd_seat *seat = container_of(work, struct vtkbd_seat, grab.work);
	struct vtkbd_handle *h;
	bool again = false;

	mutex_lock(&seat->input.mutex);
	if (seat->grab.on)
		list_for_each_entry(h, &seat->input.handles, node)
			again |= vtkbd_grab_take(seat, h) == -EAGAIN;
	mutex_unlock(&seat->input.mutex);
	if (again)
		schedule_work(work);
}

/**
 * vtkbd_grab_init - initialise, before the first device
 * @seat: the seat
 */
void vtkbd_grab_init(struct vtkbd_seat *seat)
{
	INIT_WORK(&seat->grab.work, vtkbd_grab_work);
	seat->grab.on = seat->params->grab;
}

/* Called before the keys of any device are released: that cannot be undone. */
static int vtkbd_grab_check(struct vtkbd_seat *seat)
{
	struct vtkbd_handle *h;

	list_for_each_entry(h, &seat->input.handles, node)
		if (vtkbd_grab_wanted(h) && rcu_access_pointer(h->handle.dev->grab)) {
			vtkbd_grab_report(h, -EBUSY);
			return -EBUSY;
		}
	return 0;
}

static int vtkbd_grab_all(struct vtkbd_seat *seat)
{
	struct vtkbd_handle *h;
	int err = vtkbd_grab_check(seat);

	if (err)
		return err;
	list_for_each_entry(h, &seat->input.handles, node) {
		h->kept = h->grabbed;
		err = vtkbd_grab_take(seat, h);
		if (!err)
			continue;
		vtkbd_grab_report(h, err);
		list_for_each_entry_continue_reverse(h, &seat->input.handles, node)
			if (!h->kept)
				vtkbd_grab_give(seat, h);
		break;
	}
	return err;
}

/*
 * First the seat ceases to act, and LED writes that have begun are waited for:
 * the built-in keyboard writes its own LEDs when it gets a device back. The work
 * item is not cancelled: leds.armed says that it is queued.
 */
static void vtkbd_grab_none(struct vtkbd_seat *seat)
{
	struct vtkbd_handle *h;

	WRITE_ONCE(seat->grab.on, false);
	flush_work(&seat->leds.work.work);
	list_for_each_entry(h, &seat->input.handles, node)
		vtkbd_grab_give(seat, h);
}

/**
 * vtkbd_grab_set - grab all keyboards for the seat alone, or release them
 * @seat: the seat
 * @grab: true to grab
 *
 * All or nothing: on error every device stays as it was.
 *
 * Context: Process; takes vtkbd_input.mutex and each device's mutex.
 * Return: 0, or the first error of vtkbd_grab_take().
 */
int vtkbd_grab_set(struct vtkbd_seat *seat, bool grab)
{
	int err = 0;

	mutex_lock(&seat->input.mutex);
	if (grab)
		err = vtkbd_grab_all(seat);
	else
		vtkbd_grab_none(seat);
	if (!err)
		WRITE_ONCE(seat->grab.on, grab);
	mutex_unlock(&seat->input.mutex);

	if (!vtkbd_acts(seat))
		vtkbd_device_silence(seat);
	if (!err && grab) {
		spin_lock_irq(&seat->lock);
		vtkbd_led_write_force_locked(seat);
		spin_unlock_irq(&seat->lock);
	}
	return err;
}
