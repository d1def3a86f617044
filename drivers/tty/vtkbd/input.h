/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The devices that a seat hears, and what a key puts into a console.
 */
#ifndef _VTKBD_INPUT_H
#define _VTKBD_INPUT_H

#include <linux/input.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct vtkbd_console;
struct vtkbd_out;
struct vtkbd_passing;
struct vtkbd_seat;

#define VTKBD_MOVED_LEN	16

/**
 * struct vtkbd_moved - one of the latest key events
 * @when: jiffies, their lowest bits
 * @code: keycode
 * @value: 1 if it went down, 0 if it came up, 2 for a repeat
 */
struct vtkbd_moved {
	unsigned int when;
	u16 code;
	u16 value;
};

/**
 * struct vtkbd_input - a seat's end of the input core
 * @handler: what the input core calls
 * @mutex: guards @handles and who has grabbed what; may be held for as long as a
 *	device takes to answer; taken inside the input core's mutex
 * @handles: the devices heard, struct vtkbd_handle
 * @nr_handles: how many; written under @mutex
 * @moved: the latest key events, entry n - 1 modulo its size is the nth; under
 *	seat->lock
 */
struct vtkbd_input {
	struct input_handler handler;
	struct mutex mutex;
	struct list_head handles;
	unsigned int nr_handles;
	struct vtkbd_moved moved[VTKBD_MOVED_LEN];
};

/**
 * struct vtkbd_handle - one device that the seat hears
 * @handle: what the input core knows of it
 * @node: in vtkbd_input.handles
 * @passing: it is changing hands, see grab.h; else %NULL; under seat->lock
 * @hw_raw: an AT keyboard, which hands its own scancodes on for RAW mode
 * @grabbed: no other handler hears it; under vtkbd_input.mutex
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

int vtkbd_input_init(struct vtkbd_seat *seat);
void vtkbd_input_exit(struct vtkbd_seat *seat);
void vtkbd_input_drop(struct vtkbd_console *con);
bool vtkbd_input_deliver(struct vtkbd_console *con, const struct vtkbd_out *out);

#endif /* _VTKBD_INPUT_H */
