/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest's programs count with: the time stamp counter, which counts
 * instructions there.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <x86intrin.h>

#define COUNT(table)	(sizeof(table) / sizeof((table)[0]))

static __u64 overhead;		/* of reading the counter twice */

static inline void die(const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
	exit(1);
}

static inline int compare(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return (x > y) - (x < y);
}

/* Sorts the values. */
static inline __u64 median(__u64 *values, unsigned int nr)
{
	qsort(values, nr, sizeof(*values), compare);
	return values[nr / 2];
}

static inline void calibrate(void)
{
	__u64 values[101];

	for (unsigned int i = 0; i < COUNT(values); i++) {
		__u64 start = __rdtsc();

		values[i] = __rdtsc() - start;
	}
	overhead = median(values, COUNT(values));
}

static inline int open_console(const char *node)
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

#endif
