/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Properties of a display server that treats its console well: a row each, and what
 * became of it.
 */
#ifndef VTKBDCTL_CHECK_PROPERTY_H
#define VTKBDCTL_CHECK_PROPERTY_H

#include <stdbool.h>

#include "output/text.h"

struct stage;
struct tool;

/**
 * enum verdict - what became of a property
 * @HOLDS: it was tried, and nothing was wrong
 * @BROKEN: it does not hold
 * @UNTRIED: it could not be tried with this program, or follows from another one
 * @GAVE_UP: the check itself failed, or was interrupted, and has said so
 */
enum verdict { HOLDS, BROKEN, UNTRIED, GAVE_UP };

#define NR_VERDICTS 4

/**
 * struct finding - what became of a property, in words
 * @verdict: the result
 * @did: what was done
 * @saw: what was seen; of a property that holds a figure or a remark, or empty
 */
struct finding {
	enum verdict verdict;
	struct text did;
	struct text saw;
};

/**
 * struct property - one of them
 * @name: GROUP.NAME
 * @sentence: what holds, in one sentence
 * @users: what users of a program report in which it does not
 * @needs: properties without which this one says nothing, a word each, or NULL
 * @fresh: the program is started for it alone: it may end
 * @looks: it only looks at how the program started
 * @run: tries it; the program is running and has its console, unless @fresh
 * @value: for @run, where rows share it: an ioctl, a signal
 * @keys: likewise, a chord
 */
struct property {
	const char *name;
	const char *sentence;
	const char *users;
	const char *needs;
	bool fresh;
	bool looks;
	void (*run)(struct stage *s, const struct property *p, struct finding *f);
	unsigned long value;
	const char *keys;
};

extern const struct property start_properties[], key_properties[], switch_properties[],
	signal_properties[], race_properties[], kernel_properties[], end_properties[];

/* All of them in their order. Return: NULL after the last. */
const struct property *property_at(unsigned int i);

/* Each sets the verdict and what was seen. */
void holds(struct finding *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void broken(struct finding *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void untried(struct finding *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What was done, before it is tried. */
void did(struct finding *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
