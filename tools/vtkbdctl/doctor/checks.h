/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The bad states that vtkbdctl doctor knows, a row each.
 */
#ifndef VTKBDCTL_DOCTOR_CHECKS_H
#define VTKBDCTL_DOCTOR_CHECKS_H

#include <stdbool.h>

#include "output/text.h"

struct snapshot;

/**
 * struct check - one bad state
 * @name: for scripts; never changes
 * @is_so: whether the console is in it
 * @what: the state, in a few words
 * @noticed: what its user sees of it
 * @evidence: what it was concluded from
 * @fix: the command that ends it; @N is the console, @D its node, @V --vt if
 *	that is where it is, @F --force if restore refuses else, @T --force if set refuses else,
 *	@E what ends a second session, @L LEDs that are not locked, @G what ends the program
 *	that has grabbed a keyboard, @M the keys of a stray modifier, @K the mode it is in
 */
struct check {
	const char *name;
	bool (*is_so)(const struct snapshot *s);
	const char *what;
	const char *noticed;
	struct text (*evidence)(const struct snapshot *s);
	const char *fix;
};

/* What is noticed of it on the snapshot's console. */
const char *check_noticed(const struct check *check, const struct snapshot *s);

extern const struct check checks[];
extern const int nr_checks;

#endif
