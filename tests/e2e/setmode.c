// SPDX-License-Identifier: GPL-2.0
/* setmode text|graphics: KDSETMODE, as a program under vtkbdctl run calls it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>

int main(int argc, char **argv)
{
	char node[64];
	int fd;

	if (argc != 2 || !getenv("XDG_VTNR"))
		return 2;
	snprintf(node, sizeof(node), "/dev/tty%s", getenv("XDG_VTNR"));
	fd = open(node, O_RDWR | O_NOCTTY);
	if (fd < 0 || ioctl(fd, KDSETMODE, strcmp(argv[1], "text") ? KD_GRAPHICS : KD_TEXT)) {
		perror(node);
		return 1;
	}
	return 0;
}
