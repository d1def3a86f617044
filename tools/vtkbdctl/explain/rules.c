// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps what keys did by each set of rules, and shows it side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "explain/context.h"
#include "explain/describe.h"
#include "explain/effect.h"
#include "explain/rules.h"
#include "output/table.h"
#include "simulate/simulate.h"
#include "tool.h"

#define KEY_WIDTH	14

int variants_add(struct variants *variants, unsigned int rules, const struct sim_step *step,
		 int nr)
{
	struct variant *v = &variants->all[variants->nr];
	struct sim_rules r = sim_rules(rules);

	v->step = malloc(nr * sizeof(*step));
	if (!v->step)
		return -1;
	memcpy(v->step, step, nr * sizeof(*step));
	v->nr = nr;
	text_add(&v->name, "%u.%u", r.major, r.minor);
	variants->nr++;
	return 0;
}

void variants_free(struct variants *variants)
{
	for (int i = 0; i < variants->nr; i++)
		free(variants->all[i].step);
}

static bool step_differs(const struct sim_step *a, const struct sim_step *b)
{
	return a->nr_bytes != b->nr_bytes || memcmp(a->bytes, b->bytes, a->nr_bytes) ||
	       a->brk != b->brk || a->action != b->action || a->arg != b->arg ||
	       memcmp(&a->after, &b->after, sizeof(a->after));
}

bool variant_differs(const struct variants *variants, int index)
{
	const struct variant *a = &variants->all[variants->used], *b = &variants->all[index];

	for (int i = 0; i < a->nr && i < b->nr; i++)
		if (step_differs(&a->step[i], &b->step[i]))
			return true;
	return a->nr != b->nr;
}

static void add(struct text *t, const char *s)
{
	if (*s)
		text_add(t, "%s%s", *t->s ? " " : "", s);
}

/* The bytes and the effects of all steps. */
static struct text results(const struct context *context, const struct variant *v)
{
	struct text t = { 0 };

	for (int i = 0; i < v->nr; i++) {
		if (v->step[i].nr_bytes)
			add(&t, describe_bytes(&v->step[i]).s);
		if (v->step[i].brk)
			add(&t, "a BREAK");
		add(&t, effect_of(context, &v->step[i]).what.s);
	}
	add(&t, *t.s ? "" : "nothing");
	return t;
}

static const char *verdict(const struct variants *variants, int index)
{
	if (index == variants->used)
		return "in use";
	return variant_differs(variants, index) ? "differs" : "the same";
}

void variants_print(const struct context *context, const struct variants *variants)
{
	const struct tool *tool = context->src->tool;

	fputs("\nby the rules of Linux:\n", tool->out);
	for (int i = 0; i < variants->nr; i++) {
		struct text key = { 0 };

		text_add(&key, "%s, %s", variants->all[i].name.s, verdict(variants, i));
		print_wrapped(tool, KEY_WIDTH, key.s, results(context, &variants->all[i]).s);
	}
}
