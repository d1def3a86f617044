// SPDX-License-Identifier: GPL-2.0
/*
 * abandon NODE unicode|off [stay]: takes a console as a display server does and dies
 * without restoring it; with `stay` it lives, and never answers the release signal.
 */
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR2 };
	int fd;

	if (argc < 3)
		return 2;
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	fd = open(argv[1], O_RDWR | O_NOCTTY);
	if (fd < 0 || ioctl(fd, VT_SETMODE, &mode) ||
	    ioctl(fd, KDSKBMODE, strcmp(argv[2], "off") ? K_UNICODE : K_OFF) ||
	    ioctl(fd, KDSETMODE, KD_GRAPHICS)) {
		perror(argv[1]);
		return 1;
	}
	while (argc > 3)
		pause();
	return 0;
}
