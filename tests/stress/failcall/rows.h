/* SPDX-License-Identifier: GPL-2.0 */
/* The ioctls that are walked: tables, one a file. */
#ifndef ROWS_H
#define ROWS_H

#include <linux/keyboard.h>
#include <linux/vtkbd.h>

#include "walk.h"

#define FREE_CON	9	/* which nobody has open */
#define SPARE_CON	8	/* which is opened by those that need another one */

/**
 * struct row - an ioctl
 * @call: but for its make
 * @cmd: its number
 * @number: its argument, if it is none in memory; of TIOCLINUX the subcode
 * @is_number: whether its argument is @number, and not @arg
 * @on: the descriptor that it is called on, if that is not console 1's
 */
struct row {
	struct call call;
	unsigned int cmd;
	long number;
	bool is_number;
	const int *on;
};

struct table {
	const struct row *rows;
	size_t count;
};

#define TABLE(rows)	{ rows, COUNT(rows) }

#define ROW(label, command, before, after)	\
	.call = { .name = label, .prepare = before, .undo = after }, .cmd = command
#define NUMBER_ROW(label, command, value, before, after) \
	{ ROW(label, command, before, after), .number = value, .is_number = true }
/* The argument is what @prepare put into arg, a number, a number that needs a stage. */
#define ARG(cmd, prepare, undo)			{ ROW(#cmd, cmd, prepare, undo) }
#define NUM(cmd, value, undo)			NUMBER_ROW(#cmd, cmd, value, NULL, undo)
#define STAGED(cmd, value, prepare, undo)	NUMBER_ROW(#cmd, cmd, value, prepare, undo)

union argument {
	struct kbentry entry;
	struct kbsentry string;
	struct kbdiacrs accents;
	struct kbdiacrsuc accentsuc;
	struct kbkeycode keycode;
	struct kbd_repeat repeat;
	struct vt_mode vtmode;
	struct vt_stat vtstat;
	struct vt_event event;
	struct vt_sizes sizes;
	struct vt_consize consize;
	struct vt_setactivate setactivate;
	struct vtkbd_seat_info seat;
	struct vtkbd_console_info console;
	struct vtkbd_history history;
	struct vtkbd_device_info device;
	struct vtkbd_attach_req attach;
	struct vtkbd_output_info output;
	struct vtkbd_send_key key;
	struct vtkbd_fault_req fault;
	struct winsize winsize;
	unsigned char bytes[8192];
	int number;
};

extern union argument arg;
extern const struct row *row;		/* that is being walked */
extern int result_fd;			/* of a call that returned one */
extern const struct table kd_table, vt_table, tty_table, own_table, attach_table;

void clear(void);			/* arg */
void close_result(void);
void walk_rows(const struct table *table);
void list_rows(const struct table *table);

/* Calls that return no number, see others.c. */
void walk_open(void);
void walk_device(void);
void walk_write(void);
void walk_files(void);

void kd_begin(void);			/* keeps what an undo restores */
void tty_begin(void);

#endif /* ROWS_H */
