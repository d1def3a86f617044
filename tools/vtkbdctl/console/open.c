// SPDX-License-Identifier: GPL-2.0
/*
 * Chooses the source that a command line asks for, and calls it.
 */
#include "console/source.h"
#include "tool.h"

int source_open(struct source *src, const struct tool *tool, bool vt)
{
	*src = (struct source) {
		.tool = tool,
		.kind = vt ? &source_vt : &source_vtkbd,
		.fd = -1,
	};
	return unread(src->kind->open(src));
}

int source_read_next(struct source *src, unsigned int number, struct console *con,
		     int *nr_unread)
{
	int err = src->kind->read_console(src, number, con);

	if (!err)
		return 0;
	++*nr_unread;
	return src->kind->one_by_one ? 0 : err;
}
