// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest and counts instructions by the time stamp counter:
 *   cost keys NODE|none	what key events cost, in every mode, with a
 *				reader on the console, or with no handler
 *   cost ioctls NODE		what reading and setting the mode costs
 *   cost seed			fixes a state that would change the costs half-way
 * One line for each thing measured, numbers only; no judgement.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/random.h>
#include <linux/types.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "kbench.h"

#define FOLDER		"/sys/kernel/debug/kbench/"
#define IOCTLS		1000
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

#define COUNT(table)	(sizeof(table) / sizeof((table)[0]))

/* What the reader got, shared with it. */
struct heard {
	unsigned int reads;
	unsigned int bytes;
	__u64 at[2 * KBENCH_EVENTS];
};

static struct kbench_sample samples[KBENCH_EVENTS + 1];
static struct heard *heard;
static __u64 overhead;		/* of reading the counter twice */

static void die(const char *what)
{
	fprintf(stderr, "cost: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int compare(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return (x > y) - (x < y);
}

/* Sorts the values. */
static __u64 median(__u64 *values, unsigned int nr)
{
	qsort(values, nr, sizeof(*values), compare);
	return values[nr / 2];
}

static void calibrate(void)
{
	__u64 values[101];

	for (unsigned int i = 0; i < COUNT(values); i++) {
		__u64 start = __rdtsc();

		values[i] = __rdtsc() - start;
	}
	overhead = median(values, COUNT(values));
}

static void set_policy(int policy)
{
	struct sched_param none = { 0 };

	if (sched_setscheduler(0, policy, &none))
		die("sched_setscheduler");
}

static int open_console(const char *node)
{
	struct termios t;
	int fd = open(node, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &t))
		die(node);
	cfmakeraw(&t);
	if (tcsetattr(fd, TCSANOW, &t))
		die(node);
	return fd;
}

/* One read for each event that makes bytes, if the reader can run between two. */
static pid_t start_reader(int fd)
{
	char bytes[256];
	ssize_t n;
	pid_t pid = fork();

	if (pid)
		return pid;
	set_policy(SCHED_OTHER);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		if (heard->reads < COUNT(heard->at))
			heard->at[heard->reads] = __rdtsc();
		heard->reads++;
		heard->bytes += n;
	}
	_exit(1);
}

static void run(__u32 code, __u32 held, __u32 burst)
{
	struct kbench_plan plan = { .code = code, .held = held, .burst = burst };
	int fd = open(FOLDER "run", O_WRONLY | O_CLOEXEC);

	heard->reads = heard->bytes = 0;
	if (fd < 0 || write(fd, &plan, sizeof(plan)) != sizeof(plan))
		die(FOLDER "run");
	close(fd);
	fd = open(FOLDER "samples", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, samples, sizeof(samples)) != sizeof(samples))
		die(FOLDER "samples");
	close(fd);
}

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

	run(keys[key].code, keys[key].held, 0);
	press = typical(0, 0);
	release = typical(1, 0);
	all = (samples[KBENCH_EVENTS].at - samples[0].at) / PAIRS;
	reads = heard->reads;
	to_read = key_to_read(keys[key].held && scancodes);

	run(keys[key].code, keys[key].held, 1);
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
	kill(reader, SIGKILL);
	waitpid(reader, NULL, 0);
}

static void cost_keys(const char *node)
{
	heard = mmap(NULL, sizeof(*heard), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (heard == MAP_FAILED)
		die("mmap");
	/* All work that the events queue runs before this continues. */
	set_policy(SCHED_IDLE);
	if (strcmp(node, "none"))
		on_console(node);
	else
		measure_keys("any", K_OFF);
}

struct ioctl_call {
	const char *name;
	unsigned long cmd, arg;
};

/* Two ioctls in turn, so that each changes what the other set. */
static void in_turn(int fd, const struct ioctl_call call[2])
{
	static __u64 values[2][IOCTLS];

	for (unsigned int i = 0; i < 2 * IOCTLS; i++) {
		const struct ioctl_call *c = &call[i % 2];
		__u64 start = __rdtsc();
		int err = ioctl(fd, c->cmd, c->arg);

		values[i % 2][i / 2] = __rdtsc() - start - overhead;
		if (err)
			die(c->name);
	}
	for (unsigned int i = 0; i < 2; i++)
		printf("ioctl %s median=%llu\n", call[i].name, median(values[i], IOCTLS));
}

static void cost_ioctls(const char *node)
{
	int mode, fd = open_console(node);
	struct ioctl_call set[] = {
		{ "KDSKBMODE-off", KDSKBMODE, K_OFF },
		{ "KDSKBMODE-unicode", KDSKBMODE, K_UNICODE },
	};
	struct ioctl_call get[] = {
		{ "KDGKBMODE", KDGKBMODE, (unsigned long)&mode },
		{ "KDSKBMODE-again", KDSKBMODE, K_UNICODE },
	};

	in_turn(fd, set);
	in_turn(fd, get);
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
	else if (argc == 3 && !strcmp(argv[1], "ioctls"))
		cost_ioctls(argv[2]);
	else if (argc == 2 && !strcmp(argv[1], "seed"))
		seed();
	else {
		fprintf(stderr, "usage: cost keys NODE|none | ioctls NODE | seed\n");
		return 2;
	}
	return 0;
}
