/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The handlers of the keys that people press most: characters and modifiers. They
 * are here so that key.c has them without a call.
 */
#ifndef _VTKBD_INLINE_H
#define _VTKBD_INLINE_H

#include "core.h"

/* As x->core, without reading it. */
static inline struct vtkbd_core *vtkbd_core_of(struct vtkbd_keyctx *x)
{
	return container_of(x, struct vtkbd_core, at);
}

/* A character goes to a pending dead key or Compose, else it is sent. */
static inline void vtkbd_character(struct vtkbd_keyctx *x, u32 c)
{
	struct vtkbd_core *core = vtkbd_core_of(x);

	if (unlikely(core->diacr || core->dead_key_next))
		vtkbd_composed(x, c);
	else
		vtkbd_put_char(x, c);
}

/**
 * k_self - an 8-bit character of the screen map
 * @x: the key
 * @value: the character
 * @up: released
 */
static inline void k_self(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (!up)
		vtkbd_character(x, vtkbd_screen_to_uni(&vtkbd_core_of(x)->keymap.screen, value));
}

/* CapsShift is counted as Shift. */
static inline unsigned int vtkbd_modifier(u8 value)
{
	return value == KG_CAPSSHIFT ? KG_SHIFT : value;
}

/* After a change of how many keys hold it. */
static inline void vtkbd_shift_update(struct vtkbd_core *core, unsigned int modifier)
{
	if (core->shift_down[modifier])
		core->shift_state |= BIT(modifier);
	else
		core->shift_state &= ~BIT(modifier);
}

/**
 * k_shift - a modifier key
 * @x: the key
 * @value: KG_*
 * @up: released
 */
static inline void k_shift(struct vtkbd_keyctx *x, u8 value, bool up)
{
	struct vtkbd_core *core = vtkbd_core_of(x);
	unsigned int modifier = vtkbd_modifier(value);
	u8 before;

	if (core->rep)
		return;
	if (!up) {
		/* As on a typewriter, CapsShift shifts, and ends Caps Lock. */
		if (unlikely(value == KG_CAPSSHIFT)) {
			x->kbd->ledflags &= ~VTKBD_LED_CAPS;
			vtkbd_put_leds(x);
		}
		core->shift_down[modifier]++;
		vtkbd_shift_update(core, modifier);
		return;
	}

	before = core->shift_state;
	if (core->shift_down[modifier])
		core->shift_down[modifier]--;
	vtkbd_shift_update(core, modifier);
	if (unlikely(core->npadch_active) && core->shift_state != before)
		vtkbd_finish_npadch(x);
}

#endif /* _VTKBD_INLINE_H */
