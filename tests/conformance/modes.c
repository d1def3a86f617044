// SPDX-License-Identifier: GPL-2.0
/*
 * Modes of the keyboard and of the console, Meta, the keyboard's type: every value,
 * values out of bounds, bad addresses, and the effect of a change of mode on typed
 * bytes that were not read yet.
 */
#include "keyboard.h"

static const unsigned long values[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff,
	(unsigned long)0x100000003ULL, (unsigned long)0x100000000ULL, ~0UL,
};

static void kbdmode(int fd)
{
	for (size_t i = 0; i < COUNT(values); i++) {
		NUMBER(fd, KDSKBMODE, values[i]);
		ANSWER(fd, KDGKBMODE);
	}
	NUMBER(fd, KDSKBMODE, K_UNICODE);
}

/* K_OFF last: a refused mode must not change even that one. */
static void kbdmode_refused(int fd)
{
	for (int mode = K_RAW; mode <= K_OFF; mode++) {
		NUMBER(fd, KDSKBMODE, mode);
		NUMBER(fd, KDSKBMODE, K_OFF + 1);
		ANSWER(fd, KDGKBMODE);
	}
	NUMBER(fd, KDSKBMODE, K_UNICODE);
}

static void kdmode(int fd)
{
	for (size_t i = 0; i < COUNT(values); i++) {
		NUMBER(fd, KDSETMODE, KD_GRAPHICS);
		NUMBER(fd, KDSETMODE, values[i]);
		ANSWER(fd, KDGETMODE);
		ANSWER(fd, KDGKBMODE);
	}
	NUMBER(fd, KDSETMODE, KD_TEXT);
	ANSWER(fd, KDGETMODE);
}

static void meta(int fd)
{
	for (size_t i = 0; i < COUNT(values); i++) {
		NUMBER(fd, KDSKBMETA, values[i]);
		ANSWER(fd, KDGKBMETA);
	}
	for (int first = K_METABIT; first <= K_ESCPREFIX; first++) {
		NUMBER(fd, KDSKBMETA, first);
		NUMBER(fd, KDSKBMETA, K_METABIT);
		ANSWER(fd, KDGKBMETA);
	}
	NUMBER(fd, KDSKBMETA, K_ESCPREFIX);
	ANSWER(fd, KDGKBMETA);
}

/* A mode belongs to one console: its neighbour does not see it. */
static void neighbour(int fd)
{
	int other = node_open(node_num + 1, O_NOCTTY);

	NUMBER(fd, KDSKBMODE, K_MEDIUMRAW);
	NUMBER(fd, KDSKBMETA, K_METABIT);
	NUMBER(fd, KDSETMODE, KD_GRAPHICS);
	ANSWER(other, KDGKBMODE);
	ANSWER(other, KDGKBMETA);
	ANSWER(other, KDGETMODE);
	NUMBER(fd, KDSETMODE, KD_TEXT);
	NUMBER(fd, KDSKBMETA, K_ESCPREFIX);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	close(other);
}

/* The mode outlives the last close of the console. */
static int reopened(int fd)
{
	NUMBER(fd, KDSKBMODE, K_MEDIUMRAW);
	NUMBER(fd, KDSKBMETA, K_METABIT);
	NUMBER(fd, KDSETMODE, KD_GRAPHICS);
	close(fd);
	fd = node_open(node_num, O_NOCTTY);
	ANSWER(fd, KDGKBMODE);
	ANSWER(fd, KDGKBMETA);
	ANSWER(fd, KDGETMODE);
	NUMBER(fd, KDSETMODE, KD_TEXT);
	NUMBER(fd, KDSKBMETA, K_ESCPREFIX);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	return fd;
}

static void faults(int fd)
{
	FAULTS(fd, KDGKBMODE);
	FAULTS(fd, KDGETMODE);
	FAULTS(fd, KDGKBMETA);
	FAULTS(fd, KDGKBTYPE);
}

/* -- typed, and not yet read ------------------------------------------------- */

/* Wait until the keys arrive at one console; then check the other ones. */
static void type_abc(int keyboard, int foreground)
{
	tcflush(foreground, TCIFLUSH);
	keyboard_tap(keyboard, KEY_A);
	keyboard_tap(keyboard, KEY_B);
	keyboard_tap(keyboard, KEY_C);
	for (int tries = 0; tries < 1000 && pending(foreground) < 3; tries++)
		pause_ms(2);
	printf("typed abc: %d in the foreground\n", settled(pending, foreground));
}

static void flushed_by(int keyboard, int foreground, int fd, unsigned long mode)
{
	type_abc(keyboard, foreground);
	printf("  pending here: %d\n", pending(fd));
	NUMBER(fd, KDSKBMODE, mode);
	printf("  pending here: %d, in the foreground: %d\n", pending(fd),
	       pending(foreground));
	NUMBER(fd, KDSKBMODE, K_UNICODE);
}

static void flush(int fd)
{
	int keyboard = keyboard_open(), foreground = node_open(1, O_NOCTTY);
	struct termios before = make_raw(foreground);

	for (int mode = K_RAW; mode <= K_OFF + 1; mode++)
		flushed_by(keyboard, foreground, fd, mode);
	type_abc(keyboard, foreground);
	NUMBER(fd, KDSKBMETA, K_ESCPREFIX);
	NUMBER(fd, KDSETMODE, KD_TEXT);
	printf("  pending here: %d, in the foreground: %d\n", pending(fd),
	       pending(foreground));
	tcflush(foreground, TCIFLUSH);
	tcsetattr(foreground, TCSANOW, &before);
	close(foreground);
	close(keyboard);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);

	ANSWER(fd, KDGKBTYPE);
	ANSWER(fd, KDGKBMODE);
	ANSWER(fd, KDGETMODE);
	ANSWER(fd, KDGKBMETA);
	kbdmode(fd);
	kbdmode_refused(fd);
	kdmode(fd);
	meta(fd);
	neighbour(fd);
	fd = reopened(fd);
	faults(fd);
	flush(fd);
	return end();
}
