// SPDX-License-Identifier: GPL-2.0
/*
 * The keymap, strings and accents that the machine started with, and which of them were
 * changed since: only these are restored.
 */
#include <errno.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "run.h"
#include "side.h"

static uint16_t first[MAX_NR_KEYMAPS][NR_KEYS];
static bool entry_touched[MAX_NR_KEYMAPS][NR_KEYS];
static bool map_touched[MAX_NR_KEYMAPS];
static struct kbsentry *first_string[MAX_NR_FUNC];
static bool string_touched[MAX_NR_FUNC];
static struct kbdiacrsuc first_accents;
static bool accents_touched;

static bool there(unsigned int map)
{
	return first[map][0] != K_NOSUCHMAP;
}

static void keep_map(unsigned int map)
{
	struct kbentry entry = { .kb_table = map };

	for (unsigned int key = 0; key < NR_KEYS; key++) {
		entry.kb_index = key;
		if (ioctl(sides[REAL].fd[1], KDGKBENT, &entry))
			die("KDGKBENT: %s", strerror(errno));
		first[map][key] = entry.kb_value;
		if (!there(map))
			break;
	}
}

static void keep_string(unsigned int number)
{
	first_string[number] = calloc(1, sizeof(struct kbsentry));
	first_string[number]->kb_func = number;
	if (ioctl(sides[REAL].fd[1], KDGKBSENT, first_string[number]))
		die("KDGKBSENT: %s", strerror(errno));
}

static void set_entry(unsigned int map, unsigned int key, unsigned int keysym)
{
	struct kbentry entry = { map, key, keysym };

	both("KDSKBENT", 1, KDSKBENT, (unsigned long)&entry);
}

/* Keysyms of the default keymap that a typist must not type. */
static void defuse(unsigned int map)
{
	for (unsigned int key = 1; there(map) && key < NR_KEYS; key++)
		if (!keysym_is_harmless(first[map][key])) {
			first[map][key] = K_HOLE;
			set_entry(map, key, K_HOLE);
		}
}

void keep_keymap(void)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++) {
		keep_map(map);
		defuse(map);
	}
	for (unsigned int i = 0; i < MAX_NR_FUNC; i++)
		keep_string(i);
	if (ioctl(sides[REAL].fd[1], KDGKBDIACRUC, &first_accents))
		die("KDGKBDIACRUC: %s", strerror(errno));
}

void keep_touched_entry(unsigned int map, unsigned int key)
{
	entry_touched[map][key] = true;
	if (!there(map))
		map_touched[map] = true;
}

void keep_touched_map(unsigned int map)
{
	map_touched[map] = true;
}

void keep_touched_string(unsigned int number)
{
	string_touched[number] = true;
}

void keep_touched_accents(void)
{
	accents_touched = true;
}

/* A removed map is created again: all of it must be written. */
static void restore_map(unsigned int map)
{
	if (map_touched[map] && map)
		set_entry(map, 0, K_NOSUCHMAP);
	for (unsigned int key = 1; there(map) && key < NR_KEYS; key++)
		if (map_touched[map] || entry_touched[map][key])
			set_entry(map, key, first[map][key]);
	map_touched[map] = false;
	memset(entry_touched[map], 0, sizeof(entry_touched[map]));
}

void keep_restore(void)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		restore_map(map);
	for (unsigned int i = 0; i < MAX_NR_FUNC; i++) {
		if (string_touched[i])
			both("KDSKBSENT", 1, KDSKBSENT, (unsigned long)first_string[i]);
		string_touched[i] = false;
	}
	if (accents_touched)
		both("KDSKBDIACRUC", 1, KDSKBDIACRUC, (unsigned long)&first_accents);
	accents_touched = false;
}
