/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random scripts. A chapter is a script that begins with a fresh start and depends only
 * on the seed and its number, so that any chapter can be printed without playing those
 * before it.
 */
#ifndef ORACLE_GENERATE_H
#define ORACLE_GENERATE_H

#include "step.h"

struct generator {
	uint64_t random;
	const struct profile *profile;
	unsigned int steps;		/* made in this chapter */
	bool writes;			/* programs write to the consoles too */
	bool ps2;			/* keys of the machine's own keyboard */
	uint16_t hot[6];		/* keys that are changed and pressed most */
	const struct word *word;	/* the next of a phrase, or NULL */
	unsigned int nr_held;
	struct {
		uint16_t code;
		uint8_t keyboard;
	} held[12];
};

void generator_begin(struct generator *g, uint64_t seed, unsigned int chapter, bool writes,
		     bool ps2);

/* False at the end of the chapter. */
bool generator_next(struct generator *g, struct step *step);

#endif /* ORACLE_GENERATE_H */
