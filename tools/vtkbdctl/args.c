// SPDX-License-Identifier: GPL-2.0
/*
 * Reads command lines: options, number of operands, console numbers, modes.
 * It knows the form of a command line and never what a command does with it.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vtkbd.h>

#include "command.h"
#include "console/modes.h"
#include "output/text.h"
#include "tool.h"

struct option_row {
	enum option_bit bit;
	const char *name;
	char letter;
	const char *value;	/* what it takes, for --help */
	const char *help;	/* NULL: an old name that is still taken */
};

static const struct option_row option_rows[] = {
	{ OPT_ALL,	 "all",	      'a', NULL, "show unused consoles too" },
	{ OPT_CODESET,	 "codeset",   0,   "SET", "the set that KEY is a name or number of" },
	{ OPT_CONSOLE,	 "console",   'c', "N",	 "that console alone" },
	{ OPT_END,	 "end",	      0,   "LINE", "a line for the shell that ends PROGRAM" },
	{ OPT_ESCAPE,	 "escape",    'e', "KEY", "what leaves: ^A to ^_, or none (else ^])" },
	{ OPT_FORCE,	 "force",     'f', NULL, "do it even where that is refused" },
	{ OPT_HOLDTIME,	 "holdtime",  0,   "MS", "milliseconds between press and release" },
	{ OPT_JSON,	 "json",      0,   NULL, "print JSON, described in vtkbdctl(1)" },
	{ OPT_JUNIT,	 "junit",     0,   "FILE", "write the results to FILE, too, as JUnit XML" },
	{ OPT_KEEP_TTY0, "keep-tty0", 0,   NULL, "leave /dev/tty0 the kernel's (for Xorg)" },
	{ OPT_KEYS,	 "keys",      0,   NULL, "show keys too; root only" },
	{ OPT_LIST,	 "list",      0,   NULL, "print the properties, a sentence each" },
	{ OPT_ONLY,	 "only",      0,   "NAMES", "these properties or groups, with commas" },
	{ OPT_QUIET,	 "quiet",     'q', NULL, "print the answer and nothing else" },
	{ OPT_READ_ONLY, "read-only", 'r', NULL, "only show; type nothing, change nothing" },
	{ OPT_RULES,	 "rules",     0,   NULL, "what other kernels' keyboards would send" },
	{ OPT_SEAT,	 "seat",      0,   NULL, "the whole machine, as without it" },
	{ OPT_SEED,	 "seed",      0,   "N",	 "repeat the random intervals of that run" },
	{ OPT_SLOW,	 "slow",      0,   "N",	 "make time limits N times as long" },
	{ OPT_SOFT,	 "soft",      0,   NULL, "start output, make keys normal; nothing else" },
	{ OPT_TAP,	 "tap",	      0,   NULL, "print TAP, for test harnesses" },
	{ OPT_TTY,	 "tty",	      't', NULL, "make it controlling terminal and 0, 1, 2" },
	{ OPT_VT,	 "vt",	      0,   NULL, "the kernel's own /dev/ttyN, not vtkbd's" },
	{ OPT_VTNR,	 "vt",	      0,   "N",	 NULL },
	{ OPT_HELP,	 "help",      'h', NULL, "print this" },
};

#define NR_OPTIONS ARRAY_SIZE(option_rows)

/* getopt's value of a long option: apart from every letter. */
#define LONG_BASE 256

struct getopt_tables {
	char letters[2 * NR_OPTIONS + 3];
	struct option words[NR_OPTIONS + 1];
};

/*
 * What follows a program's name is the program's: '+' has getopt stop there.
 * ':' makes it return another value for a missing value than for an unknown option.
 */
static void fill_tables(struct getopt_tables *t, const struct command *cmd)
{
	unsigned int options = cmd->options | OPT_HELP;
	size_t nr_letters = 0, nr_words = 0;

	memset(t, 0, sizeof(*t));
	if (cmd->program)
		t->letters[nr_letters++] = '+';
	t->letters[nr_letters++] = ':';
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		if (!(options & option_rows[i].bit))
			continue;
		if (option_rows[i].letter)
			t->letters[nr_letters++] = option_rows[i].letter;
		if (option_rows[i].letter && option_rows[i].value)
			t->letters[nr_letters++] = ':';
		t->words[nr_words++] = (struct option) {
			.name = option_rows[i].name,
			.has_arg = option_rows[i].value ? required_argument : no_argument,
			.val = LONG_BASE + i,
		};
	}
}

static unsigned int bit_of(int value)
{
	if (value >= LONG_BASE)
		return option_rows[value - LONG_BASE].bit;
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (option_rows[i].letter == value)
			return option_rows[i].bit;
	return 0;
}

static int bad_option(const struct tool *tool, const struct command *cmd, int why, char **argv)
{
	char letter[] = { '-', optopt, 0 };
	const char *word = optopt && optopt < LONG_BASE ? letter : argv[optind - 1];

	return usage_error(complain(tool, "%s: %s '%s' (see vtkbdctl %s --help)", cmd->name,
				    why == ':' ? "no value for" : "bad option",
				    text_escape(word).s, cmd->name));
}

/* Words of command.operands: [N] may be left out, CHORD... given more than once. */
static void count_words(const char *s, int *least, int *most)
{
	*least = *most = 0;
	for (const char *word = s; *word; word += strspn(word, " ")) {
		size_t len = strcspn(word, " ");
		bool more = len > 3 && !strncmp(word + len - 3, "...", 3);

		*least += *word != '[';
		*most = more ? INT_MAX : *most + 1;
		word += len;
	}
}

static int check_operands(const struct tool *tool, const struct command *cmd,
			  const struct args *args)
{
	int wanted, most;

	count_words(cmd->operands, &wanted, &most);
	if (args->nr > most)
		return usage_error(complain(tool, "%s: extra argument '%s' (see vtkbdctl %s --help)",
					    cmd->name, text_escape(args->operand[most]).s,
					    cmd->name));
	if (args->nr < wanted)
		return usage_error(complain(tool, "%s: needs %s (see vtkbdctl %s --help)",
					    cmd->name, cmd->operands, cmd->name));
	return 0;
}

/* Of options in front of a command's name, which are not known yet by it. */
static bool takes_next_word(const char *word)
{
	bool is_long = !strncmp(word, "--", 2);

	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct option_row *row = &option_rows[i];

		if (!row->value || !row->help)
			continue;
		if (is_long ? !strcmp(word + 2, row->name) :
			      word[1] == row->letter && !word[2])
			return true;
	}
	return false;
}

int args_command(int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && strcmp(argv[i], "--"))
		i += 1 + takes_next_word(argv[i]);
	return i < argc && argv[i][0] != '-' ? i : 0;
}

int args_parse(const struct tool *tool, const struct command *cmd,
	       int argc, char **argv, struct args *args)
{
	struct getopt_tables t;
	int value;

	fill_tables(&t, cmd);
	memset(args, 0, sizeof(*args));
	opterr = 0;
	while ((value = getopt_long(argc, argv, t.letters, t.words, NULL)) != -1) {
		if (value == '?' || value == ':')
			return bad_option(tool, cmd, value, argv);
		args->options |= bit_of(value);
		args->value[__builtin_ctz(bit_of(value))] = optarg;
	}
	args->nr = argc - optind;
	args->operand = argv + optind;
	return args->options & OPT_HELP ? 0 : check_operands(tool, cmd, args);
}

static bool is_shown(const struct command *cmd, const struct option_row *row)
{
	return row->help && (cmd->options | OPT_HELP) & row->bit;
}

static int option_width(const struct option_row *row)
{
	return strlen(row->name) + (row->value ? 1 + strlen(row->value) : 0);
}

static int options_width(const struct command *cmd)
{
	int width = 0;

	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (is_shown(cmd, &option_rows[i]) && option_width(&option_rows[i]) > width)
			width = option_width(&option_rows[i]);
	return width;
}

static void print_usage(const struct tool *tool, const struct command *cmd)
{
	if (cmd->program)
		fprintf(tool->out, "Usage: vtkbdctl %s [OPTION]... [--] %s\n", cmd->name,
			cmd->operands);
	else
		fprintf(tool->out, "Usage: vtkbdctl %s%s%s [OPTION]...\n", cmd->name,
			*cmd->operands ? " " : "", cmd->operands);
}

void args_help(const struct tool *tool, const struct command *cmd)
{
	int width = options_width(cmd);

	print_usage(tool, cmd);
	fprintf(tool->out, "%s\n\nOptions:\n", cmd->details);
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct option_row *row = &option_rows[i];

		if (!is_shown(cmd, row))
			continue;
		fprintf(tool->out, "  %c%c%c --%s%s%s%*s %s\n", row->letter ? '-' : ' ',
			row->letter ? row->letter : ' ', row->letter ? ',' : ' ',
			row->name, row->value ? "=" : "", row->value ? row->value : "",
			width - option_width(row), "", row->help);
	}
	fprintf(tool->out, "\nExit status:\n%s  2  the command line is wrong\n%s",
		cmd->status ?: "  0  done\n  1  refused, or not done\n",
		cmd->offline ? "" : "  3  what it depends on could not be looked at\n");
}

/* Decimal digits only: strtoul() would take "-1", " 3" and "" as well. */
static int parse_number(const char *word, unsigned long *number)
{
	if (!*word || word[strspn(word, "0123456789")])
		return -1;
	errno = 0;
	*number = strtoul(word, NULL, 10);
	return errno ? -1 : 0;
}

int args_console(const struct tool *tool, const char *word, unsigned int *console)
{
	unsigned long number;

	if (!strcmp(word, "fg")) {
		*console = 0;
		return 0;
	}
	if (parse_number(word, &number) || number > VTKBD_NR_CONSOLES)
		return usage_error(complain(tool, "console '%s': not a number from 1 to %d, nor fg",
					    text_escape(word).s, VTKBD_NR_CONSOLES));
	*console = number;
	return 0;
}

int args_number(const struct tool *tool, const char *what, const char *word,
		unsigned long max, unsigned int *number)
{
	unsigned long value;

	if (parse_number(word, &value) || value > max)
		return usage_error(complain(tool, "%s '%s': not a number from 0 to %lu", what,
					    text_escape(word).s, max));
	*number = value;
	return 0;
}

const char *args_value(const struct args *args, enum option_bit bit, const char *otherwise)
{
	const char *value = args->value[__builtin_ctz(bit)];

	return value ? value : otherwise;
}

int args_mode(const struct tool *tool, const char *word, unsigned int *mode)
{
	unsigned long number;

	if (!mode_from_name(word, mode))
		return 0;
	if (!parse_number(word, &number) && number < NR_MODES) {
		*mode = number;
		return 0;
	}
	return usage_error(complain(tool, "mode '%s': not one of %s, nor a number from 0 to %d",
				    text_escape(word).s, MODE_NAMES, NR_MODES - 1));
}
