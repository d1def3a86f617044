// SPDX-License-Identifier: GPL-2.0
/*
 * pulls TIMES SEED: two threads plug keyboards in, hold keys of them and pull them, TIMES each,
 * while a third keyboard types the letter k and a program reads console 1 of both keyboards. It
 * never types what the others do, and they hold no modifier but Shift. A line for each console:
 *
 *	/dev/vtkbd1 typed 500 arrived 500 held 0 after a
 *
 * "held" is which modifiers are held when all were pulled, "after" what an A types then.
 */
#include <linux/tiocl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#include "../conformance/keyboard.h"

#define SIDES	2
#define PULLERS	2
#define HELD	4

static const char *const node_name[SIDES] = { "/dev/tty", "/dev/vtkbd" };
static const int keys[] = {
	KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_A, KEY_B, KEY_1, KEY_UP, KEY_F1, KEY_KP5, KEY_MICMUTE,
};
static unsigned int seed[PULLERS];
static unsigned long times;
static atomic_int pulling = PULLERS;
static int node[SIDES];
static unsigned long arrived[SIDES], typed;

static void *pull(void *arg)
{
	unsigned int *dice = arg;

	for (unsigned long i = 0; i < times; i++) {
		int fd = keyboard_open();

		for (int n = 1 + rand_r(dice) % HELD; n; n--)
			keyboard_key(fd, keys[rand_r(dice) % COUNT(keys)], 1 + rand_r(dice) % 2);
		if (rand_r(dice) % 2)
			pause_ms(rand_r(dice) % 5);
		close(fd);
	}
	pulling--;
	return NULL;
}

static void take(void)
{
	char bytes[256];

	for (int i = 0; i < SIDES; i++) {
		ssize_t got;

		while ((got = read(node[i], bytes, sizeof(bytes))) > 0)
			while (got--)
				arrived[i] += (bytes[got] & ~0x20) == 'K';
	}
}

static void type_while_pulled(int keyboard)
{
	while (pulling) {
		keyboard_tap(keyboard, KEY_K);
		typed++;
		take();
		pause_ms(1);
	}
	for (int idle = 0; idle < 50; idle++) {
		take();
		pause_ms(5);
	}
}

static void say(int side)
{
	char subcode = TIOCL_GETSHIFTSTATE, after = '-';

	if (ioctl(node[side], TIOCLINUX, &subcode))
		fail("TIOCL_GETSHIFTSTATE");
	if (read(node[side], &after, 1) < 0)
		fail(node_name[side]);
	printf("%s1 typed %lu arrived %lu held %d after %c\n", node_name[side], typed,
	       arrived[side], subcode, after);
}

int main(int argc, char **argv)
{
	pthread_t thread[PULLERS];
	int keyboard;

	if (argc != 3)
		return 2;
	times = strtoul(argv[1], NULL, 0);
	for (int i = 0; i < SIDES; i++) {
		node_prefix = node_name[i];
		node[i] = node_open(1, O_NOCTTY | O_NONBLOCK);
	}
	keyboard = keyboard_open();
	keyboard_warm_up(keyboard, node[SIDES - 1]);
	for (int i = 0; i < SIDES; i++) {
		make_raw(node[i]);
		tcflush(node[i], TCIFLUSH);
	}
	for (int i = 0; i < PULLERS; i++) {
		seed[i] = atoi(argv[2]) * PULLERS + i;
		pthread_create(&thread[i], NULL, pull, &seed[i]);
	}
	type_while_pulled(keyboard);
	for (int i = 0; i < PULLERS; i++)
		pthread_join(thread[i], NULL);
	keyboard_tap(keyboard, KEY_A);
	for (int i = 0; i < SIDES; i++) {
		settled(pending, node[i]);
		say(i);
	}
	return 0;
}
