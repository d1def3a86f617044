// SPDX-License-Identifier: GPL-2.0
/*
 * The user's own terminal: its mode and its size, nothing else.
 */
#include <errno.h>
#include <unistd.h>

#include "session/terminal.h"

int terminal_raw(struct terminal *t)
{
	struct termios raw;

	t->raw = false;
	if (tcgetattr(STDIN_FILENO, &t->before))
		return 0;
	raw = t->before;
	cfmakeraw(&raw);
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw))
		return -errno;
	t->raw = true;
	return 0;
}

void terminal_restore(struct terminal *t)
{
	if (t->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
	t->raw = false;
}

bool terminal_size(struct winsize *size)
{
	return isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, size) &&
	       size->ws_row && size->ws_col;
}
