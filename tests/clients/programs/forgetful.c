// SPDX-License-Identifier: GPL-2.0
/*
 * A display server that does not set the keyboard mode, as treeland did: it brings a
 * console to the foreground and into graphics, and leaves the keyboard mode as it is.
 * Then it prints "ready" and stays until it is killed.
 */
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void must(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	char node[32];
	int fd, console = argc == 2 ? atoi(argv[1]) : 0;

	if (console < 1) {
		fprintf(stderr, "usage: forgetful CONSOLE\n");
		return 2;
	}
	snprintf(node, sizeof(node), "/dev/tty%d", console);
	fd = open(node, O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(fd, node);
	must(ioctl(fd, VT_ACTIVATE, console), "VT_ACTIVATE");
	must(ioctl(fd, VT_WAITACTIVE, console), "VT_WAITACTIVE");
	must(ioctl(fd, KDSETMODE, KD_GRAPHICS), "KDSETMODE");
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
