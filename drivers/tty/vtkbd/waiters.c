// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Programs that wait for an event of a console: VT_WAITACTIVE, VT_WAITEVENT,
 * and poll() of "active" in sysfs. A waiter is on the list before it looks whether it has to
 * wait, so a switch in between is not missed.
 */
#include <linux/device.h>
#include <linux/sched/signal.h>
#include <linux/sysfs.h>

#include "seat.h"
#include "waiters.h"

/**
 * struct vtkbd_waiter - a program that waits
 * @node: in seat->waiters.list
 * @event: in: which events; out: the one that happened
 * @done: it happened
 */
struct vtkbd_waiter {
	struct list_head node;
	struct vt_event event;
	bool done;
};

static void vtkbd_waiter_add(struct vtkbd_seat *seat, struct vtkbd_waiter *w)
{
	w->done = false;
	spin_lock(&seat->waiters.lock);
	list_add_tail(&w->node, &seat->waiters.list);
	spin_unlock(&seat->waiters.lock);
}

static void vtkbd_waiter_remove(struct vtkbd_seat *seat, struct vtkbd_waiter *w)
{
	spin_lock(&seat->waiters.lock);
	list_del(&w->node);
	spin_unlock(&seat->waiters.lock);
}

/**
 * vtkbd_event_post - tell the waiters what happened
 * @seat: the seat
 * @event: VT_EVENT_*
 * @old: console it happened to, or that lost the foreground
 * @new: console that gained it
 *
 * Context: Process.
 */
void vtkbd_event_post(struct vtkbd_seat *seat, unsigned int event,
		      unsigned int old, unsigned int new)
{
	struct vtkbd_waiter *w;

	spin_lock(&seat->waiters.lock);
	list_for_each_entry(w, &seat->waiters.list, node) {
		if (!(w->event.event & event))
			continue;
		/* As on the kernel's, the latest of many; but no switch is missed. */
		if (w->done && event == VT_EVENT_SWITCH)
			continue;
		w->event.event = event;
		w->event.oldev = old;
		w->event.newev = new;
		w->done = true;
	}
	spin_unlock(&seat->waiters.lock);
	wake_up_interruptible(&seat->waiters.queue);
}

/**
 * vtkbd_event_foreground - another console is in the foreground
 * @seat: the seat
 *
 * For programs that poll() node 0's "active" in sysfs, as systemd does. They
 * hear of it before the owner of the console does; those that wait by ioctl
 * hear of it after that, by vtkbd_event_post().
 *
 * Context: Process.
 */
void vtkbd_event_foreground(struct vtkbd_seat *seat)
{
	sysfs_notify(&seat->nodes.node0->kobj, NULL, "active");
	sysfs_notify(&seat->nodes.node0->kobj, NULL, "active_tty");
}

/**
 * vtkbd_event_wait_active - VT_WAITACTIVE
 * @seat: the seat
 * @num: console to wait for
 *
 * Return: 0, or -EINTR for a signal.
 */
int vtkbd_event_wait_active(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_waiter w;
	bool there;

	do {
		w.event.event = VT_EVENT_SWITCH;
		vtkbd_waiter_add(seat, &w);
		there = num == READ_ONCE(seat->fg);
		if (!there)
			wait_event_interruptible(seat->waiters.queue,
						 READ_ONCE(w.done));
		vtkbd_waiter_remove(seat, &w);
		if (!there && !w.done)
			return -EINTR;
	} while (!there && w.event.newev != num);
	return 0;
}

/**
 * vtkbd_event_wait - VT_WAITEVENT
 * @seat: the seat
 * @event: in: which; out: the one that happened
 *
 * Return: 0, -EINTR for a signal, -EINVAL for an event there is not.
 */
int vtkbd_event_wait(struct vtkbd_seat *seat, struct vt_event *event)
{
	struct vtkbd_waiter w = { .event = *event };

	if (event->event & ~VT_MAX_EVENT)
		return -EINVAL;

	vtkbd_waiter_add(seat, &w);
	wait_event_interruptible(seat->waiters.queue, READ_ONCE(w.done));
	vtkbd_waiter_remove(seat, &w);
	*event = w.event;
	return w.done ? 0 : -EINTR;
}

/**
 * vtkbd_event_init - before the first event
 * @seat: the seat
 */
void vtkbd_event_init(struct vtkbd_seat *seat)
{
	spin_lock_init(&seat->waiters.lock);
	INIT_LIST_HEAD(&seat->waiters.list);
	init_waitqueue_head(&seat->waiters.queue);
}
