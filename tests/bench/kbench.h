/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface between kbench.ko and the program that controls it: a plan is written
 * to debugfs kbench/run, samples are read from kbench/samples.
 */
#ifndef BENCH_KBENCH_H
#define BENCH_KBENCH_H

#define KBENCH_EVENTS	4000	/* of one run; even: press and release in turn */
#define KBENCH_BURST	8	/* events with nothing between them */

/**
 * struct kbench_plan - one run
 * @code: keycode of the key that is pressed and released
 * @held: keycode of a key that is down meanwhile, or 0
 * @burst: events come KBENCH_BURST at a time, so that all but the first two
 *	of them find the deferred work already queued
 */
struct kbench_plan {
	__u32 code;
	__u32 held;
	__u32 burst;
};

/**
 * struct kbench_sample - one event; after the last, one with no cost
 * @at: time stamp counter before it
 * @cost: cost of input_event() for it and for its EV_SYN
 */
struct kbench_sample {
	__u64 at;
	__u64 cost;
};

#endif
