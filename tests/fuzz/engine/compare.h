/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Both keyboards are given steps, and everything that can be seen of them is compared.
 */
#ifndef FUZZ_COMPARE_H
#define FUZZ_COMPARE_H

#include "side.h"

/* Both as at the start. */
void compare_reset(void);

/* Give both a step; NULL, or what differs. */
const char *compare_step(const struct step *step);

/* Compare all maps, strings and tables; NULL, or what differs. */
const char *compare_maps(void);

/* How many comparisons of a step, and of all maps, were made. */
extern unsigned long compared_steps, compared_maps;

#endif /* FUZZ_COMPARE_H */
