// SPDX-License-Identifier: GPL-2.0
/*
 * The lock flags (KDSKBLED) and the LEDs (KDSETLED): every value, of this console and
 * as the foreground console shows them.
 */
#include "transcript.h"

static int flags(int fd)
{
	unsigned char value = 0xa5;

	raw_ioctl(fd, KDGKBLED, (unsigned long)&value);
	return value;
}

static int lights(int fd)
{
	unsigned char value = 0xa5;

	raw_ioctl(fd, KDGETLED, (unsigned long)&value);
	return value;
}

/* The built-in keyboard writes LEDs a moment after the call. */
static void say_lights(int fd, int foreground)
{
	int shown = settled(lights, fd);

	printf("  flags %02x, foreground's %02x, lights %02x, asked there %02x\n",
	       flags(fd), flags(foreground), shown, lights(foreground));
}

static void set_flags(int fd, int foreground)
{
	for (unsigned long value = 0; value <= 0x200; value++)
		if (!NUMBER(fd, KDSKBLED, value))
			say_lights(fd, foreground);
	NUMBER(fd, KDSKBLED, (unsigned long)0x100000007ULL);
	NUMBER(fd, KDSKBLED, (unsigned long)0x8000000000000000ULL);
	NUMBER(fd, KDSKBLED, ~0UL);
	say_lights(fd, foreground);
}

static const unsigned long patterns[] = {
	0xff, 1, 256, 2, 0x80000000, 3, 0xffffffff, 4, ~0UL, 5,
	(unsigned long)0x100000000ULL, 6, (unsigned long)0x100000008ULL, 7,
	(unsigned long)0x100000002ULL, 0xff,
};

static void set_lights(int fd, int foreground)
{
	NUMBER(fd, KDSKBLED, 0x35);
	for (unsigned long value = 0; value < 16; value++) {
		NUMBER(fd, KDSETLED, value);
		say_lights(fd, foreground);
	}
	for (size_t i = 0; i < COUNT(patterns); i++) {
		NUMBER(fd, KDSETLED, patterns[i]);
		say_lights(fd, foreground);
	}
}

/* Under a pattern the flags still change; they show when the pattern ends. */
static void flags_under_pattern(int fd, int foreground)
{
	NUMBER(fd, KDSETLED, 2);
	NUMBER(fd, KDSKBLED, 5);
	say_lights(fd, foreground);
	NUMBER(fd, KDSETLED, 8);
	say_lights(fd, foreground);
}

/* There is one pattern for all consoles; each one decides whether it shows it. */
static void two_patterns(int fd)
{
	int other = node_open(node_num == 1 ? 2 : 1, O_NOCTTY);

	NUMBER(fd, KDSETLED, 1);
	say_lights(fd, other);
	NUMBER(other, KDSETLED, 6);
	say_lights(fd, other);
	NUMBER(fd, KDSETLED, 0xff);
	say_lights(fd, other);
	NUMBER(other, KDSETLED, 0xff);
	say_lights(fd, other);
	close(other);
}

/* Ctrl-S and the Scroll Lock LED are one state. */
static void stopped_output(int fd, int foreground)
{
	NUMBER(fd, KDSKBLED, 0);
	tcflow(fd, TCOOFF);
	say_lights(fd, foreground);
	NUMBER(fd, KDSKBLED, 0);
	say_lights(fd, foreground);
	tcflow(fd, TCOON);
	say_lights(fd, foreground);
	NUMBER(fd, KDSKBLED, 7);
	tcflow(fd, TCOOFF);
	say_lights(fd, foreground);
	tcflow(fd, TCOON);
	say_lights(fd, foreground);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), foreground = node_open(1, O_NOCTTY);
	int before = flags(fd);

	ANSWER(fd, KDGKBLED);
	say_lights(fd, foreground);
	set_flags(fd, foreground);
	set_lights(fd, foreground);
	flags_under_pattern(fd, foreground);
	two_patterns(fd);
	stopped_output(fd, foreground);
	FAULTS(fd, KDGKBLED);
	FAULTS(fd, KDGETLED);
	NUMBER(fd, KDSETLED, 0xff);
	NUMBER(fd, KDSKBLED, before);
	say_lights(fd, foreground);
	return end();
}
