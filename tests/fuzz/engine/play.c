// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "play.h"

const char *script_play(struct script *script)
{
	const char *text = NULL;

	compare_reset();
	for (size_t i = 0; i < script->nr && !text; i++) {
		text = compare_step(&script->step[i]);
		if (text)
			script->nr = i + 1;
	}
	return text ? text : compare_maps();
}

/* -- reducing ------------------------------------------------------------------------------ */

/* Keep a shorter script if it shows a difference, too. */
static bool keep_if_different(struct script *script, struct script *shorter)
{
	if (!script_play(shorter)) {
		free(shorter->step);
		return false;
	}
	free(script->step);
	*script = *shorter;
	return true;
}

static bool without_steps(struct script *script, size_t at, size_t nr)
{
	struct script shorter = { malloc(script->nr * sizeof(struct step)), script->nr - nr };

	memcpy(shorter.step, script->step, at * sizeof(struct step));
	memcpy(shorter.step + at, script->step + at + nr,
	       (script->nr - at - nr) * sizeof(struct step));
	return keep_if_different(script, &shorter);
}

static bool without_arg(struct script *script, size_t at, unsigned int arg)
{
	struct script shorter = { malloc(script->nr * sizeof(struct step)), script->nr };
	struct step *step;

	memcpy(shorter.step, script->step, script->nr * sizeof(struct step));
	step = &shorter.step[at];
	memmove(step->arg + arg, step->arg + arg + 1, (--step->nr - arg) * sizeof(step->arg[0]));
	return keep_if_different(script, &shorter);
}

static void reduce_args(struct script *script)
{
	for (size_t at = 0; at < script->nr; at++) {
		unsigned int arg = step_kind[script->step[at].op].fewest;

		while (at < script->nr && arg < script->step[at].nr)
			if (!without_arg(script, at, arg))
				arg++;
	}
}

void script_reduce(struct script *script)
{
	size_t size, at, before;

	do {
		before = script->nr;
		for (size = script->nr / 2 + 1; size; size /= 2)
			for (at = script->nr; at-- > 0;)
				if (at + size <= script->nr && script->nr > size)
					without_steps(script, at, size);
	} while (script->nr < before);
	reduce_args(script);
}

/* -- files ----------------------------------------------------------------------------------- */

void script_print(FILE *to, const struct script *script)
{
	for (size_t i = 0; i < script->nr; i++)
		step_print(to, &script->step[i]);
}

static bool read_line(struct script *script, const char *line)
{
	if (line[0] == '#' || line[0] == '\n')
		return true;
	script->step = realloc(script->step, (script->nr + 1) * sizeof(struct step));
	return step_parse(&script->step[script->nr++], line);
}

bool script_read(struct script *script, const char *path)
{
	FILE *from = fopen(path, "r");
	unsigned int number = 0;
	bool good = true;
	char line[1024];

	if (!from) {
		fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
		return false;
	}
	while (good && fgets(line, sizeof(line), from)) {
		number++;
		good = read_line(script, line);
	}
	fclose(from);
	if (!good)
		fprintf(stderr, "fuzz: %s:%u: no step; engine/step.h has them\n", path, number);
	return good;
}
