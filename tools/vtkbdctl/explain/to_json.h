/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_EXPLAIN_JSON_H
#define VTKBDCTL_EXPLAIN_JSON_H

#include "explain/describe.h"

/* Return: 0, or -1 after a complaint. */
int explain_json(const struct scene *scene, const struct sim_step *steps, int nr);

/* cmd_explain.c: words for one SIM_* bit, NULL for a bit without a meaning */
const char *assumption_words(unsigned int bit);

#endif
