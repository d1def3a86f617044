// SPDX-License-Identifier: GPL-2.0
/*
 * The steps of a random typist: mostly keys, and between them everything that a program
 * can change. Profiles prefer different steps, so that each feature is used often while
 * others are used rarely.
 */
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>
#include <signal.h>
#include <string.h>

#include "generate.h"
#include "phrases.h"
#include "profiles.h"
#include "ps2.h"
#include "random.h"
#include "run.h"
#include "sequences.h"
#include "side.h"

#define CHAPTER_STEPS	1500
#define PS2_CHAPTER_STEPS	300	/* of several keys each */
#define CHECK_EVERY	32
#define BURST_KEYS	8
#define PHRASE_PERCENT	1
#define TYPED_BYTES	8	/* and a key more, of 16 that the PS/2 keyboard holds */

/* -- choosing --------------------------------------------------------------- */

static uint32_t below(struct generator *g, uint32_t end)
{
	return random_below(&g->random, end);
}

static bool percent(struct generator *g, unsigned int percent)
{
	return random_percent(&g->random, percent);
}

static unsigned int weighted(struct generator *g, const unsigned int *weight, unsigned int nr)
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
	step->arg[step->nr++] = number;
}

static unsigned int any_console(struct generator *g)
{
	return 1 + below(g, NR_CONSOLES);
}

static unsigned int pool_key(struct generator *g)
{
	const struct pool *pool = &pools[weighted(g, g->profile->pool, NR_POOLS)];
	unsigned int code = pool->code[below(g, pool->nr)];

	return code ?: 1 + below(g, KEY_MAX);
}

/* A key that is in the keymap and on the keyboard in use. */
static unsigned int hot_key(struct generator *g)
{
	unsigned int code;

	do
		code = pool_key(g);
	while (code >= NR_KEYS || (g->ps2 && !ps2_number(code)));
	return code;
}

static unsigned int any_key(struct generator *g)
{
	return percent(g, g->profile->hot) ? random_of(&g->random, g->hot) : pool_key(g);
}

/* -- keysyms ---------------------------------------------------------------- */

static unsigned int typed_keysym(struct generator *g)
{
	unsigned int total = 0, values, at, i;

	for (i = 0; i < sizeof(keysyms) / sizeof(keysyms[0]); i++)
		total += keysyms[i].weight;
	at = below(g, total);
	for (i = 0; at >= keysyms[i].weight; i++)
		at -= keysyms[i].weight;
	/* Of modifiers, mostly those that select an existing map. */
	values = keysyms[i].values;
	if (values == NR_SHIFT && percent(g, 70))
		return K(keysyms[i].type, below(g, 4));
	return K(keysyms[i].type, below(g, values + 1) & 0xff);
}

static unsigned int any_keysym(struct generator *g)
{
	unsigned int keysym;

	if (percent(g, 10))
		return random_of(&g->random, edges) ^ 0xf000;
	do
		keysym = percent(g, 70) ? typed_keysym(g) : below(g, 0x10000);
	while (!keysym_is_harmless(keysym));
	return keysym;
}

/* Mostly maps that are selected by few modifiers. */
static unsigned int any_map(struct generator *g)
{
	if (percent(g, 50))
		return 0;
	return percent(g, 80) ? 1u << below(g, 5) : below(g, MAX_NR_KEYMAPS);
}

/* -- steps ------------------------------------------------------------------ */

static void hold(struct generator *g, unsigned int code, unsigned int keyboard)
{
	for (unsigned int i = 0; i < g->nr_held; i++)
		if (g->held[i].code == code && g->held[i].keyboard == keyboard)
			return;
	g->held[g->nr_held].code = code;
	g->held[g->nr_held++].keyboard = keyboard;
}

static void make_key(struct generator *g, struct step *step)
{
	unsigned int i;

	if (!g->nr_held || (g->nr_held < 12 && percent(g, 60 - 8 * g->nr_held))) {
		put(step, percent(g, 75) ? 0 : 1);
		put(step, any_key(g));
		put(step, 1);
		hold(g, step->arg[1], step->arg[0]);
		return;
	}
	i = below(g, g->nr_held);
	put(step, g->held[i].keyboard);
	put(step, g->held[i].code);
	if (percent(g, 20)) {
		put(step, 2);
		return;
	}
	put(step, 0);
	g->held[i] = g->held[--g->nr_held];
}

/* A key goes down; or one that is held repeats or goes up. */
static void put_typed(struct generator *g, struct step *step)
{
	unsigned int i;

	if (!g->nr_held || (g->nr_held < 10 && percent(g, 60 - 6 * g->nr_held))) {
		unsigned int code = percent(g, g->profile->hot) ? random_of(&g->random, g->hot) :
								  hot_key(g);

		put(step, ps2_number(code));
		put(step, 1);
		hold(g, code, PS2);
		return;
	}
	i = below(g, g->nr_held);
	put(step, ps2_number(g->held[i].code));
	put(step, percent(g, 20));
	if (!step->arg[step->nr - 1])
		g->held[i] = g->held[--g->nr_held];
}

/* As much as the keyboard can hold; pressing a key that is down repeats it. */
static void make_type(struct generator *g, struct step *step)
{
	unsigned int bytes = 0;

	step->op = OP_TYPE;
	while (bytes <= TYPED_BYTES) {
		put_typed(g, step);
		bytes += ps2_bytes(step->arg[step->nr - 2]);
	}
}

/* Complete taps, and a key twice in one packet. */
static void make_burst(struct generator *g, struct step *step)
{
	unsigned int nr = 1 + below(g, BURST_KEYS);

	put(step, below(g, NR_KEYBOARDS));
	for (unsigned int i = 0; i < nr; i++) {
		unsigned int code = any_key(g);

		put(step, code);
		put(step, 1);
		put(step, code);
		put(step, percent(g, 10) ? 2 : 0);
		put(step, code);
		put(step, 0);
	}
}

/* After the keyboard was replaced, none of its keys is down. */
static void make_softraw(struct generator *g, struct step *step)
{
	step->op = OP_SOFTRAW;
	put(step, percent(g, 25));
}

static void make_plug(struct generator *g, struct step *step)
{
	unsigned int keyboard = below(g, NR_KEYBOARDS);

	if (g->ps2 && percent(g, 50)) {
		make_softraw(g, step);
		return;
	}
	put(step, keyboard);
	for (unsigned int i = g->nr_held; i-- > 0; )
		if (g->held[i].keyboard == keyboard)
			g->held[i] = g->held[--g->nr_held];
}

static void make_mode(struct generator *g, struct step *step)
{
	static const uint32_t raw[] = { K_RAW, K_MEDIUMRAW, K_OFF, K_OFF + 1 };

	put(step, any_console(g));
	if (percent(g, g->profile->translating))
		put(step, percent(g, 50) ? K_XLATE : K_UNICODE);
	else
		put(step, random_of(&g->random, raw));
}

static void make_number(struct generator *g, struct step *step)
{
	static const uint32_t limit[NR_OPS] = {
		[OP_FLAGS] = 0x90, [OP_LIGHTS] = 10, [OP_ACTIVATE] = NR_CONSOLES + 1,
		[OP_RELDISP] = 4, [OP_LOCKSWITCH] = 2, [OP_FLOW] = 2,
	};

	put(step, any_console(g));
	put(step, below(g, limit[step->op]));
	/*
	 * Console 0 is an error, and a console that is not read would not be compared.
	 */
	if (step->op == OP_ACTIVATE && step->arg[1] > NR_CONSOLES)
		step->arg[1] = 0;
}

static void make_meta(struct generator *g, struct step *step)
{
	static const uint32_t meta[] = { K_METABIT, K_ESCPREFIX, K_METABIT, K_ESCPREFIX, 5 };

	put(step, any_console(g));
	put(step, random_of(&g->random, meta));
}

static void make_kdmode(struct generator *g, struct step *step)
{
	put(step, any_console(g));
	put(step, percent(g, 30) ? KD_GRAPHICS : below(g, 5));
}

static void make_vtmode(struct generator *g, struct step *step)
{
	static const uint32_t signals[] = { 0, SIGUSR1, SIGUSR2, SIGWINCH, SIGUSR1, 200 };

	put(step, any_console(g));
	put(step, percent(g, 70) ? VT_PROCESS : percent(g, 90) ? VT_AUTO : 3);
	put(step, random_of(&g->random, signals));
	put(step, random_of(&g->random, signals));
}

static void make_entry(struct generator *g, struct step *step)
{
	unsigned int key = (percent(g, 85) ? random_of(&g->random, g->hot) : pool_key(g)) & 0xff;

	put(step, any_console(g));
	put(step, any_map(g));
	if (percent(g, 5)) {
		/*
		 * A map that is removed, or refused apart from the check of the value.
		 */
		put(step, 0);
		put(step, percent(g, 80) ? K_NOSUCHMAP : any_keysym(g));
		return;
	}
	put(step, key ?: KEY_A);
	put(step, any_keysym(g));
}

static void make_column(struct generator *g, struct step *step)
{
	put(step, any_console(g));
	put(step, random_of(&g->random, g->hot));
	put(step, typed_keysym(g));
	while (!keysym_is_harmless(step->arg[2]))
		step->arg[2] = typed_keysym(g);
}

static void make_string(struct generator *g, struct step *step)
{
	unsigned int len = percent(g, 95) ? below(g, 12) : below(g, 520);

	put(step, any_console(g));
	put(step, percent(g, 80) ? below(g, 30) : below(g, 256));
	while (len--)
		put(step, 1 + below(g, 255));
}

/* Accents of few characters, so that typed keys match them. */
static void make_accents(struct generator *g, struct step *step)
{
	static const uint32_t base[] = { 'a', 'e', 'o', 'c', ' ', '6', '`', '\'', '^', 'A' };
	unsigned int nr = below(g, 30);

	put(step, any_console(g));
	while (nr--) {
		put(step, percent(g, 70) ? random_of(&g->random, base) : below(g, 0x180));
		put(step, random_of(&g->random, base));
		put(step, percent(g, 50) ? below(g, 0x100) : below(g, 0x110100));
	}
}

/* Mostly scancodes of typed keys, mapped to other typed keys. */
static void make_keycode(struct generator *g, struct step *step)
{
	unsigned int scancode, keycode;

	do {
		scancode = percent(g, 80) ? ps2_number(hot_key(g)) : below(g, 520);
		keycode = percent(g, 80) ? pool_key(g) : below(g, KEY_MAX + 3);
	} while (is_mark(scancode, keycode));
	put(step, any_console(g));
	put(step, scancode);
	put(step, keycode);
}

/* Rates of a PS/2 keyboard: it rounds others, some time later. */
static void make_repeat(struct generator *g, struct step *step)
{
	static const uint32_t delay[] = { 0, 250, 500, 750, 1000, -1 };
	static const uint32_t period[] = { 0, 33, 50, 100, 200, 250, 500, -1 };

	put(step, any_console(g));
	put(step, random_of(&g->random, delay));
	put(step, random_of(&g->random, period));
}

static void make_screenmap(struct generator *g, struct step *step)
{
	static const uint32_t byte[] = { 'a', 'e', 'o', 'A', '1', ' ', '`', 0xe0, 0xe9 };
	static const uint32_t character[] = { 'a', 'e', 0x0e0, 0x0e9, 0x20ac, 0xf061, 0xf0e9, 0, '1' };

	put(step, any_console(g));
	for (unsigned int nr = below(g, 30); nr; nr--) {
		put(step, percent(g, 60) ? random_of(&g->random, byte) : below(g, 0x100));
		put(step, percent(g, 60) ? random_of(&g->random, character) : below(g, 0x10000));
		if (step->op == OP_GLYPHMAP)
			step->arg[step->nr - 1] &= 0xff;
	}
}

static void make_reopen(struct generator *g, struct step *step)
{
	put(step, any_console(g));
}

static void make_write(struct generator *g, struct step *step)
{
	unsigned int nr = 1 + below(g, 3);

	put(step, any_console(g));
	while (nr--) {
		const char *at = random_of(&g->random, sequences);

		if (percent(g, 25)) {
			for (unsigned int i = below(g, 10); i; i--)
				put(step, (unsigned char)junk[below(g, sizeof(junk) - 1)]);
			continue;
		}
		for (; *at; at++) {
			if (percent(g, 10))
				put(step, STEP_SPLIT);
			put(step, (unsigned char)*at);
		}
	}
}

static void (*const makers[NR_OPS])(struct generator *g, struct step *step) = {
	[OP_KEY]	= make_key,
	[OP_BURST]	= make_burst,
	[OP_PLUG]	= make_plug,
	[OP_MODE]	= make_mode,
	[OP_FLAGS]	= make_number,
	[OP_LIGHTS]	= make_number,
	[OP_META]	= make_meta,
	[OP_KDMODE]	= make_kdmode,
	[OP_ENTRY]	= make_entry,
	[OP_COLUMN]	= make_column,
	[OP_STRING]	= make_string,
	[OP_ACCENTS]	= make_accents,
	[OP_KEYCODE]	= make_keycode,
	[OP_REPEAT]	= make_repeat,
	[OP_SCREENMAP]	= make_screenmap,
	[OP_GLYPHMAP]	= make_screenmap,
	[OP_ACTIVATE]	= make_number,
	[OP_VTMODE]	= make_vtmode,
	[OP_RELDISP]	= make_number,
	[OP_LOCKSWITCH]	= make_number,
	[OP_FLOW]	= make_number,
	[OP_REOPEN]	= make_reopen,
	[OP_WRITE]	= make_write,
};

/* -- chapters --------------------------------------------------------------- */

void generator_begin(struct generator *g, uint64_t seed, unsigned int chapter, bool writes,
		     bool ps2)
{
	memset(g, 0, sizeof(*g));
	g->random = random_begin(seed, chapter);
	g->writes = writes;
	g->ps2 = ps2;
	g->profile = &random_of(&g->random, profiles);
	for (unsigned int i = 0; i < sizeof(g->hot) / sizeof(g->hot[0]); i++)
		g->hot[i] = hot_key(g);
}

static void put_word(struct generator *g, struct step *step, const struct word *word)
{
	step->op = word->op;
	if (word->op == OP_WRITE && !g->writes) {
		step->op = OP_CHECK;
		return;
	}
	if (word->op == OP_WRITE) {
		put(step, word->arg[0]);
		put(step, '\033');
		put(step, 'c');
		return;
	}
	if (word->op == OP_KEY && g->ps2 && ps2_number(word->arg[0])) {
		step->op = OP_TYPE;
		put(step, ps2_number(word->arg[0]));
		put(step, word->arg[1]);
		return;
	}
	put(step, word->op == OP_COLUMN ? any_console(g) : 0);
	put(step, word->arg[0]);
	put(step, word->arg[1]);
}

/* The next word of a phrase; false if none is begun. */
static bool make_word(struct generator *g, struct step *step)
{
	if (!g->word && percent(g, PHRASE_PERCENT))
		g->word = random_of(&g->random, phrases);
	if (!g->word)
		return false;

	put_word(g, step, g->word);
	if ((++g->word)->op == OP_FRESH)
		g->word = NULL;
	return true;
}

static void make_step(struct generator *g, struct step *step)
{
	do
		step->op = weighted(g, g->profile->op, NR_OPS);
	while ((step->op == OP_WRITE && !g->writes) ||
	       (step->op == OP_KEY && g->ps2 && percent(g, 70)));
	(g->ps2 && step->op == OP_KEY ? make_type : makers[step->op])(g, step);
}

bool generator_next(struct generator *g, struct step *step)
{
	step->nr = 0;
	if (!g->steps) {
		step->op = OP_FRESH;
	} else if (g->ps2 && g->steps == 1) {
		make_softraw(g, step);
	} else if (g->steps > (g->ps2 ? PS2_CHAPTER_STEPS : CHAPTER_STEPS)) {
		return false;
	} else if (g->steps % CHECK_EVERY == 0) {
		step->op = OP_CHECK;
	} else if (!make_word(g, step)) {
		make_step(g, step);
	}
	g->steps++;
	return true;
}
