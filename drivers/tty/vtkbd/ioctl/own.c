// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * vtkbd's own ioctls. VTKBD_GET_* return state and change nothing,
 * VTKBD_SEND_KEY sends a key. VTKBD_ATTACH is in attach.c.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/user_namespace.h>

#include "ioctl.h"
#include "sized.h"

#include "../core/core.h"
#include "../device.h"
#include "../mode.h"
#include "../send.h"
#include "../compat.h"

/* True if a process has called KDSIGACCEPT and still exists. */
static bool vtkbd_spawn_alive(struct vtkbd_seat *seat)
{
	bool there;

	rcu_read_lock();
	there = pid_task(seat->actions.spawn_pid, PIDTYPE_PID);
	rcu_read_unlock();
	return there;
}

static void vtkbd_fill_seat_locked(struct vtkbd_seat *seat,
				   struct vtkbd_seat_info *info)
{
	info->foreground = seat->fg;
	info->previous = seat->switching.last;
	info->wanted = seat->switching.want;
	if (READ_ONCE(seat->switching.locked))
		info->flags |= VTKBD_S_LOCKED;
	if (vtkbd_spawn_alive(seat))
		info->flags |= VTKBD_S_SPAWN;
	info->leds = vtkbd_leds_word(&vtkbd_fg(seat)->kbd, seat->leds.by_ioctl);
	info->cad_pressed = seat->stats.cad_pressed;
	info->cad_acted = seat->stats.cad_acted;
}

/*
 * What is held and begun on the keyboard: modifiers, and parts of a character.
 */
static void vtkbd_fill_keys_locked(const struct vtkbd_core *core,
				   struct vtkbd_seat_info *info)
{
	if (core->npadch_active)
		info->flags |= VTKBD_S_CODE;
	info->shift_state = core->shift_state;
	info->composing = core->dead_key_next;
	info->diacr = core->diacr;
}

/*
 * Counted on all consoles: two readings show how much was typed between them.
 */
static void vtkbd_fill_counts_locked(const struct vtkbd_seat *seat,
				     struct vtkbd_seat_info *info)
{
	info->keys = seat->stats.keys;
	info->bytes = seat->stats.bytes;
	info->dropped = seat->stats.dropped;
	info->untranslated = seat->core.untranslated;
}

/*
 * True if the caller may read the state of all consoles. A refusal is not
 * written to the audit log: the caller only gets less.
 */
static bool vtkbd_may_know_all(void)
{
	return ns_capable_noaudit(&init_user_ns, CAP_SYS_TTY_CONFIG);
}

/**
 * vtkbd_get_seat - VTKBD_GET_SEAT: get the seat's state
 * @c: the call
 * @cmd: its number
 *
 * A caller without CAP_SYS_TTY_CONFIG is in the session on its console. While
 * that console is in the foreground, the session reads the keys anyway, so then
 * the caller gets the modifiers, too.
 *
 * Return: 0, -EPERM, or as vtkbd_sized_out().
 */
int vtkbd_get_seat(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	bool all = vtkbd_may_know_all();
	struct vtkbd_seat_info info = {
		.grab = READ_ONCE(seat->grab.on),
		.acts = vtkbd_acts(seat),
		.cad = READ_ONCE(seat->params->cad),
	};

	if (!vtkbd_may(c.tty))
		return -EPERM;

	info.keyboards = READ_ONCE(seat->input.nr_handles);
	spin_lock_irq(&seat->lock);
	vtkbd_fill_seat_locked(seat, &info);
	if (all)
		vtkbd_fill_counts_locked(seat, &info);
	else
		info.flags |= VTKBD_S_NO_COUNTS;
	if (all || vtkbd_call_con(c)->num == seat->fg)
		vtkbd_fill_keys_locked(&seat->core, &info);
	else
		info.flags |= VTKBD_S_NO_KEYS;
	spin_unlock_irq(&seat->lock);
	return vtkbd_sized_out(cmd, vtkbd_argp(c), &info);
}

/*
 * True if @con is the caller's controlling terminal. The ioctl may have been
 * called on another console.
 */
static bool vtkbd_is_callers(const struct vtkbd_console *con)
{
	struct tty_struct *tty = get_current_tty();
	bool is = tty && tty->driver == con->seat->nodes.driver && tty->driver_data == con;

	tty_kref_put(tty);
	return is;
}

static void vtkbd_fill_kbd_locked(const struct vtkbd_console *con,
				  struct vtkbd_console_info *info)
{
	info->kbdmode = con->kbd.kbdmode;
	info->ledflags = con->kbd.ledflags;
	info->default_leds = con->kbd.default_leds;
	info->ledmode = con->kbd.leds_by_ioctl;
	info->lockstate = con->kbd.lockstate;
	info->slockstate = con->kbd.slockstate;
	info->modeflags = con->kbd.modeflags;
	info->nr_changes = con->past.nr;
}

/*
 * True if the caller may read what concerns the user of @con: it is his, or he
 * may read the state of all consoles.
 */
static bool vtkbd_may_know(const struct vtkbd_console *con)
{
	return vtkbd_is_callers(con) || vtkbd_may_know_all();
}

/*
 * A sticky modifier shows what was typed just now, and the record of the mode
 * which programs its user runs, and when.
 */
static void vtkbd_withhold(struct vtkbd_console_info *info, struct vtkbd_mode_change *last)
{
	info->slockstate = 0;
	info->nr_changes = 0;
	info->flags |= VTKBD_F_NO_STICKY | VTKBD_F_NO_HISTORY;
	memset(last, 0, sizeof(*last));
}

/*
 * True if a program has the console open, apart from the caller: @tty is the
 * one that the ioctl was called on.
 */
static bool vtkbd_is_open(const struct vtkbd_console *con, const struct tty_struct *tty)
{
	/*
	 * The tty core writes this by plain stores, under tty_mutex, which comes
	 * before switch_mutex; the answer may be out of date at once anyway.
	 */
	bool open = data_race(READ_ONCE(con->seat->nodes.driver->ttys[con->num]));
	/* And this under the tty's lock. */
	int count = data_race(READ_ONCE(tty->count));

	return open && !(tty->driver_data == con && count == 1);
}

static void vtkbd_fill_console(struct vtkbd_console *con, const struct tty_struct *tty,
			       struct vtkbd_console_info *info,
			       struct vtkbd_mode_change *last)
{
	struct vtkbd_seat *seat = con->seat;

	*info = (struct vtkbd_console_info) {
		.console = con->num, .last = info->last, .last_size = info->last_size,
	};

	mutex_lock(&seat->switch_mutex);
	if (con->allocated)
		info->flags |= VTKBD_F_ALLOCATED;
	if (vtkbd_is_open(con, tty))
		info->flags |= VTKBD_F_OPEN;
	if (con->num == seat->fg)
		info->flags |= VTKBD_F_FOREGROUND;
	info->kdmode = con->kdmode;
	info->vtmode = con->owner.mode.mode;
	info->vt_pid = pid_vnr(con->owner.pid);
	info->pending = con->owner.pending;
	if (con->owner.pending)
		info->pending_ms = jiffies_to_msecs(jiffies - con->owner.pending_since) ?: 1;

	spin_lock_irq(&seat->lock);
	vtkbd_fill_kbd_locked(con, info);
	vtkbd_mode_last_locked(con, last);
	spin_unlock_irq(&seat->lock);
	mutex_unlock(&seat->switch_mutex);
}

/**
 * vtkbd_get_console - VTKBD_GET_CONSOLE: get the state of one console
 * @c: the call
 * @cmd: its number
 *
 * Return: 0, -EINVAL for a number that no console has, or as vtkbd_sized_in().
 */
int vtkbd_get_console(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_console_info info;
	struct vtkbd_mode_change last;
	struct vtkbd_console *con;
	int err;

	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &info);
	if (!err && info.last_size)
		err = vtkbd_change_size_check(info.last_size);
	if (err)
		return err;
	con = vtkbd_con_named(vtkbd_call_seat(c), info.console);
	if (!con || info.reserved)
		return -EINVAL;

	vtkbd_fill_console(con, c.tty, &info, &last);
	if (!vtkbd_may_know(con))
		vtkbd_withhold(&info, &last);
	if (info.last_size)
		err = vtkbd_change_out(info.last, info.last_size, &last);
	return err ?: vtkbd_sized_out(cmd, vtkbd_argp(c), &info);
}

/**
 * vtkbd_get_history - VTKBD_GET_HISTORY: get the latest changes of a keyboard
 *	mode
 * @c: the call
 * @cmd: its number
 *
 * Return: 0, -EINVAL for a number that no console has, -EPERM for a console of
 *	others, or as vtkbd_sized_in().
 */
int vtkbd_get_history(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_mode_change change[VTKBD_HISTORY_LEN];
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_history history;
	struct vtkbd_console *con;
	unsigned int i, first;
	int err;

	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &history);
	if (!err && history.room)
		err = vtkbd_change_size_check(history.change_size);
	if (err)
		return err;
	con = vtkbd_con_named(seat, history.console);
	if (!con)
		return -EINVAL;
	if (!vtkbd_may_know(con))
		return -EPERM;

	history.console = con->num;
	history.run = VTKBD_HISTORY_RUN;
	spin_lock_irq(&seat->lock);
	history.nr_changes = con->past.nr;
	history.kept = vtkbd_mode_history_locked(con, change);
	spin_unlock_irq(&seat->lock);

	history.count = min(history.room, history.kept);
	first = history.kept - history.count;
	for (i = 0; !err && i < history.count; i++)
		err = vtkbd_change_out(history.change + (u64)i * history.change_size,
				       history.change_size, &change[first + i]);
	return err ?: vtkbd_sized_out(cmd, vtkbd_argp(c), &history);
}

/**
 * vtkbd_send_key - VTKBD_SEND_KEY: send a key to one console
 * @c: the call
 * @cmd: its number
 *
 * Return: 0, -EPERM, or as vtkbd_sized_in() and vtkbd_send().
 */
int vtkbd_send_key(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_send_key key;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &key);
	return err ?: vtkbd_send(vtkbd_call_seat(c), &key);
}

static int vtkbd_name_out(const struct vtkbd_device_info *info, char *name)
{
	u32 size = min(info->name_room, info->name_size);

	if (!size)
		return 0;
	name[size - 1] = '\0';
	return copy_to_user(u64_to_user_ptr(info->name), name, size) ? -EFAULT : 0;
}

/**
 * vtkbd_get_device - VTKBD_GET_DEVICE: one of the input devices that vtkbd hears
 * @c: the call
 * @cmd: its number
 *
 * Return: 0, -ENODEV behind the last device, or as vtkbd_sized_in().
 */
int vtkbd_get_device(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_device_info asked, info;
	char name[VTKBD_DEVICE_NAME_MAX];
	int err;

	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &asked);
	if (err)
		return err;
	info = (struct vtkbd_device_info) {
		.index = asked.index, .name = asked.name, .name_room = asked.name_room,
	};
	err = vtkbd_device_describe(vtkbd_call_seat(c), info.index, &info, name);
	err = err ?: vtkbd_name_out(&info, name);
	return err ?: vtkbd_sized_out(cmd, vtkbd_argp(c), &info);
}
