// SPDX-License-Identifier: GPL-2.0
/* What it says: a line for each thing done, with --log; what went wrong, on stderr. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

static long long ms_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

long long now_ms(void)
{
	return ms_of(CLOCK_MONOTONIC);
}

/* The time is comparable with that of a console's history. */
void note(const struct server *s, const char *what, int err)
{
	long long ms = ms_of(CLOCK_REALTIME);

	if (s->log >= 0)
		dprintf(s->log, "%lld.%03lld %d %s: %s\n", ms / 1000, ms % 1000, getpid(), what,
			err ? strerror(-err) : "ok");
}

int complain(const struct server *s, const char *what, int err)
{
	if (err)
		fprintf(stderr, "server: %s: %s: %s\n", s->saved->path, what, strerror(-err));
	return err;
}
