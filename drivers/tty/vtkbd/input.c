// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The seat's side of the input core: which devices are keyboards, and the path
 * of a key event from the input core through core/ to the foreground console.
 *
 * A packet without actions is handled under one hold of the seat's lock and
 * pushed to the tty once. An action is carried out with the lock dropped,
 * before the packet's next event, so that actions take effect in the order of
 * the keys.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tty_flip.h>

#include "action.h"
#include "blank.h"
#include "core/core.h"
#include "grab.h"
#include "input.h"
#include "led_write.h"
#include "seat.h"

#include "compat.h"
#include "trace.h"

static struct vtkbd_seat *vtkbd_handler_seat(struct input_handler *handler)
{
	return container_of(handler, struct vtkbd_seat, input.handler);
}

static size_t vtkbd_insert(struct vtkbd_console *con, const u8 *buf, size_t len)
{
	size_t done = tty_insert_flip_string(&con->port, buf, len);

	con->seat->stats.bytes += done;
	con->seat->stats.dropped += len - done;
	return done;
}

/* Most keys are one byte, for which this function of the tty core is faster. */
static inline size_t vtkbd_insert_byte(struct vtkbd_console *con, u8 byte)
{
	if (unlikely(!tty_insert_flip_char(&con->port, byte, TTY_NORMAL))) {
		con->seat->stats.dropped++;
		return 0;
	}
	con->seat->stats.bytes++;
	return 1;
}

/* A BREAK is no byte, but a program waits for it all the same. */
static size_t vtkbd_insert_break(struct vtkbd_console *con)
{
	size_t done = tty_insert_flip_char(&con->port, 0, TTY_BREAK);

	con->seat->stats.dropped += !done;
	return done;
}

static noinline bool vtkbd_deliver_more(struct vtkbd_console *con)
{
	const struct vtkbd_out *out = &con->seat->core.at.out;
	size_t done = 0;

	if (out->len)
		done += vtkbd_insert(con, out->buf, out->len);
	if (out->has_str)
		done += vtkbd_insert(con, (const u8 *)out->str, strlen(out->str));
	if (out->brk)
		done += vtkbd_insert_break(con);
	return done;
}

static inline bool vtkbd_deliver(struct vtkbd_seat *seat, struct vtkbd_console *con)
{
	const struct vtkbd_out *out = &seat->core.at.out;

	if (likely(vtkbd_out_is_byte(out)))
		return vtkbd_insert_byte(con, out->buf[0]);
	return vtkbd_deliver_more(con);
}

/**
 * vtkbd_input_deliver - put what a key sends into the console's input buffer
 * @con: the console, for which the core has just handled a key; the action of the key
 *	is ignored
 *
 * Context: Any, under seat->lock; so is the push that has to follow.
 * Return: true if there is something to push.
 */
bool vtkbd_input_deliver(struct vtkbd_console *con)
{
	return vtkbd_deliver(con->seat, con);
}

static VTKBD_RECEIVE_TYPE vtkbd_drop_received(VTKBD_RECEIVE_ARGS)
{
	return count;
}

static const struct tty_port_client_operations vtkbd_drop_ops = {
	.receive_buf = vtkbd_drop_received,
};

/**
 * vtkbd_input_drop - drop input that was not read
 * @con: the console; it is not open, and no more keys go to it
 *
 * The buffer belongs to the port and not to a tty, so the next program to open
 * the console would read that input. Only a receiver can take bytes out of the
 * buffer; the one set here drops them.
 *
 * Context: Process, under switch_mutex.
 */
void vtkbd_input_drop(struct vtkbd_console *con)
{
	const struct tty_port_client_operations *ops = con->port.client_ops;

	/* The work may still be on the way for the last keys, and reads it. */
	flush_work(&con->port.buf.work);
	con->port.client_ops = &vtkbd_drop_ops;
	spin_lock_irq(&con->seat->lock);
	tty_flip_buffer_push(&con->port);
	spin_unlock_irq(&con->seat->lock);
	flush_work(&con->port.buf.work);
	con->port.client_ops = ops;
}

static void vtkbd_key_event(struct vtkbd_seat *seat, struct vtkbd_console *con,
			    struct vtkbd_handle *h, const struct input_value *v)
{
	struct vtkbd_event *ev = &seat->input.moved[seat->stats.keys++ % VTKBD_MOVED_LEN];

	/* One address for all members. */
	OPTIMIZER_HIDE_VAR(ev);
	ev->code = v->code;
	ev->value = v->value;
	ev->hw_raw = h->hw_raw;
	ev->now = jiffies;
	vtkbd_core_key(&seat->core, &con->kbd, ev);
	trace_vtkbd_key(con, h, &seat->core.at);
}

/* A scancode of the device itself; RAW mode passes it on unchanged. */
static noinline bool vtkbd_raw_event(struct vtkbd_console *con, u8 scancode)
{
	return con->kbd.kbdmode == K_RAW && vtkbd_insert_byte(con, scancode);
}

static noinline void vtkbd_act_unlocked(struct vtkbd_console *con)
	__releases(&con->seat->lock) __acquires(&con->seat->lock)
{
	struct vtkbd_action act = con->seat->core.at.out.action;

	spin_unlock(&con->seat->lock);
	vtkbd_action_run(con, &act);
	spin_lock(&con->seat->lock);
}

/*
 * True if no other handler gets the device's events. Tested only while the seat
 * grabs or releases the device, see grab.c.
 */
static bool vtkbd_heard_alone(const struct vtkbd_handle *h)
{
	return rcu_access_pointer(h->handle.dev->grab) == &h->handle;
}

/*
 * The input core holds the device's event_lock with interrupts off, so a plain
 * spin_lock() is enough. Under PREEMPT_RT interrupts stay on, but there no
 * interrupt handler takes a lock of vtkbd.
 */
static void vtkbd_packet(struct vtkbd_seat *seat, struct vtkbd_handle *h,
			 const struct input_value *vals, unsigned int count)
{
	const struct input_value *v = vals;
	const struct vtkbd_out *out = &seat->core.at.out;
	struct vtkbd_console *con;
	bool push = false;

	lockdep_assert_held(&h->handle.dev->event_lock);
	/* Read first: the device may be released at any time. */
	if (unlikely(READ_ONCE(h->passing)))
		WRITE_ONCE(h->alone, vtkbd_heard_alone(h));
	spin_lock(&seat->lock);
	con = vtkbd_fg(seat);
	do {
		if (v->type != EV_KEY) {
			if (h->hw_raw && v->type == EV_MSC && v->code == MSC_RAW)
				push |= vtkbd_raw_event(con, v->value);
			continue;
		}
		if (unlikely(h->passing))
			vtkbd_grab_key(h, v, READ_ONCE(h->alone));

		vtkbd_key_event(seat, con, h, v);
		if (!out->any)
			continue;
		if (out->leds)
			seat->leds.check = true;
		push |= vtkbd_deliver(seat, con);
		if (likely(!out->action.type))
			continue;

		if (push)
			tty_flip_buffer_push(&con->port);
		push = false;
		vtkbd_act_unlocked(con);
		con = vtkbd_fg(seat);
	} while (++v < vals + count);
	if (push)
		tty_flip_buffer_push(&con->port);
	if (unlikely(seat->leds.check))
		vtkbd_leds_check_locked(seat, con);
	spin_unlock(&seat->lock);

	if (vtkbd_blank_ends(seat))
		vtkbd_blank_poke(seat);
}

static VTKBD_EVENTS_TYPE vtkbd_events(VTKBD_EVENTS_ARGS)
{
	vtkbd_packet(handle->private,
		     container_of(handle, struct vtkbd_handle, handle),
		     vals, count);
	VTKBD_EVENTS_RETURN(count);
}

/*
 * True for keyboards, braille keyboards and devices that beep; see kbd_match().
 */
static bool vtkbd_match(struct input_handler *handler, struct input_dev *dev)
{
	if (test_bit(EV_SND, dev->evbit))
		return true;
	if (!test_bit(EV_KEY, dev->evbit))
		return false;
	return find_next_bit(dev->keybit, BTN_MISC, KEY_RESERVED) < BTN_MISC ||
	       find_next_bit(dev->keybit, KEY_BRL_DOT10 + 1, KEY_BRL_DOT1) <=
	       KEY_BRL_DOT10;
}

/* True for a device that passes on its scancodes; see kbd_is_hw_raw(). */
static bool vtkbd_hands_on_scancodes(const struct input_dev *dev)
{
	return VTKBD_RAW_IS_AT &&
	       test_bit(EV_MSC, dev->evbit) && test_bit(MSC_RAW, dev->mscbit) &&
	       dev->id.bustype == BUS_I8042 &&
	       dev->id.vendor == 1 && dev->id.product == 1;
}

static int vtkbd_connect_one(struct vtkbd_seat *seat, struct input_dev *dev)
{
	struct vtkbd_handle *h;
	int err;

	h = kzalloc(sizeof(*h), GFP_KERNEL);
	if (!h)
		return -ENOMEM;
	h->handle.dev = dev;
	h->handle.handler = &seat->input.handler;
	h->handle.name = "vtkbd";
	h->handle.private = seat;
	h->hw_raw = vtkbd_hands_on_scancodes(dev);

	err = input_register_handle(&h->handle);
	if (err)
		goto free_handle;
	err = input_open_device(&h->handle);
	if (err)
		goto unregister_handle;

	mutex_lock(&seat->input.mutex);
	list_add_tail(&h->node, &seat->input.handles);
	WRITE_ONCE(seat->input.nr_handles, seat->input.nr_handles + 1);
	if (seat->grab.on) {
		err = vtkbd_grab_take(seat, h);
		if (err)
			vtkbd_grab_report(h, err);
		/*
		 * On -EBUSY another program has grabbed it: vtkbd_start() is
		 * called when that program releases it.
		 */
		if (err && err != -EBUSY)
			schedule_work(&seat->grab.work);
	}
	mutex_unlock(&seat->input.mutex);
	return 0;

unregister_handle:
	input_unregister_handle(&h->handle);
free_handle:
	kfree(h);
	return err;
}

/*
 * The input core only logs an error, and goes on with the next device. So an
 * error that says nothing about the device is kept for vtkbd_seat_create().
 */
static int vtkbd_connect(struct input_handler *handler, struct input_dev *dev,
			 const struct input_device_id *id)
{
	struct vtkbd_seat *seat = vtkbd_handler_seat(handler);
	int err = vtkbd_connect_one(seat, dev);

	if (err == -EINTR || err == -ENOMEM)
		WRITE_ONCE(seat->input.err, err);
	return err;
}

static void vtkbd_disconnect(struct input_handle *handle)
{
	struct vtkbd_seat *seat = vtkbd_handler_seat(handle->handler);
	struct vtkbd_handle *h = container_of(handle, struct vtkbd_handle, handle);

	mutex_lock(&seat->input.mutex);
	list_del(&h->node);
	WRITE_ONCE(seat->input.nr_handles, seat->input.nr_handles - 1);
	vtkbd_grab_give(seat, h);
	mutex_unlock(&seat->input.mutex);

	input_close_device(handle);
	input_unregister_handle(handle);
	kfree(h);
}

/*
 * Called for a new keyboard, and when a grab of a keyboard ends. Its LEDs may
 * be wrong, and the seat may have to grab it. The work item does that: here,
 * the device's mutex is held.
 */
static void vtkbd_start(struct input_handle *handle)
{
	struct vtkbd_seat *seat = vtkbd_handler_seat(handle->handler);
	unsigned long flags;

	if (READ_ONCE(seat->grab.on))
		schedule_work(&seat->grab.work);
	if (!test_bit(EV_LED, handle->dev->evbit))
		return;
	spin_lock_irqsave(&seat->lock, flags);
	vtkbd_led_write_force_locked(seat);
	spin_unlock_irqrestore(&seat->lock, flags);
}

static const struct input_device_id vtkbd_ids[] = {
	{
		.flags = INPUT_DEVICE_ID_MATCH_EVBIT,
		.evbit = { BIT_MASK(EV_KEY) },
	}, {
		.flags = INPUT_DEVICE_ID_MATCH_EVBIT,
		.evbit = { BIT_MASK(EV_SND) },
	},
	{ }
};

/**
 * vtkbd_input_init - connect to the input devices
 * @seat: the seat, complete but for these: keys arrive before this returns
 *
 * Return: 0 or a negative error.
 */
int vtkbd_input_init(struct vtkbd_seat *seat)
{
	struct input_handler *handler = &seat->input.handler;

	/* Field by field: vtkbd_device_init() has initialised h_list. */
	handler->name = "vtkbd";
	handler->id_table = vtkbd_ids;
	handler->match = vtkbd_match;
	handler->connect = vtkbd_connect;
	handler->disconnect = vtkbd_disconnect;
	handler->start = vtkbd_start;
	handler->events = vtkbd_events;

	vtkbd_grab_init(seat);
	return input_register_handler(handler);
}

/**
 * vtkbd_input_exit - disconnect from the input devices
 * @seat: the seat
 */
void vtkbd_input_exit(struct vtkbd_seat *seat)
{
	input_unregister_handler(&seat->input.handler);
	cancel_work_sync(&seat->grab.work);
}
