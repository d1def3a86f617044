/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console's keymap as a program can read it, and what a key types under it.
 */
#ifndef VTKBDCTL_KEYS_KEYMAP_H
#define VTKBDCTL_KEYS_KEYMAP_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/kd.h>
#include <linux/keyboard.h>

struct console;
struct node;
struct source;

#define NO_CHAR	UINT32_MAX

/**
 * struct keymap - what decides what a key types
 * @unicode: characters are sent as UTF-8, else as 8-bit characters
 * @caps: Caps Lock is on
 * @locked: locked modifiers, bit KG_*
 * @present: whether there is such a map
 * @sym: keysym by map and keycode, as KDGKBENT tells it
 * @screen_map: character of each 8-bit one
 * @accents: the compose table
 */
struct keymap {
	bool unicode;
	bool caps;
	unsigned int locked;
	bool present[MAX_NR_KEYMAPS];
	uint16_t sym[MAX_NR_KEYMAPS][NR_KEYS];
	uint16_t screen_map[E_TABSZ];
	struct kbdiacrsuc accents;
};

/* Fills in what the node tells: maps, screen map, accents. Return: 0, or -1 after a complaint. */
int keymap_ask(const struct node *node, struct keymap *km);
/* Return: the keymap, to be freed; or NULL after a complaint. */
struct keymap *keymap_read(const struct source *src, const struct console *con);

/* What a key types by itself, without dead keys; or NO_CHAR. */
uint32_t keymap_char(const struct keymap *km, unsigned int map, unsigned int keycode);
/* The accent that a dead key stands for in the compose table; or NO_CHAR. */
uint32_t keymap_accent(const struct keymap *km, unsigned int map, unsigned int keycode);
/* What an accent and a character become; or NO_CHAR if they stay apart. */
uint32_t keymap_compose(const struct keymap *km, uint32_t accent, uint32_t base);
/* Whether the console's mode has a way to send a character. */
bool keymap_sends(const struct keymap *km, uint32_t c);

#endif
