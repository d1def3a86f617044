// SPDX-License-Identifier: GPL-2.0
/*
 * Steps as lines of text.
 */
#include <stdlib.h>
#include <string.h>

#include "step.h"

const struct step_kind step_kind[NR_OPS] = {
#define STEP_KIND(op, name, fewest, maps)	[OP_##op] = { #name, fewest, maps },
	STEP_OPS(STEP_KIND)
};

void step_print(FILE *to, const struct step *step)
{
	fputs(step_kind[step->op].name, to);
	for (unsigned int i = 0; i < step->nr; i++)
		fprintf(to, step->arg[i] < 10 ? " %u" : " %#x", step->arg[i]);
	putc('\n', to);
}

static bool find_op(struct step *step, const char *name, size_t len)
{
	for (unsigned int op = 0; op < NR_OPS; op++) {
		if (strlen(step_kind[op].name) != len || strncmp(step_kind[op].name, name, len))
			continue;
		step->op = op;
		return true;
	}
	return false;
}

bool step_parse(struct step *step, const char *line)
{
	size_t len = strcspn(line, " \n");
	const char *at = line + len;
	char *end;

	memset(step, 0, sizeof(*step));
	if (!find_op(step, line, len))
		return false;
	for (; step->nr < STEP_ARGS; at = end) {
		unsigned long number = strtoul(at, &end, 0);

		if (end == at)
			break;
		step->arg[step->nr++] = number;
	}
	return at[strspn(at, " \n")] == '\0' && step->nr >= step_kind[step->op].fewest;
}
