/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A uinput keyboard of the program. The built-in keyboard and the module under test
 * both receive its events.
 */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include <linux/uinput.h>

#include "transcript.h"

static inline int keyboard_create(int fd)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "conformance" };

	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_KEY))
		fail("/dev/uinput");
	for (int key = KEY_ESC; key <= KEY_MICMUTE; key++)
		ioctl(fd, UI_SET_KEYBIT, key);
	if (ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE))
		fail("UI_DEV_CREATE");
	return fd;
}

static inline int keyboard_open(void)
{
	return keyboard_create(open("/dev/uinput", O_WRONLY | O_CLOEXEC));
}

/* What is written to its LEDs can be read; reading does not wait. */
static inline int keyboard_open_with_leds(void)
{
	int fd = open("/dev/uinput", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_LED))
		fail("/dev/uinput");
	for (int led = LED_NUML; led <= LED_SCROLLL; led++)
		ioctl(fd, UI_SET_LEDBIT, led);
	return keyboard_create(fd);
}

static inline void keyboard_event(int fd, int type, int code, int value)
{
	struct input_event event = { .type = type, .code = code, .value = value };

	if (write(fd, &event, sizeof(event)) != sizeof(event))
		fail("uinput");
}

static inline void keyboard_key(int fd, int code, int value)
{
	keyboard_event(fd, EV_KEY, code, value);
	keyboard_event(fd, EV_SYN, SYN_REPORT, 0);
}

static inline void keyboard_tap(int fd, int code)
{
	keyboard_key(fd, code, 1);
	keyboard_key(fd, code, 0);
}

/* Bytes that wait to be read. */
static inline int pending(int fd)
{
	int count = -1;

	ioctl(fd, FIONREAD, &count);
	return count;
}

/* A terminal that passes typed bytes on at once; reading does not wait. */
static inline struct termios make_raw(int fd)
{
	struct termios before, raw;

	tcgetattr(fd, &before);
	raw = before;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 0;
	tcsetattr(fd, TCSANOW, &raw);
	return before;
}

/* All bytes that keys sent, once no more arrive. */
static inline void say_typed(const char *label, int fd)
{
	unsigned char bytes[256];
	int got;

	settled(pending, fd);
	got = read(fd, bytes, sizeof(bytes));
	say_bytes(label, bytes, got < 0 ? 0 : got);
}

/* Keys are lost until the handlers are connected: type until one arrives. */
static inline void keyboard_warm_up(int keyboard, int fd)
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

#endif /* KEYBOARD_H */
