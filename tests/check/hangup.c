// SPDX-License-Identifier: GPL-2.0
/* hangup NODE: hangs up a terminal, for all that have it open. */
#include <err.h>
#include <fcntl.h>
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;

	if (fd < 0 || ioctl(fd, TIOCVHANGUP))
		err(1, "TIOCVHANGUP");
	return 0;
}
