// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Modifiers: held, locked and sticky. A held modifier is counted, so that it
 * stays in force until the last of two Shift keys is released. Locked and
 * sticky modifiers belong to the console, held ones to the seat.
 */
#include "core.h"

/**
 * vtkbd_shift_final - the modifiers that choose the keymap
 * @core: modifiers held
 * @kbd: modifiers locked and sticky
 *
 * Return: the index of the keymap in force.
 */
u8 vtkbd_shift_final(const struct vtkbd_core *core, const struct vtkbd_kbd *kbd)
{
	return (core->shift_state | kbd->slockstate) ^ kbd->lockstate;
}

/* CapsShift is counted as Shift. */
static u8 vtkbd_modifier(u8 value)
{
	return value == KG_CAPSSHIFT ? KG_SHIFT : value;
}

static void vtkbd_shift_update(struct vtkbd_core *core, u8 modifier)
{
	if (core->shift_down[modifier])
		core->shift_state |= BIT(modifier);
	else
		core->shift_state &= ~BIT(modifier);
}

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
	u8 modifier;

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
		vtkbd_shift_update(core, modifier);
	}
}

/* The code typed on the keypad is sent when the modifier is released. */
static void vtkbd_finish_npadch(struct vtkbd_keyctx *x)
{
	if (x->kbd->kbdmode == K_UNICODE)
		vtkbd_put_utf8(x, x->core->npadch_value);
	else
		vtkbd_put(x, x->core->npadch_value);
	x->core->npadch_active = false;
}

/**
 * k_shift - a modifier key
 * @x: the key
 * @value: KG_*
 * @up: released
 */
void k_shift(struct vtkbd_keyctx *x, u8 value, bool up)
{
	struct vtkbd_core *core = x->core;
	u8 before = core->shift_state;
	u8 modifier = vtkbd_modifier(value);

	if (core->rep)
		return;

	/* As on a typewriter, CapsShift shifts, and ends Caps Lock. */
	if (value == KG_CAPSSHIFT && !up)
		x->kbd->ledflags &= ~VTKBD_LED_CAPS;

	if (!up)
		core->shift_down[modifier]++;
	else if (core->shift_down[modifier])
		core->shift_down[modifier]--;
	vtkbd_shift_update(core, modifier);

	if (up && core->npadch_active && core->shift_state != before)
		vtkbd_finish_npadch(x);
}

/**
 * k_lock - toggle a locked modifier
 * @x: the key
 * @value: KG_*; KG_CAPSSHIFT is not a modifier of its own and locks nothing
 * @up: released
 */
void k_lock(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (!up && !x->core->rep)
		x->kbd->lockstate ^= (u8)BIT(value);
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
