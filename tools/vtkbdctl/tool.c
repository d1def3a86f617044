// SPDX-License-Identifier: GPL-2.0
/*
 * Complaints, and whether what is printed reaches its reader.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tool.h"

int complain(const struct tool *tool, const char *fmt, ...)
{
	va_list ap;

	fputs("vtkbdctl: ", tool->err);
	va_start(ap, fmt);
	vfprintf(tool->err, fmt, ap);
	va_end(ap);
	fputc('\n', tool->err);
	return -EXIT_FAILED;
}

static int output_error;

bool output_failed(const struct tool *tool)
{
	bool failed = ferror(tool->out);

	if (failed && !output_error)
		output_error = errno;
	return failed;
}

int output_flush(const struct tool *tool)
{
	fflush(tool->out);
	return output_failed(tool) ? -1 : 0;
}

int output_finish(const struct tool *tool)
{
	if (!output_flush(tool))
		return 0;
	return complain(tool, "standard output: %s", strerror(output_error));
}
