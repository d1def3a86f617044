// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * One key event, from keycode to handler: the raw encoders, the modifiers in
 * force, the keymap, the notifier steps and the test of the keyboard mode, in
 * the order of the kernel's kbd_keycode(). What a keysym then does is decided
 * in text.c, compose.c, modifiers.c and special.c.
 *
 * The behaviour of all of core/, and the names of its handlers, are those of
 * the kernel's drivers/tty/vt/keyboard.c and vt.c; the source text is not.
 */
#include "core.h"

static const vtkbd_k_handler k_handler[VTKBD_NR_KSYM_TYPES] = {
	[KT_LATIN]	= k_self,
	[KT_FN]		= k_fn,
	[KT_SPEC]	= k_spec,
	[KT_PAD]	= k_pad,
	[KT_DEAD]	= k_dead,
	[KT_CONS]	= k_cons,
	[KT_CUR]	= k_cur,
	[KT_SHIFT]	= k_shift,
	[KT_META]	= k_meta,
	[KT_ASCII]	= k_ascii,
	[KT_LOCK]	= k_lock,
	[KT_LETTER]	= k_lowercase,
	[KT_SLOCK]	= k_slock,
	[KT_DEAD2]	= k_dead2,
	[KT_BRL]	= k_brl,
	[VTKBD_KT_CSI]	= k_csi,
};

static noinline bool vtkbd_ask_notifier(struct vtkbd_keyctx *x,
					unsigned long step, unsigned int value,
					u8 shift)
{
	struct vtkbd_note note = {
		.kbd = x->kbd,
		.value = value,
		.down = x->ev->value,
		.shift = shift,
		.ledflags = x->kbd->ledflags,
	};

	return x->core->notify(x->core, step, &note);
}

/* True if a notifier stops the key at this step. */
static inline bool vtkbd_step(struct vtkbd_keyctx *x, unsigned long step,
			      unsigned int value, u8 shift)
{
	return unlikely(x->core->notify) &&
	       vtkbd_ask_notifier(x, step, value, shift);
}

static void vtkbd_encode_scancode(struct vtkbd_keyctx *x)
{
	if (x->kbd->kbdmode == K_RAW && !x->ev->hw_raw)
		vtkbd_raw_encode(x);
	else if (x->kbd->kbdmode == K_MEDIUMRAW)
		vtkbd_mediumraw_encode(x);
}

/*
 * The keysym of a key, as stored. Keycodes beyond the keymap have none, but for
 * the eight braille dots, whose keysyms are fixed.
 */
static bool vtkbd_lookup(const u16 *map, u16 code, u16 *sym)
{
	if (likely(code < NR_KEYS))
		*sym = map[code];
	else if (code >= KEY_BRL_DOT1 && code <= KEY_BRL_DOT8)
		*sym = VTKBD_SYM(K(KT_BRL, code - KEY_BRL_DOT1 + 1));
	else
		return false;
	return true;
}

/*
 * Under Caps Lock a letter is looked up again, in the map with Shift inverted.
 * The entry found there is sent as a character whatever its type is, even if it
 * is a function key: the kernel does the same.
 */
static u16 vtkbd_caps_letter(struct vtkbd_keyctx *x, u16 sym, u8 shift)
{
	const u16 *map = x->core->keymap.map[shift ^ BIT(KG_SHIFT)];

	if (!(x->kbd->ledflags & VTKBD_LED_CAPS) || !map)
		return sym;
	return map[x->ev->code];
}

static void vtkbd_unicode_keysym(struct vtkbd_keyctx *x, u16 sym, u8 shift)
{
	if (vtkbd_step(x, KBD_UNICODE, sym, shift))
		return;
	if (vtkbd_mode_translates(x->kbd->kbdmode))
		k_unicode(x, sym, !x->ev->value);
}

static void vtkbd_typed_keysym(struct vtkbd_keyctx *x, u16 sym, u8 shift)
{
	u8 type = KTYP(sym) - VTKBD_SYM_TYPED;

	if (type == KT_LETTER) {
		type = KT_LATIN;
		sym = vtkbd_caps_letter(x, sym, shift);
	}

	if (vtkbd_step(x, KBD_KEYSYM, sym, shift))
		return;

	/* Other modes handle only modifiers and (for SAK) special functions. */
	if (!vtkbd_mode_translates(x->kbd->kbdmode) &&
	    type != KT_SPEC && type != KT_SHIFT)
		return;

	k_handler[type](x, KVAL(sym), !x->ev->value);

	vtkbd_step(x, KBD_POST_KEYSYM, sym, shift);

	if (type != KT_SLOCK)
		x->kbd->slockstate = 0;
}

/*
 * The keymap for a key with modifiers, by rules.plain_fallback. An entry is compared
 * with K_HOLE as it is stored, as the kernel does it: so a hole is an entry, and
 * U+0200 is none.
 */
static noinline const u16 *vtkbd_fall_back(const struct vtkbd_keyctx *x, const u16 *map)
{
	const u16 *plain = x->core->keymap.map[0];
	u16 code = x->ev->code;
	u8 type;

	if (code >= NR_KEYS || (map && map[code] != K_HOLE))
		return map;
	type = KTYP(plain[code]) - VTKBD_SYM_TYPED;
	return type == KT_CUR || type == VTKBD_KT_CSI ? plain : map;
}

static void vtkbd_translate(struct vtkbd_keyctx *x)
{
	u8 shift = vtkbd_shift_final(x->core, x->kbd);
	const u16 *map = x->core->keymap.map[shift];
	u16 sym;

	if (shift && x->core->keymap.rules->plain_fallback)
		map = vtkbd_fall_back(x, map);

	if (vtkbd_step(x, KBD_KEYCODE, x->ev->code, shift) || !map) {
		vtkbd_step(x, KBD_UNBOUND_KEYCODE, x->ev->code, shift);
		vtkbd_shift_recompute(x->core);
		x->kbd->slockstate = 0;
		return;
	}

	if (!vtkbd_lookup(map, x->ev->code, &sym))
		return;
	if (KTYP(sym) < VTKBD_SYM_TYPED)
		vtkbd_unicode_keysym(x, sym, shift);
	else
		vtkbd_typed_keysym(x, sym, shift);
}

/**
 * vtkbd_core_key - compute what a key event does
 * @core: the seat's keyboard state; changed
 * @kbd: the console's keyboard state; changed
 * @ev: the event; a keycode above KEY_MAX is ignored
 * @out: the result; overwritten
 *
 * Matches kbd_keycode(). The kernel also drops a repeat while the tty has
 * output that waits and echo is off. But its driver has no chars_in_buffer(),
 * so this never happens, and it is not tested here.
 *
 * Context: Any. The caller has @core and @kbd for itself.
 */
void vtkbd_core_key(struct vtkbd_core *core, struct vtkbd_kbd *kbd,
		    const struct vtkbd_event *ev, struct vtkbd_out *out)
{
	struct vtkbd_keyctx x = {
		.core = core, .kbd = kbd, .ev = ev, .out = out,
	};

	out->len = 0;
	out->brk = false;
	out->action.type = VTKBD_ACT_NONE;
	out->str = NULL;

	if (ev->code > KEY_MAX)
		return;

	core->rep = ev->value == 2;
	vtkbd_encode_scancode(&x);
	__assign_bit(ev->code, core->key_down, ev->value);

	if (core->rep && !(kbd->modeflags & VTKBD_M_REPEAT))
		return;
	vtkbd_translate(&x);
}
