/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A walk makes a call again and again while the kernel lets one allocation fail: the first,
 * then the second, until the call needs fewer.
 */
#ifndef WALK_H
#define WALK_H

#include "../../conformance/transcript.h"

/**
 * struct call - what a walk makes
 * @name: printed
 * @make: the call; negative and errno if it failed
 * @prepare: before each, %NULL for nothing
 * @undo: after each that succeeded, %NULL for nothing
 * @refusal: an error with which it may answer although there is memory, or 0
 */
struct call {
	const char *name;
	long (*make)(void);
	void (*prepare)(void);
	void (*undo)(void);
	int refusal;
};

extern int fd;		/* of console 1 */
extern int nth;		/* /proc/self/fail-nth */

/* The walk ends the program at the first call that is wrong. */
void walk(const struct call *call);
void walk_begin(void);
__attribute__((noreturn)) void wrong(const char *what, int n, const char *why);

/* Whether something becomes so in time. */
int becomes(int (*so)(void));

#endif /* WALK_H */
