/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The effect of an action that a key asks for, which depends on more than the key.
 */
#ifndef VTKBDCTL_EXPLAIN_EFFECT_H
#define VTKBDCTL_EXPLAIN_EFFECT_H

#include <stdbool.h>

#include "output/text.h"

struct context;
struct sim_step;

/**
 * struct effect - the effect of an action
 * @what: the action in words, "" if there is none
 * @why: why it is not carried out, or NULL if it is
 * @leaves: it takes the keyboard to another console
 * @stops: it stops output or starts it
 * @assumed: SIM_* that this depends on and that could not be known
 */
struct effect {
	struct text what;
	const char *why;
	bool leaves;
	bool stops;
	unsigned int assumed;
};

struct effect effect_of(const struct context *context, const struct sim_step *step);

#endif
