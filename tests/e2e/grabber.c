// SPDX-License-Identifier: GPL-2.0
/* grabber NODE: grabs an input device (EVIOCGRAB), prints ready, and stays. */
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	if (fd < 0 || ioctl(fd, EVIOCGRAB, 1)) {
		perror(argc == 2 ? argv[1] : "usage: grabber NODE");
		return 1;
	}
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
