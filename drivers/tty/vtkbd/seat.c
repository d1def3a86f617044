// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Creation and destruction of a seat. Everything that can fail is done before a
 * program can open a node: first memory, then nodes that cannot be opened yet,
 * then the input devices. vtkbd_console_publish(), which allows open(2), comes
 * last. Destruction goes in the opposite order. Documentation/design.rst lists
 * what keeps each object alive, and what ends its use.
 */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "action.h"
#include "console.h"
#include "core/core.h"
#include "core/terminal.h"
#include "device.h"
#include "grab.h"
#include "input.h"
#include "led_write.h"
#include "mode.h"
#include "notify.h"
#include "output.h"
#include "seat.h"
#include "switch.h"
#include "waiters.h"

/* Size of a console until a program changes it. */
#define VTKBD_ROWS		25
#define VTKBD_COLS		80

/*
 * kmalloc() would round each up to a power of two. Whoever loads the module is
 * told by the error, and needs no stack trace.
 */
static int vtkbd_cons_alloc(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int i;

	con = __vmalloc(VTKBD_NR_CONSOLES * sizeof(*con),
			GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (!con)
		return -ENOMEM;

	for (i = 0; i < VTKBD_NR_CONSOLES; i++, con++) {
		seat->con[i] = con;
		con->seat = seat;
		con->num = i + 1;
		con->size.rows = VTKBD_ROWS;
		con->size.cols = VTKBD_COLS;
		con->size.scan_lines = VTKBD_SCAN_LINES;
		vtkbd_kbd_init(&con->kbd, seat->params->utf8,
			       seat->params->numlock ? VTKBD_LED_NUM : 0);
		vtkbd_escape_reset(&con->esc, seat->params->utf8);
		vtkbd_output_init(con);
	}
	return 0;
}

static void vtkbd_cons_free(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	vtkbd_for_each_con(con, seat, num) {
		vtkbd_output_end(con);
		vtkbd_mode_forget(con);
	}
	vfree(seat->con[0]);
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

/* No key comes any more, and nothing that a key began is still to be done. */
static void vtkbd_seat_deafen(struct vtkbd_seat *seat)
{
	vtkbd_grab_set(seat, false);
	vtkbd_device_exit(seat);
	vtkbd_input_exit(seat);
	vtkbd_action_exit(seat);
	vtkbd_switch_exit(seat);
	vtkbd_led_write_exit(seat);
}

/**
 * vtkbd_seat_create - create a seat with its nodes and its keyboards
 * @params: module parameters; have to outlive the seat
 *
 * Context: Process.
 * Return: the seat, or an ERR_PTR() with everything undone.
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
	err = vtkbd_keymap_init(&seat->core.keymap, params->rules);
	if (err)
		goto free_cons;
	err = vtkbd_console_init(seat);
	if (err)
		goto destroy_keymap;
	err = vtkbd_input_init(seat);
	if (err)
		goto exit_console;
	/* Loaded without a keyboard that is there, it would stay deaf to it. */
	err = READ_ONCE(seat->input.err);
	if (err)
		goto deafen;
	vtkbd_console_publish(seat);
	return seat;

deafen:
	vtkbd_seat_deafen(seat);
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
 * vtkbd_seat_destroy - destroy a seat
 * @seat: the seat; none of its consoles is open
 */
void vtkbd_seat_destroy(struct vtkbd_seat *seat)
{
	vtkbd_seat_deafen(seat);
	vtkbd_console_exit(seat);
	vtkbd_keymap_destroy(&seat->core.keymap);
	vtkbd_cons_free(seat);
	kvfree(seat);
}
