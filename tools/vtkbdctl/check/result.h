/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results of a check, and the forms in which they are printed.
 */
#ifndef VTKBDCTL_CHECK_RESULT_H
#define VTKBDCTL_CHECK_RESULT_H

#include <stdint.h>
#include <stdio.h>

#include "check/evidence.h"
#include "check/property.h"
#include "output/text.h"

struct json_object;
struct source;
struct stage_options;
struct tool;

/**
 * struct result - of one property
 * @property: which
 * @finding: what became of it
 * @said: the last line that the program printed
 * @line: what the kernel's side saw, of a property that does not hold
 * @nr_lines: how many lines that are
 * @ms: how long it took
 */
struct result {
	const struct property *property;
	struct finding finding;
	struct text said;
	char line[EVIDENCE_LINES][EVIDENCE_LEN];
	unsigned int nr_lines;
	unsigned int ms;
};

/**
 * struct results - of all that were tried
 * @all: the array
 * @nr: its length
 * @opt: what was asked for, which repeats it
 */
struct results {
	struct result *all;
	unsigned int nr;
	const struct stage_options *opt;
};

unsigned int results_count(const struct results *r, enum verdict verdict);

/* As it is known: a line, and for one that does not hold all about it. */
void result_print(const struct tool *tool, const struct results *r, const struct result *result);
void result_print_tap(const struct tool *tool, const struct results *r,
		      const struct result *result);
/* In the end. */
void results_print_end(const struct tool *tool, const struct results *r);
int results_print_json(const struct tool *tool, const struct source *src, const struct results *r);
void results_print_junit(FILE *out, const struct results *r);

#endif
