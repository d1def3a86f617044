// SPDX-License-Identifier: GPL-2.0
/*
 * The plain driver: steps of a seed, as fast as they go.
 *
 * fuzz-random SEED EVENTS SECONDS [RUN]	runs of steps, from RUN on, until so many keys, or
 *					seconds, are over
 * fuzz-random SCRIPT			play the steps of a file
 *
 * Exit: 0 no difference, 1 a difference, 2 trouble.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compare.h"
#include "generate.h"
#include "play.h"

#define RUN_STEPS	1500

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int report(struct script *script, const char *text, const char *where)
{
	char first[400];

	snprintf(first, sizeof(first), "%s", text);
	script_reduce(script);
	text = script_play(script);
	printf("difference: %s\n%s", text ? text : first, where);
	script_print(stdout, script);
	return 1;
}

/* The same run again, as a script. */
static int report_run(uint64_t seed, uint64_t number, size_t nr, const char *text)
{
	struct script script = { malloc(nr * sizeof(struct step)), nr };
	struct generator g;
	char said[400], where[80];

	snprintf(said, sizeof(said), "%s", text);
	snprintf(where, sizeof(where), "# seed %llu, run %llu\n", (unsigned long long)seed,
		 (unsigned long long)number);
	generate_begin(&g, seed, number);
	for (size_t i = 0; i < nr; i++)
		generate_step(&g, &script.step[i]);
	if (!script_play(&script)) {
		printf("difference: %s\n%s# not when it is played again\n", said, where);
		return 1;
	}
	return report(&script, said, where);
}

/* One run; how many keys, or -1 after a difference. */
static long play_run(uint64_t seed, uint64_t number)
{
	struct generator g;
	struct step step;
	const char *text = NULL;
	size_t nr = 0;
	long keys = 0;

	compare_reset();
	generate_begin(&g, seed, number);
	while (nr < RUN_STEPS && !text) {
		generate_step(&g, &step);
		nr++;
		keys += step.op == OP_KEY;
		text = compare_step(&step);
	}
	if (!text)
		text = compare_maps();
	if (!text)
		return keys;
	report_run(seed, number, nr, text);
	return -1;
}

static int play_seed(uint64_t seed, double events, double seconds, uint64_t first)
{
	double start = now(), end = start + seconds, keys = 0;
	uint64_t number = first;

	while (keys < events && now() < end) {
		long more = play_run(seed, number++);

		if (more < 0)
			return 1;
		keys += more;
	}
	number -= first;
	printf("no difference: events=%.0f runs=%llu steps=%lu maps=%lu seconds=%.1f seed=%llu\n",
	       keys, (unsigned long long)number, compared_steps, compared_maps, now() - start,
	       (unsigned long long)seed);
	return 0;
}

static int play_file(const char *path)
{
	struct script script = { NULL, 0 };
	const char *text;

	if (!script_read(&script, path))
		return 2;
	text = script_play(&script);
	if (text)
		return report(&script, text, "");
	printf("no difference: %s, %zu steps\n", path, script.nr);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2)
		return play_file(argv[1]);
	if (argc == 4 || argc == 5)
		return play_seed(strtoull(argv[1], NULL, 0), atof(argv[2]), atof(argv[3]),
				 argc == 5 ? strtoull(argv[4], NULL, 0) : 0);
	fprintf(stderr, "usage: fuzz-random SEED EVENTS SECONDS [RUN] | SCRIPT\n");
	return 2;
}
