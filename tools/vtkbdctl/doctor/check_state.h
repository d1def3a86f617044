/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks of what is neither keyboard mode nor owner: switches that are locked, output that
 * is stopped, and what programs wrote that changes keys.
 */
#ifndef VTKBDCTL_DOCTOR_CHECK_STATE_H
#define VTKBDCTL_DOCTOR_CHECK_STATE_H

#include <stdbool.h>

#include "output/text.h"

struct snapshot;

/* Nothing else keeps the switch that is waited for from happening. */
bool state_is_locked(const struct snapshot *s);
struct text state_locked_evidence(const struct snapshot *s);

bool state_is_stopped(const struct snapshot *s);
struct text state_stopped_evidence(const struct snapshot *s);

bool state_is_left(const struct snapshot *s);
struct text state_left_evidence(const struct snapshot *s);

#endif
