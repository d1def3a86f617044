// SPDX-License-Identifier: GPL-2.0
/*
 * Reads --seat and --console. What is sent there is the command's.
 */
#include "command.h"
#include "console/source.h"
#include "keys/target.h"
#include "tool.h"

int target_conflict(const struct tool *tool, const struct args *args)
{
	if (!(args->options & OPT_CONSOLE))
		return 0;
	if (args->options & OPT_SEAT)
		return usage_error(complain(tool, "--console: not with --seat (see --help)"));
	if (args->options & OPT_VT)
		return usage_error(complain(tool, "--console: not with --vt: only vtkbd's "
					    "consoles take keys (see --help)"));
	return 0;
}

/* The foreground console's number is read once, so that all keys go to the same one. */
static int settle(const struct tool *tool, unsigned int *console)
{
	struct source src;
	struct console con;
	int err = source_open(&src, tool, false);

	if (err)
		return err;
	err = src.kind->read_console(&src, *console, &con);
	if (!err)
		*console = con.info.console;
	source_close(&src);
	return err;
}

int target_console(const struct tool *tool, const struct args *args, unsigned int *console)
{
	const char *word = args_value(args, OPT_CONSOLE, NULL);

	int err;

	*console = 0;
	if (!word)
		return 0;
	err = args_console(tool, word, console);
	if (err || *console)
		return err;
	return settle(tool, console);
}
