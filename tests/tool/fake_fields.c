// SPDX-License-Identifier: GPL-2.0
/*
 * Members of the world, by their names as KEY=VALUE, and the name of a program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vtkbd.h>

#include "fake.h"

struct field {
	const char *name;
	size_t offset;
	size_t size;
};

#define FIELD(type, member) \
	{ #member, offsetof(struct type, member), sizeof(((struct type *)0)->member) }

static const struct field seat_fields[] = {
	FIELD(vtkbd_seat_info, foreground),
	FIELD(vtkbd_seat_info, previous),
	FIELD(vtkbd_seat_info, wanted),
	FIELD(vtkbd_seat_info, grab),
	FIELD(vtkbd_seat_info, acts),
	FIELD(vtkbd_seat_info, cad),
	FIELD(vtkbd_seat_info, shift_state),
	FIELD(vtkbd_seat_info, leds),
	FIELD(vtkbd_seat_info, keyboards),
	FIELD(vtkbd_seat_info, keys),
	FIELD(vtkbd_seat_info, bytes),
	FIELD(vtkbd_seat_info, dropped),
	FIELD(vtkbd_seat_info, untranslated),
	FIELD(vtkbd_seat_info, cad_pressed),
	FIELD(vtkbd_seat_info, cad_acted),
	FIELD(vtkbd_seat_info, composing),
	FIELD(vtkbd_seat_info, flags),
	FIELD(vtkbd_seat_info, diacr),
	{ 0 },
};

static const struct field console_fields[] = {
	FIELD(vtkbd_console_info, flags),
	FIELD(vtkbd_console_info, kbdmode),
	FIELD(vtkbd_console_info, kdmode),
	FIELD(vtkbd_console_info, vtmode),
	FIELD(vtkbd_console_info, ledflags),
	FIELD(vtkbd_console_info, default_leds),
	FIELD(vtkbd_console_info, ledmode),
	FIELD(vtkbd_console_info, lockstate),
	FIELD(vtkbd_console_info, slockstate),
	FIELD(vtkbd_console_info, modeflags),
	FIELD(vtkbd_console_info, vt_pid),
	FIELD(vtkbd_console_info, pending),
	FIELD(vtkbd_console_info, pending_ms),
	FIELD(vtkbd_console_info, nr_changes),
	{ 0 },
};

static const struct field change_fields[] = {
	FIELD(vtkbd_mode_change, when_ns),
	FIELD(vtkbd_mode_change, pid),
	FIELD(vtkbd_mode_change, uid),
	FIELD(vtkbd_mode_change, from),
	FIELD(vtkbd_mode_change, to),
	FIELD(vtkbd_mode_change, cause),
	{ 0 },
};

static void set_field(void *object, const struct field *fields, char *pair)
{
	char *value = strchr(pair, '=');
	unsigned long long number;

	if (!value)
		die(pair);
	*value++ = 0;
	number = strtoull(value, NULL, 0);
	for (const struct field *f = fields; f->name; f++) {
		if (strcmp(f->name, pair))
			continue;
		memcpy((char *)object + f->offset, &number, f->size);	/* little endian */
		return;
	}
	die(pair);
}

void set_seat_field(struct vtkbd_seat_info *seat, char *pair)
{
	set_field(seat, seat_fields, pair);
}

void set_console_field(struct vtkbd_console_info *con, struct vtkbd_mode_change *last, char *pair)
{
	if (!strncmp(pair, "last.", 5))
		set_field(last, change_fields, pair + 5);
	else
		set_field(con, console_fields, pair);
}

void set_comm(struct vtkbd_mode_change *c, const char *hex)
{
	unsigned int byte;

	for (int i = 0; i < VTKBD_COMM_LEN && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++)
		c->comm[i] = byte;
}
