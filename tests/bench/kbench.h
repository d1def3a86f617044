/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface between kbench.ko and the program that controls it: a plan is written
 * to debugfs kbench/run, samples are read from kbench/samples.
 */
#ifndef BENCH_KBENCH_H
#define BENCH_KBENCH_H

#define KBENCH_EVENTS	4000	/* of one run; even: press and release in turn */
#define KBENCH_BURST	8	/* events with nothing between them */
#define KBENCH_PACKET	64	/* key events of a packet */
#define KBENCH_PACKETS	60	/* of one run */
#define KBENCH_TIMED	800	/* events of one run that a timer makes */
#define KBENCH_UNPLUGS	20	/* of one run */

/**
 * enum kbench_kind - what a run does; one sample for each of
 * @KBENCH_APART: events, each with all that it deferred before the next
 * @KBENCH_TOGETHER: events, KBENCH_BURST at a time, so that all but the first two
 *	of them find the deferred work already queued
 * @KBENCH_IN_PACKETS: packets of KBENCH_PACKET events, which the input core hands on at
 *	once: what its EV_SYN takes, with interrupts off throughout
 * @KBENCH_BY_TIMER: events from the interrupt of a timer, some milliseconds apart; the
 *	program sleeps meanwhile
 * @KBENCH_UNPLUG: keyboards that are unregistered
 */
enum kbench_kind {
	KBENCH_APART,
	KBENCH_TOGETHER,
	KBENCH_IN_PACKETS,
	KBENCH_BY_TIMER,
	KBENCH_UNPLUG,
};

/**
 * struct kbench_plan - one run
 * @code: keycode of the key that is pressed and released
 * @held: keycode of a key that is down meanwhile, or 0
 * @kind: enum kbench_kind
 */
struct kbench_plan {
	__u32 code;
	__u32 held;
	__u32 kind;
};

/**
 * struct kbench_sample - one event; after the last, one with no cost
 * @at: time stamp counter before it
 * @cost: of input_event() for it and for its EV_SYN, or as enum kbench_kind says
 * @idle_us: how long the processor had nothing to do meanwhile; only where a run sleeps
 */
struct kbench_sample {
	__u64 at;
	__u64 cost;
	__u64 idle_us;
};

#endif
