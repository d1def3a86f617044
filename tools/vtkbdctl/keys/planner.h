/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which keys type a character under a keymap. Nothing is pressed here.
 */
#ifndef VTKBDCTL_KEYS_PLANNER_H
#define VTKBDCTL_KEYS_PLANNER_H

#include <stdint.h>

#include <linux/keyboard.h>

struct keymap;

#define PLANNER_MAX_STROKES	3	/* Compose, accent, character */

/**
 * struct stroke - a key to tap
 * @keycode: the key
 * @map: the keymap that must be in force
 */
struct stroke {
	uint8_t keycode;
	uint8_t map;
};

/**
 * struct planner - a keymap, looked through
 * @km: the keymap
 * @nr_mods: keys to hold for a map
 * @mods: which, in the order to press them
 * @order: maps that can be got at, those with the fewest keys first
 * @nr_order: how many
 */
struct planner {
	const struct keymap *km;
	uint8_t nr_mods[MAX_NR_KEYMAPS];
	uint8_t mods[MAX_NR_KEYMAPS][NR_SHIFT];
	uint8_t order[MAX_NR_KEYMAPS];
	int nr_order;
};

void planner_init(struct planner *planner, const struct keymap *km);
/* Return: how many strokes, or 0 if the keymap cannot type it. */
int planner_strokes(const struct planner *planner, uint32_t c,
		    struct stroke stroke[PLANNER_MAX_STROKES]);

#endif
