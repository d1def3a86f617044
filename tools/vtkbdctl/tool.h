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

enum {
	EXIT_OK		= 0,
	EXIT_FAILED	= 1,
	EXIT_USAGE	= 2,
};

/**
 * struct tool - one run of vtkbdctl
 * @ops: the devices
 * @out: listings and answers
 * @err: complaints
 * @width: columns of the terminal behind @out, 0 if it is not a terminal
 */
struct tool {
	const struct device_ops *ops;
	FILE *out;
	FILE *err;
	int width;
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

/* Prints "vtkbdctl: ..." as one line. Return: -1, for "return complain(...)". */
int complain(const struct tool *tool, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
