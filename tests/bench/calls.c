// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest and counts the instructions of calls:
 *   calls ioctls NODE		reading and setting the mode
 *   calls opens NODE		open() and close(), the first and another
 *   calls switch NODE NUMBER	from VT_ACTIVATE to the foreground, the console that is
 *				there and that of this number in turn
 * One line for each, numbers only; no judgement.
 */
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/types.h>
#include <linux/vt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

#define IOCTLS		1000
#define OPENS		200
#define SWITCHES	200

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

static void open_and_close(const char *node, const char *what)
{
	static __u64 opens[OPENS], closes[OPENS];

	for (unsigned int i = 0; i < OPENS; i++) {
		__u64 start = __rdtsc(), opened;
		int fd = open(node, O_RDWR | O_NOCTTY | O_CLOEXEC);

		opened = __rdtsc();
		if (fd < 0)
			die(node);
		opens[i] = opened - start - overhead;
		start = __rdtsc();
		close(fd);
		closes[i] = __rdtsc() - start - overhead;
	}
	printf("ioctl open-%s median=%llu\n", what, median(opens, OPENS));
	printf("ioctl close-%s median=%llu\n", what, median(closes, OPENS));
}

static void cost_opens(const char *node)
{
	open_and_close(node, "first");
	open_console(node);
	open_and_close(node, "another");
}

static void cost_switches(const char *node, int number)
{
	static __u64 values[SWITCHES];
	struct vt_stat now;
	int fd = open_console(node);

	if (ioctl(fd, VT_GETSTATE, &now))
		die("VT_GETSTATE");
	for (unsigned int i = 0; i < SWITCHES; i++) {
		int to = i % 2 ? now.v_active : number;
		__u64 start = __rdtsc();

		if (ioctl(fd, VT_ACTIVATE, to) || ioctl(fd, VT_WAITACTIVE, to))
			die("VT_ACTIVATE");
		values[i] = __rdtsc() - start - overhead;
	}
	printf("ioctl switch median=%llu\n", median(values, SWITCHES));
}

int main(int argc, char **argv)
{
	calibrate();
	if (argc == 3 && !strcmp(argv[1], "ioctls"))
		cost_ioctls(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "opens"))
		cost_opens(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "switch"))
		cost_switches(argv[2], atoi(argv[3]));
	else {
		fprintf(stderr, "usage: calls ioctls NODE | opens NODE | switch NODE NUMBER\n");
		return 2;
	}
	return 0;
}
