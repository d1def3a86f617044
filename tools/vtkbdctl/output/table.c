// SPDX-License-Identifier: GPL-2.0
/*
 * Lays out tables and lists. What they say is decided by the command that filled it.
 */
#include <string.h>

#include "output/table.h"
#include "tool.h"

#define GAP 2

static int column_width(const struct table *table, int column)
{
	size_t width = 0;

	for (int i = 0; i < table->nr_rows; i++) {
		size_t len = strlen(table->row[i].cell[column].s);

		width = len > width ? len : width;
	}
	return width + GAP;
}

void print_line(FILE *out, int width, const char *key, const char *value)
{
	fprintf(out, "  %-*s %s\n", width, key, value);
}

void table_print(const struct tool *tool, const struct table *table)
{
	const int last = TABLE_COLUMNS - 1;
	int width[TABLE_COLUMNS], indent = 0;

	for (int c = 0; c < last; c++) {
		width[c] = column_width(table, c);
		indent += width[c];
	}
	for (int i = 0; i < table->nr_rows; i++) {
		const char *end = table->row[i].cell[last].s;
		const char *more = table->row[i].more.s;
		int length = indent + strlen(end) + 1 + strlen(more);

		for (int c = 0; c < last; c++)
			fprintf(tool->out, "%-*s", width[c], table->row[i].cell[c].s);
		fputs(end, tool->out);
		if (*more && tool->width && length > tool->width)
			fprintf(tool->out, "\n%*s%s", indent, "", more);
		else if (*more)
			fprintf(tool->out, " %s", more);
		fputc('\n', tool->out);
	}
}
