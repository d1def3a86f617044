// SPDX-License-Identifier: GPL-2.0
/* The walk: what must be true of a call that failed for want of memory. */
#include "../../e2e/failslab.h"
#include "state.h"
#include "walk.h"

#define MOST		200	/* allocations of a call */
#define SETTLE_TRIES	2000

int fd, nth;

static struct state before, after;
static unsigned short kept_use;

void wrong(const char *what, int n, const char *why)
{
	printf("%s: allocation %d: %s\n", what, n, why);
	exit(1);
}

/*
 * A tty that is closed is freed some time later, and its console in use until then, as with
 * the real VT.
 */
int becomes(int (*so)(void))
{
	for (int tries = 0; tries < SETTLE_TRIES; tries++) {
		if (so())
			return 1;
		usleep(1000);
	}
	return 0;
}

static int as_before(void)
{
	state_get(fd, &after);
	return !memcmp(&before, &after, sizeof(before));
}

static unsigned short in_use(void)
{
	struct vt_stat now = { 0 };

	ioctl(fd, VT_GETSTATE, &now);
	return now.v_state;
}

static int only_ours_in_use(void)
{
	return in_use() == kept_use;
}

void walk_begin(void)
{
	kept_use = in_use();
}

/* One time: whether the call needs fewer than @n allocations. */
static bool step(const struct call *call, int n, int *refused)
{
	bool left;
	long ret;
	int err;

	if (!becomes(only_ours_in_use))
		wrong(call->name, n, "a closed console stays in use");
	if (call->prepare)
		call->prepare();
	state_get(fd, &before);
	set_countdown(nth, n);
	errno = 0;
	ret = call->make();
	err = errno;
	left = countdown(nth);
	set_countdown(nth, 0);

	if (ret < 0 && (left || err != ENOMEM) && (!call->refusal || err != call->refusal))
		wrong(call->name, n, strerrorname_np(err));
	if (ret < 0 && !becomes(as_before))
		wrong(call->name, n, "the state is another one");
	*refused += ret < 0 && err == ENOMEM;
	if (ret >= 0 && call->undo)
		call->undo();
	return left;
}

void walk(const struct call *call)
{
	int n = 0, refused = 0;

	do
		if (++n > MOST)
			wrong(call->name, n, "no end");
	while (!step(call, n, &refused));
	printf("%s: %d allocations, %d ENOMEM\n", call->name, n - 1, refused);
}
