// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl check: whether a display server treats its console well. Which properties that
 * means is in check/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/property.h"
#include "check/result.h"
#include "check/stage.h"
#include "command.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define MAX_SEED	4294967295ul
#define MAX_SLOW	100

/**
 * struct check - one run of the command
 * @tool: for its devices and complaints
 * @args: the command line
 * @wanted: of each property, whether it is to be tried
 * @nr: how many properties there are
 * @opt: for the stage
 * @stage: the stage
 * @results: so far
 * @junit: where to, or NULL
 */
struct check {
	const struct tool *tool;
	const struct args *args;
	bool *wanted;
	unsigned int nr;
	struct stage_options opt;
	struct stage stage;
	struct results results;
	FILE *junit;
};

static unsigned int count_properties(void)
{
	unsigned int nr = 0;

	while (property_at(nr))
		nr++;
	return nr;
}

static int print_list(const struct tool *tool)
{
	const struct property *p;

	for (unsigned int i = 0; (p = property_at(i)); i++)
		fprintf(tool->out, "%-26s %s\n", p->name, p->sentence);
	return EXIT_OK;
}

/* A name, or the name of a group. */
static int want(struct check *c, const char *word)
{
	size_t len = strlen(word);
	bool found = false;

	for (unsigned int i = 0; i < c->nr; i++) {
		const char *name = property_at(i)->name;

		if (!strncmp(name, word, len) && (!name[len] || name[len] == '.'))
			c->wanted[i] = found = true;
	}
	if (found)
		return 0;
	return usage_error(complain(c->tool, "check: no property '%s' (see vtkbdctl check --list)",
				    text_escape(word).s));
}

static int choose(struct check *c)
{
	const char *only = args_value(c->args, OPT_ONLY, NULL);
	int err = 0;

	for (unsigned int i = 0; i < c->nr; i++)
		c->wanted[i] = !only;
	while (only && !err) {
		size_t len = strcspn(only, ",");
		struct text word = { 0 };

		text_add(&word, "%.*s", (int)len, only);
		err = want(c, word.s);
		only = only[len] ? only + len + 1 : NULL;
	}
	return err;
}

static int read_options(struct check *c)
{
	const char *seed = args_value(c->args, OPT_SEED, NULL);
	const char *slow = args_value(c->args, OPT_SLOW, "1");
	int err = args_number(c->tool, "slow", slow, MAX_SLOW, &c->opt.slow);

	c->opt.seed = c->tool->ops->now() / NS_PER_S % 1000000;
	if (!err && seed)
		err = args_number(c->tool, "seed", seed, MAX_SEED, &c->opt.seed);
	c->opt.slow = c->opt.slow ?: 1;
	c->opt.argv = c->args->operand;
	c->opt.end = args_value(c->args, OPT_END, NULL);
	c->opt.keep_tty0 = c->args->options & OPT_KEEP_TTY0;
	c->results.opt = &c->opt;
	return err ?: choose(c);
}

static const struct result *result_of(const struct check *c, const char *name)
{
	for (unsigned int i = 0; i < c->results.nr; i++)
		if (!strcmp(c->results.all[i].property->name, name))
			return &c->results.all[i];
	return NULL;
}

/* A needed property that was not asked for is taken to hold. */
static bool follows(const struct check *c, const struct property *p, struct finding *f)
{
	const char *end;

	for (const char *word = p->needs ?: ""; *word; word = end + strspn(end, " ")) {
		struct text name = { 0 };
		const struct result *needed;

		end = word + strcspn(word, " ");
		text_add(&name, "%.*s", (int)(end - word), word);
		needed = result_of(c, name.s);
		if (!needed || needed->finding.verdict == HOLDS)
			continue;
		untried(f, "says nothing without %s", name.s);
		return true;
	}
	return false;
}

static int set_up(struct check *c, const struct property *p)
{
	struct stage *s = &c->stage;

	if (p->fresh || (s->running && stage_ended(s)))
		stage_stop(s);
	if (p->fresh || s->running)
		return 0;
	return stage_start(s);
}

static void try_property(struct check *c, const struct property *p, struct result *r)
{
	struct stage *s = &c->stage;

	if (follows(c, p, &r->finding))
		return;
	if (set_up(c, p))
		return;
	if (!p->looks && !p->fresh)
		evidence_begin(&s->evidence);
	p->run(s, p, &r->finding);
	if (s->interrupted)
		r->finding.verdict = GAVE_UP;
	evidence_read(&s->evidence);
	if (r->finding.verdict == BROKEN) {
		const char *line;

		while ((line = evidence_line(&s->evidence, r->nr_lines)))
			strcpy(r->line[r->nr_lines++], line);
		r->said = stage_said(s);
	}
	if (p->fresh || (!p->looks && r->finding.verdict == BROKEN))
		stage_stop(s);
}

static void print_result(const struct check *c, const struct result *r)
{
	if (c->args->options & OPT_TAP)
		result_print_tap(c->tool, &c->results, r);
	else if (!(c->args->options & OPT_JSON))
		result_print(c->tool, &c->results, r);
}

/* Return: 0, or an error after which no other property can be tried. */
static int try_all(struct check *c)
{
	for (unsigned int i = 0; i < c->nr; i++) {
		struct result *r = &c->results.all[c->results.nr];
		uint64_t from = c->tool->ops->now();

		if (!c->wanted[i])
			continue;
		r->property = property_at(i);
		r->finding.verdict = GAVE_UP;
		try_property(c, r->property, r);
		r->ms = (c->tool->ops->now() - from) / 1000000;
		if (r->finding.verdict == GAVE_UP)
			return c->stage.interrupted ?: -EXIT_UNREAD;
		c->results.nr++;
		print_result(c, r);
	}
	return 0;
}

/* Before anything is tried: a file of an earlier run is not to be taken for this one's. */
static int open_junit(struct check *c)
{
	const char *path = args_value(c->args, OPT_JUNIT, NULL);

	c->junit = path ? fopen(path, "we") : NULL;
	return path && !c->junit ? complain(c->tool, "%s: %s", text_escape(path).s, strerror(errno)) : 0;
}

static int write_junit(struct check *c)
{
	const char *path = args_value(c->args, OPT_JUNIT, NULL);
	int err;

	if (!c->junit)
		return 0;
	results_print_junit(c->junit, &c->results);
	err = ferror(c->junit);
	return fclose(c->junit) || err ? complain(c->tool, "%s: not written", text_escape(path).s) : 0;
}

static int print_end(const struct check *c)
{
	int err = 0;

	if (c->args->options & OPT_TAP)
		fprintf(c->tool->out, "1..%u\n", c->results.nr);
	else if (c->args->options & OPT_JSON)
		err = results_print_json(c->tool, &c->stage.src, &c->results);
	else
		results_print_end(c->tool, &c->results);
	if (err)
		return err;
	return results_count(&c->results, BROKEN) ? -EXIT_FAILED : 0;
}

static int run_stage(struct check *c)
{
	int err = stage_open(&c->stage, c->tool, &c->opt), end;

	if (c->args->options & OPT_TAP)
		fputs("TAP version 13\n", c->tool->out);
	err = err ?: try_all(c);
	end = c->results.nr ? print_end(c) : 0;
	end = write_junit(c) ?: end;
	if (err && c->args->options & OPT_TAP)
		fputs("Bail out! not all was tried\n", c->tool->out);
	stage_stop(&c->stage);
	stage_close(&c->stage);
	return err ?: end;
}

static int run_check(const struct tool *tool, const struct args *args)
{
	static const struct check none;
	struct check *c;
	int err;

	if (args->options & OPT_LIST)
		return print_list(tool);
	if (!args->nr)
		return exit_code(usage_error(complain(tool, "check: needs a program "
						      "(see vtkbdctl check --help)")));
	c = malloc(sizeof(*c));
	*c = none;
	c->tool = tool;
	c->args = args;
	c->nr = count_properties();
	c->wanted = calloc(c->nr, sizeof(*c->wanted));
	c->results.all = calloc(c->nr, sizeof(*c->results.all));
	err = read_options(c);
	if (!err && args->options & OPT_TAP && args->options & OPT_JSON)
		err = usage_error(complain(tool, "check: --tap and --json are two forms of one output"));
	if (!err && geteuid())
		err = complain(tool, "check: makes keyboards, faults and namespaces: only as root");
	err = err ?: open_junit(c);
	err = err ?: run_stage(c);
	free(c->results.all);
	free(c->wanted);
	free(c);
	return exit_code(err);
}

const struct command cmd_check = {
	.name = "check",
	.operands = "[PROGRAM]...",
	.summary = "try whether a display server treats its console well",
	.details = "Start PROGRAM on one of vtkbd's consoles, with a keyboard to find there, a seatd\n"
		   "if it is installed, and a session behind it as a shell would be. Type, switch,\n"
		   "have requests fail and signals come late, end it, and say of each property of a\n"
		   "good display server whether it holds. Of one that does not: what was done, what\n"
		   "was seen, what users report then, and the command that tries it again.",
	.options = OPT_LIST | OPT_ONLY | OPT_SEED | OPT_SLOW | OPT_JSON | OPT_JUNIT | OPT_TAP |
		   OPT_KEEP_TTY0 | OPT_END,
	.status = "  0  all that was tried holds\n"
		  "  1  something does not hold, or refused\n",
	.program = true,
	.run = run_check,
};
