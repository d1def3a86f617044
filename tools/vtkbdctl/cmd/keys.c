// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl keys: the names of keys that chords are made of. It asks no machine.
 */
#include <ctype.h>
#include <string.h>

#include "command.h"
#include "keys/chord.h"
#include "keys/names.h"
#include "output/text.h"
#include "tool.h"

#define PREFIX		"KEY_"

/* As a chord has it: without KEY_, in lower case. */
static struct text short_form(const char *name)
{
	struct text t = { 0 };

	for (const char *s = name + strlen(PREFIX); *s; s++)
		text_add(&t, "%c", tolower((unsigned char)*s));
	return t;
}

static bool is_wanted(const char *name, const char *part)
{
	return !part || strcasestr(name, part);
}

/* Names of one key that are shorter than its own, and whether one of them is wanted. */
static struct text shorter(unsigned int keycode, const char *part, bool *wanted)
{
	struct text t = { 0 };
	const char *name;
	unsigned int code;

	for (size_t i = 0; (name = chord_short_name(i, &code)); i++) {
		if (code != keycode)
			continue;
		text_add(&t, "%s%s", *t.s ? " " : "", name);
		*wanted |= is_wanted(name, part);
	}
	return t;
}

static void print_key(FILE *out, unsigned int keycode, const char *name, const char *others)
{
	fprintf(out, "%-4u %s%s%s\n", keycode, short_form(name).s, *others ? " " : "", others);
}

/* A word a line, for a shell's completion. */
static void print_words(FILE *out, const char *name, const char *others)
{
	fprintf(out, "%s\n", short_form(name).s);
	for (size_t len; *others; others += len + strspn(others + len, " ")) {
		len = strcspn(others, " ");
		fprintf(out, "%.*s\n", (int)len, others);
	}
}

static int run_keys(const struct tool *tool, const struct args *args)
{
	const char *part = args->nr ? args->operand[0] : NULL;
	unsigned int keycode, nr = 0;
	const char *name;

	for (size_t i = 0; (name = key_name_at(i, &keycode)); i++) {
		bool wanted = is_wanted(name, part);
		struct text others = shorter(keycode, part, &wanted);

		if (!wanted || !key_is_keyboards(keycode) || strncmp(name, PREFIX, strlen(PREFIX)))
			continue;
		if (args->options & OPT_QUIET)
			print_words(tool->out, name, others.s);
		else
			print_key(tool->out, keycode, name, others.s);
		nr++;
	}
	if (nr)
		return EXIT_OK;
	return exit_code(complain(tool, "keys: no key has '%s' in its name",
				  text_escape(part ?: "").s));
}

const struct command cmd_keys = {
	.name = "keys",
	.operands = "[WORD]",
	.summary = "list the names of keys, or those with WORD in them",
	.details = "Print keycodes and names of keys as send and explain take them, a line for each,\n"
		   "with shorter names that some have; or those with WORD in a name.",
	.options = OPT_QUIET,
	.status = "  0  done\n  1  no key has WORD in its name\n",
	.offline = true,
	.run = run_keys,
};
