// SPDX-License-Identifier: GPL-2.0
/*
 * The keymap of the simulated machine, filled by lines of the world:
 *
 *   keysym MAP KEYCODE VALUE  as KDGKBENT gives it in UNICODE; the map is there then
 *   string NUMBER HEX         a function string
 *   accent DIACR BASE RESULT  code points
 *   screenmap BYTE CHARACTER  another character than the byte's own
 */
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <stdio.h>
#include <string.h>

#include "fake.h"

static unsigned short entries[MAX_NR_KEYMAPS][NR_KEYS];
static unsigned char present[MAX_NR_KEYMAPS];
static char strings[MAX_NR_FUNC][32];
static struct kbdiacrsuc accents;
static unsigned short screen_map[E_TABSZ];

static void set_entry(unsigned int map, unsigned int key, unsigned int value)
{
	if (!present[map])
		for (int i = 0; i < NR_KEYS; i++)
			entries[map][i] = K_HOLE;
	present[map] = 1;
	entries[map][key] = value;
}

static void set_string(unsigned int number, const char *hex)
{
	unsigned int byte;

	for (int i = 0; i < 31 && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++)
		strings[number][i] = byte;
}

int keymap_item(const char *line)
{
	struct kbdiacruc *a = &accents.kbdiacruc[accents.kb_cnt];
	unsigned int map, key, value;
	char hex[63];

	if (sscanf(line, "keysym %u %u %i", &map, &key, &value) == 3 && map < 256 && key < 256) {
		set_entry(map, key, value);
		return 1;
	}
	if (sscanf(line, "screenmap %u %u", &key, &value) == 2 && key < E_TABSZ) {
		screen_map[key] = value;
		return 1;
	}
	if (sscanf(line, "string %u %62s", &key, hex) == 2 && key < 256) {
		set_string(key, hex);
		return 1;
	}
	if (sscanf(line, "accent %i %i %i", &a->diacr, &a->base, &a->result) != 3)
		return 0;
	accents.kb_cnt++;
	return 1;
}

int get_entry(unsigned int kbdmode, void *arg)
{
	struct kbentry *e = arg;

	if (!present[e->kb_table])
		e->kb_value = e->kb_index ? K_HOLE : K_NOSUCHMAP;
	else
		e->kb_value = entries[e->kb_table][e->kb_index];
	if (kbdmode != K_UNICODE && KTYP(e->kb_value) > KT_BRL)
		e->kb_value = K_HOLE;
	return 0;
}

int get_string(unsigned int number, void *arg)
{
	struct kbsentry *s = arg;

	(void)number;
	strcpy((char *)s->kb_string, strings[s->kb_func]);
	return 0;
}

int get_accents(unsigned int number, void *arg)
{
	(void)number;
	memcpy(arg, &accents, sizeof(accents));
	return 0;
}

int get_screen_map(unsigned int number, void *arg)
{
	unsigned short *map = arg;

	(void)number;
	for (int i = 0; i < E_TABSZ; i++)
		map[i] = screen_map[i] ? screen_map[i] : 0xf000 | i;
	return 0;
}
