// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Callbacks of other modules, at the five steps of the kernel's keyboard
 * notifier. The core calls them through one pointer, which is set only while a
 * callback is registered.
 */
#include <linux/vtkbd.h>

#include "notify.h"
#include "seat.h"

static bool vtkbd_notify_call(struct vtkbd_core *core, unsigned long step,
			      const struct vtkbd_note *note)
{
	struct vtkbd_seat *seat = container_of(core, struct vtkbd_seat, core);
	struct vtkbd_notifier_param param = {
		.console = container_of(note->kbd, struct vtkbd_console, kbd)->num,
		.value = note->value,
		.down = note->down,
		.shift = note->shift,
		.ledstate = note->ledflags,
	};

	return atomic_notifier_call_chain(&seat->notifiers, step, &param) ==
	       NOTIFY_STOP;
}

static void vtkbd_notify_update(struct vtkbd_seat *seat)
{
	spin_lock_irq(&seat->lock);
	seat->core.notify = rcu_access_pointer(seat->notifiers.head) ?
			    vtkbd_notify_call : NULL;
	spin_unlock_irq(&seat->lock);
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
	int err = atomic_notifier_chain_register(&seat->notifiers, nb);

	vtkbd_notify_update(seat);
	return err;
}

/**
 * vtkbd_notify_remove - unregister a callback
 * @seat: the seat
 * @nb: its block
 *
 * Context: Process; waits until the callback is not running.
 * Return: 0, or -ENOENT if it was not registered.
 */
int vtkbd_notify_remove(struct vtkbd_seat *seat, struct notifier_block *nb)
{
	int err = atomic_notifier_chain_unregister(&seat->notifiers, nb);

	vtkbd_notify_update(seat);
	return err;
}

/**
 * vtkbd_notify_init - initialise, with no callback
 * @seat: the seat
 */
void vtkbd_notify_init(struct vtkbd_seat *seat)
{
	ATOMIC_INIT_NOTIFIER_HEAD(&seat->notifiers);
}
