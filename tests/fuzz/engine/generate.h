/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Steps out of numbers: those of a seed, or those of a tape, as libFuzzer gives them.
 */
#ifndef FUZZ_GENERATE_H
#define FUZZ_GENERATE_H

#include <stddef.h>

#include "step.h"

#define GENERATE_HELD	12
#define GENERATE_HOT	6
#define TAPE_STEP	12	/* bytes of the tape for each step */

/**
 * struct generator - what the next step depends on
 * @random: state of random.h
 * @tape: numbers that come before those of @random, or NULL
 * @left: bytes of the tape that are left for this step
 * @weight: of each operation
 * @hot: keys that are used more than others
 * @held: keys that are down, with the keyboard in the upper bits
 * @nr_held: how many
 */
struct generator {
	uint64_t random;
	const uint8_t *tape;
	size_t left;
	const uint8_t *weight;
	uint16_t hot[GENERATE_HOT];
	uint32_t held[GENERATE_HELD];
	unsigned int nr_held;
};

void generate_begin(struct generator *g, uint64_t seed, uint64_t run);
void generate_begin_tape(struct generator *g, const uint8_t *tape);
void generate_step(struct generator *g, struct step *step);

/* The same, of TAPE_STEP bytes or fewer. */
void generate_step_of(struct generator *g, struct step *step, const uint8_t *tape, size_t left);

#endif /* FUZZ_GENERATE_H */
