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
				device_reason(-err));
	if (found < 0)
		return complain(src->tool, "no console is free");
	*number = found;
	return 0;
}

static int choose(struct source *src, const struct args *args, unsigned int *number)
{
	const char *word = args_value(args, OPT_VTNR, NULL);

	return word ? args_console(src->tool, word, number) : find_free(src, number);
}

static int run_program(struct source *src, const struct args *args)
{
	struct claim claim;
	unsigned int number;
	struct program program = {
		.claim = &claim,
		.argv = args->operand,
		.take = claim_to_front,
		.hide = must_hide(src),
		.keep_tty0 = args->options & OPT_KEEP_TTY0,
		.tty = args->options & OPT_TTY,
	};

	if (choose(src, args, &number) || claim_take(&claim, src, number, false))
		return EXIT_FAILED;
	if (!claim_note_foreground(&claim))
		return supervise(&program);
	claim_drop(&claim);
	return EXIT_FAILED;
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
