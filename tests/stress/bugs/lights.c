// SPDX-License-Identifier: GPL-2.0
/*
 * lights PREFIX CONSOLE: which LEDs a keyboard shows while the foreground switches between two
 * consoles whose locks differ, as a transcript.
 */
#include "../../conformance/keyboard.h"
#include "../../conformance/switching.h"

#define LED_BITS	(LED_SCROLLL + 1)

static int lit;

static bool heard(int fd)
{
	struct input_event event;
	bool any = false;

	while (read(fd, &event, sizeof(event)) == sizeof(event)) {
		if (event.type != EV_LED || event.code >= LED_BITS)
			continue;
		any = true;
		lit = (lit & ~(1 << event.code)) | !!event.value << event.code;
	}
	return any;
}

/* Once nothing has changed for a while that is longer than any write may wait. */
static void say_lights(const char *when, int board)
{
	for (int quiet = 0; quiet < 50; quiet++) {
		if (heard(board))
			quiet = 0;
		pause_ms(10);
	}
	printf("%s: Num %d, Caps %d, Scroll %d\n", when, !!(lit & 1 << LED_NUML),
	       !!(lit & 1 << LED_CAPSL), !!(lit & 1 << LED_SCROLLL));
}

static void there_and_back(int fd, int board, int other)
{
	for (int i = 0; i < 3; i++) {
		go(fd, other);
		say_lights("other", board);
		go(fd, node_num);
		say_lights("this", board);
	}
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), board = keyboard_open_with_leds(), other = node_open(node_num + 1, O_NOCTTY);

	NUMBER(fd, KDSKBLED, 0);
	say_lights("at first", board);
	NUMBER(fd, KDSKBLED, 0x04);
	NUMBER(other, KDSKBLED, 0x03);
	say_lights("set", board);
	there_and_back(fd, board, node_num + 1);
	keyboard_tap(board, KEY_NUMLOCK);
	say_lights("Num Lock", board);
	there_and_back(fd, board, node_num + 1);
	NUMBER(fd, KDSETLED, 0x01);
	say_lights("a program's", board);
	there_and_back(fd, board, node_num + 1);
	NUMBER(fd, KDSETLED, 0xff);
	NUMBER(fd, KDSKBLED, 0);
	NUMBER(other, KDSKBLED, 0);
	say_lights("off", board);
	return end();
}
