// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Characters as the bytes that the console gets: UTF-8, the 8-bit character of
 * the screen map, an escape sequence.
 */
#include "core.h"

/**
 * vtkbd_put_utf8 - send a character as UTF-8
 * @x: the key
 * @c: code point; surrogates, U+FFFF and values above U+10FFFF send nothing
 *
 * Matches to_utf8().
 */
void vtkbd_put_utf8(struct vtkbd_keyctx *x, u32 c)
{
	/* High bits of the first byte, by the number of bytes after it. */
	static const u8 lead[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	int more;

	if ((c >= 0xd800 && c <= 0xdfff) || c == 0xffff || c > 0x10ffff)
		return;

	more = (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
	vtkbd_put(x, lead[more] | (c >> (6 * more)));
	while (more--)
		vtkbd_put(x, 0x80 | ((c >> (6 * more)) & 0x3f));
}

/**
 * vtkbd_put_wide - vtkbd_put_char() for characters that may not be one byte
 * @x: the key
 * @c: code point
 */
void vtkbd_put_wide(struct vtkbd_keyctx *x, u32 c)
{
	int byte;

	if (x->kbd->kbdmode == K_UNICODE) {
		vtkbd_put_utf8(x, c);
		return;
	}
	byte = vtkbd_screen_to_8bit(&x->core->keymap.screen, c);
	if (byte >= 0)
		vtkbd_put(x, byte);
}

/**
 * vtkbd_put_applkey - send ESC [ key, or ESC O key in an application mode
 * @x: the key
 * @key: final byte
 * @application: true for ESC O
 */
void vtkbd_put_applkey(struct vtkbd_keyctx *x, char key, bool application)
{
	vtkbd_put(x, 0x1b);
	vtkbd_put(x, application ? 'O' : '[');
	vtkbd_put(x, key);
}
