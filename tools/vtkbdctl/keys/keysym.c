// SPDX-License-Identifier: GPL-2.0
/*
 * Names of keysyms, which come from dumpkeys (keysyms.h_shipped).
 */
#include <stdlib.h>

#include <linux/keyboard.h>

#include "keys/keysym.h"
#include "tool.h"

struct keysym_name {
	unsigned short value;
	const char *name;
};

#include "keys/keysyms.h_shipped"

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
