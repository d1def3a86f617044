// SPDX-License-Identifier: GPL-2.0
/* How a row of a table is called. */
#include "rows.h"

union argument arg;
const struct row *row;
int result_fd = -1;

void clear(void)
{
	memset(&arg, 0, sizeof(arg));
}

void close_result(void)
{
	if (result_fd > 0)
		close(result_fd);
	result_fd = -1;
	ioctl(fd, VT_DISALLOCATE, FREE_CON);
}

static long call_row(void)
{
	unsigned long argument = row->is_number ? (unsigned long)row->number :
						  (unsigned long)&arg;
	long ret = raw_ioctl(row->on ? *row->on : fd, row->cmd, argument);

	if (row->cmd == VTKBD_ATTACH || row->cmd == VTKBD_SET_FAULT)
		result_fd = ret;
	return ret;
}

void walk_rows(const struct table *table)
{
	for (row = table->rows; row < table->rows + table->count; row++) {
		struct call call = row->call;

		call.make = call_row;
		walk(&call);
	}
}

void list_rows(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		puts(table->rows[i].call.name);
}
