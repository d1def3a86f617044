/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command that ends a bad state.
 */
#ifndef VTKBDCTL_DOCTOR_FIX_H
#define VTKBDCTL_DOCTOR_FIX_H

#include "output/text.h"

struct check;
struct snapshot;

/* A command line for a shell; "" if what it would need is hidden from the caller. */
struct text check_fix(const struct check *check, const struct snapshot *s);

#endif
