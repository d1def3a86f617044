// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl run: an unmodified program on one of vtkbd's consoles, which it sees as
 * /dev/ttyN.
 */
#include <string.h>

#include "claim.h"
#include "command.h"
#include "program.h"
#include "source.h"
#include "tool.h"

/* Where vtkbd stands in for the kernel's VT, its nodes have those names already. */
static bool must_hide(const struct source *src)
{
	return strcmp(src->base, "/dev/tty");
}

static int run_program(struct source *src, const struct args *args)
{
	struct claim claim;
	struct program program = {
		.claim = &claim,
		.argv = args->operand,
		.hide = must_hide(src),
		.keep_tty0 = args->options & OPT_KEEP_TTY0,
		.tty = args->options & OPT_TTY,
	};

	return claim_take(&claim, src, args_value(args, OPT_VTNR, NULL)) ? EXIT_FAILED : program_run(&program);
}

static int run_run(const struct tool *tool, const struct args *args)
{
	struct source src;
	int code;

	if (source_open(&src, tool, false))
		return EXIT_FAILED;
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
		   "XDG_VTNR, and that one is put back when PROGRAM has ended. Exits as PROGRAM\n"
		   "does, with 128 and the signal's number if a signal ended it.",
	.options = OPT_VTNR | OPT_TTY | OPT_KEEP_TTY0,
	.program = true,
	.run = run_run,
};
