/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words for a key event: the result of each step, and if there is no result, why.
 */
#ifndef VTKBDCTL_EXPLAIN_DESCRIBE_H
#define VTKBDCTL_EXPLAIN_DESCRIBE_H

#include "output/text.h"

struct context;
struct fate;
struct sim_step;

/**
 * struct assumption - what was assumed, as it could not be read
 * @bit: SIM_*
 * @words: what
 */
struct assumption {
	unsigned int bit;
	const char *words;
};

/* In the order in which they are printed. */
extern const struct assumption assumptions[];
extern const int nr_assumptions;

/* NULL for a bit without a meaning. */
const char *assumption_words(unsigned int bit);

struct text describe_modifiers(const struct sim_step *step);
struct text describe_keysym(const struct sim_step *step);
struct text describe_handler(const struct sim_step *step);
/* Characters as in C, at most as long as a text. */
struct text describe_bytes(const struct sim_step *step);
/* What keeps the key from the keyboard, or NULL. */
const char *describe_taker(const struct sim_step *step);
/* What it changed for later keys, "" if nothing. */
struct text describe_state(const struct sim_step *step);
/* Why the key has no result, or NULL if it has one. */
const char *describe_reason(const struct context *context, const struct sim_step *step);
/*
 * What the terminal makes of a step's byte, by the byte's index. Only of a console that a
 * program has open.
 */
struct fate describe_fate(const struct context *context, const struct sim_step *step, int i);
/* What the mode does with keys. */
const char *describe_mode(unsigned int kbdmode);

#endif
