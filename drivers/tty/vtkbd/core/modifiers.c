// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Modifiers: held, locked and sticky. A held modifier is counted, so that it
 * stays in force until the last of two Shift keys is released. Locked and
 * sticky modifiers belong to the console, held ones to the seat.
 */
#include "core.h"
#include "inline.h"

/**
 * vtkbd_shift_recompute - derive the held modifiers from the keys held
 * @core: the seat's keyboard state; changed
 *
 * Called when presses and releases may not have been counted: after a change of
 * the keyboard mode, the console or the keymap, and after a key for which there
 * is no keymap. Sticky keys count as held while they are down. Matches
 * do_compute_shiftstate().
 *
 * Context: Any, under the seat's lock.
 */
void vtkbd_shift_recompute(struct vtkbd_core *core)
{
	unsigned int code;
	u16 sym;
	unsigned int modifier;

	/*
	 * Programs mostly set modes while nothing is held: then all is zero
	 * already.
	 */
	if (!core->shift_state && bitmap_empty(core->key_down, NR_KEYS))
		return;

	core->shift_state = 0;
	memset(core->shift_down, 0, sizeof(core->shift_down));

	for_each_set_bit(code, core->key_down, NR_KEYS) {
		sym = VTKBD_SYM(core->keymap.map[0][code]);
		if (KTYP(sym) != KT_SHIFT && KTYP(sym) != KT_SLOCK)
			continue;
		modifier = vtkbd_modifier(KVAL(sym));
		core->shift_down[modifier]++;
		core->shift_state |= BIT(modifier);
	}
}

/**
 * k_lock - toggle a locked modifier
 * @x: the key
 * @value: KG_*; KG_CAPSSHIFT is not a modifier of its own and locks nothing
 * @up: released
 */
void k_lock(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (up || x->core->rep)
		return;
	x->kbd->lockstate ^= (u8)BIT(value);
	vtkbd_put_leds(x);
}

/**
 * k_slock - a sticky modifier: it also applies to the next key
 * @x: the key
 * @value: KG_*
 * @up: released
 *
 * If two sticky modifiers have no keymap together, no key would do anything. So
 * then only the latter one is kept.
 */
void k_slock(struct vtkbd_keyctx *x, u8 value, bool up)
{
	struct vtkbd_kbd *kbd = x->kbd;

	k_shift(x, value, up);
	if (up || x->core->rep)
		return;

	kbd->slockstate ^= (u8)BIT(value);
	if (!x->core->keymap.map[kbd->lockstate ^ kbd->slockstate])
		kbd->slockstate = (u8)BIT(value);
}
