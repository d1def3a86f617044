// SPDX-License-Identifier: GPL-2.0
/* setentry NODE MAP KEY KEYSYM: KDSKBENT, and its result. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	int fd = argc == 5 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;
	struct kbentry entry;

	if (fd < 0)
		return 2;
	entry = (struct kbentry){ strtoul(argv[2], NULL, 0), strtoul(argv[3], NULL, 0),
				  strtoul(argv[4], NULL, 0) };
	puts(ioctl(fd, KDSKBENT, &entry) ? strerrorname_np(errno) : "0");
	return 0;
}
