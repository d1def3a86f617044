/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A subcommand is a file with one struct command and a row in commands.c.
 * Options are shared: a command says which it takes, args.c does the rest.
 */
#ifndef VTKBDCTL_COMMAND_H
#define VTKBDCTL_COMMAND_H

#include <stdbool.h>

struct tool;

/* Bits of command.options and args.options; the words are in args.c. */
enum option_bit {
	OPT_HELP	= 1u << 0,
	OPT_VERSION	= 1u << 1,
	OPT_ALL		= 1u << 2,
	OPT_VT		= 1u << 3,
	OPT_JSON	= 1u << 4,
	OPT_QUIET	= 1u << 5,
	OPT_FORCE	= 1u << 6,
	OPT_READ_ONLY	= 1u << 7,
	OPT_ESCAPE	= 1u << 8,
	OPT_VTNR	= 1u << 9,
	OPT_TTY		= 1u << 10,
	OPT_KEEP_TTY0	= 1u << 11,
	OPT_CODESET	= 1u << 12,
	OPT_HOLDTIME	= 1u << 13,
	OPT_SEAT	= 1u << 14,
	OPT_CONSOLE	= 1u << 15,
	OPT_KEYS	= 1u << 16,
	OPT_SOFT	= 1u << 17,
	OPT_RULES	= 1u << 18,
	OPT_LIST	= 1u << 19,
	OPT_ONLY	= 1u << 20,
	OPT_SEED	= 1u << 21,
	OPT_SLOW	= 1u << 22,
	OPT_JUNIT	= 1u << 23,
	OPT_TAP		= 1u << 24,
	OPT_END		= 1u << 25,
};

#define OPT_NR_BITS	32

/**
 * struct args - a command line that was checked for its form
 * @options: OPT_* that were given
 * @value: what was given with an option, by its bit; NULL for one that was not given
 * @nr: how many operands
 * @operand: the operands, with a NULL behind them
 */
struct args {
	unsigned int options;
	const char *value[OPT_NR_BITS];
	int nr;
	char **operand;
};

/**
 * struct command - a row of the table in commands.c
 * @name: what the user types
 * @operands: for --help, one word each; [N] may be left out, and there may be more of
 *	a last CHORD...
 * @summary: a line for the list of commands
 * @details: the rest of its --help
 * @options: OPT_* it takes besides OPT_HELP
 * @status: for --help: what the exit status is, but for 2 and 3; NULL for 0 and 1 as usual
 * @program: its operands are a program's command line: options come before them
 * @offline: it looks at nothing, so that 3 is never its exit status
 * @run: does it; Return: the exit code
 */
struct command {
	const char *name;
	const char *operands;
	const char *summary;
	const char *details;
	unsigned int options;
	const char *status;
	bool program;
	bool offline;
	int (*run)(const struct tool *tool, const struct args *args);
};

extern const struct command cmd_list;
extern const struct command cmd_get;
extern const struct command cmd_set;
extern const struct command cmd_attach;
extern const struct command cmd_run;
extern const struct command cmd_send;
extern const struct command cmd_type;
extern const struct command cmd_doctor;
extern const struct command cmd_explain;
extern const struct command cmd_history;
extern const struct command cmd_restore;
extern const struct command cmd_unlock;
extern const struct command cmd_claim;
extern const struct command cmd_trace;
extern const struct command cmd_watch;
extern const struct command cmd_keys;
extern const struct command cmd_check;

/*
 * args.c; the word that names a command, behind options or in front of them. Return: its
 * index, 0 if there is none
 */
int args_command(int argc, char **argv);
/* args.c; Return: 0, or -EXIT_USAGE after a complaint */
int args_parse(const struct tool *tool, const struct command *cmd,
	       int argc, char **argv, struct args *args);
void args_help(const struct tool *tool, const struct command *cmd);

/* args.c; Return: 0 and the number, where 0 is the foreground console, or -EXIT_USAGE */
int args_console(const struct tool *tool, const char *word, unsigned int *console);
int args_mode(const struct tool *tool, const char *word, unsigned int *mode);

/* args.c; Return: what was given with the option, or @otherwise */
const char *args_value(const struct args *args, enum option_bit bit, const char *otherwise);
/* args.c; Return: 0 and the number, or -EXIT_USAGE; "@what 'word': not a number from 0 to @max" */
int args_number(const struct tool *tool, const char *what, const char *word,
		unsigned long max, unsigned int *number);

#endif
