// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest and counts instructions by the time stamp counter:
 *   cost keys NODE|none	what key events cost, in every mode, with a
 *				reader on the console, or with no handler
 *   cost state NODE STATE	the same of fewer keys, in a state of the keyboard:
 *				plain, leds (to be written), map (a screen map), open
 *				(all consoles)
 *   cost seed			fixes a state that would change the costs half-way
 * One line for each thing measured, numbers only; no judgement.
 */
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/random.h>
#include <linux/types.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "keys.h"

#define PAIRS		(KBENCH_EVENTS / 2)

static const struct {
	const char *name;
	__u32 code, held;
} keys[] = {
	{ "a", KEY_A, 0 },
	{ "shift-a", KEY_A, KEY_LEFTSHIFT },
	{ "ctrl", KEY_LEFTCTRL, 0 },
	{ "f1", KEY_F1, 0 },
};

static const struct {
	const char *name;
	int mode;
} modes[] = {
	{ "xlate", K_XLATE },
	{ "unicode", K_UNICODE },
	{ "mediumraw", K_MEDIUMRAW },
	{ "raw", K_RAW },
	{ "off", K_OFF },
};

/* The median cost of presses or releases; of a burst, of its later ones. */
static __u64 typical(unsigned int first, unsigned int skipped)
{
	static __u64 values[PAIRS];
	unsigned int nr = 0;

	for (unsigned int i = first; i < KBENCH_EVENTS; i += 2)
		if (i % KBENCH_BURST >= skipped)
			values[nr++] = samples[i].cost - overhead;
	return median(values, nr);
}

static __u64 least(unsigned int first)
{
	__u64 found = ~0ULL;

	for (unsigned int i = first; i < KBENCH_EVENTS; i += 2)
		if (samples[i].cost - overhead < found)
			found = samples[i].cost - overhead;
	return found;
}

/*
 * From the event to the return of read(), in modes where each press or each event is
 * read. A held key may have been read before and after them.
 */
static __u64 key_to_read(unsigned int skipped)
{
	static __u64 values[KBENCH_EVENTS];
	unsigned int each, nr = heard->reads - 2 * skipped;

	if (nr != PAIRS && nr != KBENCH_EVENTS)
		return 0;
	each = KBENCH_EVENTS / nr;
	for (unsigned int i = 0; i < nr; i++)
		values[i] = heard->at[i + skipped] - samples[i * each].at;
	return median(values, nr);
}

static void measure(const char *mode, unsigned int key, int mode_number)
{
	bool scancodes = mode_number == K_RAW || mode_number == K_MEDIUMRAW;
	__u64 press, release, all, to_read;
	unsigned int reads;

	run(keys[key].code, keys[key].held, KBENCH_APART);
	press = typical(0, 0);
	release = typical(1, 0);
	all = (samples[KBENCH_EVENTS].at - samples[0].at) / PAIRS;
	reads = heard->reads;
	to_read = key_to_read(keys[key].held && scancodes);

	run(keys[key].code, keys[key].held, KBENCH_TOGETHER);
	printf("key %s %s press=%llu release=%llu press_pending=%llu release_pending=%llu "
	       "press_min=%llu release_min=%llu all=%llu reads=%u to_read=%llu\n",
	       mode, keys[key].name, press, release, typical(0, 2), typical(1, 2),
	       least(0), least(1), all, reads, to_read);
}

static void measure_keys(const char *mode, int number)
{
	for (unsigned int key = 0; key < COUNT(keys); key++)
		measure(mode, key, number);
}

/*
 * LEDs are written when no key event came for a moment, and a key event schedules the
 * write if it is still pending. This is guest time: it cannot be too short on a slow
 * host.
 */
static void wait_for_leds(void)
{
	struct timespec moment = { .tv_nsec = 200000000 };

	nanosleep(&moment, NULL);
}

static void on_console(const char *node)
{
	int fd = open_console(node);
	pid_t reader = start_reader(fd);

	for (unsigned int i = 0; i < COUNT(modes); i++) {
		if (ioctl(fd, KDSKBMODE, modes[i].mode))
			die("KDSKBMODE");
		wait_for_leds();
		measure_keys(modes[i].name, modes[i].mode);
	}
	if (ioctl(fd, KDSKBMODE, K_UNICODE))
		die("KDSKBMODE");
	end_process(reader);
}

static void cost_keys(const char *node)
{
	share_heard();
	if (strcmp(node, "none"))
		on_console(node);
	else
		measure_keys("any", K_OFF);
}

/* The LEDs have to be written, and keys put that off: those before, too. */
static void leds_wait(int fd)
{
	static unsigned long leds;

	run(KEY_A, 0, KBENCH_APART);
	leds = (leds + 1) % 8;
	if (ioctl(fd, KDSETLED, leds))
		die("KDSETLED");
}

/* Every console that has a node like this one is open. */
static void open_all(const char *node)
{
	int length = strcspn(node, "0123456789");

	for (unsigned int i = 1; i <= 63; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%.*s%u", length, node, i);
		if (open(name, O_RDWR | O_NOCTTY) < 0)
			die(name);
	}
}

static void bind(int fd, unsigned char code, unsigned short sym)
{
	struct kbentry entry = { .kb_index = code, .kb_value = sym };

	if (ioctl(fd, KDSKBENT, &entry))
		die("KDSKBENT");
}

/* A map of which no character is where it was, or (@plain) the one at the start. */
static void set_screen_map(int fd, bool plain)
{
	unsigned short map[E_TABSZ];

	for (unsigned int i = 0; i < E_TABSZ; i++)
		map[i] = plain ? 0xf000 | i : 0x2900 + (i * 7) % E_TABSZ;
	if (ioctl(fd, PIO_UNISCRNMAP, map))
		die("PIO_UNISCRNMAP");
}

static void measure_state(const char *mode, const char *key, __u32 code)
{
	run(code, 0, KBENCH_APART);
	printf("state %s %s press=%llu release=%llu reads=%u\n", mode, key, typical(0, 0),
	       typical(1, 0), heard->reads);
}

static void measure_map(int fd)
{
	/* 8-bit character 0xfe; U+4e00, for which the mode has to be UNICODE. */
	bind(fd, KEY_F11, 0xfe);
	bind(fd, KEY_F12, 0x4e00 ^ 0xf000);
	if (ioctl(fd, KDSKBMODE, K_XLATE))
		die("KDSKBMODE");
	wait_for_leds();
	set_screen_map(fd, false);
	measure_state("xlate", "a", KEY_A);
	measure_state("xlate", "high", KEY_F11);
	measure_state("xlate", "absent", KEY_F12);
	set_screen_map(fd, true);
}

static void measure_modes(int fd, bool leds)
{
	for (unsigned int i = 0; i < COUNT(modes); i++) {
		if (ioctl(fd, KDSKBMODE, modes[i].mode))
			die("KDSKBMODE");
		wait_for_leds();
		for (unsigned int key = 0; key < COUNT(keys); key++) {
			if (keys[key].code != KEY_A && keys[key].code != KEY_LEFTCTRL)
				continue;
			if (keys[key].held)
				continue;
			if (leds)
				leds_wait(fd);
			measure_state(modes[i].name, keys[key].name, keys[key].code);
		}
	}
}

static void in_state(const char *node, const char *state)
{
	int fd = open_console(node);
	pid_t reader;

	if (!strcmp(state, "open"))
		open_all(node);
	reader = start_reader(fd);
	if (!strcmp(state, "map"))
		measure_map(fd);
	else
		measure_modes(fd, !strcmp(state, "leds"));
	if (ioctl(fd, KDSKBMODE, K_UNICODE) || ioctl(fd, KDSETLED, 0xff))
		die("KDSKBMODE");
	end_process(reader);
}

static void cost_state(const char *node, const char *state)
{
	share_heard();
	in_state(node, state);
}

/*
 * The input core adds every key event to the kernel's entropy pool. This costs less
 * once the pool is full, so it is filled before anything is measured.
 */
static void seed(void)
{
	struct {
		struct rand_pool_info info;
		char bytes[64];
	} pool = { .info = { .entropy_count = 8 * 64, .buf_size = 64 } };
	int fd = open("/dev/random", O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &pool))
		die("RNDADDENTROPY");
	close(fd);
}

int main(int argc, char **argv)
{
	calibrate();
	if (argc == 3 && !strcmp(argv[1], "keys"))
		cost_keys(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "state"))
		cost_state(argv[2], argv[3]);
	else if (argc == 2 && !strcmp(argv[1], "seed"))
		seed();
	else {
		fprintf(stderr, "usage: cost keys NODE|none | state NODE STATE | seed\n");
		return 2;
	}
	return 0;
}
