/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names: keysyms as loadkeys writes them, and chords of keys as people type
 * them.
 */
#ifndef VTKBDCTL_KEYSYM_H
#define VTKBDCTL_KEYSYM_H

#include "text.h"

#define CHORD_KEYS	8

/**
 * struct chord - keys pressed one after the other, released in reverse order
 * @nr: how many
 * @code: their keycodes
 */
struct chord {
	int nr;
	unsigned int code[CHORD_KEYS];
};

struct tool;

/* A keysym as KDGKBENT tells it. */
struct text keysym_text(unsigned int keysym);
/* ctrl-alt-delete; Return: 0, or -1 after a complaint. */
int chord_parse(const struct tool *tool, const char *word, struct chord *chord);

#endif
