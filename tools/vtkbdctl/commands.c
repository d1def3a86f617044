// SPDX-License-Identifier: GPL-2.0
/*
 * The table of subcommands, and the way from a command line to one of its rows.
 */
#include <stdio.h>
#include <string.h>

#include <linux/vtkbd.h>

#include "command.h"
#include "output/text.h"
#include "tool.h"

static const struct command *const commands[] = {
	&cmd_list,
	&cmd_get,
	&cmd_set,
	&cmd_attach,
	&cmd_run,
	&cmd_send,
	&cmd_type,
	&cmd_doctor,
	&cmd_explain,
	&cmd_history,
	&cmd_restore,
	&cmd_unlock,
	&cmd_claim,
	&cmd_trace,
	&cmd_watch,
};

static void print_help(const struct tool *tool)
{
	fputs("Usage: vtkbdctl [list] [OPTION]...\n"
	      "       vtkbdctl COMMAND [ARGUMENT]...\n"
	      "Show and set what the keyboard of each virtual console does.\n"
	      "\n"
	      "Commands:\n", tool->out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(tool->out, "  %-7s %-10s %s\n", commands[i]->name,
			commands[i]->operands, commands[i]->summary);
	fputs("\n"
	      "N is a console from 1 to 63; fg or 0 means the foreground console.\n"
	      "vtkbdctl COMMAND --help tells about one command, vtkbdctl(1) about all.\n",
	      tool->out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int run_command(const struct tool *tool, const struct command *cmd,
		       int argc, char **argv)
{
	struct args args;

	if (args_parse(tool, cmd, argc, argv, &args))
		return EXIT_USAGE;
	if (args.options & OPT_HELP) {
		args_help(tool, cmd);
		return EXIT_OK;
	}
	return cmd->run(tool, &args);
}

static int dispatch(const struct tool *tool, int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "";
	const struct command *cmd;

	if (!strcmp(first, "--help") || !strcmp(first, "-h")) {
		print_help(tool);
		return EXIT_OK;
	}
	if (!strcmp(first, "--version") || !strcmp(first, "-V")) {
		fprintf(tool->out, "vtkbdctl %s (vtkbd ABI %d)\n",
			VTKBDCTL_VERSION, VTKBD_ABI_VERSION);
		return EXIT_OK;
	}
	if (argc < 2 || first[0] == '-')
		return run_command(tool, &cmd_list, argc, argv);

	cmd = find_command(first);
	if (!cmd) {
		complain(tool, "no such command: '%s' (see vtkbdctl --help)",
			 text_escape(first).s);
		return EXIT_USAGE;
	}
	return run_command(tool, cmd, argc - 1, argv + 1);
}

/* A listing that did not reach its reader (a full disk) must not end in 0. */
int vtkbdctl_run(const struct tool *tool, int argc, char **argv)
{
	int ret = dispatch(tool, argc, argv);

	return output_finish(tool) ? EXIT_FAILED : ret;
}
