// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest and counts instructions by the time stamp counter where more goes on
 * than one key at a time:
 *   load packets NODE|none	packets of many keys, in UNICODE and RAW mode: what one keeps
 *				interrupts off for
 *   load typists NODE		keyboards of uinput, typing at once as fast as they can
 *   load loops NODE		from key to read() in UNICODE and XLATE mode, while other
 *				programs compute
 *   load unplug		keyboards that are unplugged
 * One line for each thing measured, numbers only; no judgement.
 */
#include <linux/kd.h>
#include <linux/uinput.h>
#include <sys/ioctl.h>
#include <time.h>

#include "keys.h"

#define TYPISTS		4
#define TYPED		500	/* keys of each: fewer than a tty's buffer holds in all */
#define ROUNDS		11
#define LOOPS		2
#define LOOP_KEYS	(KBENCH_TIMED / 2)	/* of which a press makes one byte */

struct mode {
	const char *name;
	int mode;
};

static const struct mode of_packets[] = { { "unicode", K_UNICODE }, { "raw", K_RAW } };
static const struct mode of_loops[] = { { "xlate", K_XLATE }, { "unicode", K_UNICODE } };

static void pause_ms(unsigned int ms)
{
	struct timespec moment = { .tv_nsec = ms * 1000000L };

	nanosleep(&moment, NULL);
}

static void set_mode(int fd, int mode)
{
	if (ioctl(fd, KDSKBMODE, mode))
		die("KDSKBMODE");
	/* LEDs are written when no key came for a moment, and cost the next key. */
	pause_ms(200);
}

static void measure_packets(const char *mode)
{
	static __u64 values[KBENCH_PACKETS];

	run(KEY_A, 0, KBENCH_IN_PACKETS);
	for (unsigned int i = 0; i < KBENCH_PACKETS; i++)
		values[i] = samples[i].cost - overhead;
	printf("load %s median=%llu bytes=%u\n", mode, median(values, KBENCH_PACKETS),
	       heard->bytes);
}

static void load_packets(const char *node)
{
	pid_t reader;
	int fd;

	if (!strcmp(node, "none")) {
		measure_packets("any");
		return;
	}
	fd = open_console(node);
	reader = start_reader(fd);
	for (unsigned int i = 0; i < COUNT(of_packets); i++) {
		set_mode(fd, of_packets[i].mode);
		measure_packets(of_packets[i].name);
	}
	set_mode(fd, K_UNICODE);
	end_process(reader);
}

static int create_keyboard(unsigned int number)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL };
	int fd = open("/dev/uinput", O_WRONLY | O_CLOEXEC);

	snprintf(setup.name, sizeof(setup.name), "bench-%u", number);
	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_KEY))
		die("/dev/uinput");
	for (int code = KEY_ESC; code <= KEY_COMPOSE; code++)
		if (ioctl(fd, UI_SET_KEYBIT, code))
			die("UI_SET_KEYBIT");
	if (ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE))
		die("UI_DEV_CREATE");
	return fd;
}

static void type_key(int fd, __u16 code)
{
	for (int down = 1; down >= 0; down--) {
		struct input_event packet[] = {
			{ .type = EV_KEY, .code = code, .value = down },
			{ .type = EV_SYN, .code = SYN_REPORT },
		};

		if (write(fd, packet, sizeof(packet)) != sizeof(packet))
			die("uinput");
	}
}

/* Types when there is an end of file on @start, a key and then a key of each other one. */
static pid_t start_typist(int keyboard, __u16 code, const int start[2], int policy)
{
	pid_t pid = start_process();
	char byte;

	if (pid)
		return pid;
	set_policy(policy);
	close(start[1]);
	if (read(start[0], &byte, 1))
		_exit(1);
	for (unsigned int i = 0; i < TYPED; i++) {
		type_key(keyboard, code);
		sched_yield();
	}
	_exit(0);
}

/* Return: instructions from the first key to the last read(), for each key. */
static __u64 type_together(const int keyboard[TYPISTS], int policy)
{
	static const __u16 codes[TYPISTS] = { KEY_A, KEY_S, KEY_D, KEY_F };
	pid_t typist[TYPISTS];
	int start[2];
	__u64 from;

	if (pipe(start))
		die("pipe");
	for (unsigned int i = 0; i < TYPISTS; i++)
		typist[i] = start_typist(keyboard[i], codes[i], start, policy);
	pause_ms(50);
	heard->reads = heard->bytes = 0;
	from = __rdtsc();
	close(start[0]);
	close(start[1]);
	for (unsigned int i = 0; i < TYPISTS; i++)
		waitpid(typist[i], NULL, 0);
	pause_ms(50);
	if (heard->bytes != TYPISTS * TYPED) {
		fprintf(stderr, "load: %u bytes of %u\n", heard->bytes, TYPISTS * TYPED);
		exit(1);
	}
	return (heard->at[heard->reads - 1] - from) / (TYPISTS * TYPED);
}

/*
 * At one priority with the reader, chance decides how many keys it finds at once, and that
 * decides what a key costs. So the two ends: each key is read before the next; all are typed
 * before the first is read.
 */
static void load_typists(const char *node)
{
	static __u64 values[2][ROUNDS];
	int fd = open_console(node), keyboard[TYPISTS];
	pid_t reader = start_reader(fd);

	for (unsigned int i = 0; i < TYPISTS; i++)
		keyboard[i] = create_keyboard(i);
	set_mode(fd, K_UNICODE);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		values[0][i] = type_together(keyboard, SCHED_IDLE);
		values[1][i] = type_together(keyboard, SCHED_RR);
	}
	printf("load singly each=%llu\nload together each=%llu\n", median(values[0], ROUNDS),
	       median(values[1], ROUNDS));
	end_process(reader);
}

static pid_t start_loop(void)
{
	pid_t pid = start_process();

	while (!pid)
		;
	return pid;
}

/* When the byte of this number was read. */
static __u64 read_at(unsigned int number)
{
	for (unsigned int i = 0; i < heard->reads; i++)
		if (heard->until[i] > number)
			return heard->at[i];
	fprintf(stderr, "load: key %u was not read\n", number);
	exit(1);
}

static void measure_loops(const char *mode)
{
	static __u64 values[LOOP_KEYS];

	run(KEY_A, 0, KBENCH_BY_TIMER);
	for (unsigned int i = 0; i < LOOP_KEYS; i++)
		values[i] = read_at(i) - samples[2 * i].at;
	qsort(values, LOOP_KEYS, sizeof(values[0]), compare);
	printf("load %s p50=%llu p99=%llu\n", mode, values[LOOP_KEYS / 2],
	       values[LOOP_KEYS * 99 / 100]);
}

static void load_loops(const char *node)
{
	int fd = open_console(node);
	pid_t reader = start_reader(fd), loop[LOOPS];

	for (unsigned int i = 0; i < COUNT(of_loops); i++) {
		set_mode(fd, of_loops[i].mode);
		for (unsigned int j = 0; j < LOOPS; j++)
			loop[j] = start_loop();
		measure_loops(of_loops[i].name);
		for (unsigned int j = 0; j < LOOPS; j++)
			end_process(loop[j]);
	}
	end_process(reader);
}

static void load_unplug(void)
{
	static __u64 times[KBENCH_UNPLUGS], works[KBENCH_UNPLUGS];

	run(0, 0, KBENCH_UNPLUG);
	for (unsigned int i = 0; i < KBENCH_UNPLUGS; i++) {
		times[i] = samples[i].cost;
		works[i] = samples[i].cost - 1000 * samples[i].idle_us;
	}
	printf("load unplug time=%llu work=%llu\n", median(times, KBENCH_UNPLUGS),
	       median(works, KBENCH_UNPLUGS));
}

int main(int argc, char **argv)
{
	calibrate();
	share_heard();
	if (argc == 3 && !strcmp(argv[1], "packets"))
		load_packets(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "typists"))
		load_typists(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "loops"))
		load_loops(argv[2]);
	else if (argc == 2 && !strcmp(argv[1], "unplug"))
		load_unplug();
	else {
		fprintf(stderr, "usage: load packets NODE|none | typists NODE | loops NODE | "
			"unplug\n");
		return 2;
	}
	return 0;
}
