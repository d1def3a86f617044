/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Colours of what is printed on a terminal; nothing at all elsewhere.
 */
#ifndef VTKBDCTL_OUTPUT_STYLE_H
#define VTKBDCTL_OUTPUT_STYLE_H

struct tool;

enum style {
	STYLE_NONE,	/* ends any other */
	STYLE_STRONG,
	STYLE_BAD,
	STYLE_GOOD,
};

/* Return: what to print for it, "" where there are no colours. */
const char *style(const struct tool *tool, enum style style);

#endif
