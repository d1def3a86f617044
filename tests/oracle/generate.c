// SPDX-License-Identifier: GPL-2.0
/*
 * What a random typist does: mostly keys, on which the state of a keyboard
 * turns, and between them everything that a program can change. Profiles
 * differ in what they like best, so that each corner is visited while its
 * neighbours are quiet.
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
#include "random.h"
#include "run.h"
#include "side.h"

#define CHAPTER_STEPS	1500
#define CHECK_EVERY	32
#define BURST_KEYS	8
#define PHRASE_PERCENT	1

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

static unsigned int any_key(struct generator *g)
{
	return percent(g, g->profile->hot) ? random_of(&g->random, g->hot) : pool_key(g);
}

/* -- keysyms ---------------------------------------------------------------- */

/* Of each type, one value more than it has. */
static const struct {
	unsigned char type, values, weight;
} keysyms[] = {
	{ KT_LATIN, 255, 4 }, { KT_FN, 40, 2 }, { KT_SPEC, 20, 10 }, { KT_PAD, NR_PAD, 6 },
	{ KT_DEAD, NR_DEAD, 8 }, { KT_CONS, NR_CONSOLES + 1, 2 }, { KT_CUR, 4, 2 },
	{ KT_SHIFT, NR_SHIFT, 6 }, { KT_META, 255, 3 }, { KT_ASCII, NR_ASCII, 6 },
	{ KT_LOCK, NR_LOCK, 3 }, { KT_LETTER, 255, 5 }, { KT_SLOCK, NR_LOCK, 8 },
	{ KT_DEAD2, 255, 5 }, { KT_BRL, NR_BRL, 3 },
};

static unsigned int typed_keysym(struct generator *g)
{
	unsigned int total = 0, values, at, i;

	for (i = 0; i < sizeof(keysyms) / sizeof(keysyms[0]); i++)
		total += keysyms[i].weight;
	at = below(g, total);
	for (i = 0; at >= keysyms[i].weight; i++)
		at -= keysyms[i].weight;
	/* Of modifiers, mostly those that lead to a map. */
	values = keysyms[i].values;
	if (values == NR_SHIFT && percent(g, 70))
		return K(keysyms[i].type, below(g, 4));
	return K(keysyms[i].type, below(g, values + 1) & 0xff);
}

/* Where UTF-8 gets longer, and the characters that are none. */
static const uint32_t edges[] = {
	0x007f, 0x0080, 0x07ff, 0x0800, 0xd7ff, 0xd800, 0xdbff, 0xdfff, 0xe000, 0xefff,
};

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

/* Mostly maps that a few modifiers lead to. */
static unsigned int any_map(struct generator *g)
{
	if (percent(g, 50))
		return 0;
	return percent(g, 80) ? 1u << below(g, 5) : below(g, MAX_NR_KEYMAPS);
}

/* -- steps ------------------------------------------------------------------ */

static void put_press(struct generator *g, struct step *step, unsigned int keyboard)
{
	unsigned int code = any_key(g);

	put(step, code);
	put(step, 1);
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
		put_press(g, step, step->arg[0]);
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

/* Whole taps, and what the input core makes of a key twice in one packet. */
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

static void make_plug(struct generator *g, struct step *step)
{
	unsigned int keyboard = below(g, NR_KEYBOARDS);

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
	/* Console 0 is an error, one that nobody reads would be one too few. */
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
		/* A map that is taken away, or, but for the value, refused. */
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

/* Accents of few characters, so that what is typed meets them. */
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

static void make_reopen(struct generator *g, struct step *step)
{
	put(step, any_console(g));
}

/* Whole sequences that matter to a keyboard. */
static const char *const sequences[] = {
	"\033[?1h", "\033[?1l", "\033=", "\033>", "\033[20h", "\033[20l", "\033[?8h",
	"\033[?8l", "\033[0q", "\033[1q", "\033[2q", "\033[3q", "\033[q", "\033[1;3q",
	"\033c", "\033c", "\033c", "\033[?1;8h", "\033[?8;1l", "\033[?20h", "\033[1h",
	"\033[!p", "\033[?1\030h",
	"\033\033[?1h", "\033[?1$h", "\033[?1\033=", "\2331h", "\033[?99999999991h",
	"\033]0;\033[?1h\a", "\033]P0102030", "\033PX\033[?1h\033\\", "\033(0", "\033%G",
	"\033%@", "\033#8", "\033[>1h", "\033[=1h", "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;20h",
	"\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;20;1h", "\033[\n20h", "\033[2\010""0h", "\302\2331h",
	"\302\233?1h", "\303\233?1h", "\033[?1\177h", "text\r\n",
};

/*
 * Bytes by which a parser of them is confused. Not c, n and Z: what a terminal
 * answers to them is no keyboard's.
 */
static const char junk[] =
	"\033\033\033[[[??;;01234579hlq=>P_^%#(G@\a\b\r\016\017\030\032\302\303\233";

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
	[OP_ACTIVATE]	= make_number,
	[OP_VTMODE]	= make_vtmode,
	[OP_RELDISP]	= make_number,
	[OP_LOCKSWITCH]	= make_number,
	[OP_FLOW]	= make_number,
	[OP_REOPEN]	= make_reopen,
	[OP_WRITE]	= make_write,
};

/* -- chapters --------------------------------------------------------------- */

void generator_begin(struct generator *g, uint64_t seed, unsigned int chapter, bool writes)
{
	memset(g, 0, sizeof(*g));
	g->random = random_begin(seed, chapter);
	g->writes = writes;
	g->profile = &random_of(&g->random, profiles);
	for (unsigned int i = 0; i < sizeof(g->hot) / sizeof(g->hot[0]); i++)
		do
			g->hot[i] = pool_key(g);
		while (g->hot[i] >= NR_KEYS);
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
	while (step->op == OP_WRITE && !g->writes);
	makers[step->op](g, step);
}

bool generator_next(struct generator *g, struct step *step)
{
	step->nr = 0;
	if (!g->steps) {
		step->op = OP_FRESH;
	} else if (g->steps > CHAPTER_STEPS) {
		return false;
	} else if (g->steps % CHECK_EVERY == 0) {
		step->op = OP_CHECK;
	} else if (!make_word(g, step)) {
		make_step(g, step);
	}
	g->steps++;
	return true;
}
