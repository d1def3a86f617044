/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Programs that wait for an event of a console.
 */
#ifndef _VTKBD_WAITERS_H
#define _VTKBD_WAITERS_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct vt_event;
struct vtkbd_seat;

/**
 * struct vtkbd_waiters - programs that wait
 * @lock: guards @list; of vtkbd's locks, only switch_mutex may be held
 * @list: their struct vtkbd_waiter, see waiters.c
 * @queue: where they sleep
 */
struct vtkbd_waiters {
	spinlock_t lock;
	struct list_head list;
	wait_queue_head_t queue;
};

void vtkbd_event_init(struct vtkbd_seat *seat);
void vtkbd_event_foreground(struct vtkbd_seat *seat);
void vtkbd_event_post(struct vtkbd_seat *seat, unsigned int event,
		      unsigned int old, unsigned int new);
int vtkbd_event_wait_active(struct vtkbd_seat *seat, unsigned int num);
int vtkbd_event_wait(struct vtkbd_seat *seat, struct vt_event *event);

#endif /* _VTKBD_WAITERS_H */
