// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the fewest strokes for a character: one key, a dead key and another, or
 * Compose and two. Codes typed on the keypad do not count: they are not the keymap's.
 */
#include <string.h>

#include "keys/keymap.h"
#include "keys/planner.h"
#include "tool.h"

#define NO_KEY	0	/* KEY_RESERVED */

static unsigned int find_sym(const struct keymap *km, unsigned int map, uint16_t sym)
{
	for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++)
		if (km->sym[map][keycode] == sym)
			return keycode;
	return NO_KEY;
}

/*
 * The modifier's key is looked up when it goes down and, under another map, again
 * when it comes up; unless it means the same both times, it would stay held.
 */
static unsigned int find_modifier(const struct keymap *km, unsigned int held, unsigned int bit)
{
	unsigned int before = held ^ km->locked, after = before ^ (1u << bit);
	uint16_t sym = K(KT_SHIFT, bit);

	if (!km->present[before] || !km->present[after])
		return NO_KEY;
	for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++)
		if (km->sym[before][keycode] == sym && km->sym[after][keycode] == sym)
			return keycode;
	return NO_KEY;
}

/* Return: whether a map can be got at, and how. */
static bool find_modifiers(struct planner *t, unsigned int map)
{
	unsigned int wanted = map ^ t->km->locked, held = 0, keycode;

	for (unsigned int bit = 0; bit < NR_SHIFT; bit++) {
		if (!(wanted & (1u << bit)))
			continue;
		keycode = find_modifier(t->km, held, bit);
		if (!keycode)
			return false;
		t->mods[map][t->nr_mods[map]++] = keycode;
		held |= 1u << bit;
	}
	return t->km->present[map];
}

void planner_init(struct planner *t, const struct keymap *km)
{
	bool usable[MAX_NR_KEYMAPS];

	memset(t, 0, sizeof(*t));
	t->km = km;
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		usable[map] = find_modifiers(t, map);
	for (int nr = 0; nr <= NR_SHIFT; nr++)
		for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
			if (usable[map] && t->nr_mods[map] == nr)
				t->order[t->nr_order++] = map;
}

typedef uint32_t (*meaning_fn)(const struct keymap *km, unsigned int map, unsigned int keycode);

static bool find_meaning(const struct planner *t, meaning_fn meaning, uint32_t c, struct stroke *s)
{
	for (int i = 0; i < t->nr_order; i++)
		for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++) {
			if (meaning(t->km, t->order[i], keycode) != c)
				continue;
			*s = (struct stroke) { .keycode = keycode, .map = t->order[i] };
			return true;
		}
	return false;
}

static bool find_key(const struct planner *t, uint16_t sym, struct stroke *s)
{
	for (int i = 0; i < t->nr_order; i++) {
		s->map = t->order[i];
		s->keycode = find_sym(t->km, s->map, sym);
		if (s->keycode != NO_KEY)
			return true;
	}
	return false;
}

/* The Enter key is no character: what it sends is the console's affair. */
static int strokes_enter(const struct planner *t, uint32_t c, struct stroke *s)
{
	return (c == '\n' || c == '\r') && find_key(t, K_ENTER, s) ? 1 : 0;
}

static int strokes_direct(const struct planner *t, uint32_t c, struct stroke *s)
{
	return find_meaning(t, keymap_char, c, s) ? 1 : 0;
}

/* Return: how many strokes make an accent pending; none if it has no dead key. */
static int strokes_dead(const struct planner *t, uint32_t accent, struct stroke *s)
{
	return find_meaning(t, keymap_accent, accent, s) ? 1 : 0;
}

/* The same with Compose, which makes a dead key of the character that follows. */
static int strokes_compose(const struct planner *t, uint32_t accent, struct stroke *s)
{
	return find_key(t, K_COMPOSE, s) && strokes_direct(t, accent, s + 1) ? 2 : 0;
}

typedef int (*accent_fn)(const struct planner *t, uint32_t accent, struct stroke *s);

/* An accent that @accent_strokes makes pending, and the character that ends it. */
static int try_pair(const struct planner *t, accent_fn accent_strokes, uint32_t accent,
		    uint32_t base, uint32_t c, struct stroke *s)
{
	int nr;

	if (keymap_compose(t->km, accent, base) != c)
		return 0;
	nr = accent_strokes(t, accent, s);
	return nr && strokes_direct(t, base, s + nr) ? nr + 1 : 0;
}

static int strokes_accented(const struct planner *t, accent_fn accent_strokes, uint32_t c,
			    struct stroke *s)
{
	const struct kbdiacrsuc *accents = &t->km->accents;
	int nr = 0;

	for (unsigned int i = 0; i < accents->kb_cnt && i < ARRAY_SIZE(accents->kbdiacruc) && !nr; i++)
		if (accents->kbdiacruc[i].result == c)
			nr = try_pair(t, accent_strokes, accents->kbdiacruc[i].diacr,
				      accents->kbdiacruc[i].base, c, s);
	return nr ? nr : try_pair(t, accent_strokes, c, ' ', c, s);
}

int planner_strokes(const struct planner *t, uint32_t c, struct stroke stroke[PLANNER_MAX_STROKES])
{
	int nr;

	if (!keymap_sends(t->km, c))
		return 0;
	nr = strokes_enter(t, c, stroke);
	if (!nr)
		nr = strokes_direct(t, c, stroke);
	if (!nr)
		nr = strokes_accented(t, strokes_dead, c, stroke);
	if (!nr)
		nr = strokes_accented(t, strokes_compose, c, stroke);
	return nr;
}
