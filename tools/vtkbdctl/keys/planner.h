/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which keys type a character on a console. Nothing is pressed here: what a key does comes
 * from a simulation.
 */
#ifndef VTKBDCTL_KEYS_PLANNER_H
#define VTKBDCTL_KEYS_PLANNER_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/keyboard.h>

struct sim;

#define PLANNER_MAX_STROKES	3	/* Compose, accent, character */

/**
 * struct stroke - a key to tap
 * @keycode: the key; 0 if there is none
 * @map: the keymap that must be in force
 */
struct stroke {
	uint8_t keycode;
	uint8_t map;
};

/**
 * struct yield - what a stroke makes by itself
 * @c: a character that is sent, or an accent that is pending then
 * @rank: the lowest is the best of the strokes that make the same
 * @stroke: the stroke
 */
struct yield {
	uint32_t c;
	uint32_t rank;
	struct stroke stroke;
};

/**
 * struct yields - strokes, ordered by what they make and then by rank
 * @nr: how many
 * @all: they
 */
struct yields {
	unsigned int nr;
	struct yield *all;
};

/**
 * struct planner - all strokes of a keyboard, tried once
 * @sim: the keyboard
 * @nr_mods: keys to hold for a map
 * @mods: which, in the order to press them
 * @order: maps that can be got at, those with the fewest keys first
 * @nr_order: how many
 * @chars: strokes that send a character
 * @accents: dead keys
 * @enter: the Enter key
 * @compose: the Compose key
 */
struct planner {
	struct sim *sim;
	uint8_t nr_mods[MAX_NR_KEYMAPS];
	uint8_t mods[MAX_NR_KEYMAPS][NR_SHIFT];
	uint8_t order[MAX_NR_KEYMAPS];
	int nr_order;
	struct yields chars;
	struct yields accents;
	struct stroke enter;
	struct stroke compose;
};

/*
 * @sim is used until planner_free(), which is to be called if this fails, too.
 * Return: 0, or -1 if memory is short.
 */
int planner_init(struct planner *planner, struct sim *sim);
void planner_free(struct planner *planner);
/* Return: how many strokes, or 0 if the keymap cannot type it. */
int planner_strokes(const struct planner *planner, uint32_t c,
		    struct stroke stroke[PLANNER_MAX_STROKES]);

#endif
