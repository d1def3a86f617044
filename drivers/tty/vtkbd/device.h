/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Requests of the seat to its input devices.
 */
#ifndef _VTKBD_DEVICE_H
#define _VTKBD_DEVICE_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct kbd_repeat;
struct vtkbd_device_info;
struct vtkbd_seat;

/* A longer name is cut. */
#define VTKBD_DEVICE_NAME_MAX	256

/**
 * struct vtkbd_beep - the tone of a seat
 * @mutex: guards @on and @ends, and the order of requests to the devices; no
 *	other mutex of vtkbd is taken under it
 * @work: ends the tone
 * @on: a tone was begun, and not ended since
 * @ends: @work has to end it
 */
struct vtkbd_beep {
	struct mutex mutex;
	struct delayed_work work;
	bool on;
	bool ends;
};

void vtkbd_device_init(struct vtkbd_seat *seat);
void vtkbd_device_exit(struct vtkbd_seat *seat);
int vtkbd_device_get_keycode(struct vtkbd_seat *seat, unsigned int scancode);
int vtkbd_device_set_keycode(struct vtkbd_seat *seat, unsigned int scancode,
			     unsigned int keycode);
void vtkbd_device_set_repeat(struct vtkbd_seat *seat, struct kbd_repeat *rep);
int vtkbd_device_describe(struct vtkbd_seat *seat, unsigned int index,
			  struct vtkbd_device_info *info, char *name);
void vtkbd_device_set_leds(struct vtkbd_seat *seat, u32 leds);
void vtkbd_device_beep(struct vtkbd_seat *seat, unsigned int hz,
		       unsigned int ticks);
void vtkbd_device_silence(struct vtkbd_seat *seat);

#endif /* _VTKBD_DEVICE_H */
