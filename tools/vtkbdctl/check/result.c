// SPDX-License-Identifier: GPL-2.0
/*
 * Results for people: text, and TAP for their tools.
 */
#include <stdio.h>
#include <string.h>

#include "check/result.h"
#include "check/stage.h"
#include "output/style.h"
#include "tool.h"

#define NAME_WIDTH 26

static const struct {
	const char *word;
	enum style style;
} verdicts[NR_VERDICTS] = {
	[HOLDS]	  = { "ok  ", STYLE_GOOD },
	[BROKEN]  = { "FAIL", STYLE_BAD },
	[UNTRIED] = { "--  ", STYLE_NONE },
	[GAVE_UP] = { "????", STYLE_BAD },
};

unsigned int results_count(const struct results *r, enum verdict verdict)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < r->nr; i++)
		nr += r->all[i].finding.verdict == verdict;
	return nr;
}

#define PLAIN	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_"

static bool is_printable(const char *word)
{
	while (*word >= ' ' && *word <= '~')
		word++;
	return !*word;
}

/* On one line, and nothing that a terminal or TAP takes for its own. */
static void print_bytes(FILE *out, const char *word)
{
	fputs("\"$(printf '", out);
	for (; *word; word++) {
		if (*word >= ' ' && *word <= '~' && !strchr("%\\'", *word))
			fputc(*word, out);
		else
			fprintf(out, "\\%03o", (unsigned char)*word);
	}
	fputs("')\"", out);
}

/* For a shell, of whatever kind: quoted if it has to be. */
static void print_word(FILE *out, const char *word)
{
	if (*word && !word[strspn(word, PLAIN)]) {
		fputs(word, out);
		return;
	}
	if (!is_printable(word)) {
		print_bytes(out, word);
		return;
	}
	fputc('\'', out);
	for (; *word; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){ *word, 0 }, out);
	fputc('\'', out);
}

static void print_repeat(FILE *out, const struct results *r, const struct property *p)
{
	const struct stage_options *opt = r->opt;

	fprintf(out, "vtkbdctl check --only=%s --seed=%u", p->name, opt->seed);
	if (opt->slow > 1)
		fprintf(out, " --slow=%u", opt->slow);
	if (opt->keep_tty0)
		fputs(" --keep-tty0", out);
	if (opt->end) {
		fputs(" --end=", out);
		print_word(out, opt->end);
	}
	fputs(" --", out);
	for (char **word = opt->argv; *word; word++) {
		fputc(' ', out);
		print_word(out, *word);
	}
	fputc('\n', out);
}

static void print_details(FILE *out, const char *start, const struct results *r,
			  const struct result *result)
{
	const struct finding *f = &result->finding;

	fprintf(out, "%sdone    %s\n", start, f->did.s);
	fprintf(out, "%sseen    %s\n", start, f->saw.s);
	for (unsigned int i = 0; i < result->nr_lines; i++)
		fprintf(out, "%s%s  %s\n", start, i ? "      " : "kernel", result->line[i]);
	if (*result->said.s)
		fprintf(out, "%ssaid    %s\n", start, result->said.s);
	fprintf(out, "%susers   report: %s\n", start, result->property->users);
	fprintf(out, "%srepeat  ", start);
	print_repeat(out, r, result->property);
}

void result_print(const struct tool *tool, const struct results *r, const struct result *result)
{
	const struct finding *f = &result->finding;
	const struct property *p = result->property;

	fprintf(tool->out, "%s%s%s  ", style(tool, verdicts[f->verdict].style),
		verdicts[f->verdict].word, style(tool, STYLE_NONE));
	if (f->verdict == BROKEN) {
		fprintf(tool->out, "%-*s %s\n", NAME_WIDTH, p->name, p->sentence);
		print_details(tool->out, "      ", r, result);
	} else if (*f->saw.s) {
		fprintf(tool->out, "%-*s %s\n", NAME_WIDTH, p->name, f->saw.s);
	} else {
		fprintf(tool->out, "%s\n", p->name);
	}
	fflush(tool->out);
}

void result_print_tap(const struct tool *tool, const struct results *r,
		      const struct result *result)
{
	const struct finding *f = &result->finding;

	fprintf(tool->out, "%s %u - %s", f->verdict == BROKEN || f->verdict == GAVE_UP ?
		"not ok" : "ok", r->nr, result->property->name);
	if (f->verdict == UNTRIED)
		fprintf(tool->out, " # SKIP %s", f->saw.s);
	fputc('\n', tool->out);
	if (f->verdict == BROKEN)
		print_details(tool->out, "# ", r, result);
	fflush(tool->out);
}

void results_print_end(const struct tool *tool, const struct results *r)
{
	fprintf(tool->out, "%u hold, %u do not, %u not tried; seed %u\n", results_count(r, HOLDS),
		results_count(r, BROKEN), results_count(r, UNTRIED), r->opt->seed);
}
