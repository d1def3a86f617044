// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Keys that a program sends to one console (VTKBD_SEND_KEY), in the foreground
 * or not. Each console has a keyboard of its own for them: the same core
 * handles the keys, with other state of what is held (struct vtkbd_fingers). So
 * a modifier that a person holds does not change what is sent, nor the other
 * way round. The keymap, the locks and the keyboard mode are the same for both.
 */
#include <linux/jiffies.h>
#include <linux/string.h>
#include <linux/tty_flip.h>

#include "action.h"
#include "core/core.h"
#include "input.h"
#include "seat.h"
#include "send.h"

#include "trace.h"

/* core->fingers and con->sent are exchanged during the event. */
static void vtkbd_send_core(struct vtkbd_console *con, const struct vtkbd_event *ev)
{
	struct vtkbd_core *core = &con->seat->core;

	lockdep_assert_held(&con->seat->lock);
	swap(core->fingers, con->sent);
	vtkbd_core_key(core, &con->kbd, ev);
	swap(core->fingers, con->sent);
}

/*
 * False for a press of a key that is down, and for a release of one that is up.
 * input_event() drops these, too.
 */
static bool vtkbd_send_changes(const struct vtkbd_console *con, u16 keycode, u8 value)
{
	return value == 2 || test_bit(keycode, con->sent.key_down) != value;
}

static struct vtkbd_action vtkbd_send_locked(struct vtkbd_console *con,
					     u16 keycode, u8 value)
{
	struct vtkbd_event ev = {
		.code = keycode, .value = value, .now = jiffies,
	};
	const struct vtkbd_out *out = &con->seat->core.at.out;

	vtkbd_send_core(con, &ev);
	trace_vtkbd_key(con, NULL, &con->seat->core.at);
	if (vtkbd_input_deliver(con))
		tty_flip_buffer_push(&con->port);
	vtkbd_leds_changed_locked(con->seat);
	return out->action;
}

/*
 * con->allocated is tested under the lock, so that no key reaches a console
 * that is being disallocated.
 */
static int vtkbd_send_event(struct vtkbd_console *con, u16 keycode, u8 value)
{
	struct vtkbd_seat *seat = con->seat;
	struct vtkbd_action action = { VTKBD_ACT_NONE };
	int err = 0;

	spin_lock_irq(&seat->lock);
	if (!con->allocated)
		err = -ENXIO;
	else if (vtkbd_send_changes(con, keycode, value))
		action = vtkbd_send_locked(con, keycode, value);
	spin_unlock_irq(&seat->lock);

	vtkbd_action_run(con, &action);
	return err;
}

/*
 * If the keysym of a key changed while it was down, its release may leave its
 * modifier held. So modifiers are cleared once no key is down. Two programs may
 * do this at once.
 */
static int vtkbd_send_release_all(struct vtkbd_console *con)
{
	struct vtkbd_seat *seat = con->seat;
	DECLARE_BITMAP(held, KEY_CNT);
	unsigned int keycode;
	int err = 0;

	spin_lock_irq(&seat->lock);
	bitmap_copy(held, con->sent.key_down, KEY_CNT);
	spin_unlock_irq(&seat->lock);
	for_each_set_bit(keycode, held, KEY_CNT)
		err = err ?: vtkbd_send_event(con, keycode, 0);

	spin_lock_irq(&seat->lock);
	if (bitmap_empty(con->sent.key_down, KEY_CNT)) {
		memset(con->sent.shift_down, 0, sizeof(con->sent.shift_down));
		con->sent.shift_state = 0;
	}
	if (!con->allocated)
		err = -ENXIO;
	spin_unlock_irq(&seat->lock);
	return err;
}

/*
 * Called before the keys are released: the release of a modifier would end a
 * keypad code and send its character.
 */
static void vtkbd_send_drop_pending(struct vtkbd_console *con)
{
	struct vtkbd_fingers *sent = &con->sent;

	spin_lock_irq(&con->seat->lock);
	sent->dead_key_next = false;
	sent->npadch_active = false;
	sent->diacr = 0;
	sent->brl = (struct vtkbd_braille) { 0 };
	spin_unlock_irq(&con->seat->lock);
}

/**
 * vtkbd_send_end - disallocate a console, and drop what was sent to it
 * @con: the console
 *
 * From now on no key is sent to it. In its next life no sent key is held, and
 * no dead key, Compose, keypad code or braille chord is pending.
 *
 * Context: Process, under switch_mutex; takes seat->lock.
 */
void vtkbd_send_end(struct vtkbd_console *con)
{
	spin_lock_irq(&con->seat->lock);
	WRITE_ONCE(con->allocated, false);
	con->sent = (struct vtkbd_fingers) { };
	spin_unlock_irq(&con->seat->lock);
}

static bool vtkbd_send_valid(const struct vtkbd_send_key *key)
{
	if (key->reserved)
		return false;
	if (key->keycode == KEY_RESERVED)
		return key->value <= 1;
	return key->keycode <= KEY_MAX && key->value <= 2;
}

static int vtkbd_send_to_locked(struct vtkbd_console *con, const struct vtkbd_send_key *key)
{
	lockdep_assert_held(&con->seat->switch_mutex);

	if (key->keycode != KEY_RESERVED)
		return vtkbd_send_event(con, array_index_nospec(key->keycode, KEY_CNT),
					key->value);
	if (key->value)
		vtkbd_send_drop_pending(con);
	return vtkbd_send_release_all(con);
}

/**
 * vtkbd_send - VTKBD_SEND_KEY
 * @seat: the seat
 * @key: the key and its console; from a program, so not checked yet
 *
 * switch_mutex keeps the console from being disallocated between the key and its
 * action. The process may be preempted there, and a SAK would then be for the next
 * life of the console.
 *
 * Context: Process; takes switch_mutex.
 * Return: 0, -EINVAL for an invalid key or console, -ENXIO for a console that
 *	is not allocated.
 */
int vtkbd_send(struct vtkbd_seat *seat, const struct vtkbd_send_key *key)
{
	struct vtkbd_console *con = vtkbd_con_named(seat, key->console);
	int err;

	if (!con || !vtkbd_send_valid(key))
		return -EINVAL;

	mutex_lock(&seat->switch_mutex);
	err = vtkbd_send_to_locked(con, key);
	mutex_unlock(&seat->switch_mutex);
	return err;
}
