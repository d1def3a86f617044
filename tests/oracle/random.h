/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers that are the same on every machine for the same seed (xorshift64*).
 */
#ifndef ORACLE_RANDOM_H
#define ORACLE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t random_next(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return (x * 0x2545f4914f6cdd1dULL) >> 32;
}

/* Seeds that differ in one bit must not begin with similar numbers. */
static inline uint64_t random_begin(uint64_t seed, uint64_t chapter)
{
	uint64_t state = (seed * 0x9e3779b97f4a7c15ULL) ^ ((chapter + 1) * 0xd1b54a32d192ed03ULL);

	state ^= state >> 31;
	state = state * 0xbf58476d1ce4e5b9ULL | 1;
	for (int i = 0; i < 8; i++)
		random_next(&state);
	return state;
}

static inline uint32_t random_below(uint64_t *state, uint32_t end)
{
	return (uint64_t)random_next(state) * end >> 32;
}

static inline bool random_percent(uint64_t *state, unsigned int percent)
{
	return random_below(state, 100) < percent;
}

#define random_of(state, array) \
	((array)[random_below(state, sizeof(array) / sizeof((array)[0]))])

#endif /* ORACLE_RANDOM_H */
