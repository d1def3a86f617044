/* SPDX-License-Identifier: GPL-2.0 */
/* A thread that blanks the screen and unblanks it: events for a call that waits for one. */
#ifndef BLANKER_H
#define BLANKER_H

#include <linux/tiocl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "../conformance/transcript.h"

static atomic_bool blanker_runs;
static pthread_t blanker;

static inline void *blanker_main(void *node)
{
	char off[1] = { TIOCL_BLANKSCREEN }, on[1] = { TIOCL_UNBLANKSCREEN };

	while (blanker_runs) {
		ioctl(*(int *)node, TIOCLINUX, off);
		ioctl(*(int *)node, TIOCLINUX, on);
		pause_ms(1);
	}
	return node;
}

/* @node has to last as long. Nothing if it runs already. */
static inline void blanker_begin(int *node)
{
	if (atomic_exchange(&blanker_runs, true))
		return;
	if (pthread_create(&blanker, NULL, blanker_main, node))
		fail("pthread_create");
}

static inline void blanker_end(void)
{
	blanker_runs = false;
	pthread_join(blanker, NULL);
}

#endif /* BLANKER_H */
