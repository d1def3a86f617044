/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Keyboards that the seat grabs and releases; see grab.c.
 */
#ifndef _VTKBD_GRAB_H
#define _VTKBD_GRAB_H

#include <linux/bitmap.h>
#include <linux/input.h>
#include <linux/workqueue.h>

struct vtkbd_handle;
struct vtkbd_seat;

/**
 * struct vtkbd_grab - whether the seat has grabbed the keyboards
 * @on: no other handler gets their events; written under vtkbd_input.mutex
 * @work: grabs devices that could not be grabbed before
 */
struct vtkbd_grab {
	bool on;
	struct work_struct work;
};

/**
 * struct vtkbd_passing - keys of a device while the seat grabs or releases it
 * @taking: the seat grabs it
 * @pressed: keys that went down: during a grab, all of them; during a release,
 *	those whose press no other handler got
 * @missed: those of @pressed whose release no other handler got
 *
 * Written under seat->lock while vtkbd_handle.passing leads here.
 */
struct vtkbd_passing {
	bool taking;
	DECLARE_BITMAP(pressed, KEY_CNT);
	DECLARE_BITMAP(missed, KEY_CNT);
};

void vtkbd_grab_init(struct vtkbd_seat *seat);
int vtkbd_grab_take(struct vtkbd_seat *seat, struct vtkbd_handle *h);
void vtkbd_grab_give(struct vtkbd_seat *seat, struct vtkbd_handle *h);
void vtkbd_grab_key(struct vtkbd_handle *h, const struct input_value *v, bool alone);
void vtkbd_grab_report(const struct vtkbd_handle *h, int err);
int vtkbd_grab_set(struct vtkbd_seat *seat, bool grab);

#endif /* _VTKBD_GRAB_H */
