/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_EXPLAIN_TO_JSON_H
#define VTKBDCTL_EXPLAIN_TO_JSON_H

struct context;
struct sim_step;
struct variants;

/* Return: 0, or -1 after a complaint. */
int explain_json(const struct context *context, const struct sim_step *steps, int nr,
		 const struct variants *variants);

#endif
