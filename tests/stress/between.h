/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two things in the one order that is rare. The program runs on CPU 0 before anything else there
 * (SCHED_FIFO), and sleeps until it comes between two instructions of a call of its thread, or of
 * a work item, on that processor: in a kernel with preempt=full at any of them where no spinlock
 * is held. What it does then is done before the interrupted call goes on.
 */
#ifndef BETWEEN_H
#define BETWEEN_H

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "../conformance/keyboard.h"

#define HERE		0	/* the processor of what is interrupted */
#define ELSEWHERE	1
#define NS_PER_S	1000000000LL
#define NS_PER_US	1000LL
#define NS_PER_MS	1000000LL
#define PATIENCE	3000

/* A thread that does one thing each time that it is told to. */
struct doer {
	void (*what)(void);
	_Atomic bool done;		/* since it was told */
	int cpu, told[2];
};

static inline long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static inline void sleep_until(long long when)
{
	struct timespec t = { when / NS_PER_S, when % NS_PER_S };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static inline void be_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("sched_setaffinity");
}

static inline void be_first(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	be_on(HERE);
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first))
		fail("sched_setscheduler");
}

static inline void *doer_run(void *arg)
{
	struct doer *doer = arg;
	char byte;

	be_on(doer->cpu);
	while (read(doer->told[0], &byte, 1) == 1) {
		doer->what();
		doer->done = true;
	}
	return NULL;
}

static inline void doer_start(struct doer *doer, int cpu, void (*what)(void))
{
	const struct sched_param plain = { };
	pthread_attr_t attr;
	pthread_t thread;

	doer->cpu = cpu;
	doer->what = what;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_OTHER);
	pthread_attr_setschedparam(&attr, &plain);
	if (pipe2(doer->told, O_CLOEXEC) || pthread_create(&thread, &attr, doer_run, doer))
		fail("a thread");
}

static inline void doer_tell(struct doer *doer)
{
	doer->done = false;
	if (write(doer->told[1], "", 1) != 1)
		fail("a pipe");
}

/* False if it takes too long: counted in looks, so that a host that stands still is no delay. */
static inline bool doer_is_done(const struct doer *doer)
{
	for (int looks = 0; !doer->done && looks < PATIENCE; looks++)
		sleep_until(now() + (looks < 100 ? 50 * NS_PER_US : NS_PER_MS));
	return doer->done;
}

/* Nothing else runs on the program's processor meanwhile. */
static inline void doer_do_at_once(struct doer *doer)
{
	doer_tell(doer);
	while (!doer->done)
		;
}

/* Ends at the first try that goes wrong, and says which that is. */
static inline void try_often(bool (*goes_wrong)(const void *data), const void *data, int tries)
{
	int tried = 0;

	while (tried < tries && !goes_wrong(data))
		tried++;
	printf(tried < tries ? "wrong after %d\n" : "right in %d\n", tried);
}

#endif /* BETWEEN_H */
