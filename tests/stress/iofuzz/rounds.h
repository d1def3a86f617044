/* SPDX-License-Identifier: GPL-2.0 */
/* The processes: started, watched, started again when they were killed. */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "iofuzz.h"

struct run {
	uint64_t seed, steps;		/* as asked for */
	unsigned int procs;
	const char *module;
	struct shared *shared;
	uint64_t total;			/* steps made in the rounds that are over */
	unsigned int killed, loads;
};

/* The steps of one thread, from where it was. moves: the module comes and goes meanwhile. */
void thread_steps(const struct run *run, unsigned int thread, uint64_t until, bool moves, bool list);
/* NULL, or what went wrong. */
const char *rounds(struct run *run);

#endif /* ROUNDS_H */
