// SPDX-License-Identifier: GPL-2.0
/*
 * evlog NAME: prints the key events that a reader of the input device of that name
 * gets, CODE:VALUE a line, until the device is removed; `dropped` where the kernel had
 * to drop some.
 */
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_DEVICES	32

static int open_named(const char *name)
{
	char path[32], its[64];

	for (int n = 0, fd; n < MAX_DEVICES; n++) {
		snprintf(path, sizeof(path), "/dev/input/event%d", n);
		fd = open(path, O_RDONLY);
		memset(its, 0, sizeof(its));
		if (fd >= 0 && ioctl(fd, EVIOCGNAME(sizeof(its) - 1), its) >= 0 && !strcmp(its, name))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open_named(argv[1]) : -1;
	struct input_event event[64];
	ssize_t size;

	if (fd < 0) {
		fprintf(stderr, "evlog: %s\n", argc == 2 ? "no such device" : "usage: evlog NAME");
		return 2;
	}
	puts("ready");
	fflush(stdout);
	while ((size = read(fd, event, sizeof(event))) > 0) {
		for (size_t i = 0; i < size / sizeof(*event); i++) {
			if (event[i].type == EV_KEY)
				printf("%d:%d\n", event[i].code, event[i].value);
			else if (event[i].type == EV_SYN && event[i].code == SYN_DROPPED)
				puts("dropped");
		}
		fflush(stdout);
	}
	return 0;
}
