// SPDX-License-Identifier: GPL-2.0
/*
 * Lays out tables and lists. What they say is decided by the command that filled it.
 */
#include <string.h>

#include "output/style.h"
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

/* Return: bytes of @s that fit into @room, up to a space; one word at least. */
static size_t fitting(const char *s, size_t room)
{
	size_t fits = strcspn(s, " ");

	for (size_t end = fits; s[end] == ' ';) {
		end += 1 + strcspn(s + end + 1, " ");
		if (end > room)
			break;
		fits = end;
	}
	return fits;
}

/* In as many lines as the terminal needs, the first of which has begun and is at @indent. */
static void print_words(const struct tool *tool, int indent, const char *s)
{
	int room = tool->width - indent;

	do {
		size_t len = room > 0 ? fitting(s, room) : strlen(s);

		fprintf(tool->out, "%.*s\n", (int)len, s);
		s += len + (s[len] == ' ');
		if (*s)
			fprintf(tool->out, "%*s", indent, "");
	} while (*s);
}

void print_wrapped(const struct tool *tool, int width, const char *key, const char *value)
{
	fprintf(tool->out, "  %-*s ", width, key);
	print_words(tool, width + 3, value);
}

void print_paragraph(const struct tool *tool, const char *before, const char *text)
{
	fputs(before, tool->out);
	print_words(tool, strlen(before), text);
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

		if (table->row[i].strong)
			fputs(style(tool, STYLE_STRONG), tool->out);
		for (int c = 0; c < last; c++)
			fprintf(tool->out, "%-*s", width[c], table->row[i].cell[c].s);
		fputs(end, tool->out);
		if (*more && tool->width && length > tool->width)
			fprintf(tool->out, "\n%*s%s", indent, "", more);
		else if (*more)
			fprintf(tool->out, " %s", more);
		if (table->row[i].strong)
			fputs(style(tool, STYLE_NONE), tool->out);
		fputc('\n', tool->out);
	}
}
