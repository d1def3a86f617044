/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two marks that ps2.c types in turn: once one is received, all keys before it were
 * received. QEMU's numbers of two keys of a Japanese keyboard, which are also their
 * scancodes, and the keycodes that are set for them.
 */
#ifndef ORACLE_PS2_H
#define ORACLE_PS2_H

#include <linux/input-event-codes.h>
#include <stdbool.h>

#define NR_MARKS	2

static const struct {
	unsigned int scancode, was, keycode;
} marks[NR_MARKS] = {
	{ 0x79, KEY_HENKAN, BTN_TRIGGER_HAPPY39 },
	{ 0x7b, KEY_MUHENKAN, BTN_TRIGGER_HAPPY40 },
};

/* A scancode, or a keycode, that no script may change or use. */
static inline bool is_mark(unsigned int scancode, unsigned int keycode)
{
	for (unsigned int i = 0; i < NR_MARKS; i++)
		if (scancode == marks[i].scancode || keycode == marks[i].keycode)
			return true;
	return false;
}

#endif /* ORACLE_PS2_H */
