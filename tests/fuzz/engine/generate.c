// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar: which steps there are, mostly keys, and between them all that a program can do.
 */
#include <string.h>

#include "oracle/random.h"

#include "generate.h"
#include "pools.h"
#include "side.h"

#define NR(array)	(sizeof(array) / sizeof((array)[0]))
#define OF(g, array)	((array)[below(g, NR(array))])

/* -- numbers ------------------------------------------------------------------------------ */

static uint32_t take(struct generator *g, unsigned int bytes)
{
	uint32_t number = 0;

	while (bytes--) {
		if (!g->left)
			return random_next(&g->random);
		number = number << 8 | *g->tape++;
		g->left--;
	}
	return number;
}

static uint32_t below(struct generator *g, uint32_t end)
{
	unsigned int bits = g->tape ? (end <= 0x100 ? 8 : end <= 0x10000 ? 16 : 32) : 32;
	uint32_t number = take(g, bits / 8);

	if (bits < 32)
		number &= (1u << bits) - 1;
	return (uint64_t)number * end >> bits;
}

static bool percent(struct generator *g, unsigned int percent)
{
	return below(g, 100) < percent;
}

static unsigned int chosen(struct generator *g, const uint8_t *weight, unsigned int nr)
{
	unsigned int total = 0, at, i;

	for (i = 0; i < nr; i++)
		total += weight[i];
	at = below(g, total);
	for (i = 0; at >= weight[i]; i++)
		at -= weight[i];
	return i;
}

static void put(struct step *step, uint32_t number)
{
	if (step->nr < STEP_ARGS)
		step->arg[step->nr++] = number;
}

static void put_text(struct step *step, const char *text)
{
	for (; *text; text++)
		put(step, (unsigned char)*text);
}

static uint32_t any_may(struct generator *g)
{
	return percent(g, 75) ? 15 : below(g, 16);
}

static void put_console(struct generator *g, struct step *step)
{
	put(step, percent(g, 50) ? 0 : below(g, SIDE_CONSOLES));
}

/* -- keys and keysyms ------------------------------------------------------------------------ */

static unsigned int any_key(struct generator *g)
{
	unsigned int kind = below(g, 100);

	if (kind < 55)
		return OF(g, g->hot);
	if (kind < 75)
		return OF(g, keys);
	if (kind < 93)
		return OF(g, modifiers);
	return below(g, KEY_MAX + 2);
}

static unsigned int typed_keysym(struct generator *g)
{
	uint8_t weight[NR(keysyms)];
	const struct keysym *kind;

	for (unsigned int i = 0; i < NR(keysyms); i++)
		weight[i] = keysyms[i].weight;
	kind = &keysyms[chosen(g, weight, NR(keysyms))];
	/* Of modifiers, mostly those that select an existing map. */
	if (kind->values <= NR_SHIFT + 1 && kind->values >= NR_LOCK && percent(g, 60))
		return K(kind->type, below(g, 4));
	return K(kind->type, below(g, kind->values));
}

static unsigned int any_keysym(struct generator *g)
{
	unsigned int kind = below(g, 100);

	if (kind < 62)
		return typed_keysym(g);
	if (kind < 75)
		return OF(g, edges);
	if (kind < 85)
		return OF(g, characters) ^ 0xf000;
	return below(g, 0x10000);
}

/* Mostly maps that are selected by few modifiers. */
static unsigned int any_map(struct generator *g)
{
	unsigned int kind = below(g, 100);

	if (kind < 50)
		return 0;
	return kind < 90 ? 1u << below(g, 5) : below(g, MAX_NR_KEYMAPS);
}

static void press(struct generator *g, struct step *step)
{
	uint32_t keyboard = percent(g, 70) ? 1 : below(g, SIDE_KEYBOARDS);
	unsigned int code = any_key(g);

	put(step, keyboard);
	put(step, code);
	put(step, 1);
	g->held[g->nr_held++] = keyboard << 16 | code;
}

/* A key goes down; or one that is held repeats or goes up; rarely, anything. */
static void make_key(struct generator *g, struct step *step)
{
	unsigned int i, kind = below(g, 128);

	if (kind == 127) {
		put(step, below(g, SIDE_KEYBOARDS));
		put(step, any_key(g));
		put(step, below(g, 3));
		return;
	}
	if (!g->nr_held || (g->nr_held < GENERATE_HELD && kind < 72 - 6 * g->nr_held)) {
		press(g, step);
		return;
	}
	i = below(g, g->nr_held);
	put(step, g->held[i] >> 16);
	put(step, g->held[i] & 0xffff);
	put(step, kind >= 112 ? 2 : 0);
	if (kind < 112)
		g->held[i] = g->held[--g->nr_held];
}

/* -- what programs do -------------------------------------------------------------------------- */

static void make_scancode(struct generator *g, struct step *step)
{
	put(step, below(g, 256));
}

static void make_time(struct generator *g, struct step *step)
{
	put(step, OF(g, times));
}

static void make_mode(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, OF(g, modes));
}

static void make_meta(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, OF(g, metas));
}

static void make_leds(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, any_may(g));
	put(step, OF(g, leds));
	put(step, percent(g, 90) ? 0 : OF(g, leds));
}

static void make_entry(struct generator *g, struct step *step)
{
	unsigned int map = any_map(g);
	unsigned int key = percent(g, 80) ? OF(g, g->hot) : any_key(g);
	bool remove = percent(g, 3);

	put_console(g, step);
	put(step, any_may(g));
	put(step, map);
	put(step, remove ? 0 : key & 0xff);
	put(step, remove ? K_NOSUCHMAP : any_keysym(g));
}

static void make_read(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, any_map(g));
	put(step, percent(g, 50) ? OF(g, g->hot) & 0xff : below(g, NR_KEYS));
}

/* All maps, or those of one modifier and more: the kernel counts them. */
static void make_maps(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, any_may(g));
	put(step, percent(g, 50) ? 0 : 1u << below(g, 8));
	put(step, percent(g, 70) ? 255 : below(g, 256));
	put(step, percent(g, 40));
}

static void make_ask(struct generator *g, struct step *step)
{
	put_console(g, step);
}

static unsigned int any_function(struct generator *g)
{
	return percent(g, 60) ? below(g, 34) : below(g, MAX_NR_FUNC);
}

static void make_string(struct generator *g, struct step *step)
{
	unsigned int len = 1 + below(g, 4);

	put(step, any_may(g));
	put(step, any_function(g));
	put(step, OF(g, lengths));
	while (len--)
		put(step, 1 + below(g, 255));
}

static void make_text(struct generator *g, struct step *step)
{
	put(step, any_function(g));
}

static void make_accents(struct generator *g, struct step *step)
{
	unsigned int own = below(g, 6);

	put(step, any_may(g));
	put(step, below(g, 2));
	put(step, OF(g, accent_counts));
	for (unsigned int i = 0; i < 3 * own; i++)
		put(step, OF(g, characters));
}

static void make_composed(struct generator *g, struct step *step)
{
	put(step, below(g, 2));
}

static void make_screen(struct generator *g, struct step *step)
{
	unsigned int own = below(g, 6);

	put(step, percent(g, 30) | (percent(g, 75) ? 0 : below(g, 0x10000)) << 1);
	while (own--) {
		put(step, percent(g, 50) ? OF(g, characters) & 0xff : below(g, 256));
		put(step, percent(g, 60) ? OF(g, characters) : below(g, 0x10000));
	}
}

static void make_braille(struct generator *g, struct step *step)
{
	put(step, OF(g, timeouts));
	put(step, OF(g, chords));
}

static void make_notify(struct generator *g, struct step *step)
{
	put(step, percent(g, 70));
	put(step, percent(g, 70) ? 0 : below(g, 64));
}

static void make_utf8(struct generator *g, struct step *step)
{
	put(step, percent(g, 70));
}

static void make_open(struct generator *g, struct step *step)
{
	put_console(g, step);
	put(step, percent(g, 70));
}

static void make_switch(struct generator *g, struct step *step)
{
	static const uint8_t numbers[] = SIDE_NUMBERS;

	put(step, percent(g, 90) ? OF(g, numbers) : below(g, 256));
}

static void put_sequence(struct generator *g, struct step *step)
{
	const char *text = OF(g, sequences);
	size_t len = strlen(text), end = percent(g, 85) ? len : below(g, len + 1);

	for (size_t i = percent(g, 92) ? 0 : below(g, len); i < end; i++)
		put(step, (unsigned char)text[i]);
}

static void put_number(struct generator *g, struct step *step)
{
	static const uint16_t numbers[] = { 1, 3, 8, 9, 10, 11, 12, 13, 15, 20, 38, 48, 58, 5, 2, 0,
					    1000, 2004 };
	char text[12];

	snprintf(text, sizeof(text), "%u", percent(g, 80) ? OF(g, numbers) : below(g, 3000));
	put_text(step, text);
}

/* A CSI sequence of any parameters. */
static void put_csi(struct generator *g, struct step *step)
{
	static const char prefixes[] = "?>=<!$", finals[] = "hlqm]hlq@ABJKrsu", between[] = ";;;;:";
	unsigned int nr = below(g, 5);

	put(step, '\033');
	put(step, '[');
	if (percent(g, 40))
		put(step, prefixes[below(g, sizeof(prefixes) - 1)]);
	while (nr--) {
		put_number(g, step);
		if (nr)
			put(step, between[below(g, sizeof(between) - 1)]);
	}
	put(step, finals[below(g, sizeof(finals) - 1)]);
}

/* An entry of the palette, of about as many digits as one has, and a sequence right behind. */
static void put_palette(struct generator *g, struct step *step)
{
	unsigned int digits = 5 + below(g, 4);

	put_text(step, "\033]P");
	while (digits--)
		put(step, '0' + below(g, 10));
	put_text(step, "\302\2331q");
}

/* A string, what is one for the kernel's console, and what ends it or does not. */
static void put_string(struct generator *g, struct step *step)
{
	static const char *const begins[] = { "\033]0", "\033]2;", "\033P", "\033_", "\033^", "\033]X" };
	static const char *const ends[] = { "\a", "\a", "\033\\", "\030", "\234", "" };

	put_text(step, OF(g, begins));
	put(step, below(g, 2) ? 'x' : below(g, 256));
	put_text(step, OF(g, ends));
	put_text(step, "\033[1q");
}

static void make_write(struct generator *g, struct step *step)
{
	unsigned int pieces = 1 + below(g, 3);

	put_console(g, step);
	while (pieces--) {
		unsigned int kind = below(g, 100);

		if (kind < 45)
			put_sequence(g, step);
		else if (kind < 75)
			put_csi(g, step);
		else if (kind < 78)
			put_palette(g, step);
		else if (kind < 82)
			put_string(g, step);
		else if (kind < 92)
			put(step, (unsigned char)junk[below(g, sizeof(junk) - 1)]);
		else
			put(step, below(g, 256));
	}
}

static void (*const make[NR_OPS])(struct generator *g, struct step *step) = {
	[OP_KEY] = make_key, [OP_SCANCODE] = make_scancode, [OP_TIME] = make_time,
	[OP_MODE] = make_mode, [OP_META] = make_meta, [OP_LIGHTS] = make_leds,
	[OP_FLAGS] = make_leds, [OP_ENTRY] = make_entry, [OP_MAPS] = make_maps,
	[OP_READ] = make_read, [OP_ASK] = make_ask,
	[OP_STRING] = make_string, [OP_TEXT] = make_text, [OP_ACCENTS] = make_accents,
	[OP_COMPOSED] = make_composed, [OP_SCREEN] = make_screen, [OP_BRAILLE] = make_braille,
	[OP_NOTIFY] = make_notify, [OP_UTF8] = make_utf8,
	[OP_OPEN] = make_open, [OP_SWITCH] = make_switch,
	[OP_WRITE] = make_write,
};

/* -- beginning, and the next one ---------------------------------------------------------------- */

static void begin(struct generator *g)
{
	g->weight = profiles[below(g, NR(profiles))];
	for (unsigned int i = 0; i < GENERATE_HOT; i++)
		g->hot[i] = percent(g, 70) ? OF(g, keys) :
			    percent(g, 50) ? OF(g, modifiers) : below(g, NR_KEYS);
}

void generate_begin(struct generator *g, uint64_t seed, uint64_t run)
{
	memset(g, 0, sizeof(*g));
	g->random = random_begin(seed, run);
	begin(g);
}

void generate_begin_tape(struct generator *g, const uint8_t *tape)
{
	memset(g, 0, sizeof(*g));
	g->random = random_begin(tape[0], tape[1]);
	begin(g);
}

void generate_step(struct generator *g, struct step *step)
{
	step->op = chosen(g, g->weight, NR_OPS);
	step->nr = 0;
	make[step->op](g, step);
}

void generate_step_of(struct generator *g, struct step *step, const uint8_t *tape, size_t left)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < left; i++)
		hash = hash * 31 + tape[i];
	g->random = random_begin(hash, left);
	g->tape = tape;
	g->left = left;
	generate_step(g, step);
}
