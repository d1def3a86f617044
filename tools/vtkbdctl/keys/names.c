// SPDX-License-Identifier: GPL-2.0
/*
 * Looks up names and numbers of keys, and names of keysyms. The sets are data, in tables;
 * the names of keysyms are those of dumpkeys.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input-event-codes.h>
#include <linux/keyboard.h>

#include "keys/names.h"
#include "output/text.h"
#include "tool.h"

struct key_name {
	const char *name;
	unsigned int keycode;
};

struct key_code {
	unsigned int number;
	unsigned int keycode;
};

struct keysym_name {
	unsigned short value;
	const char *name;
};

#include "keys/keycodes.h_shipped"
#include "keys/keysyms.h_shipped"

/**
 * struct keyset - a set of codes for keys
 * @name: as virsh send-key names it
 * @codes: its numbers, sorted; NULL if a number is the keycode itself
 * @nr_codes: how many
 * @names: its names, or NULL
 * @nr_names: how many
 */
struct keyset {
	const char *name;
	const struct key_code *codes;
	size_t nr_codes;
	const struct key_name *names;
	size_t nr_names;
};

#define CODES(set)	set##_codes, ARRAY_SIZE(set##_codes)
#define NAMES(set)	set##_names, ARRAY_SIZE(set##_names)

static const struct keyset keysets[] = {
	{ "linux",  NULL, 0,        NAMES(linux) },
	{ "xt",     CODES(xt),      NULL, 0 },
	{ "atset1", CODES(atset1),  NULL, 0 },
	{ "atset2", CODES(atset2),  NULL, 0 },
	{ "atset3", CODES(atset3),  NULL, 0 },
	{ "os_x",   CODES(os_x),    NAMES(os_x) },
	{ "xt_kbd", CODES(xt_kbd),  NULL, 0 },
	{ "usb",    CODES(usb),     NULL, 0 },
	{ "win32",  CODES(win32),   NAMES(win32) },
	{ "qnum",   CODES(qnum),    NULL, 0 },
	{ "rfb",    CODES(qnum),    NULL, 0 },	/* its older name */
};

const struct keyset *keyset_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keysets); i++)
		if (!strcmp(keysets[i].name, name))
			return &keysets[i];
	return NULL;
}

static int parse_code(const char *word, unsigned long *number)
{
	char *end;

	if (!isdigit((unsigned char)*word))	/* strtoul() would take "-1" and " 1" */
		return -1;
	errno = 0;
	*number = strtoul(word, &end, 0);
	return errno || *end ? -1 : 0;
}

/* The rest of the numbers are the buttons of mice, pads and joysticks. */
bool key_is_keyboards(unsigned int keycode)
{
	return keycode != KEY_RESERVED && keycode <= KEY_MAX &&
	       (keycode < BTN_MISC || keycode >= KEY_OK) &&
	       (keycode < BTN_DPAD_UP || keycode > BTN_DPAD_RIGHT) &&
	       (keycode < BTN_TRIGGER_HAPPY || keycode > BTN_TRIGGER_HAPPY40);
}

static int key_of_number(const struct keyset *set, unsigned long number, unsigned int *keycode)
{
	if (!set->codes) {
		*keycode = number;
		return number <= KEY_MAX && key_is_keyboards(number) ? 0 : -1;
	}
	for (size_t i = 0; i < set->nr_codes; i++) {
		if (set->codes[i].number != number)
			continue;
		*keycode = set->codes[i].keycode;
		return 0;
	}
	return -1;
}

int keyset_key(const struct keyset *set, const char *word, unsigned int *keycode)
{
	unsigned long number;

	if (!parse_code(word, &number))
		return key_of_number(set, number, keycode);
	for (size_t i = 0; i < set->nr_names; i++) {
		if (strcmp(set->names[i].name, word))
			continue;
		*keycode = set->names[i].keycode;
		return key_is_keyboards(*keycode) ? 0 : -1;
	}
	return -1;
}

const char *key_name_at(size_t i, unsigned int *keycode)
{
	if (i >= ARRAY_SIZE(linux_names))
		return NULL;
	*keycode = linux_names[i].keycode;
	return linux_names[i].name;
}

struct text key_text(unsigned int keycode)
{
	struct text t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(linux_names) && !*t.s; i++)
		if (linux_names[i].keycode == keycode)
			text_add(&t, "%s", linux_names[i].name);
	if (!*t.s)
		text_add(&t, "keycode %u", keycode);
	return t;
}

static int by_value(const void *key, const void *row)
{
	return *(const unsigned int *)key - ((const struct keysym_name *)row)->value;
}

/* Types beyond the table's are characters, stored turned over. */
struct text keysym_text(unsigned int keysym)
{
	const struct keysym_name *row;
	struct text t = { 0 };
	unsigned int plain = keysym;

	if (KTYP(keysym) >= 16) {
		text_add(&t, "U+%04x", keysym ^ 0xf000);
		return t;
	}
	if (KTYP(keysym) == KT_LETTER) {
		text_add(&t, "+");
		plain = K(KT_LATIN, KVAL(keysym));
	}
	row = bsearch(&plain, keysym_names, ARRAY_SIZE(keysym_names), sizeof(*row), by_value);
	if (row)
		text_add(&t, "%s", row->name);
	else
		text_add(&t, "0x%04x", plain);
	return t;
}
