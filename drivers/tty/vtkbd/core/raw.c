// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * What RAW and MEDIUMRAW send. RAW means the scancodes of an AT keyboard (set
 * 1). Those of a device that has its own are passed on by the caller; for all
 * other devices they are made here.
 */
#include "core.h"

#include "rawcodes.h_shipped"

#define VTKBD_SCAN_E0	0xe0
#define VTKBD_SCAN_E1	0xe1

/* Bit 7 of a scancode or keycode byte is set on release. */
static u8 vtkbd_up_bit(const struct vtkbd_keyctx *x)
{
	return x->ev->value ? 0 : 0x80;
}

static void vtkbd_put_scancodes(struct vtkbd_keyctx *x, u8 prefix, u8 first,
				u8 second)
{
	u8 up = vtkbd_up_bit(x);

	vtkbd_put(x, prefix);
	vtkbd_put(x, first | up);
	if (prefix == VTKBD_SCAN_E0)
		vtkbd_put(x, prefix);
	vtkbd_put(x, second | up);
}

/* Print Screen is sent with a fake Shift, but under Alt as SysRq. */
static void vtkbd_raw_sysrq(struct vtkbd_keyctx *x)
{
	if (test_bit(KEY_LEFTALT, x->core->key_down) ||
	    test_bit(KEY_RIGHTALT, x->core->key_down))
		vtkbd_put(x, 0x54 | vtkbd_up_bit(x));
	else
		vtkbd_put_scancodes(x, VTKBD_SCAN_E0, 0x2a, 0x37);
}

/* The two Korean keys send nothing on release. */
static void vtkbd_raw_press_only(struct vtkbd_keyctx *x, u8 code)
{
	if (x->ev->value)
		vtkbd_put(x, code);
}

static void vtkbd_raw_plain(struct vtkbd_keyctx *x)
{
	u16 keycode = x->ev->code;
	u16 code = 0;

	if (!VTKBD_RAW_IS_AT)
		code = keycode < 0x80 ? keycode : 0;
	else if (keycode < ARRAY_SIZE(vtkbd_rawcode))
		code = vtkbd_rawcode[keycode];

	if (!code) {
		x->core->untranslated += x->ev->value == 1;
		return;
	}
	if (code & VTKBD_RAW_E0)
		vtkbd_put(x, VTKBD_SCAN_E0);
	vtkbd_put(x, (code & 0x7f) | vtkbd_up_bit(x));
}

/**
 * vtkbd_raw_encode - send a key as an AT keyboard would
 * @x: the key
 *
 * Keys that such a keyboard does not have send nothing and are counted; nor does a
 * device send anything that passes on its own scancodes.
 * Matches emulate_raw().
 */
void vtkbd_raw_encode(struct vtkbd_keyctx *x)
{
	if (unlikely(x->ev->hw_raw))
		return;
	/* The first that is special. */
	if (!VTKBD_RAW_IS_AT || x->ev->code < KEY_SYSRQ) {
		vtkbd_raw_plain(x);
		return;
	}

	switch (x->ev->code) {
	case KEY_PAUSE:
		vtkbd_put_scancodes(x, VTKBD_SCAN_E1, 0x1d, 0x45);
		break;
	case KEY_SYSRQ:
		vtkbd_raw_sysrq(x);
		break;
	case KEY_HANGEUL:
		vtkbd_raw_press_only(x, 0xf2);
		break;
	case KEY_HANJA:
		vtkbd_raw_press_only(x, 0xf1);
		break;
	default:
		vtkbd_raw_plain(x);
	}
}

/**
 * vtkbd_mediumraw_encode - send a key as its keycode
 * @x: the key
 *
 * Keycodes from 128 on take three bytes. The first is no keycode, but 0 for a
 * press and 0x80 for a release. Bit 7 of the other two is always set, so that
 * an old program does not take them for a press.
 */
void vtkbd_mediumraw_encode(struct vtkbd_keyctx *x)
{
	u16 keycode = x->ev->code;
	u8 up = vtkbd_up_bit(x);

	if (keycode < 0x80) {
		vtkbd_put(x, keycode | up);
		return;
	}
	vtkbd_put(x, up);
	vtkbd_put(x, 0x80 | (keycode >> 7));
	vtkbd_put(x, 0x80 | (keycode & 0x7f));
}
