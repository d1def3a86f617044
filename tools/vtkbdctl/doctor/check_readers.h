/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bad states of the keyboard itself: who else reads it, who has it alone, what it takes for
 * held. Their rows are in checks.c.
 */
#ifndef VTKBDCTL_DOCTOR_CHECK_READERS_H
#define VTKBDCTL_DOCTOR_CHECK_READERS_H

#include <stdbool.h>

#include "output/text.h"

struct snapshot;

bool is_overheard(const struct snapshot *s);
struct text overheard_evidence(const struct snapshot *s);
bool is_taken(const struct snapshot *s);
struct text taken_evidence(const struct snapshot *s);
bool is_withheld(const struct snapshot *s);
struct text withheld_evidence(const struct snapshot *s);
bool has_stray(const struct snapshot *s);
struct text stray_evidence(const struct snapshot *s);

#endif
