/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * A virtual console, and the nodes by which programs reach it.
 *
 * Consoles are numbered from 1 to VTKBD_NR_CONSOLES, as for programs,
 * everywhere but in keysyms, which count from 0. The minor number is the
 * console number.
 */
#ifndef _VTKBD_CONSOLE_H
#define _VTKBD_CONSOLE_H

#include <linux/fs.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <linux/tty_port.h>
#include <linux/types.h>

#include "action.h"
#include "core/core.h"
#include "core/terminal.h"
#include "mode.h"
#include "output.h"
#include "size.h"
#include "switch.h"

struct kernfs_node;
struct vtkbd_faults;
struct vtkbd_seat;

#define VTKBD_NR_MINORS		(VTKBD_NR_CONSOLES + 1)

/**
 * struct vtkbd_console - one virtual console
 * @kbd: its keyboard state; written under seat->lock
 * @esc: parser of what programs write to it; written under seat->lock
 * @output: the latest of what programs wrote to it
 * @port: gets the bytes of keys; insert and push under seat->lock only
 * @seat: the seat that it belongs to, which outlives it
 * @num: its number, from 1
 * @allocated: opened or activated, and not disallocated since; written under
 *	switch_mutex and seat->lock
 * @in_use: ttys attached, each from install to cleanup: the latest one, and
 *	earlier ones that wait to be freed; under switch_mutex
 * @size: rows and columns
 * @kdmode: KD_TEXT or KD_GRAPHICS; written under switch_mutex
 * @owner: VT_SETMODE, and a switch that waits for it
 * @deferred: actions that wait for process context
 * @sent: what is held on the keyboard of VTKBD_SEND_KEY, see send.c; under
 *	seat->lock
 * @past: changes of its keyboard mode
 * @faults: rules of VTKBD_SET_FAULT, or %NULL; written under switch_mutex
 */
struct vtkbd_console {
	struct vtkbd_kbd kbd;
	struct vtkbd_escape esc;
	struct vtkbd_output output;
	struct tty_port port;
	struct vtkbd_seat *seat;
	unsigned int num;
	bool allocated;
	unsigned int in_use;
	struct vtkbd_size size;
	unsigned int kdmode;
	struct vtkbd_owner owner;
	struct vtkbd_deferred deferred;
	struct vtkbd_fingers sent;
	struct vtkbd_past past;
	struct vtkbd_faults *faults;
};

/*
 * A u8 or bool of con->kbd or con->esc, read without seat->lock: what was so at
 * some moment of a program's call is a right answer to it.
 */
static inline u8 vtkbd_peek(const void *byte)
{
	/*
	 * The core knows of no reader besides itself and writes by plain stores,
	 * under that lock. Nothing tears a byte.
	 */
	return data_race(READ_ONCE(*(const u8 *)byte));
}

static inline bool vtkbd_is_stopped(const struct tty_struct *tty)
{
	/*
	 * The tty core writes it by plain stores, under a lock that it does not
	 * hold while it calls write(): output that is stopped just now stops
	 * with the next write.
	 */
	return data_race(READ_ONCE(tty->flow.stopped));
}

/**
 * struct vtkbd_nodes - the device nodes of a seat's consoles
 * @driver: the tty driver
 * @active: attribute of node 0 in sysfs, see vtkbd_event_foreground()
 * @active_tty: likewise
 * @tty_fops: the tty core's file operations
 * @node0_fops: those of node 0, which hand over to @tty_fops
 * @published: programs may open the nodes; see vtkbd_console_publish()
 */
struct vtkbd_nodes {
	struct tty_driver *driver;
	struct kernfs_node *active;
	struct kernfs_node *active_tty;
	const struct file_operations *tty_fops;
	struct file_operations node0_fops;
	bool published;
};

int vtkbd_console_init(struct vtkbd_seat *seat);
void vtkbd_console_publish(struct vtkbd_seat *seat);
void vtkbd_console_exit(struct vtkbd_seat *seat);

#endif /* _VTKBD_CONSOLE_H */
