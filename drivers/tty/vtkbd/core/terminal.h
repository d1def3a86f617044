/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * What a program writes to a console, as far as it changes the keyboard.
 */
#ifndef _VTKBD_TERMINAL_H
#define _VTKBD_TERMINAL_H

#include <linux/types.h>

#include "core.h"

#define VTKBD_ESC_NR_PAR	16

/* Where in a sequence the parser is; see escape.c. */
enum vtkbd_escape_state {
	VTKBD_ESC_GROUND,
	VTKBD_ESC_ESC,
	VTKBD_ESC_CSI,
	VTKBD_ESC_PARAMS,
	VTKBD_ESC_COLOUR,
	VTKBD_ESC_CSI_IGNORE,
	VTKBD_ESC_NONSTD,
	VTKBD_ESC_PALETTE,
	VTKBD_ESC_PERCENT,
	VTKBD_ESC_SKIP,
	VTKBD_ESC_STRING,
};

/**
 * struct vtkbd_escape - the parser's state of one console
 * @state: enum vtkbd_escape_state
 * @prefix: prefix of a CSI sequence: one of ? > = <, or 0
 * @npar: index of its latest parameter
 * @digits: number of digits of a palette entry so far
 * @utf8: bytes are UTF-8
 * @utf8_lead: first byte of the current character
 * @utf8_more: number of its bytes that are still to come
 * @show_controls: control characters are shown and UTF-8 is not read
 * @bracketed_paste: CSI ? 2004 h
 * @report_mouse: 0 no, 1 presses (X10), 2 presses and releases
 * @par: parameters of a CSI sequence
 */
struct vtkbd_escape {
	u8 state;
	u8 prefix;
	u8 npar;
	u8 digits;
	bool utf8;
	u8 utf8_lead;
	u8 utf8_more;
	bool show_controls;
	bool bracketed_paste;
	u8 report_mouse;
	u32 par[VTKBD_ESC_NR_PAR];
};

/**
 * struct vtkbd_terminal - what writing to a console can change
 * @rules: of which kernel's terminal
 * @esc: its parser
 * @kbd: its keyboard state
 * @leds_by_ioctl: the seat's LED pattern, see vtkbd_leds_set_pattern()
 * @utf8: consoles start with UTF-8
 * @action: result: VTKBD_ACT_SWITCH, VTKBD_ACT_LASTCONS or nothing
 * @poke: result: the screen has to be unblanked
 */
struct vtkbd_terminal {
	const struct vtkbd_rules *rules;
	struct vtkbd_escape *esc;
	struct vtkbd_kbd *kbd;
	u8 *leds_by_ioctl;
	bool utf8;
	struct vtkbd_action action;
	bool poke;
};

void vtkbd_escape_reset(struct vtkbd_escape *esc, bool utf8);
size_t vtkbd_escape_write(struct vtkbd_terminal *t, const u8 *buf, size_t len);

#endif /* _VTKBD_TERMINAL_H */
