// SPDX-License-Identifier: GPL-2.0
/*
 * results text|tap|json|junit: prints made-up results of vtkbdctl check, one of each verdict,
 * by the tool's own functions.
 */
#include <stdio.h>
#include <string.h>

#include "check/result.h"
#include "check/stage.h"
#include "console/source.h"
#include "output/text.h"
#include "tool.h"

#define SEED 7

static char *program[] = {
	"/opt/my server", "--title", "it's \"a<b>&c\"", "", "{a,b}", "!", "a=b",
	"50%\n1..9 '\\\x1b\xc3\xa4", NULL
};

static struct result results[3];

static const struct stage_options opt = {
	.argv = program, .seed = SEED, .slow = 4, .keep_tty0 = true, .end = "it's over",
};

static struct results all = { .all = results, .nr = ARRAY_SIZE(results), .opt = &opt };

static void fill(void)
{
	struct result *r = results;

	for (unsigned int i = 0; i < all.nr; i++)
		r[i].property = property_at(i);
	did(&r[0].finding, "started it");
	holds(&r[0].finding, "%s", "");
	did(&r[1].finding, "typed <a> & \"b\"");
	broken(&r[1].finding, "1 < 2 bytes & \"more\"");
	r[1].said = text_escape("oh\x1b!");
	strcpy(r[1].line[0], "12:00:00.123  mode      console 2: unicode -> off");
	strcpy(r[1].line[1], "12:00:00.456  switch    console 2 -> 3");
	r[1].nr_lines = 2;
	r[1].ms = 1042;
	untried(&r[2].finding, "says nothing without %s", r[1].property->name);
}

static void print_each(const struct tool *tool, bool tap)
{
	const struct result *last = results + all.nr;

	/* As a run does: each when it is known. */
	all.nr = 0;
	for (const struct result *r = results; r < last; r++) {
		all.nr++;
		if (tap)
			result_print_tap(tool, &all, r);
		else
			result_print(tool, &all, r);
	}
	if (!tap)
		results_print_end(tool, &all);
}

int main(int argc, char **argv)
{
	const struct source src = { .kind = &source_vtkbd };
	const struct tool tool = { .out = stdout, .err = stderr };
	const char *form = argc > 1 ? argv[1] : "";

	fill();
	if (!strcmp(form, "json"))
		return results_print_json(&tool, &src, &all);
	if (!strcmp(form, "junit"))
		results_print_junit(stdout, &all);
	else
		print_each(&tool, !strcmp(form, "tap"));
	return 0;
}
