/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_EXPLAIN_TO_JSON_H
#define VTKBDCTL_EXPLAIN_TO_JSON_H

#include "explain/describe.h"

/* Return: 0, or -1 after a complaint. */
int explain_json(const struct context *context, const struct sim_step *steps, int nr);

/* cmd/explain.c: words for one SIM_* bit, NULL for a bit without a meaning */
const char *assumption_words(unsigned int bit);

#endif
