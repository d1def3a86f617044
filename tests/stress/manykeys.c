// SPDX-License-Identifier: GPL-2.0
/*
 * manykeys KEYS PAUSE_US WHAT: four keyboards type KEYS keys each, at once, each its own six
 * letters in a row, while one program reads both keyboards' consoles 1 and 2, at most 64 bytes
 * every PAUSE_US. PAUSE_US -1: nothing is read before the last key; then only the first
 * keyboard types, and what it types is a string of 500 characters, and BREAKS BREAKs at the end,
 * which a raw terminal reads as a byte each.
 *
 * WHAT happens meanwhile: nothing, switch (1 and 2 in turn), grab (1 and 0 in turn), keymap
 * (entries, accents and strings are loaded again). A line for each of vtkbd and the built-in
 * keyboard:
 *
 *	/dev/vtkbd typed 8000 arrived 8000 skipped 0 dropped 0
 *
 * "skipped" is how many letters of its keyboard's row were passed over before an arrival, on
 * the same console, at least; letters in another order count as that. "dropped" is the
 * module's own counter; the built-in keyboard has none (-1).
 */
#include <linux/keyboard.h>
#include <linux/vtkbd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#include "../conformance/keyboard.h"

#define KEYBOARDS	4
#define ROW		6
#define CONSOLES	2
#define STRING		500
#define BREAKS		100
#define SIDES		2

static const int letter_key[KEYBOARDS * ROW] = {
	KEY_Q, KEY_W, KEY_E, KEY_R, KEY_T, KEY_Y, KEY_U, KEY_I, KEY_O, KEY_P, KEY_A, KEY_S,
	KEY_D, KEY_F, KEY_G, KEY_H, KEY_J, KEY_K, KEY_L, KEY_Z, KEY_X, KEY_C, KEY_V, KEY_B,
};
static const char letters[] = "qwertyuiopasdfghjklzxcvb";

struct side {
	const char *prefix;
	int node[CONSOLES];
	unsigned long arrived;
	unsigned long skipped;
	int next[CONSOLES][KEYBOARDS];
};

static struct side sides[SIDES] = { { .prefix = "/dev/vtkbd" }, { .prefix = "/dev/tty" } };
static unsigned long keys;
static long pause_us;
static atomic_int typing;
static int keyboard[KEYBOARDS];

/* A press and a release, each a packet, in one call. */
static void tap(int fd, int key)
{
	struct input_event ev[] = {
		{ .type = EV_KEY, .code = key, .value = 1 }, { .type = EV_SYN },
		{ .type = EV_KEY, .code = key, .value = 0 }, { .type = EV_SYN },
	};

	if (write(fd, ev, sizeof(ev)) != sizeof(ev))
		fail("uinput");
}

static void *type(void *arg)
{
	int which = (int *)arg - keyboard;

	for (unsigned long i = 0; i < keys; i++)
		tap(keyboard[which],
		    pause_us < 0 ? KEY_F1 : letter_key[which * ROW + i % ROW]);
	for (int i = 0; pause_us < 0 && i < BREAKS; i++)
		tap(keyboard[which], KEY_F2);
	typing--;
	return NULL;
}

/* -- what happens meanwhile ---------------------------------------------------------- */

static void be_switched(unsigned int turn)
{
	for (int i = 0; i < SIDES; i++)
		ioctl(sides[i].node[0], VT_ACTIVATE, 1 + turn % CONSOLES);
}

static void be_grabbed(unsigned int turn)
{
	int fd = open("/sys/module/vtkbd/parameters/grab", O_WRONLY | O_CLOEXEC);

	if (write(fd, turn % 2 ? "0" : "1", 1) != 1)
		fail("grab");
	close(fd);
}

static void be_reloaded(unsigned int turn)
{
	static struct kbdiacrsuc accents;
	int fd = sides[0].node[0];

	for (size_t i = 0; i < COUNT(letter_key); i++) {
		struct kbentry entry = { 0, letter_key[i], K(KT_LETTER, letters[i]) };
		struct kbentry extra = { 100 + turn % 50, letter_key[i], entry.kb_value };
		struct kbentry gone = { 100 + turn % 50, 0, K_NOSUCHMAP };

		if (ioctl(fd, KDSKBENT, &entry) || ioctl(fd, KDSKBENT, &extra) ||
		    ioctl(fd, KDSKBENT, &gone))
			fail("KDSKBENT");
	}
	if (ioctl(fd, KDGKBDIACRUC, &accents) || ioctl(fd, KDSKBDIACRUC, &accents))
		fail("KDSKBDIACRUC");
}

static void (*disturb)(unsigned int turn);

static void *disturb_all_the_time(void *arg)
{
	unsigned int turn = 0;

	/* An even number of turns: it ends as it began. */
	while (disturb && (typing || turn % 2)) {
		disturb(turn++);
		pause_ms(3);
	}
	return arg;
}

/* -- reading --------------------------------------------------------------------------- */

static void take(struct side *s, int con, char byte)
{
	const char *at = byte ? strchr(letters, byte) : NULL;
	int which, got;

	s->arrived++;
	if (!at)
		return;
	which = (at - letters) / ROW;
	got = (at - letters) % ROW;
	if (disturb != be_switched)	/* the row goes on at the other console */
		s->skipped += (got - s->next[con][which] + ROW) % ROW;
	s->next[con][which] = (got + 1) % ROW;
}

static bool read_some(void)
{
	char bytes[64];
	bool any = false;

	for (int i = 0; i < SIDES; i++)
		for (int con = 0; con < CONSOLES; con++) {
			ssize_t got = read(sides[i].node[con], bytes, sizeof(bytes));

			for (ssize_t at = 0; at < got; at++)
				take(&sides[i], con, bytes[at]);
			any |= got > 0;
		}
	return any;
}

static void read_all(void)
{
	struct timespec pause = { .tv_nsec = pause_us * 1000 };

	while (typing) {
		if (pause_us < 0) {
			pause_ms(5);
			continue;
		}
		read_some();
		nanosleep(&pause, NULL);
	}
	/* The buffers are emptied by a work item: until nothing has come for a second. */
	for (int idle = 0; idle < 100; idle++)
		if (read_some())
			idle = 0;
		else
			pause_ms(10);
}

static long long dropped(void)
{
	struct vtkbd_seat_info seat;

	if (ioctl(sides[0].node[0], VTKBD_GET_SEAT, &seat))
		fail("VTKBD_GET_SEAT");
	return seat.dropped;
}

/* -- stage ------------------------------------------------------------------------------ */

static void give_string_and_break(int fd)
{
	struct kbsentry string = { .kb_func = 0 };
	struct kbentry entry = { 0, KEY_F2, K_BREAK };

	memset(string.kb_string, '.', STRING);
	if (ioctl(fd, KDSKBSENT, &string) || ioctl(fd, KDSKBENT, &entry))
		fail("KDSKBSENT");
}

static unsigned long typed(void)
{
	return pause_us < 0 ? keys * STRING + BREAKS : keys * KEYBOARDS;
}

static void prepare(const char *what)
{
	for (int i = 0; i < SIDES; i++)
		for (int con = 0; con < CONSOLES; con++) {
			node_prefix = sides[i].prefix;
			sides[i].node[con] = node_open(con + 1, O_NOCTTY | O_NONBLOCK);
			make_raw(sides[i].node[con]);
			tcflush(sides[i].node[con], TCIFLUSH);
			if (pause_us < 0)
				give_string_and_break(sides[i].node[con]);
		}
	disturb = !strcmp(what, "switch") ? be_switched : !strcmp(what, "grab") ? be_grabbed :
		  !strcmp(what, "keymap") ? be_reloaded : NULL;
	for (int i = 0; i < KEYBOARDS; i++)
		keyboard[i] = keyboard_open();
}

int main(int argc, char **argv)
{
	int typists = KEYBOARDS;
	pthread_t thread[KEYBOARDS + 1];
	long long before;

	if (argc != 4)
		return 2;
	keys = strtoul(argv[1], NULL, 0);
	pause_us = atol(argv[2]);
	typists = pause_us < 0 ? 1 : KEYBOARDS;
	prepare(argv[3]);
	before = dropped();

	typing = typists;
	for (int i = 0; i < typists; i++)
		pthread_create(&thread[i], NULL, type, &keyboard[i]);
	pthread_create(&thread[typists], NULL, disturb_all_the_time, NULL);
	read_all();
	for (int i = 0; i <= typists; i++)
		pthread_join(thread[i], NULL);
	while (read_some())
		;

	for (int i = 0; i < SIDES; i++)
		printf("%s typed %lu arrived %lu skipped %lu dropped %lld\n", sides[i].prefix,
		       typed(), sides[i].arrived, sides[i].skipped, i ? -1LL : dropped() - before);
	return 0;
}
