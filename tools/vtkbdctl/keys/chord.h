/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys that are held together.
 */
#ifndef VTKBDCTL_KEYS_CHORD_H
#define VTKBDCTL_KEYS_CHORD_H

#include <stddef.h>

#define CHORD_KEYS	16	/* as many as libvirt takes */

struct tool;

/**
 * struct chord - keys pressed one after the other, released in reverse order
 * @nr: how many
 * @code: their keycodes
 */
struct chord {
	int nr;
	unsigned int code[CHORD_KEYS];
};

/* Each complains if it fails. Return: 0 or -1. */
int chord_add(const struct tool *tool, struct chord *chord, unsigned int keycode);
/* ctrl-alt-delete; added to what is in @chord already */
int chord_parse(const struct tool *tool, const char *word, struct chord *chord);

/* Names that are shorter than a key's own, by turns. Return: NULL after the last. */
const char *chord_short_name(size_t i, unsigned int *keycode);

#endif
