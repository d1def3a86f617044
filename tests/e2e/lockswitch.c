// SPDX-License-Identifier: GPL-2.0
/* lockswitch NODE: locks switches of its consoles, as a screen locker does. */
#include <err.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include <linux/vt.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;

	if (fd < 0 || ioctl(fd, VT_LOCKSWITCH))
		err(1, "VT_LOCKSWITCH");
	return 0;
}
