/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which keys and keysyms there are to choose from, and how often each kind of
 * them and of steps is chosen. For generate.c alone.
 */
#ifndef ORACLE_PROFILES_H
#define ORACLE_PROFILES_H

#include <linux/input-event-codes.h>
#include <linux/keyboard.h>
#include <stdint.h>

#include "side.h"
#include "step.h"

/* -- keys ------------------------------------------------------------------- */

static const uint16_t letters[] = {
	KEY_A, KEY_E, KEY_O, KEY_C, KEY_N, KEY_Z, KEY_1, KEY_6, KEY_0, KEY_SPACE,
	KEY_APOSTROPHE, KEY_GRAVE, KEY_COMMA, KEY_DOT, KEY_SLASH, KEY_BACKSPACE,
	KEY_ENTER, KEY_TAB, KEY_ESC, KEY_102ND,
};

static const uint16_t modifiers[] = {
	KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTALT,
	KEY_RIGHTALT, KEY_LEFTMETA,
};

static const uint16_t locks[] = { KEY_CAPSLOCK, KEY_NUMLOCK, KEY_SCROLLLOCK };

static const uint16_t keypad[] = {
	KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8,
	KEY_KP9, KEY_KPPLUS, KEY_KPMINUS, KEY_KPASTERISK, KEY_KPSLASH, KEY_KPENTER,
	KEY_KPDOT, KEY_KPCOMMA, KEY_KPEQUAL, KEY_KPPLUSMINUS,
};

static const uint16_t functions[] = {
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F11, KEY_F12, KEY_F13, KEY_UP, KEY_DOWN,
	KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_PAGEUP, KEY_PAGEDOWN, KEY_INSERT,
	KEY_DELETE, KEY_PAUSE, KEY_STOP, KEY_SYSRQ, KEY_MENU, KEY_COMPOSE,
	KEY_HANGEUL, KEY_HANJA,
};

static const uint16_t consoles[] = { KEY_F1, KEY_F2, KEY_F3, KEY_LEFT, KEY_RIGHT, KEY_SYSRQ };

static const uint16_t braille[] = {
	KEY_BRL_DOT1, KEY_BRL_DOT2, KEY_BRL_DOT3, KEY_BRL_DOT4, KEY_BRL_DOT5,
	KEY_BRL_DOT6, KEY_BRL_DOT7, KEY_BRL_DOT8, KEY_BRL_DOT9, KEY_BRL_DOT10,
};

/* Keys of the pools, and 0 for any key. */
static const uint16_t any[] = { 0 };

static const struct pool {
	const uint16_t *code;
	unsigned int nr;
} pools[] = {
#define POOL(array)	{ array, sizeof(array) / sizeof((array)[0]) }
	POOL(letters), POOL(modifiers), POOL(locks), POOL(keypad), POOL(functions),
	POOL(consoles), POOL(braille), POOL(any),
};
#define NR_POOLS	(sizeof(pools) / sizeof(pools[0]))

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

/* Where UTF-8 gets longer, and invalid characters. */
static const uint32_t edges[] = {
	0x007f, 0x0080, 0x07ff, 0x0800, 0xd7ff, 0xd800, 0xdbff, 0xdfff, 0xe000, 0xefff,
};

/* -- profiles --------------------------------------------------------------- */

struct profile {
	unsigned int pool[NR_POOLS];	/* weights, in the order above */
	unsigned int op[NR_OPS];	/* weights */
	unsigned int translating;	/* percent of modes set */
	unsigned int hot;		/* percent of keys pressed */
};

#define KEYS		[OP_KEY] = 1000, [OP_BURST] = 30
#define LIGHT_TOUCH	[OP_PLUG] = 1, [OP_FLAGS] = 4, [OP_LIGHTS] = 4, [OP_META] = 6, \
			[OP_KDMODE] = 1, [OP_ACTIVATE] = 4, [OP_FLOW] = 1, [OP_REOPEN] = 1, \
			[OP_KEYCODE] = 5, [OP_REPEAT] = 3, [OP_SCREENMAP] = 5, [OP_GLYPHMAP] = 2

static const struct profile profiles[] = {
	{	/* a person types */
		.pool = { 40, 25, 5, 10, 12, 2, 0, 2 },
		.op = { KEYS, LIGHT_TOUCH, [OP_MODE] = 10, [OP_WRITE] = 60 },
		.translating = 90,
	}, {	/* the keymap is changed while he does */
		.pool = { 35, 25, 5, 12, 12, 3, 2, 6 },
		.op = { KEYS, LIGHT_TOUCH, [OP_MODE] = 20, [OP_ENTRY] = 150,
			[OP_COLUMN] = 80, [OP_STRING] = 15, [OP_ACCENTS] = 8, [OP_WRITE] = 60 },
		.translating = 90,
		.hot = 60,
	}, {	/* modes, and every key there is */
		.pool = { 15, 20, 5, 10, 15, 4, 6, 25 },
		.op = { KEYS, LIGHT_TOUCH, [OP_MODE] = 120, [OP_ENTRY] = 60,
			[OP_COLUMN] = 20, [OP_WRITE] = 40 },
		.translating = 40,
		.hot = 25,
	}, {	/* consoles and their owners */
		.pool = { 20, 35, 5, 5, 5, 30, 0, 0 },
		.op = { KEYS, [OP_MODE] = 20, [OP_FLAGS] = 4, [OP_META] = 6, [OP_ACTIVATE] = 60,
			[OP_VTMODE] = 25, [OP_RELDISP] = 40, [OP_LOCKSWITCH] = 6,
			[OP_KDMODE] = 10, [OP_REOPEN] = 6, [OP_ENTRY] = 15, [OP_COLUMN] = 8,
			[OP_PLUG] = 1, [OP_WRITE] = 20 },
		.translating = 80,
		.hot = 10,
	}, {	/* braille, dead keys, codes typed on the keypad */
		.pool = { 30, 20, 2, 20, 5, 1, 40, 0 },
		.op = { KEYS, LIGHT_TOUCH, [OP_MODE] = 10, [OP_ENTRY] = 80,
			[OP_COLUMN] = 40, [OP_ACCENTS] = 20, [OP_WRITE] = 10 },
		.translating = 95,
		.hot = 40,
	},
};

#endif /* ORACLE_PROFILES_H */
