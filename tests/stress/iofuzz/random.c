// SPDX-License-Identifier: GPL-2.0
/*
 * The random numbers of a thread: a counter that is mixed (splitmix64). A thread has a stream
 * of its own, made of the seed, its number and how often it was killed and started again.
 */
#include "iofuzz.h"

#define STEP	0x9e3779b97f4a7c15ULL

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void stream_begin(struct stream *s, uint64_t seed, unsigned int thread, unsigned int life)
{
	s->state = mix(mix(seed) + mix(thread + 1) * 3 + mix(life + 1) * 5);
}

uint64_t any(struct stream *s)
{
	s->state += STEP;
	return mix(s->state);
}

uint64_t below(struct stream *s, uint64_t limit)
{
	return any(s) % limit;
}

bool once_in(struct stream *s, unsigned int times)
{
	return !below(s, times);
}

uint64_t edge(struct stream *s)
{
	static const uint64_t edges[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, INT64_MAX, UINT64_MAX,
	};

	return once_in(s, 4) ? any(s) : edges[below(s, COUNT(edges))];
}

uint64_t console(struct stream *s)
{
	switch (below(s, 16)) {
	case 0:
		return edge(s);
	case 1:
		return NODES - 2 + below(s, 4);
	case 2 ... 6:
		return below(s, NODES);
	}
	return 1 + below(s, 6);
}
