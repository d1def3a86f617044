// SPDX-License-Identifier: GPL-2.0
/*
 * The table of subcommands, and the way from a command line to one of its rows.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <linux/vtkbd.h>

#include "command.h"
#include "output/text.h"
#include "tool.h"

static const struct command cmd_help;

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
	&cmd_keys,
	&cmd_check,
	&cmd_help,
};

static int names_width(void)
{
	size_t width = 0;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		size_t len = strlen(commands[i]->name) + 1 + strlen(commands[i]->operands);

		width = len > width ? len : width;
	}
	return width;
}

static void print_help(const struct tool *tool)
{
	int width = names_width();

	fputs("Usage: vtkbdctl [list] [OPTION]...\n"
	      "       vtkbdctl COMMAND [ARGUMENT]...\n"
	      "Show and set what the keyboard of each virtual console does.\n"
	      "\n"
	      "Commands:\n", tool->out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = commands[i];

		fprintf(tool->out, "  %s %-*s  %s\n", c->name,
			width - (int)strlen(c->name) - 1, c->operands, c->summary);
	}
	fputs("\n"
	      "N is a console from 1 to 63; fg or 0 means the foreground console.\n"
	      "vtkbdctl help COMMAND explains one command, vtkbdctl(1) all of them.\n"
	      "\n"
	      "Exit status: 0 done, or doctor found nothing; 1 refused, not done, or doctor\n"
	      "found something; 2 the command line is wrong; 3 it could not look.\n",
	      tool->out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int complain_command(const struct tool *tool, const char *name)
{
	return usage_error(complain(tool, "no such command: '%s' (see vtkbdctl --help)",
				    text_escape(name).s));
}

static int run_help(const struct tool *tool, const struct args *args)
{
	const struct command *cmd = args->nr ? find_command(args->operand[0]) : NULL;

	if (args->nr && !cmd)
		return exit_code(complain_command(tool, args->operand[0]));
	if (cmd)
		args_help(tool, cmd);
	else
		print_help(tool);
	return EXIT_OK;
}

/* Here, since it needs the table that it is in. */
static const struct command cmd_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "print this, or what COMMAND takes and does",
	.details = "Print what a command takes and does, or without COMMAND which ones there are.",
	.status = "  0  done\n",
	.offline = true,
	.run = run_help,
};

static int run_command(const struct tool *tool, const struct command *cmd,
		       int argc, char **argv)
{
	struct args args;
	int err = args_parse(tool, cmd, argc, argv, &args);

	if (err)
		return exit_code(err);
	if (args.options & OPT_HELP) {
		args_help(tool, cmd);
		return EXIT_OK;
	}
	return cmd->run(tool, &args);
}

/* The command's name comes first for getopt: what was in front of it goes behind it. */
static void put_first(char **argv, int index)
{
	char *name = argv[index];

	memmove(&argv[2], &argv[1], (index - 1) * sizeof(*argv));
	argv[1] = name;
}

static int dispatch(const struct tool *tool, int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "";
	int index = args_command(argc, argv);
	const struct command *cmd;

	if (!index && (!strcmp(first, "--help") || !strcmp(first, "-h"))) {
		print_help(tool);
		return EXIT_OK;
	}
	if (!strcmp(first, "--version") || !strcmp(first, "-V")) {
		fprintf(tool->out, "vtkbdctl %s\n", VTKBDCTL_VERSION);
		return EXIT_OK;
	}
	if (!index)
		return run_command(tool, &cmd_list, argc, argv);

	cmd = find_command(argv[index]);
	if (!cmd)
		return exit_code(complain_command(tool, argv[index]));
	put_first(argv, index);
	return run_command(tool, cmd, argc - 1, argv + 1);
}

/* Without a core file: nothing is wrong with this process. */
static int end_by(int sig)
{
	const struct rlimit none = { 0 };
	sigset_t set;

	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 128 + sig;
}

/*
 * A listing that did not reach its reader (a full disk) must not end in 0. A command that
 * was ended by a signal ends by it, so that a shell's loop does as well.
 */
int vtkbdctl_run(const struct tool *tool, int argc, char **argv)
{
	int ret = dispatch(tool, argc, argv);

	if (ret > EXIT_BY_SIGNAL) {
		output_flush(tool);
		return end_by(ret - EXIT_BY_SIGNAL);
	}
	return output_finish(tool) && !ret ? EXIT_FAILED : ret;
}
