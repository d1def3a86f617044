// SPDX-License-Identifier: GPL-2.0
/* owner NODE: takes a console as a display server does, but for the keyboard mode. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/vt.h>

int main(int argc, char **argv)
{
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR1 };
	int fd;

	if (argc != 2)
		return 2;
	fd = open(argv[1], O_RDWR | O_NOCTTY);
	if (fd < 0 || ioctl(fd, KDSETMODE, KD_GRAPHICS) || ioctl(fd, VT_SETMODE, &mode)) {
		perror(argv[1]);
		return 1;
	}
	printf("%d\n", getpid());
	fflush(stdout);
	pause();
	return 0;
}
