/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows of short texts, printed in columns as wide as what they hold.
 */
#ifndef VTKBDCTL_OUTPUT_TABLE_H
#define VTKBDCTL_OUTPUT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "output/text.h"

#define TABLE_COLUMNS	7
#define TABLE_ROWS	64

/**
 * struct table - what to print
 * @nr_rows: rows in use
 * @row: the rows
 * @row.cell: one for each column; the last one is not padded
 * @row.strong: it stands out, where there are colours
 * @row.more: follows in the last column, below it if the terminal is too narrow
 */
struct table {
	int nr_rows;
	struct {
		struct text cell[TABLE_COLUMNS];
		struct text more;
		bool strong;
	} row[TABLE_ROWS];
};

struct tool;

/* A line of a list: the key padded to @width, and its value. */
void print_line(FILE *out, int width, const char *key, const char *value);
/* The same, in as many lines as the terminal needs, between words, the value below itself. */
void print_wrapped(const struct tool *tool, int width, const char *key, const char *value);
/* So wrapped, a text behind other words, below which it goes on. */
void print_paragraph(const struct tool *tool, const char *before, const char *text);
void table_print(const struct tool *tool, const struct table *table);

#endif
