// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Keysyms that are text: characters, function strings, cursor and keypad keys,
 * Meta, and codes typed on the keypad. bytes.c turns characters into bytes;
 * compose.c combines a character with a pending dead key.
 */
#include "core.h"

/**
 * k_fn - a function string
 * @x: the key
 * @value: its number
 * @up: released
 */
void k_fn(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (up)
		return;
	x->out.str = x->core->keymap.func[value];
	x->out.has_str = x->out.str;
}

/*
 * The parameter for held modifiers, 1 for none. AltGr and the left and right ones
 * do not count, nor do locked and sticky modifiers.
 */
static u8 vtkbd_csi_modifiers(const struct vtkbd_keyctx *x)
{
	u8 held = x->core->shift_state;

	if (!x->core->keymap.rules->csi_modifiers)
		return 1;
	return 1 + !!(held & BIT(KG_SHIFT)) + 2 * !!(held & BIT(KG_ALT)) +
	       4 * !!(held & BIT(KG_CTRL));
}

static void vtkbd_put_csi(struct vtkbd_keyctx *x, u8 number, u8 modifiers, char final)
{
	vtkbd_put(x, 0x1b);
	vtkbd_put(x, '[');
	if (number >= 10)
		vtkbd_put(x, '0' + number / 10);
	vtkbd_put(x, '0' + number % 10);
	if (modifiers > 1) {
		vtkbd_put(x, ';');
		vtkbd_put(x, '0' + modifiers);
	}
	vtkbd_put(x, final);
}

/**
 * k_cur - a cursor key
 * @x: the key
 * @value: down, left, right, up as 0 to 3
 * @up: released
 */
void k_cur(struct vtkbd_keyctx *x, u8 value, bool up)
{
	char key = "BDCA"[value & 3];
	u8 modifiers;

	if (up)
		return;
	modifiers = vtkbd_csi_modifiers(x);
	if (modifiers > 1)
		vtkbd_put_csi(x, 1, modifiers, key);
	else
		vtkbd_put_applkey(x, key, x->kbd->modeflags & VTKBD_M_CKMODE);
}

/**
 * k_csi - an editing or function key by its number, ESC [ number ~
 * @x: the key
 * @value: the number, at most 99
 * @up: released
 *
 * Does nothing where rules.csi_keysyms is not set.
 */
void k_csi(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (!up && x->core->keymap.rules->csi_keysyms)
		vtkbd_put_csi(x, value, vtkbd_csi_modifiers(x), '~');
}

/**
 * struct vtkbd_padkey - what a keypad key sends
 * @plain: with Num Lock, or if it has no other meaning
 * @appl: final byte in application keypad mode
 * @nav: handler without Num Lock, or %NULL
 * @nav_value: its value
 */
struct vtkbd_padkey {
	char plain;
	char appl;
	vtkbd_k_handler nav;
	u8 nav_value;
};

/* The 5 in the middle is no cursor key, but has a sequence of its own. */
static void vtkbd_pad_centre(struct vtkbd_keyctx *x, u8 value, bool up)
{
	vtkbd_put_applkey(x, value, x->kbd->modeflags & VTKBD_M_APPLIC);
}

static const struct vtkbd_padkey vtkbd_padkeys[NR_PAD] = {
	[KVAL(K_P0)]		= { '0', 'p', k_fn, KVAL(K_INSERT) },
	[KVAL(K_P1)]		= { '1', 'q', k_fn, KVAL(K_SELECT) },
	[KVAL(K_P2)]		= { '2', 'r', k_cur, KVAL(K_DOWN) },
	[KVAL(K_P3)]		= { '3', 's', k_fn, KVAL(K_PGDN) },
	[KVAL(K_P4)]		= { '4', 't', k_cur, KVAL(K_LEFT) },
	[KVAL(K_P5)]		= { '5', 'u', vtkbd_pad_centre, 'G' },
	[KVAL(K_P6)]		= { '6', 'v', k_cur, KVAL(K_RIGHT) },
	[KVAL(K_P7)]		= { '7', 'w', k_fn, KVAL(K_FIND) },
	[KVAL(K_P8)]		= { '8', 'x', k_cur, KVAL(K_UP) },
	[KVAL(K_P9)]		= { '9', 'y', k_fn, KVAL(K_PGUP) },
	[KVAL(K_PPLUS)]		= { '+', 'l' },
	[KVAL(K_PMINUS)]	= { '-', 'S' },
	[KVAL(K_PSTAR)]		= { '*', 'R' },
	[KVAL(K_PSLASH)]	= { '/', 'Q' },
	[KVAL(K_PENTER)]	= { '\r', 'M' },
	[KVAL(K_PCOMMA)]	= { ',', 'n', k_fn, KVAL(K_REMOVE) },
	[KVAL(K_PDOT)]		= { '.', 'n', k_fn, KVAL(K_REMOVE) },
	[KVAL(K_PPLUSMINUS)]	= { '?', 'm' },
	[KVAL(K_PPARENL)]	= { '(', 'P' },
	[KVAL(K_PPARENR)]	= { ')', 'Q' },
};

/**
 * k_pad - a keypad key
 * @x: the key
 * @value: below NR_PAD
 * @up: released
 *
 * Shift gives digits and cursor keys even in application keypad mode.
 */
void k_pad(struct vtkbd_keyctx *x, u8 value, bool up)
{
	const struct vtkbd_padkey *key = &vtkbd_padkeys[value];
	struct vtkbd_kbd *kbd = x->kbd;

	if (up)
		return;

	if ((kbd->modeflags & VTKBD_M_APPLIC) && !x->core->shift_down[KG_SHIFT]) {
		vtkbd_put_applkey(x, key->appl, true);
		return;
	}
	if (key->nav && !(kbd->ledflags & VTKBD_LED_NUM)) {
		key->nav(x, key->nav_value, false);
		return;
	}
	vtkbd_put(x, key->plain);
	if (value == KVAL(K_PENTER) && (kbd->modeflags & VTKBD_M_CRLF))
		vtkbd_put(x, '\n');
}

/**
 * k_meta - a character with Meta: after an ESC, or with its high bit set
 * @x: the key
 * @value: the character
 * @up: released
 */
void k_meta(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (up)
		return;

	if (x->kbd->modeflags & VTKBD_M_META) {
		vtkbd_put(x, 0x1b);
		vtkbd_put(x, value);
	} else {
		vtkbd_put(x, value | 0x80);
	}
}

/**
 * k_ascii - a digit of a character code: Alt and decimal, AltGr and hex
 * @x: the key
 * @value: 0 to 9 decimal, 10 to 25 a hexadecimal digit
 * @up: released
 *
 * The value may wrap. k_shift() sends it when the modifier is released.
 */
void k_ascii(struct vtkbd_keyctx *x, u8 value, bool up)
{
	struct vtkbd_core *core = x->core;
	bool hex = value >= 10;

	if (up)
		return;

	if (!core->npadch_active) {
		core->npadch_active = true;
		core->npadch_value = 0;
	}
	core->npadch_value = core->npadch_value * (hex ? 16 : 10) +
			     (hex ? value - 10 : value);
}

/**
 * vtkbd_finish_npadch - send the code typed on the keypad: its modifier came up
 * @x: the key
 */
void vtkbd_finish_npadch(struct vtkbd_keyctx *x)
{
	if (x->kbd->kbdmode == K_UNICODE)
		vtkbd_put_utf8(x, x->core->npadch_value);
	else
		vtkbd_put(x, x->core->npadch_value);
	x->core->npadch_active = false;
}

/**
 * k_cons - switch to a console
 * @x: the key
 * @value: console number less one
 * @up: released
 */
void k_cons(struct vtkbd_keyctx *x, u8 value, bool up)
{
	if (!up)
		vtkbd_act(x, VTKBD_ACT_SWITCH, value);
}

/**
 * k_lowercase - never reached: vtkbd_core_key() makes KT_LETTER a KT_LATIN
 * @x: the key
 * @value: any
 * @up: released
 */
void k_lowercase(struct vtkbd_keyctx *x, u8 value, bool up)
{
	WARN_ON_ONCE(1);
}
