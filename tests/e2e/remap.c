// SPDX-License-Identifier: GPL-2.0
/*
 * remap NODE: grabs a keyboard (EVIOCGRAB) and types what it reads on one of its own
 * (uinput), as keyd and kmonad do. Prints ready, and stays.
 */
#include <fcntl.h>
#include <linux/input.h>
#include <linux/uinput.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

static int make_keyboard(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "remapped keyboard" };
	int fd = open("/dev/uinput", O_WRONLY);

	must(fd, "/dev/uinput");
	must(ioctl(fd, UI_SET_EVBIT, EV_KEY), "UI_SET_EVBIT");
	for (int code = 1; code < BTN_MISC; code++)
		must(ioctl(fd, UI_SET_KEYBIT, code), "UI_SET_KEYBIT");
	must(ioctl(fd, UI_DEV_SETUP, &setup), "UI_DEV_SETUP");
	must(ioctl(fd, UI_DEV_CREATE), "UI_DEV_CREATE");
	return fd;
}

int main(int argc, char **argv)
{
	int from = argc == 2 ? open(argv[1], O_RDONLY) : -1, to;
	struct input_event event;

	must(from, argc == 2 ? argv[1] : "usage: remap NODE");
	must(ioctl(from, EVIOCGRAB, 1), "EVIOCGRAB");
	to = make_keyboard();
	puts("ready");
	fflush(stdout);
	while (read(from, &event, sizeof(event)) == sizeof(event))
		if (event.type == EV_KEY || event.type == EV_SYN)
			must(write(to, &event, sizeof(event)), "write");
	return 0;
}
