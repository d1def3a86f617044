/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What there is to choose from, and how often. For generate.c alone.
 */
#ifndef FUZZ_POOLS_H
#define FUZZ_POOLS_H

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>

#include "oracle/sequences.h"
#include "step.h"

/* -- keys ------------------------------------------------------------------------------- */

static const uint16_t keys[] = {
	KEY_A, KEY_E, KEY_O, KEY_C, KEY_N, KEY_1, KEY_6, KEY_SPACE, KEY_APOSTROPHE, KEY_GRAVE,
	KEY_COMMA, KEY_DOT, KEY_BACKSPACE, KEY_ENTER, KEY_ESC, KEY_102ND, KEY_CAPSLOCK,
	KEY_NUMLOCK, KEY_SCROLLLOCK, KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5,
	KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9, KEY_KPPLUS, KEY_KPENTER, KEY_KPDOT, KEY_KPCOMMA,
	KEY_KPPLUSMINUS, KEY_F1, KEY_F2, KEY_F3, KEY_F12, KEY_UP, KEY_LEFT, KEY_HOME,
	KEY_DELETE, KEY_PAUSE, KEY_SYSRQ, KEY_COMPOSE, KEY_HANGEUL, KEY_HANJA, KEY_BRL_DOT1,
	KEY_BRL_DOT2, KEY_BRL_DOT3, KEY_BRL_DOT8, KEY_BRL_DOT9,
	/* where tables, keymaps and keycodes end */
	0, 0x7f, 0x80, 0xff, 0x100, KEY_BRL_DOT1 - 1, KEY_MAX, KEY_MAX + 1,
};

static const uint16_t modifiers[] = {
	KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTALT, KEY_RIGHTALT,
};

/* -- keysyms: a type, and the values that it can have, one too many included ------------- */

static const struct keysym {
	uint8_t type, weight;
	uint16_t values;
} keysyms[] = {
	{ KT_LATIN, 4, 256 }, { KT_FN, 3, 256 }, { KT_SPEC, 12, 21 }, { KT_PAD, 6, NR_PAD + 1 },
	{ KT_DEAD, 5, NR_DEAD + 1 }, { KT_CONS, 2, 64 }, { KT_CUR, 4, 5 },
	{ KT_SHIFT, 8, NR_SHIFT + 1 }, { KT_META, 3, 256 }, { KT_ASCII, 5, NR_ASCII + 1 },
	{ KT_LOCK, 6, NR_LOCK + 1 }, { KT_LETTER, 5, 256 }, { KT_SLOCK, 6, NR_LOCK + 1 },
	{ KT_DEAD2, 5, 256 }, { KT_BRL, 5, NR_BRL + 1 }, { 15, 4, 101 },
};

/* Those that are special to some line, and characters at the edges of what UTF-8 can say. */
static const uint16_t edges[] = {
	K_HOLE, K_NOSUCHMAP, K_ALLOCATED, K_SAK, K(KT_SPEC, 18), K_CAPSSHIFT, K_COMPOSE, K_ENTER,
	0xf020, 0xf07f, 0xf080, 0xf7ff, 0xf800, 0xd7ff, 0xd800, 0xdfff, 0x2000, 0x0fff, 0xf0e9,
	0x8000, 0x8001, 0x2801, 0xd801, 0xd8ff, 0xd900, K_HOLE ^ 0xf000,
};

/* Characters that accents and screen maps are made of. */
static const uint16_t characters[] = {
	'`', '\'', '"', ',', '^', '~', ' ', 'a', 'e', 'A', 'c', 0xe9, 0x100, 0x2800, 0x2801,
	0x28ff, 0xd800, 0xffff, 0xf041, 0xf0e9, 0, 0x7f, 0x80, 0x20ac,
};

/* -- numbers that a call may be given ------------------------------------------------------ */

static const uint32_t modes[] = {
	K_XLATE, K_UNICODE, K_XLATE, K_UNICODE, K_UNICODE, K_RAW, K_MEDIUMRAW, K_OFF, 5, 0xffffffff,
};
static const uint32_t metas[] = { K_METABIT, K_ESCPREFIX, 0, 0xffffffff };
static const uint32_t leds[] = { 0, 1, 2, 4, 7, 8, 0x10, 0x70, 0x77, 0x80, 0xff, 0x100, 0xffffffff };
static const uint32_t times[] = { 1, 10, 299, 300, 301, 1000, 0x7fffffff, 0xffffffff };
static const uint32_t timeouts[] = { 300, 300, 1, 0, 0xffffffff };
static const uint32_t chords[] = { 1, 1, 2, 0, 3 };
static const uint32_t accent_counts[] = { 0, 1, 2, 6, 255, 256, 0xffffffff };
static const uint32_t lengths[] = { 0, 1, 1, 2, 8, 510, 511, 512 };

/* -- how often each operation is chosen: a run has one profile ------------------------------ */

static const uint8_t profiles[][NR_OPS] = {
	{	/* typing */
		[OP_KEY] = 236, [OP_SCANCODE] = 1, [OP_TIME] = 2, [OP_MODE] = 2, [OP_META] = 1,
		[OP_LIGHTS] = 1, [OP_FLAGS] = 1, [OP_ENTRY] = 4, [OP_BRAILLE] = 1, [OP_SWITCH] = 1,
		[OP_WRITE] = 2,
	}, {	/* keymaps */
		[OP_KEY] = 189, [OP_MODE] = 4, [OP_ENTRY] = 30, [OP_MAPS] = 1, [OP_READ] = 8, [OP_STRING] = 4,
		[OP_TEXT] = 2, [OP_ACCENTS] = 2, [OP_COMPOSED] = 1, [OP_SCREEN] = 2, [OP_WRITE] = 2,
		[OP_SWITCH] = 1, [OP_TIME] = 1,
	}, {	/* a terminal's programs */
		[OP_KEY] = 150, [OP_MODE] = 3, [OP_LIGHTS] = 4, [OP_FLAGS] = 4, [OP_META] = 2,
		[OP_ENTRY] = 8, [OP_WRITE] = 60, [OP_OPEN] = 2, [OP_SWITCH] = 3, [OP_TIME] = 1,
		[OP_ASK] = 2, [OP_UTF8] = 2,
	}, {	/* all alike, and watched */
		[OP_KEY] = 160, [OP_SCANCODE] = 6, [OP_TIME] = 6, [OP_MODE] = 6, [OP_META] = 4,
		[OP_LIGHTS] = 5, [OP_FLAGS] = 5, [OP_ENTRY] = 20, [OP_READ] = 4, [OP_STRING] = 3,
		[OP_TEXT] = 2, [OP_ACCENTS] = 3, [OP_COMPOSED] = 2, [OP_SCREEN] = 2,
		[OP_BRAILLE] = 3, [OP_NOTIFY] = 3, [OP_OPEN] = 3, [OP_SWITCH] = 5, [OP_WRITE] = 8, [OP_ASK] = 1,
	},
};

#endif /* FUZZ_POOLS_H */
