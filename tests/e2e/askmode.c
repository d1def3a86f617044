// SPDX-License-Identifier: GPL-2.0
/*
 * askmode NODE screen|switching NUMBER: KDSETMODE or VT_SETMODE, whether granted or refused.
 * askmode NODE refused NUMBER: a VT_SETMODE that is refused, and then another ioctl that is not.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/kd.h>
#include <linux/vt.h>

int main(int argc, char **argv)
{
	struct vt_mode mode = { 0 };
	int fd, err;

	if (argc != 4)
		return 2;
	mode.mode = atoi(argv[3]);
	fd = open(argv[1], O_RDWR | O_NOCTTY);
	if (!strcmp(argv[2], "refused"))
		err = !ioctl(fd, VT_SETMODE, &mode) || ioctl(fd, VT_GETMODE, &mode);
	else if (!strcmp(argv[2], "screen"))
		err = ioctl(fd, KDSETMODE, atoi(argv[3]));
	else
		err = ioctl(fd, VT_SETMODE, &mode);
	if (fd < 0 || err) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
