/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of keycodes: which key a word on a command line means. The tables are
 * made from tools/keycodes/keycodes.csv.
 */
#ifndef VTKBDCTL_KEYSETS_H
#define VTKBDCTL_KEYSETS_H

#include <stdbool.h>

#include "output/text.h"

#define KEYSET_NAMES \
	"linux, xt, atset1, atset2, atset3, os_x, xt_kbd, usb, win32, qnum, rfb"

struct keyset;

/* Return: the set, or NULL if there is no such name. */
const struct keyset *keyset_find(const char *name);

/*
 * A name of the set, or a number in decimal, in hexadecimal after 0x or in octal
 * after 0, as virsh send-key takes them. Return: 0, or -1 if it means no key.
 */
int keyset_key(const struct keyset *set, const char *word, unsigned int *keycode);

bool key_is_keyboards(unsigned int keycode);

/* "KEY_A", or "keycode 84" for one without a name. */
struct text key_text(unsigned int keycode);

#endif
