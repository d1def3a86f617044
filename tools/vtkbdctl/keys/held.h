/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which keys are down, whichever consoles they go to.
 */
#ifndef VTKBDCTL_KEYS_HELD_H
#define VTKBDCTL_KEYS_HELD_H

#include <stdbool.h>

/* KEY_CNT. The header that has it and curses both have a KEY_UP, and not the same. */
#define HELD_KEYS	0x300

struct tool;

/**
 * struct held - keys of all keyboards
 * @denied: some keyboard may not be read
 * @down: by keycode; those that a keyboard handler takes for keys
 */
struct held {
	bool denied;
	bool down[HELD_KEYS];
};

/* Looks at all keyboards there are now. */
void held_read(const struct tool *tool, struct held *held);

#endif
