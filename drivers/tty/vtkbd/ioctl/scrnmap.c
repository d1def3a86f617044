// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The screen map: the Unicode character of each of the 256 8-bit characters. On
 * a screen it chooses glyphs; for the keyboard it decides what XLATE sends.
 */
#include <linux/string.h>

#include "ioctl.h"

#include "../core/core.h"
#include "../compat.h"

/* Characters that mean a font position: U+F000 and that position. */
#define VTKBD_FONT_BASE		0xf000
#define VTKBD_FONT_MASK		0x01ff

static void vtkbd_scrnmap_set(struct vtkbd_call c, struct vtkbd_screen_map *screen)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	vtkbd_screen_map_init(screen);
	spin_lock_irq(&seat->lock);
	seat->core.keymap.screen = *screen;
	spin_unlock_irq(&seat->lock);
}

static void vtkbd_scrnmap_get(struct vtkbd_call c, u16 *map)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	spin_lock_irq(&seat->lock);
	memcpy(map, seat->core.keymap.screen.map, VTKBD_SCREEN_MAP_SIZE);
	spin_unlock_irq(&seat->lock);
}

/**
 * vtkbd_pio_uniscrnmap - PIO_UNISCRNMAP: set the screen map by characters
 * @c: the call
 */
int vtkbd_pio_uniscrnmap(struct vtkbd_call c)
{
	struct vtkbd_screen_map screen;

	if (copy_from_user(screen.map, vtkbd_argp(c), sizeof(screen.map)))
		return -EFAULT;
	vtkbd_scrnmap_set(c, &screen);
	return 0;
}

/**
 * vtkbd_gio_uniscrnmap - GIO_UNISCRNMAP: get the screen map, by characters
 * @c: the call
 */
int vtkbd_gio_uniscrnmap(struct vtkbd_call c)
{
	u16 map[E_TABSZ];

	vtkbd_scrnmap_get(c, map);
	return copy_to_user(vtkbd_argp(c), map, sizeof(map)) ? -EFAULT : 0;
}

/**
 * vtkbd_pio_scrnmap - PIO_SCRNMAP: set the screen map by font positions
 * @c: the call
 */
int vtkbd_pio_scrnmap(struct vtkbd_call c)
{
	struct vtkbd_screen_map screen;
	unsigned int i;

	/* The order is made from the map: until then it has room for the glyphs. */
	if (copy_from_user(screen.order, vtkbd_argp(c), sizeof(screen.order)))
		return -EFAULT;
	for (i = 0; i < E_TABSZ; i++)
		screen.map[i] = VTKBD_FONT_BASE | screen.order[i];
	vtkbd_scrnmap_set(c, &screen);
	return 0;
}

/*
 * The font position of a character, or 0. There is no font, so it is known only
 * of characters that mean a position, and of ASCII, which has the same
 * positions in every font.
 */
static u8 vtkbd_glyph(u16 uni)
{
	if ((uni & ~VTKBD_FONT_MASK) == VTKBD_FONT_BASE) {
		uni &= VTKBD_FONT_MASK;
		return uni < 0x100 ? uni : 0;
	}
	return uni >= 0x20 && uni < 0x7f ? uni : 0;
}

/**
 * vtkbd_gio_scrnmap - GIO_SCRNMAP: get the screen map, by font positions
 * @c: the call
 */
int vtkbd_gio_scrnmap(struct vtkbd_call c)
{
	u16 map[E_TABSZ];
	u8 glyph[E_TABSZ];
	unsigned int i;

	vtkbd_scrnmap_get(c, map);
	for (i = 0; i < E_TABSZ; i++)
		glyph[i] = vtkbd_glyph(map[i]);
	return copy_to_user(vtkbd_argp(c), glyph, sizeof(glyph)) ? -EFAULT : 0;
}
