// SPDX-License-Identifier: GPL-2.0
/*
 * Typed bytes that were not read: keys are typed on a console that is not open. Then it
 * is disallocated or not, and opened: which bytes are read?
 */
#include "keyboard.h"
#include "switching.h"

#define SPARE	9

static int keyboard;

static void go_and_wait(int fd, int num)
{
	NUMBER(fd, VT_ACTIVATE, num);
	NUMBER(fd, VT_WAITACTIVE, num);
}

static void type_on(int fd, int num, const char *keys)
{
	go_and_wait(fd, num);
	for (; *keys; keys++)
		keyboard_tap(keyboard, *keys);
	go_and_wait(fd, node_num);
}

/* If it was open before, its last close may still be in progress. */
static void disallocate(int fd, int num)
{
	long ret = -1;

	for (int tries = 0; ret && tries < 500; tries++) {
		ret = raw_ioctl(fd, VT_DISALLOCATE, num);
		if (ret)
			pause_ms(2);
	}
	printf("VT_DISALLOCATE %d -> %ld %s\n", num, ret, errname());
}

/* Bytes in the buffer are delivered with the next key at the latest. */
static void say_unread(int num)
{
	int fd = node_open(num, O_NOCTTY | O_NONBLOCK);
	struct termios before = make_raw(fd);

	type_on(fd, num, (const char []) { KEY_X, 0 });
	say_typed("unread, and the next key", fd);
	tcsetattr(fd, TCSANOW, &before);
	close(fd);
}

int main(int argc, char **argv)
{
	static const char keys[] = { KEY_Q, KEY_W, KEY_E, 0 };
	int fd = begin(argc, argv);

	keyboard = keyboard_open();
	raw_ioctl(fd, VT_ACTIVATE, node_num);
	raw_ioctl(fd, VT_WAITACTIVE, node_num);
	keyboard_warm_up(keyboard, fd);

	puts("kept");
	type_on(fd, SPARE, keys);
	say_unread(SPARE);
	disallocate(fd, SPARE);

	puts("disallocated");
	type_on(fd, SPARE, keys);
	disallocate(fd, SPARE);
	say_unread(SPARE);
	disallocate(fd, SPARE);

	puts("disallocated with all others");
	type_on(fd, SPARE, keys);
	disallocate(fd, 0);
	say_unread(SPARE);
	disallocate(fd, SPARE);

	puts("typed in the next life");
	type_on(fd, SPARE, keys);
	disallocate(fd, SPARE);
	type_on(fd, SPARE, keys + 1);
	say_unread(SPARE);
	disallocate(fd, SPARE);

	raw_ioctl(fd, VT_ACTIVATE, 1);
	raw_ioctl(fd, VT_WAITACTIVE, 1);
	return end();
}
