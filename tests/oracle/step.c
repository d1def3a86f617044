// SPDX-License-Identifier: GPL-2.0
/*
 * Steps as text and back. run.c carries them out.
 */
#include <stdlib.h>
#include <string.h>

#include "step.h"

/* Numbers a line must have at least, and how many go on together after them. */
static const struct {
	const char *name;
	unsigned int fixed, group;
} forms[NR_OPS] = {
	[OP_FRESH]	= { "fresh", 0, 0 },
	[OP_CHECK]	= { "check", 0, 0 },
	[OP_KEY]	= { "key", 3, 0 },
	[OP_BURST]	= { "burst", 1, 2 },
	[OP_PLUG]	= { "plug", 1, 0 },
	[OP_TYPE]	= { "type", 0, 2 },
	[OP_SOFTRAW]	= { "softraw", 1, 0 },
	[OP_MODE]	= { "mode", 2, 0 },
	[OP_FLAGS]	= { "flags", 2, 0 },
	[OP_LIGHTS]	= { "lights", 2, 0 },
	[OP_META]	= { "meta", 2, 0 },
	[OP_KDMODE]	= { "kdmode", 2, 0 },
	[OP_ENTRY]	= { "entry", 4, 0 },
	[OP_COLUMN]	= { "column", 3, 0 },
	[OP_STRING]	= { "string", 2, 1 },
	[OP_ACCENTS]	= { "accents", 1, 3 },
	[OP_KEYCODE]	= { "keycode", 3, 0 },
	[OP_REPEAT]	= { "repeat", 3, 0 },
	[OP_SCREENMAP]	= { "screenmap", 1, 2 },
	[OP_GLYPHMAP]	= { "glyphmap", 1, 2 },
	[OP_ACTIVATE]	= { "activate", 2, 0 },
	[OP_VTMODE]	= { "vtmode", 4, 0 },
	[OP_RELDISP]	= { "reldisp", 2, 0 },
	[OP_LOCKSWITCH]	= { "lockswitch", 2, 0 },
	[OP_FLOW]	= { "flow", 2, 0 },
	[OP_REOPEN]	= { "reopen", 1, 0 },
	[OP_WRITE]	= { "write", 1, 1 },
};

void step_print(FILE *to, const struct step *step)
{
	fputs(forms[step->op].name, to);
	for (unsigned int i = 0; i < step->nr; i++)
		fprintf(to, step->arg[i] < 0x400 && step->op != OP_WRITE ? " %u" : " %#x",
			step->arg[i]);
	putc('\n', to);
}

static bool well_formed(const struct step *step)
{
	unsigned int fixed = forms[step->op].fixed, group = forms[step->op].group;

	return step->nr == fixed ||
	       (group && step->nr > fixed && (step->nr - fixed) % group == 0);
}

bool step_parse(struct step *step, const char *line)
{
	size_t word = strcspn(line, " \t\n");
	char *at;

	step->nr = 0;
	step->op = OP_CHECK;
	if (!word || *line == '#')
		return true;

	for (step->op = 0; step->op < NR_OPS; step->op++)
		if (strlen(forms[step->op].name) == word &&
		    !strncmp(forms[step->op].name, line, word))
			break;
	if (step->op == NR_OPS)
		return false;

	for (line += word; ; line = at) {
		unsigned long number = strtoul(line, &at, 0);

		if (at == line)
			break;
		if (step->nr == STEP_ARGS)
			return false;
		step->arg[step->nr++] = number;
	}
	return !line[strspn(line, " \t\n")] && well_formed(step);
}

unsigned int step_events(const struct step *step)
{
	if (step->op == OP_KEY)
		return 1;
	return step->op == OP_BURST || step->op == OP_TYPE ? step->nr / 2 : 0;
}
