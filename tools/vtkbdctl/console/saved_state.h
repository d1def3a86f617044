/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The modes of a console in one structure, to be read and set together.
 */
#ifndef VTKBDCTL_CONSOLE_SAVED_STATE_H
#define VTKBDCTL_CONSOLE_SAVED_STATE_H

#include <stdbool.h>
#include <termios.h>

#include <linux/kd.h>
#include <linux/vt.h>

struct node;

/**
 * struct saved_state - modes of one console
 * @kdmode: KD_TEXT or KD_GRAPHICS
 * @kbdmode: K_*
 * @vtmode: which process is asked before a switch
 * @termios: line discipline
 */
struct saved_state {
	int kdmode;
	int kbdmode;
	struct vt_mode vtmode;
	struct termios termios;
};

/* Text, and no process is asked before switches: no display server has it. */
static inline bool state_is_free(int kdmode, int vtmode)
{
	return kdmode == KD_TEXT && vtmode == VT_AUTO;
}

/* Each complains if it fails. Return: 0 or -1. */
int state_read(const struct node *node, struct saved_state *state);
/* Text first and keyboard last, so that no graphics console ever translates keys. */
int state_to_text(const struct node *node, const struct saved_state *state);
/* Keyboard off first, for the same reason: keys are never translated under graphics. */
int state_to_graphics(const struct node *node, const struct vt_mode *vtmode);
/* The state of a console in text mode with the default terminal settings, in mode @kbdmode. */
struct saved_state state_sane(const struct saved_state *now, int kbdmode);

#endif
