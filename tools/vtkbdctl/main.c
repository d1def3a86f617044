// SPDX-License-Identifier: GPL-2.0
/*
 * The program around the tool: the real devices, stdout, stderr and terminal
 * width. A test has its own main() in place of this file and shares the rest.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "system/device.h"
#include "tool.h"

static int terminal_width(int fd)
{
	struct winsize size = { 0 };

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) || !size.ws_col)
		return 0;
	return size.ws_col;
}

/* https://no-color.org: NO_COLOR in the environment, whatever it is but empty. */
static bool wants_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no && *no) && term && *term && strcmp(term, "dumb");
}

/*
 * If 0, 1 or 2 is closed, a device that is opened later would get that number, and
 * messages would be written to the device. So each closed one is opened on /dev/null, in
 * the mode in which it cannot be used: writing a message fails, as it would on a closed
 * descriptor.
 */
static int fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	struct tool tool = {
		.ops = &device_real,
		.out = stdout,
		.err = stderr,
		.width = terminal_width(STDOUT_FILENO),
		.colour = wants_colour(STDOUT_FILENO),
	};

	if (fill_standard_streams())
		return EXIT_FAILED;
	return vtkbdctl_run(&tool, argc, argv);
}
