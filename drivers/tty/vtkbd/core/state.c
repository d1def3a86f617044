// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * A console's keyboard state as a whole: how it starts, which modes it can
 * have, and what a terminal reset does to it.
 */
#include "core.h"

/**
 * vtkbd_kbd_init - set the state that a console has at first
 * @kbd: the console
 * @utf8: it starts in UNICODE, else in XLATE
 * @leds: lock flags at start, VTKBD_LED_*
 *
 * Matches kbd_init().
 */
void vtkbd_kbd_init(struct vtkbd_kbd *kbd, bool utf8, u8 leds)
{
	*kbd = (struct vtkbd_kbd) {
		.kbdmode = utf8 ? K_UNICODE : K_XLATE,
		.modeflags = VTKBD_M_REPEAT | VTKBD_M_META,
		.ledflags = leds,
		.default_leds = leds,
	};
}

/**
 * vtkbd_kbd_set_mode - KDSKBMODE
 * @core: the seat; its held modifiers are recomputed for a mode that
 *	translates, since the other modes do not count all of them
 * @kbd: the console
 * @mode: K_*
 *
 * Return: 0, or -EINVAL if there is no such mode.
 */
int vtkbd_kbd_set_mode(struct vtkbd_core *core, struct vtkbd_kbd *kbd,
		       unsigned long mode)
{
	/* K_RAW to K_OFF are 0 to 4; the kernel tests 32 bits. */
	if ((u32)mode > K_OFF)
		return -EINVAL;

	kbd->kbdmode = mode;
	if (vtkbd_mode_translates(kbd->kbdmode))
		vtkbd_shift_recompute(core);
	return 0;
}

/**
 * vtkbd_kbd_set_meta - KDSKBMETA
 * @kbd: the console
 * @meta: K_METABIT or K_ESCPREFIX
 *
 * Return: 0, or -EINVAL for anything else.
 */
int vtkbd_kbd_set_meta(struct vtkbd_kbd *kbd, unsigned long meta)
{
	switch ((u32)meta) {
	case K_METABIT:
		kbd->modeflags &= ~VTKBD_M_META;
		return 0;
	case K_ESCPREFIX:
		kbd->modeflags |= VTKBD_M_META;
		return 0;
	}
	return -EINVAL;
}

/**
 * vtkbd_kbd_reset - what a terminal reset (RIS) does to the keyboard
 * @kbd: the console
 *
 * The keyboard mode and Meta are kept. Matches vt_reset_keyboard().
 */
void vtkbd_kbd_reset(struct vtkbd_kbd *kbd)
{
	kbd->modeflags &= VTKBD_M_META;
	kbd->modeflags |= VTKBD_M_REPEAT;
	kbd->lockstate = 0;
	kbd->slockstate = 0;
	kbd->leds_by_ioctl = false;
	kbd->ledflags = kbd->default_leds;
}
