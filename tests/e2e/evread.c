// SPDX-License-Identifier: GPL-2.0
/*
 * evread NAME MS: reads the input device of that name, which need not exist yet, every
 * MS milliseconds until it is removed, as a program that draws frames does. Then it
 * prints how many presses it read, and how often the kernel reported dropped events.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_DEVICES	32
#define LOOK_US		5000

static int open_if_named(int number, const char *name)
{
	char path[32], its[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/dev/input/event%d", number);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	if (ioctl(fd, EVIOCGNAME(sizeof(its)), its) >= 0 && !strcmp(its, name))
		return fd;
	close(fd);
	return -1;
}

static int wait_for(const char *name)
{
	for (int n = 0, fd; ; n = (n + 1) % MAX_DEVICES) {
		fd = open_if_named(n, name);
		if (fd >= 0)
			return fd;
		if (n == MAX_DEVICES - 1)
			usleep(LOOK_US);
	}
}

int main(int argc, char **argv)
{
	int fd, presses = 0, dropped = 0;
	struct input_event event[64];
	ssize_t size;

	if (argc != 3)
		return 2;
	puts("ready");
	fflush(stdout);
	fd = wait_for(argv[1]);
	while ((size = read(fd, event, sizeof(event))) > 0) {
		for (size_t i = 0; i < size / sizeof(*event); i++) {
			presses += event[i].type == EV_KEY && event[i].value == 1;
			dropped += event[i].type == EV_SYN && event[i].code == SYN_DROPPED;
		}
		usleep(atoi(argv[2]) * 1000);
	}
	printf("%d presses, dropped %d times\n", presses, dropped);
	return errno == ENODEV ? 0 : 1;
}
