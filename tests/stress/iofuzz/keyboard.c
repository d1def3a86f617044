// SPDX-License-Identifier: GPL-2.0
/*
 * Keyboards of uinput. The built-in keyboard hears them, too, so there is no SysRq key, and
 * not the key by which it prints the state of all tasks.
 */
#include <linux/uinput.h>
#include <sys/ioctl.h>

#include "iofuzz.h"

static bool is_left_out(unsigned int code)
{
	return code == KEY_SYSRQ || code == KEY_SCROLLLOCK;
}

unsigned int keycode_any(struct stream *s)
{
	/* Modifiers, locks, F keys and the keypad often: most of what a key does is theirs. */
	static const unsigned char often[] = {
		KEY_LEFTSHIFT, KEY_LEFTCTRL, KEY_LEFTALT, KEY_RIGHTALT, KEY_RIGHTCTRL, KEY_CAPSLOCK,
		KEY_NUMLOCK, KEY_F1, KEY_F2, KEY_F3, KEY_LEFT, KEY_RIGHT, KEY_DELETE, KEY_KP1,
		KEY_KP0, KEY_COMPOSE, KEY_PAUSE, KEY_ENTER,
	};
	unsigned int code = once_in(s, 2) ? often[below(s, sizeof(often))] : 1 + below(s, 247);

	return is_left_out(code) ? KEY_A : code;
}

static void set_bits(int fd)
{
	static const int kinds[] = { EV_KEY, EV_LED, EV_REP, EV_SND };

	for (unsigned int i = 0; i < COUNT(kinds); i++)
		ioctl(fd, UI_SET_EVBIT, kinds[i]);
	for (unsigned int key = KEY_ESC; key < 248; key++)
		if (!is_left_out(key))
			ioctl(fd, UI_SET_KEYBIT, key);
	for (int led = 0; led <= LED_CAPSL; led++)
		ioctl(fd, UI_SET_LEDBIT, led);
	ioctl(fd, UI_SET_SNDBIT, SND_TONE);
}

int keyboard_plug(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "iofuzz" };
	int fd = open("/dev/uinput", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	set_bits(fd);
	if (ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE)) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

int keyboard_key(int fd, unsigned int code, int value)
{
	const struct input_event events[] = {
		{ .type = EV_KEY, .code = code, .value = value },
		{ .type = EV_SYN, .code = SYN_REPORT },
	};

	return write(fd, events, sizeof(events)) < 0 ? -errno : 0;
}
