/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Keyboards that the seat takes for itself, and gives back; see grab.c.
 */
#ifndef _VTKBD_GRAB_H
#define _VTKBD_GRAB_H

#include <linux/bitmap.h>
#include <linux/input.h>
#include <linux/workqueue.h>

struct vtkbd_handle;
struct vtkbd_seat;

/**
 * struct vtkbd_grab - has the seat the keyboards for itself?
 * @on: no other handler hears them; written under vtkbd_input.mutex
 * @work: takes devices that could not be taken when they were connected
 */
struct vtkbd_grab {
	bool on;
	struct work_struct work;
};

/**
 * struct vtkbd_passing - the keys of a device while it changes hands
 * @taking: the seat gets it
 * @pressed: keys that went down: while the seat gets it, all; while the seat
 *	gives it back, those that no other handler heard
 * @missed: those of @pressed that came up when no other handler heard it
 * @again: keys whose next press is to be dropped
 *
 * Under seat->lock.
 */
struct vtkbd_passing {
	bool taking;
	DECLARE_BITMAP(pressed, KEY_CNT);
	DECLARE_BITMAP(missed, KEY_CNT);
	DECLARE_BITMAP(again, KEY_CNT);
};

void vtkbd_grab_init(struct vtkbd_seat *seat);
int vtkbd_grab_take(struct vtkbd_seat *seat, struct vtkbd_handle *h);
void vtkbd_grab_give(struct vtkbd_seat *seat, struct vtkbd_handle *h);
bool vtkbd_grab_key(struct vtkbd_handle *h, const struct input_value *v, bool alone);
void vtkbd_grab_report(const struct vtkbd_handle *h, int err);
int vtkbd_grab_set(struct vtkbd_seat *seat, bool grab);

#endif /* _VTKBD_GRAB_H */
