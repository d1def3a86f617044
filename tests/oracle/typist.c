// SPDX-License-Identifier: GPL-2.0
/*
 * typist --seed S --events N: types at random on both keyboards at once until vtkbd has
 * received N key events, and compares. typist --seed S --list CHAPTER: prints that
 * chapter as a script. With --ps2, QEMU types on the machine's keyboard: see ps2.c.
 * typist --script FILE: plays a script. A check after every step: --careful.
 *
 * The first difference ends it with status 1 and prints its chapter and step; status 2
 * is an error of the program.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "run.h"
#include "side.h"

static struct {
	uint64_t seed, events;
	unsigned int first;
	long list;
	const char *script;
	bool writes, ps2, careful;
} options = { .list = -1 };

static int list(void)
{
	static struct generator g;
	static struct step step;

	generator_begin(&g, options.seed, options.list, options.writes, options.ps2);
	while (generator_next(&g, &step))
		step_print(stdout, &step);
	return 0;
}

static bool play(const struct step *step)
{
	static const struct step check = { .op = OP_CHECK };

	if (!run_step(step)) {
		sides_differ_settled();
		return false;
	}
	return !options.careful || run_step(&check);
}

static int play_script(FILE *file)
{
	static struct step step;
	static char line[STEP_ARGS * 8];

	for (unsigned int num = 1; fgets(line, sizeof(line), file); num++) {
		if (!step_parse(&step, line))
			die("%s:%u: no step: %s", options.script, num, line);
		if (!play(&step)) {
			printf("typist: line %u: %s", num, line);
			return 1;
		}
	}
	step.op = OP_CHECK;
	step.nr = 0;
	if (!play(&step)) {
		puts("typist: at the end");
		return 1;
	}
	return 0;
}

static bool play_chapter(unsigned int chapter)
{
	static struct generator g;
	static struct step step;

	generator_begin(&g, options.seed, chapter, options.writes, options.ps2);
	while (generator_next(&g, &step))
		if (!play(&step)) {
			printf("typist: chapter %u, step %u: ", chapter, g.steps);
			step_print(stdout, &step);
			return false;
		}
	return true;
}

static uint64_t keys_typed(void)
{
	return keys_heard() - ps2_marks();
}

static int play_random(void)
{
	uint64_t start = keys_typed(), typed = 0;
	unsigned int chapter = options.first;

	for (; typed < options.events; typed = keys_typed() - start)
		if (!play_chapter(chapter++))
			return 1;
	if (!run_step(&(struct step){ .op = OP_FRESH }) || keymaps_differ()) {
		puts("typist: after the last chapter");
		return 1;
	}
	printf("typist: %llu events\n", (unsigned long long)typed);
	return 0;
}

static int usage(void)
{
	fputs("usage: typist [--writes] [--ps2] [--careful] --seed S --events N [--first CHAPTER]\n"
	      "       typist [--writes] [--ps2] --seed S --list CHAPTER\n"
	      "       typist [--careful] --script FILE\n", stderr);
	return 2;
}

static bool parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "events", required_argument, NULL, 'e' },
		{ "first", required_argument, NULL, 'f' },
		{ "list", required_argument, NULL, 'l' },
		{ "script", required_argument, NULL, 'p' },
		{ "writes", no_argument, NULL, 'w' },
		{ "ps2", no_argument, NULL, '2' },
		{ "careful", no_argument, NULL, 'c' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 's': options.seed = strtoull(optarg, NULL, 0); break;
		case 'e': options.events = strtoull(optarg, NULL, 0); break;
		case 'f': options.first = strtoul(optarg, NULL, 0); break;
		case 'l': options.list = strtol(optarg, NULL, 0); break;
		case 'p': options.script = optarg; break;
		case 'w': options.writes = true; break;
		case '2': options.ps2 = true; break;
		case 'c': options.careful = true; break;
		default: return false;
		}
	return optind == argc && !options.script + !options.events + (options.list < 0) == 2;
}

int main(int argc, char **argv)
{
	FILE *script;

	if (!parse(argc, argv))
		return usage();
	if (options.list >= 0)
		return list();
	guest_prepare();
	if (!options.script)
		return play_random();
	script = fopen(options.script, "r");
	if (!script)
		die("%s: %s", options.script, strerror(errno));
	return play_script(script);
}
