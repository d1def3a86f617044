// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Programs that wait for an event of a console: VT_WAITACTIVE, VT_WAITEVENT,
 * and poll() of "active" in sysfs. A waiter is added to the list before it
 * checks whether it has to wait, so a switch in between is not missed.
 */
#include <linux/sched/signal.h>
#include <linux/sysfs.h>

#include "seat.h"
#include "waiters.h"

/**
 * struct vtkbd_waiter - a program that waits
 * @node: in seat->waiters.list
 * @event: in: which events to wait for; out: the one that happened
 * @done: an event happened
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
 * vtkbd_event_post - report an event to the waiters
 * @seat: the seat
 * @event: VT_EVENT_*
 * @old: console of the event, or the one that lost the foreground
 * @new: @old again, or the console that is in the foreground now
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
		/*
		 * As in the kernel, a later event replaces an earlier one that
		 * the waiter has not read. But a switch does not: VT_WAITACTIVE
		 * must not miss the first switch.
		 */
		if (w->done && event == VT_EVENT_SWITCH)
			continue;
		w->event.event = event;
		w->event.oldev = old;
		w->event.newev = new;
		WRITE_ONCE(w->done, true);
	}
	spin_unlock(&seat->waiters.lock);
	wake_up_interruptible(&seat->waiters.queue);
}

/**
 * vtkbd_event_foreground - report a new foreground console in sysfs
 * @seat: the seat
 *
 * For programs that poll() "active" of node 0 in sysfs, as systemd does. They
 * are notified before the owner of the console. Programs that wait by ioctl are
 * notified after it, by vtkbd_event_post().
 *
 * sysfs_notify() would look for the attributes, under a lock of sysfs that a program
 * can hold without limit: from Linux 6.15 on getdents() copies to user memory under it.
 *
 * Context: Process.
 */
void vtkbd_event_foreground(struct vtkbd_seat *seat)
{
	sysfs_notify_dirent(seat->nodes.active);
	sysfs_notify_dirent(seat->nodes.active_tty);
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
 * @event: in: which events to wait for; out: the one that happened
 *
 * Return: 0, -EINTR for a signal, -EINVAL for an unknown event.
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
 * vtkbd_event_init - initialise, before the first event
 * @seat: the seat
 */
void vtkbd_event_init(struct vtkbd_seat *seat)
{
	spin_lock_init(&seat->waiters.lock);
	INIT_LIST_HEAD(&seat->waiters.list);
	init_waitqueue_head(&seat->waiters.queue);
}
