// SPDX-License-Identifier: GPL-2.0
/*
 * The machine's own keyboard. QEMU types on it: a line on stdout requests keys
 * (ps2.py), and after them a mark, a key that is read on the device's evdev node. Its
 * keycode is not in the keymap and is no modifier, so it has no effect except the bytes
 * of the raw modes.
 *
 * Keys are lost for both sides when a command to the keyboard is in progress. A mark
 * that is late is requested once more. Two marks are used in turn, so that one that
 * comes twice is not mistaken for the next.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ps2.h"
#include "side.h"

#define SOFTRAW		"/sys/bus/serio/devices/serio0/softraw"
#define NAME		"AT Translated Set 2 keyboard"
#define MARK_MS		300
#define MARK_TRIES	30

static int event_fd = -1;
static uint64_t marks_heard;
static unsigned int mark;	/* the one to wait for */
static bool down[0x100];

/* -- keys and QEMU's numbers of them ---------------------------------------- */

/* Numbers that differ from the keycode; bit 7 is the keyboard's e0. */
static const unsigned char numbers[] = {
	[KEY_RO] = 0x73, [KEY_KATAKANAHIRAGANA] = 0x70,
	[KEY_KPENTER] = 0x9c, [KEY_RIGHTCTRL] = 0x9d, [KEY_KPSLASH] = 0xb5,
	[KEY_SYSRQ] = 0xb7, [KEY_RIGHTALT] = 0xb8, [KEY_HOME] = 0xc7, [KEY_UP] = 0xc8,
	[KEY_PAGEUP] = 0xc9, [KEY_LEFT] = 0xcb, [KEY_RIGHT] = 0xcd, [KEY_END] = 0xcf,
	[KEY_DOWN] = 0xd0, [KEY_PAGEDOWN] = 0xd1, [KEY_INSERT] = 0xd2,
	[KEY_DELETE] = 0xd3, [KEY_KPEQUAL] = 0x59, [KEY_PAUSE] = 0xc6,
	[KEY_KPCOMMA] = 0x7e, [KEY_YEN] = 0x7d, [KEY_LEFTMETA] = 0xdb,
	[KEY_RIGHTMETA] = 0xdc, [KEY_COMPOSE] = 0xdd,
};

unsigned int ps2_number(unsigned int code)
{
	if (code <= KEY_KPDOT || (code >= KEY_102ND && code <= KEY_F12))
		return code;
	return code < sizeof(numbers) ? numbers[code] : 0;
}

/* QEMU releases a held Shift around an e0 key, as keyboards do. */
unsigned int ps2_bytes(unsigned int number)
{
	if (number == numbers[KEY_PAUSE] || number == numbers[KEY_SYSRQ])
		return 6;
	return number < 0x80 ? 1 : 4;
}

/* -- the device ------------------------------------------------------------- */

static int open_if_ours(const char *path)
{
	char name[64] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && ioctl(fd, EVIOCGNAME(sizeof(name) - 1), name) >= 0 && !strcmp(name, NAME))
		return fd;
	close(fd);
	return -1;
}

/* Setting the present keycode would have no effect: the device had it before. */
static void set_marks(void)
{
	for (unsigned int i = 0; i < NR_MARKS; i++) {
		struct kbkeycode was = { marks[i].scancode, marks[i].was };
		struct kbkeycode now = { marks[i].scancode, marks[i].keycode };

		if (ioctl(sides[REAL].fd[1], KDSETKEYCODE, &was) ||
		    ioctl(sides[REAL].fd[1], KDSETKEYCODE, &now))
			die("KDSETKEYCODE: %s", strerror(errno));
	}
}

/* It is a new input device each time, without the marks. */
static void device_open(void)
{
	glob_t found;

	if (event_fd >= 0)
		close(event_fd);
	event_fd = -1;
	if (glob("/dev/input/event*", 0, NULL, &found))
		die("/dev/input/event*: none");
	for (size_t i = 0; event_fd < 0 && i < found.gl_pathc; i++)
		event_fd = open_if_ours(found.gl_pathv[i]);
	globfree(&found);
	if (event_fd < 0)
		die("no %s", NAME);
	set_marks();
}

void ps2_softraw(bool on)
{
	int fd = open(SOFTRAW, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, on ? "1" : "0", 1) != 1)
		die(SOFTRAW ": %s", strerror(errno));
	close(fd);
	device_open();
}

/* -- typing ----------------------------------------------------------------- */

/* True once the mark was released. */
static bool mark_heard(void)
{
	struct pollfd event = { event_fd, POLLIN, 0 };
	struct input_event got;

	while (poll(&event, 1, MARK_MS) > 0)
		while (read(event_fd, &got, sizeof(got)) == sizeof(got)) {
			if (got.type != EV_KEY || !is_mark(0, got.code))
				continue;
			marks_heard++;
			if (got.code == marks[mark].keycode && !got.value)
				return true;
		}
	return false;
}

static void ask(const uint32_t *pairs, unsigned int nr)
{
	fputs("type", stdout);
	for (unsigned int i = 0; i < nr; i++)
		printf(" %u %u", pairs[2 * i], pairs[2 * i + 1]);
	printf(" %u 1 %u 0\n", marks[mark].scancode, marks[mark].scancode);
	fflush(stdout);
}

void ps2_type(const uint32_t *pairs, unsigned int nr)
{
	if (event_fd < 0)
		device_open();
	for (unsigned int i = 0; i < nr; i++)
		down[pairs[2 * i] & 0xff] = pairs[2 * i + 1];
	mark = !mark;
	ask(pairs, nr);
	for (int tries = 0; !mark_heard(); tries++) {
		if (tries == MARK_TRIES)
			die("the PS/2 keyboard says nothing");
		ask(NULL, 0);
	}
}

void ps2_release(void)
{
	for (uint32_t number = 1; number < 0x100; number++)
		if (down[number])
			ps2_type((uint32_t[]){ number, 0 }, 1);
	/*
	 * For the kernel a key whose release was lost is still down: a new device has
	 * no key down.
	 */
	if (event_fd >= 0) {
		ps2_softraw(false);
		ps2_softraw(true);
	}
}

uint64_t ps2_marks(void)
{
	return marks_heard;
}
