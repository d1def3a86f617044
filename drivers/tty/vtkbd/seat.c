// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * A seat from beginning to end. All that can fail is done before anybody is
 * let in: memory, then nodes that cannot be opened yet, then the input
 * devices, then the nodes' door. It goes in the opposite order. Who keeps what
 * alive, and what shuts which door, is a page of Documentation/design.rst.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "action.h"
#include "console.h"
#include "core/core.h"
#include "core/terminal.h"
#include "device.h"
#include "grab.h"
#include "input.h"
#include "led_write.h"
#include "notify.h"
#include "output.h"
#include "seat.h"
#include "switch.h"
#include "waiters.h"

/* A screen nobody sees, in the size every terminal knows. */
#define VTKBD_ROWS		25
#define VTKBD_COLS		80

static void vtkbd_cons_free(struct vtkbd_seat *seat)
{
	unsigned int i;

	for (i = 0; i < VTKBD_NR_CONSOLES; i++) {
		if (seat->con[i])
			vtkbd_output_end(seat->con[i]);
		kfree(seat->con[i]);
	}
}

static int vtkbd_cons_alloc(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int i;

	for (i = 0; i < VTKBD_NR_CONSOLES; i++) {
		con = kzalloc(sizeof(*con), GFP_KERNEL);
		if (!con) {
			vtkbd_cons_free(seat);
			return -ENOMEM;
		}
		con->seat = seat;
		con->num = i + 1;
		con->size.rows = VTKBD_ROWS;
		con->size.cols = VTKBD_COLS;
		con->size.scan_lines = VTKBD_SCAN_LINES;
		vtkbd_kbd_init(&con->kbd, seat->params->utf8,
			       seat->params->numlock ? VTKBD_LED_NUM : 0);
		vtkbd_escape_reset(&con->esc, seat->params->utf8);
		vtkbd_output_init(con);
		seat->con[i] = con;
	}
	return 0;
}

static void vtkbd_seat_init(struct vtkbd_seat *seat)
{
	seat->core.tun = &seat->params->tun;
	spin_lock_init(&seat->lock);
	mutex_init(&seat->input.mutex);
	INIT_LIST_HEAD(&seat->input.handles);

	vtkbd_event_init(seat);
	vtkbd_switch_init(seat);
	vtkbd_action_init(seat);
	vtkbd_led_write_init(seat);
	vtkbd_notify_init(seat);
	vtkbd_device_init(seat);
}

/**
 * vtkbd_seat_create - a seat with its nodes and its keyboards
 * @params: parameters, for as long as the seat lives
 *
 * Context: Process.
 * Return: the seat, or an ERR_PTR(), when nothing is left behind.
 */
struct vtkbd_seat *vtkbd_seat_create(const struct vtkbd_params *params)
{
	struct vtkbd_seat *seat;
	int err;

	seat = kvzalloc(sizeof(*seat), GFP_KERNEL);
	if (!seat)
		return ERR_PTR(-ENOMEM);

	seat->params = params;
	err = vtkbd_cons_alloc(seat);
	if (err)
		goto free_seat;
	vtkbd_seat_init(seat);
	err = vtkbd_keymap_init(&seat->core.keymap);
	if (err)
		goto free_cons;
	err = vtkbd_console_init(seat);
	if (err)
		goto destroy_keymap;
	err = vtkbd_input_init(seat);
	if (err)
		goto exit_console;
	vtkbd_console_publish(seat);
	return seat;

exit_console:
	vtkbd_console_exit(seat);
destroy_keymap:
	vtkbd_keymap_destroy(&seat->core.keymap);
free_cons:
	vtkbd_cons_free(seat);
free_seat:
	kvfree(seat);
	return ERR_PTR(err);
}

/**
 * vtkbd_seat_destroy - the end of a seat
 * @seat: the seat; none of its consoles is open
 */
void vtkbd_seat_destroy(struct vtkbd_seat *seat)
{
	vtkbd_grab_set(seat, false);
	vtkbd_device_exit(seat);
	vtkbd_input_exit(seat);
	vtkbd_action_exit(seat);
	vtkbd_switch_exit(seat);
	vtkbd_led_write_exit(seat);
	vtkbd_console_exit(seat);
	vtkbd_keymap_destroy(&seat->core.keymap);
	vtkbd_cons_free(seat);
	kvfree(seat);
}
