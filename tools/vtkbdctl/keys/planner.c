// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the fewest strokes for a character: one key, a dead key and another, or
 * Compose and two. Codes typed on the keypad do not count: they are not the keymap's.
 *
 * Every key is tried once under every keymap, on a simulation. A text is then looked up
 * in what came of that; only strokes that work on each other are tried again.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>

#include "keys/planner.h"
#include "simulate/simulate.h"
#include "tool.h"

#define NO_KEY	0	/* KEY_RESERVED */

/* --- which keymaps can be got at, and how ---------------------------------------------- */

static void press_mods(const struct planner *p, unsigned int map)
{
	struct sim_step step;

	for (int i = 0; i < p->nr_mods[map]; i++)
		sim_key(p->sim, p->mods[map][i], true, &step);
}

/*
 * A modifier's key is looked up when it goes down and, under another map, again when it
 * comes up: unless it ends there what it began, it would stay held.
 */
static bool is_modifier(struct sim *sim, unsigned int keycode, unsigned int bit)
{
	struct sim_step step;
	unsigned int before;

	if (sim_holds(sim, keycode))
		return false;
	sim_key(sim, keycode, true, &step);
	before = step.before.held;
	if (step.type != KT_SHIFT || step.value != bit || step.after.held != (before | 1u << bit))
		return false;
	sim_key(sim, keycode, false, &step);
	return step.after.held == before;
}

static unsigned int find_modifier(struct sim *sim, unsigned int bit)
{
	sim_keep(sim, SIM_UNDER_WAY);
	for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++) {
		sim_go_back(sim, SIM_UNDER_WAY);
		if (is_modifier(sim, keycode, bit))
			return keycode;
	}
	return NO_KEY;
}

/*
 * Modifiers are pressed from the lowest bit on: the keys for a set are those for the set
 * without its highest bit, and one more. Return: whether there are such keys.
 */
static bool find_modifiers(struct planner *p, unsigned int held, unsigned int locked)
{
	unsigned int bit = 31 - __builtin_clz(held);
	unsigned int map = held ^ locked, before = map ^ 1u << bit;
	unsigned int keycode;

	sim_go_back(p->sim, SIM_START);
	press_mods(p, before);
	keycode = find_modifier(p->sim, bit);
	if (keycode == NO_KEY)
		return false;
	memcpy(p->mods[map], p->mods[before], p->nr_mods[before]);
	p->nr_mods[map] = p->nr_mods[before];
	p->mods[map][p->nr_mods[map]++] = keycode;
	return true;
}

/* Return: the keymap in force with nothing held, which is what is locked. */
static unsigned int locked_map(struct sim *sim)
{
	struct sim_step step;

	sim_go_back(sim, SIM_START);
	sim_key(sim, NO_KEY, true, &step);
	return step.map;
}

static void find_maps(struct planner *p)
{
	bool usable[MAX_NR_KEYMAPS] = { false };
	unsigned int locked = locked_map(p->sim);

	usable[locked] = true;
	for (unsigned int held = 1; held < MAX_NR_KEYMAPS; held++) {
		unsigned int top = 1u << (31 - __builtin_clz(held));

		usable[held ^ locked] = usable[held ^ top ^ locked] &&
					find_modifiers(p, held, locked);
	}
	for (int nr = 0; nr <= NR_SHIFT; nr++)
		for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
			if (usable[map] && p->nr_mods[map] == nr)
				p->order[p->nr_order++] = map;
}

/* --- what each key makes under them ----------------------------------------------------- */

static void yields_add(struct yields *yields, uint32_t c, uint32_t rank, const struct stroke *s)
{
	yields->all[yields->nr++] = (struct yield) { .c = c, .rank = rank, .stroke = *s };
}

static void set_first(struct stroke *to, const struct stroke *s)
{
	if (to->keycode == NO_KEY)
		*to = *s;
}

/* Keys that send a character as a part of something else (keypad, Meta) do not count. */
static void note(struct planner *p, const struct sim_step *step, uint32_t rank,
		 const struct stroke *s)
{
	uint32_t c;

	switch (step->type) {
	case -1:
	case KT_LATIN:
		if (sim_is_char(p->sim, step->bytes, step->nr_bytes, &c))
			yields_add(&p->chars, c, rank, s);
		break;
	case KT_DEAD:
	case KT_DEAD2:
		yields_add(&p->accents, step->after.dead, rank, s);
		break;
	case KT_SPEC:
		if (step->after.composing)
			set_first(&p->compose, s);
		if (step->nr_bytes && step->bytes[0] == '\r')
			set_first(&p->enter, s);
		break;
	}
}

static void try_map(struct planner *p, int order)
{
	struct stroke s = { .map = p->order[order] };
	struct sim_step step;

	sim_go_back(p->sim, SIM_START);
	press_mods(p, s.map);
	sim_keep(p->sim, SIM_UNDER_WAY);
	for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++) {
		sim_go_back(p->sim, SIM_UNDER_WAY);
		if (sim_holds(p->sim, keycode))
			continue;
		s.keycode = keycode;
		sim_key(p->sim, keycode, true, &step);
		if (step.has_keysym && step.gate)
			note(p, &step, order * NR_KEYS + keycode, &s);
	}
}

static int compare(const void *a, const void *b)
{
	const struct yield *x = a, *y = b;

	if (x->c != y->c)
		return x->c < y->c ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int yields_init(struct yields *yields, int nr_maps)
{
	yields->all = calloc(nr_maps * NR_KEYS, sizeof(*yields->all));
	return yields->all ? 0 : -1;
}

int planner_init(struct planner *p, struct sim *sim)
{
	*p = (struct planner) { .sim = sim };
	sim_keep(sim, SIM_START);
	find_maps(p);
	if (yields_init(&p->chars, p->nr_order) || yields_init(&p->accents, p->nr_order))
		return -1;
	for (int i = 0; i < p->nr_order; i++)
		try_map(p, i);
	qsort(p->chars.all, p->chars.nr, sizeof(*p->chars.all), compare);
	qsort(p->accents.all, p->accents.nr, sizeof(*p->accents.all), compare);
	return 0;
}

void planner_free(struct planner *p)
{
	free(p->chars.all);
	free(p->accents.all);
}

/* --- strokes for a character ------------------------------------------------------------ */

/* Return: how many strokes make @c: one, or none. */
static int find(const struct yields *yields, uint32_t c, struct stroke *s)
{
	unsigned int low = 0, high = yields->nr;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (yields->all[middle].c < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == yields->nr || yields->all[low].c != c)
		return 0;
	*s = yields->all[low].stroke;
	return 1;
}

static int find_key(const struct stroke *key, struct stroke *s)
{
	*s = *key;
	return key->keycode != NO_KEY;
}

/**
 * struct sent - what strokes send
 * @nr: bytes
 * @bytes: they; more than these are no single character
 */
struct sent {
	int nr;
	unsigned char bytes[8];
};

static void try_key(const struct planner *p, unsigned int keycode, bool down, struct sent *sent)
{
	struct sim_step step;

	sim_key(p->sim, keycode, down, &step);
	for (int i = 0; i < step.nr_bytes && sent->nr < (int)sizeof(sent->bytes); i++)
		sent->bytes[sent->nr++] = step.bytes[i];
}

static void try_stroke(const struct planner *p, const struct stroke *s, struct sent *sent)
{
	for (int i = 0; i < p->nr_mods[s->map]; i++)
		try_key(p, p->mods[s->map][i], true, sent);
	try_key(p, s->keycode, true, sent);
	try_key(p, s->keycode, false, sent);
	for (int i = p->nr_mods[s->map] - 1; i >= 0; i--)
		try_key(p, p->mods[s->map][i], false, sent);
}

/* Whether strokes that depend on each other send @c together, and nothing else. */
static bool do_strokes_send(const struct planner *p, const struct stroke *s, int nr, uint32_t c)
{
	struct sent sent = { 0 };
	uint32_t got;

	sim_go_back(p->sim, SIM_START);
	for (int i = 0; i < nr; i++)
		try_stroke(p, &s[i], &sent);
	return sim_is_char(p->sim, sent.bytes, sent.nr, &got) && got == c;
}

typedef int (*accent_fn)(const struct planner *p, uint32_t accent, struct stroke *s);

/* Return: how many strokes make an accent pending; none if it has no dead key. */
static int strokes_dead(const struct planner *p, uint32_t accent, struct stroke *s)
{
	return find(&p->accents, accent, s);
}

/* The same with Compose, which makes a dead key of the character that follows. */
static int strokes_compose(const struct planner *p, uint32_t accent, struct stroke *s)
{
	return find_key(&p->compose, s) && find(&p->chars, accent, s + 1) ? 2 : 0;
}

/* An accent that @accent_strokes makes pending, and the character that ends it. */
static int try_pair(const struct planner *p, accent_fn accent_strokes, uint32_t accent,
		    uint32_t base, uint32_t c, struct stroke *s)
{
	int nr = accent_strokes(p, accent, s);

	if (!nr || !find(&p->chars, base, s + nr))
		return 0;
	return do_strokes_send(p, s, nr + 1, c) ? nr + 1 : 0;
}

static int strokes_accented(const struct planner *p, accent_fn accent_strokes, uint32_t c,
			    struct stroke *s)
{
	const struct kbdiacruc *accents;
	unsigned int nr_accents = sim_accents(p->sim, &accents);
	int nr = 0;

	for (unsigned int i = 0; i < nr_accents && !nr; i++)
		if (accents[i].result == c)
			nr = try_pair(p, accent_strokes, accents[i].diacr, accents[i].base, c, s);
	return nr ? nr : try_pair(p, accent_strokes, c, ' ', c, s);
}

/* The Enter key is not a character: the console's mode decides whether it sends CR or CR LF. */
int planner_strokes(const struct planner *p, uint32_t c, struct stroke stroke[PLANNER_MAX_STROKES])
{
	int nr = 0;

	if (c == '\n' || c == '\r')
		nr = find_key(&p->enter, stroke);
	if (!nr)
		nr = find(&p->chars, c, stroke);
	if (!nr)
		nr = strokes_accented(p, strokes_dead, c, stroke);
	if (!nr)
		nr = strokes_accented(p, strokes_compose, c, stroke);
	return nr;
}
