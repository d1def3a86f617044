/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of keys and of keysyms. Sets of keycodes say which key a word on a command line
 * means; their tables are made from tools/keycodes/keycodes.csv. Keysyms are named as
 * loadkeys names them.
 */
#ifndef VTKBDCTL_KEYS_NAMES_H
#define VTKBDCTL_KEYS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

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

/* All names of <linux/input-event-codes.h>, by turns. Return: NULL after the last. */
const char *key_name_at(size_t i, unsigned int *keycode);

bool key_is_keyboards(unsigned int keycode);

/* "KEY_A", or "keycode 84" for one without a name. */
struct text key_text(unsigned int keycode);

/* The name of a keysym, given as KDGKBENT returns it. */
struct text keysym_text(unsigned int keysym);

#endif
