// SPDX-License-Identifier: GPL-2.0
/*
 * What of a console outlives it: keys that were typed on it while nobody had it open,
 * and that nobody read, when it is disallocated, and when it is not.
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

/* The console may be on its way out still when it was open before. */
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

/* What waits in the buffer comes out with the next key, at the latest. */
static void say_unread(int num)
{
	int fd = node_open(num, O_NOCTTY | O_NONBLOCK);
	struct termios before = make_raw(fd);

	type_on(fd, num, (const char []) { KEY_X, 0 });
	say_typed("unread, and the next key", fd);
	tcsetattr(fd, TCSANOW, &before);
	close(fd);
}

/* Typed before it is heard is lost: until a key arrives at our own console. */
static void warm_up(int fd)
{
	struct termios before = make_raw(fd);

	for (int tries = 0; pending(fd) < 1 && tries < 500; tries++) {
		keyboard_tap(keyboard, KEY_A);
		pause_ms(10);
	}
	settled(pending, fd);
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, &before);
}

int main(int argc, char **argv)
{
	static const char keys[] = { KEY_Q, KEY_W, KEY_E, 0 };
	int fd = begin(argc, argv);

	keyboard = keyboard_open();
	raw_ioctl(fd, VT_ACTIVATE, node_num);
	raw_ioctl(fd, VT_WAITACTIVE, node_num);
	warm_up(fd);

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
