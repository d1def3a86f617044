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
#include "inline.h"

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

/*
 * Types whose release means something, and types that mean something in every
 * keyboard mode: modifiers and, for SAK, special functions.
 */
#define VTKBD_ON_RELEASE	(BIT(KT_SHIFT) | BIT(KT_SLOCK) | BIT(KT_BRL))
#define VTKBD_IN_ALL_MODES	(BIT(KT_SHIFT) | BIT(KT_SPEC))

/*
 * What the steps of one key have in common is filled in at the first of them.
 * The last one sees the lock flags that the key set.
 */
static inline bool vtkbd_ask_notifier(struct vtkbd_core *core, unsigned long step,
				      unsigned int value)
{
	struct vtkbd_note *note = &core->note;
	const struct vtkbd_kbd *kbd = core->at.kbd;

	if (step == KBD_KEYCODE) {
		note->kbd = kbd;
		note->down = core->at.ev->value;
		note->shift = vtkbd_shift_final(core, kbd);
		note->ledflags = kbd->ledflags;
	}
	if (step == KBD_POST_KEYSYM)
		note->ledflags = kbd->ledflags;
	note->value = value;
	return core->notify(core, step, note);
}

/* True if a notifier stops the key at this step. */
static inline bool vtkbd_step(struct vtkbd_core *core, unsigned long step,
			      unsigned int value)
{
	return unlikely(core->notify) && vtkbd_ask_notifier(core, step, value);
}

/*
 * The keysym of a key, as stored. Keycodes beyond the keymap have none, but for
 * the eight braille dots, whose keysyms are fixed.
 */
static inline bool vtkbd_lookup(const u16 *map, u16 code, u16 *sym)
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
static u16 vtkbd_caps_letter(const struct vtkbd_core *core, u16 sym)
{
	const struct vtkbd_kbd *kbd = core->at.kbd;
	const u16 *map;

	if (!(kbd->ledflags & VTKBD_LED_CAPS))
		return sym;
	map = core->keymap.map[vtkbd_shift_final(core, kbd) ^ BIT(KG_SHIFT)];
	return map ? map[core->at.ev->code] : sym;
}

static noinline void vtkbd_unicode_keysym(struct vtkbd_core *core, u16 sym)
{
	struct vtkbd_keyctx *x = &core->at;

	if (vtkbd_step(core, KBD_UNICODE, sym))
		return;
	if (x->ev->value && vtkbd_mode_translates(x->kbd->kbdmode))
		k_unicode(x, sym, false);
}

/* A sticky modifier ends with any key that is none itself. */
static noinline void vtkbd_run_by_table(struct vtkbd_core *core, u8 type, u16 sym)
{
	struct vtkbd_keyctx *x = &core->at;

	k_handler[type](x, KVAL(sym), !x->ev->value);
	if (type != KT_SLOCK)
		x->kbd->slockstate = 0;
}

/*
 * The commonest handlers are called without the table, and so inline. Each call is
 * the last thing that its branch does.
 */
static __always_inline void vtkbd_run(struct vtkbd_core *core, u8 type, u16 sym)
{
	struct vtkbd_keyctx *x = &core->at;
	bool up = !x->ev->value;

	if (type == KT_SHIFT) {
		x->kbd->slockstate = 0;
		k_shift(x, KVAL(sym), up);
	} else if (type == KT_LATIN || type == KT_LETTER) {
		if (type == KT_LETTER)
			sym = vtkbd_caps_letter(core, sym);
		x->kbd->slockstate = 0;
		k_self(x, KVAL(sym), up);
	} else {
		vtkbd_run_by_table(core, type, sym);
	}
}

static noinline void vtkbd_watched_keysym(struct vtkbd_core *core, u8 type, u16 sym)
{
	/* Doing so twice changes nothing. */
	if (type == KT_LETTER)
		sym = vtkbd_caps_letter(core, sym);
	if (vtkbd_ask_notifier(core, KBD_KEYSYM, sym))
		return;
	if (!vtkbd_mode_translates(core->at.kbd->kbdmode) && !(BIT(type) & VTKBD_IN_ALL_MODES))
		return;
	vtkbd_run(core, type, sym);
	vtkbd_ask_notifier(core, KBD_POST_KEYSYM, sym);
}

/*
 * Of most keys only the press means something, and only where they are translated.
 * An event that means nothing and ends no sticky modifier is dropped here, before its
 * handler would do so.
 */
static inline bool vtkbd_means(const struct vtkbd_keyctx *x, u8 type)
{
	if (!x->ev->value && !(BIT(type) & VTKBD_ON_RELEASE) && !x->kbd->slockstate)
		return false;
	return vtkbd_mode_translates(x->kbd->kbdmode) || BIT(type) & VTKBD_IN_ALL_MODES;
}

static inline void vtkbd_typed_keysym(struct vtkbd_core *core, u16 sym)
{
	u8 type = KTYP(sym) % VTKBD_NR_KSYM_TYPES;
	bool watched = core->notify;

	if (!watched && !vtkbd_means(&core->at, type))
		return;
	if (unlikely(watched))
		vtkbd_watched_keysym(core, type, sym);
	else
		vtkbd_run(core, type, sym);
}

/*
 * The keymap for a key with modifiers, by rules.plain_fallback. An entry is compared
 * with K_HOLE as it is stored, as the kernel does it: so a hole is an entry, and
 * U+0200 is none.
 */
static const u16 *vtkbd_fall_back(const struct vtkbd_core *core, const u16 *map)
{
	const u16 *plain = core->keymap.map[0];
	u16 code = core->at.ev->code;
	u8 type;

	if (code >= NR_KEYS || (map && map[code] != K_HOLE))
		return map;
	type = KTYP(plain[code]) - VTKBD_SYM_TYPED;
	return type == KT_CUR || type == VTKBD_KT_CSI ? plain : map;
}

static inline void vtkbd_encode_scancode(struct vtkbd_keyctx *x)
{
	if (x->kbd->kbdmode == K_RAW)
		vtkbd_raw_encode(x);
	else
		vtkbd_mediumraw_encode(x);
}

/* The key has no keymap, or a notifier stops it. */
static void vtkbd_unbound(struct vtkbd_core *core)
{
	vtkbd_step(core, KBD_UNBOUND_KEYCODE, core->at.ev->code);
	vtkbd_shift_recompute(core);
	core->at.kbd->slockstate = 0;
}

/*
 * What few events need before they are looked up: the end of a repeat that is
 * switched off, the first notifier step, another keymap.
 * Return: the keymap, or %NULL if the event ends here.
 */
static noinline const u16 *vtkbd_before_lookup(struct vtkbd_core *core, u8 shift)
{
	const u16 *map = core->keymap.map[shift];
	struct vtkbd_keyctx *x = &core->at;

	if (core->rep && !(x->kbd->modeflags & VTKBD_M_REPEAT))
		return NULL;

	if (shift && core->keymap.rules->plain_fallback)
		map = vtkbd_fall_back(core, map);
	if (!vtkbd_step(core, KBD_KEYCODE, x->ev->code) && map)
		return map;
	vtkbd_unbound(core);
	return NULL;
}

/* The keymap of an event, or %NULL if it ends before it is looked up there. */
static inline const u16 *vtkbd_map(struct vtkbd_core *core)
{
	u8 shift = vtkbd_shift_final(core, core->at.kbd);
	const u16 *map = core->keymap.map[shift];

	if (unlikely(core->rep || core->notify || !map ||
		     (shift && core->keymap.rules->plain_fallback)))
		return vtkbd_before_lookup(core, shift);
	return map;
}

/**
 * vtkbd_core_key - compute what a key event does
 * @core: the seat's keyboard state; changed. The result is in its @at.out
 * @kbd: the console's keyboard state; changed
 * @ev: the event; a keycode above KEY_MAX is ignored
 *
 * Matches kbd_keycode(). The kernel also drops a repeat while the tty has
 * output that waits and echo is off. But its driver has no chars_in_buffer(),
 * so this never happens, and it is not tested here.
 *
 * Context: Any. The caller has @core and @kbd for itself.
 */
void vtkbd_core_key(struct vtkbd_core *core, struct vtkbd_kbd *kbd,
		    const struct vtkbd_event *ev)
{
	const u16 *map;
	u16 sym;

	core->at.out.any = 0;
	core->at.out.str = NULL;
	if (ev->code > KEY_MAX)
		return;

	core->at.core = core;
	core->at.kbd = kbd;
	core->at.ev = ev;
	core->rep = ev->value == 2;
	__assign_bit(ev->code, core->key_down, ev->value);

	if (unlikely(kbd->kbdmode == K_RAW || kbd->kbdmode == K_MEDIUMRAW))
		vtkbd_encode_scancode(&core->at);

	map = vtkbd_map(core);
	if (!map || !vtkbd_lookup(map, core->at.ev->code, &sym))
		return;
	if (KTYP(sym) < VTKBD_SYM_TYPED)
		vtkbd_unicode_keysym(core, sym);
	else
		vtkbd_typed_keysym(core, sym);
}
