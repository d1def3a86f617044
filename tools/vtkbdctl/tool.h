/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every command is handed: where to read consoles from, where to print,
 * how wide. Nothing here or below it uses stdout, stderr or a device directly,
 * so that a test can put its own in their place.
 */
#ifndef VTKBDCTL_TOOL_H
#define VTKBDCTL_TOOL_H

#include <stdbool.h>
#include <stdio.h>

struct device_ops;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * What a run ends in. Functions that complain return the code negated, and pass on that of
 * what they call: exit_code() makes the exit status of it.
 */
enum {
	EXIT_OK		= 0,	/* done; doctor: nothing found */
	EXIT_FAILED	= 1,	/* refused, or not done; doctor: something found */
	EXIT_USAGE	= 2,	/* the command line */
	EXIT_UNREAD	= 3,	/* what it depends on could not be looked at */
	EXIT_BY_SIGNAL	= 256,	/* with the number of the signal that is to end the process */
};

static inline int exit_code(int err)
{
	return -err;
}

/* For "return usage_error(complain(...))"; no error stays none. */
static inline int usage_error(int err)
{
	return err ? -EXIT_USAGE : 0;
}

static inline int unread(int err)
{
	return err ? -EXIT_UNREAD : 0;
}

/**
 * struct tool - one run of vtkbdctl
 * @ops: the devices
 * @out: listings and answers
 * @err: complaints
 * @width: columns of the terminal behind @out, 0 if it is not a terminal
 * @colour: @out is a terminal that shows colours
 */
struct tool {
	const struct device_ops *ops;
	FILE *out;
	FILE *err;
	int width;
	bool colour;
};

int vtkbdctl_run(const struct tool *tool, int argc, char **argv);

/*
 * Whether writing to @out has failed. errno has the reason only directly after the
 * failure: a command that goes on afterwards calls this at once, which keeps the reason
 * for output_finish().
 */
bool output_failed(const struct tool *tool);
/* Return: 0, or -1 if it failed, now or before. */
int output_flush(const struct tool *tool);
/* The same at the end of a run. Return: 0, or -1 after a complaint with the reason. */
int output_finish(const struct tool *tool);

/*
 * Prints "vtkbdctl: ..." as one line. Return: -EXIT_FAILED, for "return complain(...)".
 */
int complain(const struct tool *tool, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
