// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * What keys mean: 256 maps of 256 keysyms, function strings, the accent table
 * and the 8-bit screen map. A seat starts with a copy of the default keymap,
 * which programs may change entry by entry, as loadkeys does.
 *
 * The callers allocate and free memory, outside the seat's lock. Under it only
 * pointers are exchanged.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "core.h"

#include "defkeymap.c_shipped"

/* Highest value of each keysym type; higher types have no meaning. */
static const u8 vtkbd_max_value[] = {
	[KT_LATIN]	= 255,
	[KT_FN]		= MAX_NR_FUNC - 1,
	[KT_SPEC]	= VTKBD_NR_FN - 1,
	[KT_PAD]	= NR_PAD - 1,
	[KT_DEAD]	= NR_DEAD - 1,
	[KT_CONS]	= 255,
	[KT_CUR]	= 3,
	[KT_SHIFT]	= NR_SHIFT - 1,
	[KT_META]	= 255,
	[KT_ASCII]	= NR_ASCII - 1,
	[KT_LOCK]	= NR_LOCK - 1,
	[KT_LETTER]	= 255,
	[KT_SLOCK]	= NR_LOCK - 1,
	[KT_DEAD2]	= 255,
	[KT_BRL]	= NR_BRL - 1,
	[VTKBD_KT_CSI]	= 99,
};

/* A type beyond has no meaning: only UNICODE can bind and read such keysyms. */
static unsigned int vtkbd_nr_types(const struct vtkbd_rules *rules)
{
	return rules->csi_keysyms ? VTKBD_KT_CSI + 1 : VTKBD_KT_CSI;
}

static int vtkbd_copy_maps(struct vtkbd_keymap *km)
{
	unsigned int i;

	for (i = 0; i < MAX_NR_KEYMAPS; i++) {
		if (!vtkbd_def_key_maps[i])
			continue;
		km->map[i] = kmemdup(vtkbd_def_key_maps[i],
				     NR_KEYS * sizeof(u16), GFP_KERNEL);
		if (!km->map[i])
			return -ENOMEM;
		km->nr_maps++;
	}
	return 0;
}

static int vtkbd_copy_strings(struct vtkbd_keymap *km)
{
	unsigned int i;

	for (i = 0; i < MAX_NR_FUNC; i++) {
		if (!vtkbd_def_func_table[i])
			continue;
		km->func[i] = kstrdup(vtkbd_def_func_table[i], GFP_KERNEL);
		if (!km->func[i])
			return -ENOMEM;
	}
	return 0;
}

/**
 * vtkbd_keymap_init - give a zeroed keymap the default contents
 * @km: the keymap
 * @rules: of which kernel's keyboard
 *
 * Context: Process; allocates.
 * Return: 0, or -ENOMEM with nothing left allocated.
 */
int vtkbd_keymap_init(struct vtkbd_keymap *km, const struct vtkbd_rules *rules)
{
	unsigned int i;
	int err;

	km->rules = rules;
	err = vtkbd_copy_maps(km);
	if (!err)
		err = vtkbd_copy_strings(km);
	if (err) {
		vtkbd_keymap_destroy(km);
		return err;
	}

	vtkbd_keymap_set_accents(km, vtkbd_def_accent_table, VTKBD_DEF_ACCENTS);
	for (i = 0; i < ARRAY_SIZE(km->screen.map); i++)
		km->screen.map[i] = VTKBD_SYM(i);
	vtkbd_screen_map_init(&km->screen);
	return 0;
}

/**
 * vtkbd_keymap_destroy - free what a keymap holds
 * @km: the keymap; may be partly initialised
 */
void vtkbd_keymap_destroy(struct vtkbd_keymap *km)
{
	unsigned int i;

	for (i = 0; i < MAX_NR_KEYMAPS; i++)
		kfree(km->map[i]);
	for (i = 0; i < MAX_NR_FUNC; i++)
		kfree(km->func[i]);
	memset(km, 0, sizeof(*km));
}

/**
 * vtkbd_keymap_get - KDGKBENT
 * @km: the keymap
 * @map: combination of modifiers
 * @index: keycode
 * @kbdmode: the caller's keyboard mode; characters without a keysym type are
 *	returned only in UNICODE
 *
 * Return: a keysym; K_NOSUCHMAP for entry 0 of a map that does not exist.
 */
u16 vtkbd_keymap_get(const struct vtkbd_keymap *km, u8 map, u8 index, u8 kbdmode)
{
	u16 sym;

	if (!km->map[map])
		return index ? K_HOLE : K_NOSUCHMAP;

	sym = VTKBD_SYM(km->map[map][index]);
	if (kbdmode != K_UNICODE && KTYP(sym) >= vtkbd_nr_types(km->rules))
		return K_HOLE;
	return sym;
}

/**
 * vtkbd_keymap_check - may this keysym be put into a keymap?
 * @rules: of the keymap
 * @kbdmode: the caller's keyboard mode
 * @sym: the keysym
 *
 * The handlers rely on this: they index tables with a keysym's value.
 *
 * Return: 0 or -EINVAL.
 */
int vtkbd_keymap_check(const struct vtkbd_rules *rules, u8 kbdmode, u16 sym)
{
	if (KTYP(sym) >= vtkbd_nr_types(rules))
		return kbdmode == K_UNICODE ? 0 : -EINVAL;
	return KVAL(sym) <= vtkbd_max_value[KTYP(sym)] ? 0 : -EINVAL;
}

/*
 * A new map has only holes. K_ALLOCATED marks it as a user's: only such a map
 * is no longer counted once it is removed.
 */
static void vtkbd_keymap_add(struct vtkbd_keymap *km, u8 map, u16 *new)
{
	unsigned int i;

	new[0] = VTKBD_SYM(K_ALLOCATED);
	for (i = 1; i < NR_KEYS; i++)
		new[i] = VTKBD_SYM(K_HOLE);
	km->map[map] = new;
	km->nr_maps++;
}

static bool vtkbd_is_modifier(u16 sym)
{
	return KTYP(sym) == KT_SHIFT;
}

/**
 * vtkbd_keymap_set - KDSKBENT of a keysym that vtkbd_keymap_check() accepted
 * @km: the keymap
 * @edit: the entry and the result
 *
 * As in vt_kdskbent(), a map that was made for an entry is kept even if the
 * entry is then refused.
 *
 * Context: Any, under the seat's lock.
 * Return: 0, or the VTKBD_MAY_* that @edit->may lacks: for one map too many, or
 *	for a change from or to SAK.
 */
unsigned int vtkbd_keymap_set(struct vtkbd_keymap *km, struct vtkbd_keymap_edit *edit)
{
	u16 *entry, old;

	edit->modifiers = false;
	if (!km->map[edit->map]) {
		if (km->nr_maps >= MAX_NR_OF_USER_KEYMAPS &&
		    !(edit->may & VTKBD_MAY_ADD_MAPS))
			return VTKBD_MAY_ADD_MAPS;
		vtkbd_keymap_add(km, edit->map, edit->spare);
		edit->spare = NULL;
	}

	entry = &km->map[edit->map][edit->index];
	old = VTKBD_SYM(*entry);
	if (old == edit->sym)
		return 0;
	if ((old == K_SAK || edit->sym == K_SAK) && !(edit->may & VTKBD_MAY_SET_SAK))
		return VTKBD_MAY_SET_SAK;

	*entry = VTKBD_SYM(edit->sym);
	edit->modifiers = !edit->map &&
			  (vtkbd_is_modifier(old) || vtkbd_is_modifier(edit->sym));
	return 0;
}

/**
 * vtkbd_keymap_remove - KDSKBENT of K_NOSUCHMAP: remove a map
 * @km: the keymap
 * @map: combination of modifiers; map 0 is kept
 *
 * Context: Any, under the seat's lock.
 * Return: the map, for the caller to free, or %NULL.
 */
u16 *vtkbd_keymap_remove(struct vtkbd_keymap *km, u8 map)
{
	u16 *old = km->map[map];

	if (!map || !old)
		return NULL;

	km->map[map] = NULL;
	if (old[0] == VTKBD_SYM(K_ALLOCATED))
		km->nr_maps--;
	return old;
}

/**
 * vtkbd_keymap_swap_string - KDSKBSENT
 * @km: the keymap
 * @func: number of the string
 * @str: its new text, allocated; it belongs to the keymap from now on
 *
 * Context: Any, under the seat's lock.
 * Return: the old text, for the caller to free, or %NULL.
 */
char *vtkbd_keymap_swap_string(struct vtkbd_keymap *km, u8 func, char *str)
{
	swap(km->func[func], str);
	return str;
}

/**
 * vtkbd_keymap_set_accents - KDSKBDIACRUC
 * @km: the keymap
 * @accent: new accent table
 * @nr: its entries, below MAX_DIACR
 */
void vtkbd_keymap_set_accents(struct vtkbd_keymap *km,
			      const struct kbdiacruc *accent, unsigned int nr)
{
	memcpy(km->accent, accent, nr * sizeof(*accent));
	km->nr_accents = nr;
}

/**
 * vtkbd_screen_map_init - complete a screen map
 * @screen: its @map is there; the other members are filled in
 *
 * Programs set maps that are nearly in order, which this is quick for. Takes long for
 * others: to be called without the seat's lock.
 */
void vtkbd_screen_map_init(struct vtkbd_screen_map *screen)
{
	const u16 *map = screen->map;
	unsigned int c, i;

	screen->set = false;
	for (c = 0; c < E_TABSZ; c++) {
		for (i = c; i && map[screen->order[i - 1]] > map[c]; i--)
			screen->order[i] = screen->order[i - 1];
		screen->order[i] = c;
		if (map[c] != VTKBD_SYM(c))
			screen->set = true;
	}
}

/* The first 8-bit character whose entry is this one, or one beyond the last. */
static unsigned int vtkbd_screen_find(const struct vtkbd_screen_map *screen, u32 uni)
{
	const u8 *order = screen->order;
	unsigned int step;

	/* Eight halves leave one of 256. */
	for (step = E_TABSZ / 2; step; step /= 2)
		if (screen->map[order[step - 1]] < uni)
			order += step;
	return screen->map[*order] == uni ? *order : E_TABSZ;
}

/**
 * vtkbd_screen_to_8bit - the first 8-bit character of a Unicode character
 * @screen: the screen map
 * @uni: code point; U+F000 to U+F0FF mean "this font position"
 *
 * Matches conv_uni_to_8bit(), but does not search before a program sets a
 * screen map, and then takes as long for each character.
 *
 * Return: the 8-bit character, or -1.
 */
int vtkbd_screen_to_8bit(const struct vtkbd_screen_map *screen, u32 uni)
{
	unsigned int c;

	if (!screen->set)
		return uni < 0x100 || (uni & ~0xffU) == 0xf000 ? uni & 0xff : -1;

	c = vtkbd_screen_find(screen, uni);
	if (uni < c && screen->map[uni] == VTKBD_SYM(uni))
		c = uni;
	return c < E_TABSZ ? c : -1;
}
