/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The input devices of a seat, and how keys reach a console.
 */
#ifndef _VTKBD_INPUT_H
#define _VTKBD_INPUT_H

#include <linux/input.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "core/core.h"

struct vtkbd_console;
struct vtkbd_passing;
struct vtkbd_seat;

#define VTKBD_MOVED_LEN	16

/**
 * struct vtkbd_input - a seat's side of the input core
 * @handler: registered with the input core
 * @mutex: guards @handles and which devices are grabbed; may be held for as
 *	long as a device takes to answer; taken inside the input core's mutex
 * @handles: the input devices, struct vtkbd_handle
 * @nr_handles: how many; written under @mutex
 * @err: why a device was not connected, if not because of the device; or 0
 * @moved: the latest key events; the nth since load is entry n - 1 modulo the
 *	size of the array; under seat->lock
 */
struct vtkbd_input {
	struct input_handler handler;
	struct mutex mutex;
	struct list_head handles;
	unsigned int nr_handles;
	int err;
	struct vtkbd_event moved[VTKBD_MOVED_LEN];
};

/**
 * struct vtkbd_handle - one input device of the seat
 * @handle: registered with the input core
 * @node: in vtkbd_input.handles
 * @passing: set while the seat grabs or releases the device, see grab.h; else
 *	%NULL; written under seat->lock
 * @alone: while @passing is set: no other handler gets the events of the packet
 *	at hand; written under the device's event_lock, and with @passing
 * @hw_raw: an AT keyboard, which passes on its own scancodes for RAW mode
 * @grabbed: no other handler gets its events; under vtkbd_input.mutex
 * @kept: @grabbed before vtkbd_grab_all() began; under vtkbd_input.mutex
 */
struct vtkbd_handle {
	struct input_handle handle;
	struct list_head node;
	struct vtkbd_passing *passing;
	bool alone;
	bool hw_raw;
	bool grabbed;
	bool kept;
};

int vtkbd_input_init(struct vtkbd_seat *seat);
void vtkbd_input_exit(struct vtkbd_seat *seat);
void vtkbd_input_drop(struct vtkbd_console *con);
bool vtkbd_input_deliver(struct vtkbd_console *con);

#endif /* _VTKBD_INPUT_H */
