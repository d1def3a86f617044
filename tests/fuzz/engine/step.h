/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A step: an operation and its numbers, which both keyboards are given. As text it is a line:
 * the operation's name, then the numbers.
 */
#ifndef FUZZ_STEP_H
#define FUZZ_STEP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define STEP_ARGS	64

/*
 * Operation, name, fewest numbers; true if it can change what keys mean. Each side has a function
 * do_NAME().
 */
#define STEP_OPS(X)							\
	X(KEY, key, 3, false)		/* KEYBOARD CODE VALUE */	\
	X(SCANCODE, scancode, 1, false) /* BYTE, of the AT keyboard */ \
	X(TIME, time, 1, false)	/* MILLISECONDS that pass */	\
	X(MODE, mode, 2, false)	/* CONSOLE ARG: KDSKBMODE */	\
	X(META, meta, 2, false)	/* CONSOLE ARG: KDSKBMETA */	\
	X(LIGHTS, lights, 4, false)	/* CONSOLE MAY LOW HIGH: KDSETLED */ \
	X(FLAGS, flags, 4, false)	/* CONSOLE MAY LOW HIGH: KDSKBLED */ \
	X(ENTRY, entry, 5, true)	/* CONSOLE MAY MAP KEY KEYSYM: KDSKBENT */ \
	X(MAPS, maps, 5, true)	/* CONSOLE MAY FIRST LAST REMOVE: KDSKBENT in each of them */ \
	X(READ, read, 3, false)	/* CONSOLE MAP KEY: KDGKBENT */	\
	X(ASK, ask, 1, false)		/* CONSOLE: what ioctls tell of modes, LEDs, modifiers */ \
	X(STRING, string, 3, true)	/* MAY NUMBER TIMES BYTE...: KDSKBSENT */ \
	X(TEXT, text, 1, false)	/* NUMBER: KDGKBSENT */		\
	X(ACCENTS, accents, 3, true)	/* MAY 8BIT NUMBER (DIACR BASE RESULT)... */ \
	X(COMPOSED, composed, 1, false) /* 8BIT: KDGKBDIACR, KDGKBDIACRUC */ \
	X(SCREEN, screen, 1, true)	/* GLYPHS|STRIDE<<1 (BYTE CHARACTER)...: PIO_(UNI)SCRNMAP */ \
	X(BRAILLE, braille, 2, false)	/* TIMEOUT CHORDS */		\
	X(NOTIFY, notify, 2, false)	/* LISTEN STOPS: bit of each step that ends a key */ \
	X(UTF8, utf8, 1, false)	/* ON: of the parameter default_utf8 */ \
	X(OPEN, open, 2, false)	/* CONSOLE OPEN: a program has it open */ \
	X(SWITCH, switch, 1, false)	/* CONSOLE: VT_ACTIVATE */	\
	X(WRITE, write, 1, false)	/* CONSOLE BYTE...: a program writes it */

enum step_op {
#define STEP_ENUM(op, ...)	OP_##op,
	STEP_OPS(STEP_ENUM)
	NR_OPS
};

/* Of a table of these functions. */
#define STEP_FUNCTION(op, name, ...)	[OP_##op] = do_##name,

struct step {
	unsigned char op;
	unsigned char nr;
	uint32_t arg[STEP_ARGS];
};

struct step_kind {
	const char *name;
	unsigned int fewest;
	bool changes_maps;
};

extern const struct step_kind step_kind[NR_OPS];

void step_print(FILE *to, const struct step *step);

/* False for a line that is no step. */
bool step_parse(struct step *step, const char *line);

#endif /* FUZZ_STEP_H */
