/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A keyboard of our own to press keys on: a uinput device that the whole machine
 * hears, or one that a single vtkbd console hears. What is pressed stays known, so
 * that nothing is left held whatever happens.
 */
#ifndef VTKBDCTL_KEYS_KEYBOARD_H
#define VTKBDCTL_KEYS_KEYBOARD_H

#include <stdbool.h>

#include "console/source.h"
#include "keys/chord.h"
#include "output/text.h"

struct keyboard;
struct tool;

/**
 * struct keyboard_kind - one of the two ways; each call complains if it fails.
 *	Errors of all functions are those of tool.h
 * @pace_ms: milliseconds to wait after each press and each release
 * @settle_ms: likewise before it is closed
 * @open: Return: 0 or -1
 * @key: likewise
 * @close: whatever became of it
 */
struct keyboard_kind {
	unsigned int pace_ms;
	unsigned int settle_ms;
	int (*open)(struct keyboard *kb);
	int (*key)(struct keyboard *kb, unsigned int keycode, int value);
	void (*close)(struct keyboard *kb);
};

/**
 * struct keyboard - what is pressed, and where
 * @tool: for its devices and complaints
 * @kind: which of the two
 * @node: the machine's device
 * @fd: opened, for the machine
 * @src: likewise, for a console
 * @console: which console hears the keys; 0 for the whole machine
 * @afresh: nothing that was begun on it before changes the first key
 * @broken: it failed, and said so
 * @ended: the signal that came and was reported; no wait happens any more
 * @held: keys that are down
 */
struct keyboard {
	const struct tool *tool;
	const struct keyboard_kind *kind;
	struct text node;
	int fd;
	struct source src;
	unsigned int console;
	bool afresh;
	bool broken;
	int ended;
	struct chord held;
};

/*
 * From here to keyboard_close() a signal that would end the program is held back,
 * and makes keyboard_hold() fail. Number 0 is the machine; a console's is never 0,
 * and if @afresh, the part of a character that was sent to it before is dropped.
 */
int keyboard_open(struct keyboard *kb, const struct tool *tool, unsigned int console,
		  bool afresh);
int keyboard_press(struct keyboard *kb, unsigned int keycode);
int keyboard_release_all(struct keyboard *kb);	/* in reverse order */
/* Keeps what is held down for so long; if a signal comes, ends at once by it, but once only. */
int keyboard_hold(struct keyboard *kb, unsigned int ms);
/* Presses keys in their order, holds them, releases them in reverse. */
int keyboard_chord(struct keyboard *kb, const struct chord *chord, unsigned int ms);
/* Return: 0, or the end by a signal that came since. */
int keyboard_close(struct keyboard *kb);

#endif
