// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Callbacks of other modules, at the five steps of the kernel's keyboard
 * notifier. The core calls them through one pointer, which is set only while a
 * callback is registered. They run under seat->lock, and so does whoever changes the
 * chain.
 */
#include "notify.h"
#include "seat.h"

static struct notifier_block *vtkbd_notify_next(struct vtkbd_seat *seat,
						struct notifier_block __rcu *next)
{
	return rcu_dereference_protected(next, lockdep_is_held(&seat->lock));
}

/* As raw_notifier_call_chain(), which costs twice as much for one callback. */
static bool vtkbd_notify_walk(struct vtkbd_seat *seat, unsigned long step,
			      struct vtkbd_notifier_param *param)
{
	struct notifier_block *nb = vtkbd_notify_next(seat, seat->notify.chain.head), *next;
	int ret = NOTIFY_DONE;

	for (; nb && !(ret & NOTIFY_STOP_MASK); nb = next) {
		next = vtkbd_notify_next(seat, nb->next);
		ret = nb->notifier_call(nb, step, param);
	}
	return ret == NOTIFY_STOP;
}

static bool vtkbd_notify_call(struct vtkbd_core *core, unsigned long step,
			      const struct vtkbd_note *note)
{
	struct vtkbd_seat *seat = container_of(core, struct vtkbd_seat, core);
	struct vtkbd_notifier_param *param = &seat->notify.param;

	/* One for all steps of a key: what a callback changes stays, as in the kernel. */
	switch (step) {
	case KBD_KEYCODE:
		param->console = container_of(note->kbd, struct vtkbd_console, kbd)->num;
		param->down = note->down;
		param->shift = note->shift;
		param->ledstate = note->ledflags;
		fallthrough;
	case KBD_UNICODE:
	case KBD_KEYSYM:
		param->value = note->value;
		break;
	case KBD_POST_KEYSYM:
		param->ledstate = note->ledflags;
	}
	return vtkbd_notify_walk(seat, step, param);
}

static void vtkbd_notify_update_locked(struct vtkbd_seat *seat)
{
	seat->core.notify = rcu_access_pointer(seat->notify.chain.head) ?
			    vtkbd_notify_call : NULL;
}

/**
 * vtkbd_notify_add - register a callback of another module
 * @seat: the seat
 * @nb: its block
 *
 * Return: 0, or -EEXIST if it is registered already.
 */
int vtkbd_notify_add(struct vtkbd_seat *seat, struct notifier_block *nb)
{
	int err;

	spin_lock_irq(&seat->lock);
	err = raw_notifier_chain_register(&seat->notify.chain, nb);
	vtkbd_notify_update_locked(seat);
	spin_unlock_irq(&seat->lock);
	return err;
}

/**
 * vtkbd_notify_remove - unregister a callback
 * @seat: the seat
 * @nb: its block
 *
 * Context: Process; waits until the callback is not running, which the lock sees to.
 * Return: 0, or -ENOENT if it was not registered.
 */
int vtkbd_notify_remove(struct vtkbd_seat *seat, struct notifier_block *nb)
{
	int err;

	spin_lock_irq(&seat->lock);
	err = raw_notifier_chain_unregister(&seat->notify.chain, nb);
	vtkbd_notify_update_locked(seat);
	spin_unlock_irq(&seat->lock);
	return err;
}

/**
 * vtkbd_notify_init - initialise, with no callback
 * @seat: the seat
 */
void vtkbd_notify_init(struct vtkbd_seat *seat)
{
	RAW_INIT_NOTIFIER_HEAD(&seat->notify.chain);
}
