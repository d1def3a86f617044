// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl run: an unmodified program on one of vtkbd's consoles, which it sees as
 * /dev/ttyN.
 */
#include <string.h>

#include <linux/vt.h>

#include "command.h"
#include "console/source.h"
#include "session/claim.h"
#include "session/supervise.h"
#include "system/device.h"
#include "tool.h"

/* Where vtkbd stands in for the kernel's VT, its nodes have those names already. */
static bool must_hide(const struct source *src)
{
	return strcmp(src->base, "/dev/tty");
}

static int find_free(struct source *src, unsigned int *number)
{
	int found = -1;
	int err = src->tool->ops->ioctl(src->fd, VT_OPENQRY, &found);

	if (err)
		return complain(src->tool, "%s: VT_OPENQRY: %s", source_node(src, 0).s,
				request_reason(-err, NEEDS("CAP_SYS_TTY_CONFIG")));
	if (found < 0)
		return complain(src->tool, "no console is free");
	*number = found;
	return 0;
}

static int choose(struct source *src, const struct args *args, unsigned int *number)
{
	const char *word = args_value(args, OPT_CONSOLE, args_value(args, OPT_VTNR, NULL));

	return word ? args_console(src->tool, word, number) : find_free(src, number);
}

static int run_program(struct source *src, const struct args *args)
{
	struct claim claim;
	unsigned int number;
	int err;
	struct program program = {
		.claim = &claim,
		.argv = args->operand,
		.take = claim_to_front,
		.hide = must_hide(src),
		.keep_tty0 = args->options & OPT_KEEP_TTY0,
		.tty = args->options & OPT_TTY,
	};

	err = choose(src, args, &number);
	err = err ?: claim_take(&claim, src, number, false);
	if (err)
		return exit_code(err);
	err = claim_note_foreground(&claim);
	if (!err)
		return supervise(&program);
	claim_drop(&claim);
	return exit_code(err);
}

static int run_run(const struct tool *tool, const struct args *args)
{
	struct source src;
	int code = exit_code(source_open(&src, tool, false));

	if (code)
		return code;
	code = run_program(&src, args);
	source_close(&src);
	return code;
}

const struct command cmd_run = {
	.name = "run",
	.operands = "PROGRAM...",
	.summary = "run a program that takes vtkbd's consoles for the kernel's",
	.details = "Run PROGRAM with its arguments. It sees vtkbd's consoles as /dev/tty0 to\n"
		   "/dev/tty63, one of them is in the foreground for it, with its number in\n"
		   "XDG_VTNR, and that one is put back when PROGRAM has ended. Without --console it\n"
		   "is the first that no program has open.",
	.options = OPT_CONSOLE | OPT_VTNR | OPT_TTY | OPT_KEEP_TTY0,
	.status = "  PROGRAM's, 128 and the number of the signal that ended it, 126 if it\n"
		  "  cannot be run, 127 if there is none; else\n"
		  "  1  refused, or not done\n",
	.program = true,
	.run = run_run,
};
