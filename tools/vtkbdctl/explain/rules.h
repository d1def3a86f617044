/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the same keys do on the keyboards of other kernels, whose rules the core has.
 */
#ifndef VTKBDCTL_EXPLAIN_RULES_H
#define VTKBDCTL_EXPLAIN_RULES_H

#include <stdbool.h>

#include "output/text.h"

struct context;
struct sim_step;

#define MAX_VARIANTS	8

/**
 * struct variant - the same keys by one set of rules
 * @name: the first kernel that has them, "7.1"
 * @nr: steps
 * @step: one for each press and release
 */
struct variant {
	struct text name;
	int nr;
	struct sim_step *step;
};

/**
 * struct variants - by each set of rules, oldest first
 * @nr: how many; 0 if nobody asked
 * @used: index of those that the console follows
 * @all: they
 */
struct variants {
	int nr;
	int used;
	struct variant all[MAX_VARIANTS];
};

/* Copies the steps. Return: 0, or -1 if there is no memory. */
int variants_add(struct variants *variants, unsigned int rules, const struct sim_step *step,
		 int nr);
void variants_free(struct variants *variants);
/* Whether anything comes of the keys that does not by the rules in use. */
bool variant_differs(const struct variants *variants, int index);
void variants_print(const struct context *context, const struct variants *variants);

#endif
