/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * A device that the seat hears, and how it changes hands; see grab.c.
 */
#ifndef _VTKBD_GRAB_H
#define _VTKBD_GRAB_H

#include <linux/bitmap.h>
#include <linux/input.h>
#include <linux/list.h>
#include <linux/workqueue.h>

struct vtkbd_seat;

/**
 * struct vtkbd_passing - what happens to a device while it changes hands
 * @taking: the seat gets it
 * @pressed: keys that went down: while the seat gets it, all; while the seat
 *	gives it back, those that nobody else heard
 * @missed: those of @pressed that came up when nobody else heard it
 * @again: keys whose next press is to be dropped
 */
struct vtkbd_passing {
	bool taking;
	DECLARE_BITMAP(pressed, KEY_CNT);
	DECLARE_BITMAP(missed, KEY_CNT);
	DECLARE_BITMAP(again, KEY_CNT);
};

/**
 * struct vtkbd_handle - one device that the seat hears
 * @handle: what the input core knows of it
 * @node: in seat->handles
 * @passing: it is changing hands; %NULL at any other time; under seat->lock
 * @hw_raw: an AT keyboard, which hands its own scancodes on for RAW mode
 * @grabbed: nobody else hears it; under handles_mutex
 * @kept: @grabbed before all others were to be grabbed, too
 */
struct vtkbd_handle {
	struct input_handle handle;
	struct list_head node;
	struct vtkbd_passing *passing;
	bool hw_raw;
	bool grabbed;
	bool kept;
};

int vtkbd_grab_take(struct vtkbd_seat *seat, struct vtkbd_handle *h);
void vtkbd_grab_give(struct vtkbd_seat *seat, struct vtkbd_handle *h);
bool vtkbd_grab_key(struct vtkbd_handle *h, const struct input_value *v, bool alone);
void vtkbd_grab_report(const struct vtkbd_handle *h, int err);
void vtkbd_grab_work(struct work_struct *work);
int vtkbd_input_grab(struct vtkbd_seat *seat, bool grab);

#endif /* _VTKBD_GRAB_H */
