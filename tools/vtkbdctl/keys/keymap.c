// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a keymap through the console's own node and says what its entries mean,
 * which is as the kernel's keyboard has it. Which keys to press is for planner.c.
 */
#include <stdlib.h>
#include <string.h>

#include "console/node.h"
#include "console/source.h"
#include "keys/keymap.h"
#include "tool.h"

#define CAPS_LOCK	0x04	/* in ledflags */

/* KDGKBENT tells characters that are not a type and a value with this XORed. */
#define CHAR_MARK	0xf000

static int read_entry(const struct node *node, struct keymap *km, unsigned int map,
		      unsigned int keycode)
{
	struct kbentry entry = { .kb_table = map, .kb_index = keycode };

	if (node_ask(node, KDGKBENT, "KDGKBENT", &entry))
		return -1;
	km->sym[map][keycode] = entry.kb_value;
	return 0;
}

/* Keycode 0 is no key; where there is a map it tells so. */
static int read_map(const struct node *node, struct keymap *km, unsigned int map)
{
	if (read_entry(node, km, map, 0))
		return -1;
	km->present[map] = km->sym[map][0] != K_NOSUCHMAP;
	for (unsigned int keycode = 1; km->present[map] && keycode < NR_KEYS; keycode++)
		if (read_entry(node, km, map, keycode))
			return -1;
	return 0;
}

int keymap_ask(const struct node *node, struct keymap *km)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		if (read_map(node, km, map))
			return -1;
	if (node_ask(node, KDGKBDIACRUC, "KDGKBDIACRUC", &km->accents))
		return -1;
	return node_ask(node, GIO_UNISCRNMAP, "GIO_UNISCRNMAP", km->screen_map);
}

struct keymap *keymap_read(const struct source *src, const struct console *con)
{
	struct keymap *km = calloc(1, sizeof(*km));
	struct node node;
	int err;

	if (!km) {
		complain(src->tool, "keymap: out of memory");
		return NULL;
	}
	km->unicode = con->info.kbdmode == K_UNICODE;
	km->caps = con->info.ledflags & CAPS_LOCK;
	km->locked = con->info.lockstate;

	err = node_open(&node, src, con->info.console);
	if (!err) {
		err = keymap_ask(&node, km);
		node_close(&node);
	}
	if (!err)
		return km;
	free(km);
	return NULL;
}

/* The default screen map names places in the font: then they are characters. */
static uint32_t char_of_8bit(const struct keymap *km, uint8_t c)
{
	return km->screen_map[c] == (0xf000 | c) ? c : km->screen_map[c];
}

/* A letter under Caps Lock is the character of the same key with Shift turned over. */
static uint8_t letter(const struct keymap *km, unsigned int map, unsigned int keycode)
{
	unsigned int other = map ^ (1u << KG_SHIFT);

	if (km->caps && km->present[other])
		map = other;
	return KVAL(km->sym[map][keycode]);
}

uint32_t keymap_char(const struct keymap *km, unsigned int map, unsigned int keycode)
{
	uint16_t sym = km->sym[map][keycode];

	switch (KTYP(sym)) {
	case KT_LATIN:
		return char_of_8bit(km, KVAL(sym));
	case KT_LETTER:
		return char_of_8bit(km, letter(km, map, keycode));
	default:
		return KTYP(sym) > KT_BRL ? (uint16_t)(sym ^ CHAR_MARK) : NO_CHAR;
	}
}

/* The ASCII characters that stand for accents in the compose table, from K_DGRAVE on. */
static const char accent_chars[] = "`'^~\",_U.*=cki#o!?+-)(:n;$@";

uint32_t keymap_accent(const struct keymap *km, unsigned int map, unsigned int keycode)
{
	uint16_t sym = km->sym[map][keycode];

	if (KTYP(sym) == KT_DEAD2)
		return KVAL(sym);
	if (KTYP(sym) == KT_DEAD && KVAL(sym) < strlen(accent_chars))
		return accent_chars[KVAL(sym)];
	return NO_CHAR;
}

uint32_t keymap_compose(const struct keymap *km, uint32_t accent, uint32_t base)
{
	for (unsigned int i = 0; i < km->accents.kb_cnt && i < ARRAY_SIZE(km->accents.kbdiacruc); i++) {
		const struct kbdiacruc *a = &km->accents.kbdiacruc[i];

		if (a->diacr == accent && a->base == base)
			return a->result;
	}
	return base == ' ' || base == accent ? accent : NO_CHAR;
}

bool keymap_sends(const struct keymap *km, uint32_t c)
{
	if (km->unicode)
		return true;
	for (unsigned int i = 0; i < E_TABSZ; i++)
		if (char_of_8bit(km, i) == c)
			return true;
	return false;
}
