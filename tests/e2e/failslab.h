/* SPDX-License-Identifier: GPL-2.0 */
/* Lets one allocation of this process fail: /proc/self/fail-nth. */
#ifndef FAILSLAB_H
#define FAILSLAB_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline __attribute__((noreturn)) void fail_nth_lost(void)
{
	perror("/proc/self/fail-nth");
	exit(1);
}

/* The number of the allocation that fails, counted from now on; 0 for none. */
static inline void set_countdown(int fd, int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	if (pwrite(fd, text, len, 0) != len)
		fail_nth_lost();
}

static inline int countdown(int fd)
{
	char text[16] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		fail_nth_lost();
	return atoi(text);
}

#endif /* FAILSLAB_H */
