// SPDX-License-Identifier: GPL-2.0
/*
 * loadask NODE WHAT: opens a node as soon as possible, repeatedly, and calls an ioctl
 * that uses much of the module: `keycode` the input devices, `activate` another
 * console. It prints a line at each first successful open after failed ones.
 */
#include <linux/input.h>
#include <signal.h>

#include "../conformance/transcript.h"

static void ask_keycode(int fd)
{
	struct kbkeycode key = { .scancode = 30 };
	struct kbd_repeat rate = { 0 };

	ioctl(fd, KDGETKEYCODE, &key);
	ioctl(fd, KDKBDREP, &rate);
	ioctl(fd, KDSETLED, 7);
	ioctl(fd, KDSETLED, 0xff);
}

static void ask_activate(int fd)
{
	ioctl(fd, VT_ACTIVATE, 2);
	ioctl(fd, VT_ACTIVATE, 1);
}

int main(int argc, char **argv)
{
	bool keycode = argc == 3 && !strcmp(argv[2], "keycode");
	bool in = false;

	if (argc != 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (;;) {
		int fd = open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK);

		if (fd < 0) {
			in = false;
			continue;
		}
		if (!in)
			puts("in");
		in = true;
		(keycode ? ask_keycode : ask_activate)(fd);
		close(fd);
	}
}
