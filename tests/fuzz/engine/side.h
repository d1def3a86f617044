/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A keyboard that is given steps, and what can be seen of it. There are two: that of the
 * kernel's source (kernel/theirs.c) and that of vtkbd's core (engine/ours.c). Numbers here are
 * those of the user's interface, so that neither side's structures are known to the other.
 */
#ifndef FUZZ_SIDE_H
#define FUZZ_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "step.h"

/*
 * The consoles that exist, by their index, which is their number less one. Others do not, so
 * that a key that leads to the next one has some to pass over.
 */
#define SIDE_CONSOLES	5
#define SIDE_NUMBERS	{ 0, 1, 2, 5, 62 }
#define SIDE_KEYBOARDS	3	/* the first is an AT keyboard that hands its scancodes on */

/* MAY: what the caller is allowed; the first is that it owns the console. */
enum { MAY_PERM = 1, MAY_CONFIG = 2, MAY_ADMIN = 4, MAY_RESOURCE = 8 };

/* What a key had done besides sending bytes; SWITCH has the console's index with it. */
enum side_act {
	SIDE_CAD = 1, SIDE_SAK, SIDE_HOLD, SIDE_SPAWN, SIDE_SCROLL_FORW, SIDE_SCROLL_BACK,
	SIDE_SHOW_REGS, SIDE_SHOW_MEM, SIDE_SHOW_STATE, SIDE_SWITCH, SIDE_GO = 0x10000,
};

#define SIDE_BREAK	0x100	/* beside the bytes; the console's index is above */
#define SIDE_WORDS	1100

struct side_log {
	unsigned int nr;
	uint32_t word[SIDE_WORDS];
};

struct side_console {
	uint8_t mode, flags, leds, default_leds, pattern, lock, sticky;
	uint8_t utf8, controls, mouse, paste;
};

struct side_state {
	uint64_t key_down[12];
	uint32_t npadch_value, diacr;
	uint8_t shift_down[9];
	uint8_t shift, dead_key_next, npadch_active, rep, lights, foreground, nr_maps;
	struct side_console console[SIDE_CONSOLES];
};

struct side_maps {
	uint16_t *const *map;		/* 256, or NULL */
	char *const *string;		/* 256, or NULL */
	const void *accents;		/* three 32-bit numbers each */
	unsigned int nr_accents;
	const uint16_t *screen;
};

/* What a step did, besides the state it left. */
struct side_seen {
	struct side_log bytes, notes, acts, data;
	long result;
};

struct side {
	void (*reset)(void);
	void (*step)(const struct step *step, struct side_seen *seen);
	void (*state)(struct side_state *state);
	void (*maps)(struct side_maps *maps);
};

extern const struct side theirs, ours;

/* Which generation of kernels the first side is, and whether it can tell CSI ? 2004 h. */
extern const unsigned int theirs_major, theirs_minor;
extern const bool theirs_paste;

static inline void side_log(struct side_log *log, uint32_t word)
{
	if (log->nr < SIDE_WORDS)
		log->word[log->nr++] = word;
}

static inline void side_seen_clear(struct side_seen *seen)
{
	seen->bytes.nr = seen->notes.nr = seen->acts.nr = seen->data.nr = 0;
	seen->result = 0;
}

/* A console's index among those that exist, or SIDE_CONSOLES. */
static inline unsigned int side_find(unsigned int number)
{
	static const uint8_t numbers[] = SIDE_NUMBERS;
	unsigned int i = 0;

	while (i < SIDE_CONSOLES && numbers[i] != number)
		i++;
	return i;
}

/* The text of OP_STRING: its bytes again and again. */
static inline void side_text(const struct step *step, char *text, size_t size)
{
	size_t len = 0;

	for (uint32_t times = step->arg[2]; times; times--)
		for (unsigned int i = 3; i < step->nr && len < size - 1; i++)
			text[len++] = step->arg[i] ? step->arg[i] : 1;
	text[len] = '\0';
}

/* Entry @i of OP_ACCENTS: the steps' own, then others that follow from them. */
static inline void side_accent(const struct step *step, unsigned int i, uint32_t accent[3])
{
	unsigned int own = (step->nr - 3) / 3;

	for (unsigned int j = 0; j < 3; j++)
		accent[j] = i < own ? step->arg[3 + 3 * i + j] : i * (j + 1) % 0x180 + 0x20;
}

static inline bool side_screen_is_glyphs(const struct step *step)
{
	return step->arg[0] & 1;
}

/*
 * The map of OP_SCREEN but for the entries that the step names: straight, or in any other order
 * and with characters that are there more than once.
 */
static inline uint16_t side_screen_entry(const struct step *step, unsigned int i)
{
	unsigned int stride = step->arg[0] >> 1;

	if (stride && !side_screen_is_glyphs(step))
		return i * stride;
	return 0xf000 | ((stride ? i * stride : i) & 0xff);
}

static inline void side_screen(const struct step *step, uint16_t map[256])
{
	for (unsigned int i = 0; i < 256; i++)
		map[i] = side_screen_entry(step, i);
	for (unsigned int i = 1; i + 1 < step->nr; i += 2)
		map[step->arg[i] & 0xff] = side_screen_is_glyphs(step) ?
					   0xf000 | (step->arg[i + 1] & 0xff) : step->arg[i + 1];
}

#endif /* FUZZ_SIDE_H */
