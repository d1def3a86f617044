// SPDX-License-Identifier: GPL-2.0
/* insist NODE TIMES MODE...: KDSKBMODE, TIMES times, each mode in turn, refused or not. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>

int main(int argc, char **argv)
{
	int fd;

	if (argc < 4)
		return 2;
	fd = open(argv[1], O_RDWR | O_NOCTTY);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	for (int i = 0; i < atoi(argv[2]); i++)
		ioctl(fd, KDSKBMODE, atol(argv[3 + i % (argc - 3)]));
	return 0;
}
