/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What vtkbdctl doctor says without calling it wrong: what somebody has chosen, and what is
 * not known.
 */
#ifndef VTKBDCTL_DOCTOR_NOTES_H
#define VTKBDCTL_DOCTOR_NOTES_H

#include "output/text.h"

struct machine;

/**
 * struct note - something to know about the machine
 * @name: for scripts; never changes
 * @text: fills in the words; "" if there is nothing to say
 */
struct note {
	const char *name;
	struct text (*text)(const struct machine *machine);
};

extern const struct note notes[];
extern const int nr_notes;

#endif
