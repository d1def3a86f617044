// SPDX-License-Identifier: GPL-2.0
/*
 * The sequences for colours, which all terminals have that have colours.
 */
#include "output/style.h"
#include "tool.h"

const char *style(const struct tool *tool, enum style style)
{
	static const char *const sequences[] = {
		[STYLE_NONE]	= "\033[0m",
		[STYLE_STRONG]	= "\033[1m",
		[STYLE_BAD]	= "\033[1;31m",
		[STYLE_GOOD]	= "\033[32m",
	};

	return tool->colour ? sequences[style] : "";
}
