// SPDX-License-Identifier: GPL-2.0
/*
 * The program around the tool: the real devices, stdout, stderr and terminal
 * width. A test has its own main() in place of this file and shares the rest.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "device.h"
#include "tool.h"

static int terminal_width(int fd)
{
	struct winsize size = { 0 };

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) || !size.ws_col)
		return 0;
	return size.ws_col;
}

int main(int argc, char **argv)
{
	struct tool tool = {
		.ops = &device_real,
		.out = stdout,
		.err = stderr,
		.width = terminal_width(STDOUT_FILENO),
	};

	return vtkbdctl_run(&tool, argc, argv);
}
