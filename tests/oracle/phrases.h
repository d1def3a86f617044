/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequences of several keys that random choice alone would rarely make: a column is a
 * key's new meaning, the rest is typed.
 */
#ifndef ORACLE_PHRASES_H
#define ORACLE_PHRASES_H

#include <linux/input-event-codes.h>
#include <linux/keyboard.h>

#include "step.h"

struct word {
	enum op op;		/* OP_FRESH, which is 0, after the last */
	uint32_t arg[2];	/* key and keysym or value; console */
};

#define MEANS(key, keysym)	{ OP_COLUMN, { key, keysym } }
#define DOWN(key)		{ OP_KEY, { key, 1 } }
#define UP(key)			{ OP_KEY, { key, 0 } }
#define TAPPED(key)		DOWN(key), UP(key)
#define RESET(num)		{ OP_WRITE, { num } }	/* RIS */
#define PHRASE_WORDS		16

static const struct word phrases[][PHRASE_WORDS] = {
	{	/* two sticky modifiers that have no map together, then two that have */
		MEANS(KEY_LEFTSHIFT, K(KT_SLOCK, KG_SHIFT)), MEANS(KEY_RIGHTALT, K(KT_SLOCK, KG_ALTGR)),
		TAPPED(KEY_LEFTSHIFT), TAPPED(KEY_RIGHTALT), TAPPED(KEY_E), TAPPED(KEY_1),
	}, {
		MEANS(KEY_LEFTCTRL, K(KT_SLOCK, KG_CTRL)), MEANS(KEY_LEFTALT, K(KT_SLOCK, KG_ALT)),
		TAPPED(KEY_LEFTCTRL), TAPPED(KEY_LEFTALT), TAPPED(KEY_A), TAPPED(KEY_A),
	}, {	/* a sticky modifier and a lock that a reset undoes */
		MEANS(KEY_LEFTSHIFT, K(KT_SLOCK, KG_SHIFT)), MEANS(KEY_X, K(KT_LOCK, KG_ALTGR)),
		TAPPED(KEY_X), TAPPED(KEY_LEFTSHIFT), RESET(1), RESET(2), RESET(3), TAPPED(KEY_E),
	}, {	/* Compose and two braille chords */
		MEANS(KEY_COMPOSE, K(KT_SPEC, 14)), TAPPED(KEY_COMPOSE),
		TAPPED(KEY_BRL_DOT1), DOWN(KEY_BRL_DOT4), TAPPED(KEY_BRL_DOT2), UP(KEY_BRL_DOT4),
	}, {	/* Compose, an accent, a letter */
		MEANS(KEY_COMPOSE, K(KT_SPEC, 14)), TAPPED(KEY_COMPOSE), TAPPED(KEY_APOSTROPHE),
		TAPPED(KEY_E), TAPPED(KEY_COMPOSE), TAPPED(KEY_GRAVE),
	}, {	/* two dead keys and a letter, and one before Enter */
		MEANS(KEY_X, K(KT_DEAD, 2)), TAPPED(KEY_X), MEANS(KEY_X, K(KT_DEAD2, '\'')),
		TAPPED(KEY_X), TAPPED(KEY_A), TAPPED(KEY_X), TAPPED(KEY_ENTER),
	}, {	/* a code in hexadecimal, the modifier held twice */
		MEANS(KEY_KP1, K(KT_ASCII, 10 + 0xe)), MEANS(KEY_KP2, K(KT_ASCII, 10 + 9)),
		DOWN(KEY_LEFTALT), TAPPED(KEY_KP1), DOWN(KEY_RIGHTALT), TAPPED(KEY_KP2),
		UP(KEY_RIGHTALT), UP(KEY_LEFTALT),
	}, {	/* CapsShift takes Caps Lock back */
		MEANS(KEY_RIGHTSHIFT, K(KT_SHIFT, KG_CAPSSHIFT)), TAPPED(KEY_CAPSLOCK),
		TAPPED(KEY_A), TAPPED(KEY_RIGHTSHIFT), TAPPED(KEY_A),
	},
};

#endif /* ORACLE_PHRASES_H */
