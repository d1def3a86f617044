// SPDX-License-Identifier: GPL-2.0
/*
 * Results for programs: JSON and JUnit.
 */
#include <json.h>
#include <stdio.h>

#include "check/result.h"
#include "check/stage.h"
#include "output/to_json.h"
#include "tool.h"

static const char *const verdict_names[NR_VERDICTS] = {
	[HOLDS] = "holds", [BROKEN] = "broken", [UNTRIED] = "untried", [GAVE_UP] = "gave-up",
};

static struct json_object *json_lines(const struct result *result)
{
	struct json_object *lines = json_object_new_array();

	for (unsigned int i = 0; i < result->nr_lines; i++)
		json_object_array_add(lines, json_object_new_string(result->line[i]));
	return lines;
}

static struct json_object *json_result(const struct result *result)
{
	const struct finding *f = &result->finding;
	struct json_object *o = json_object_new_object();

	json_put(o, "property", json_object_new_string(result->property->name));
	json_put(o, "sentence", json_object_new_string(result->property->sentence));
	json_put(o, "verdict", json_object_new_string(verdict_names[f->verdict]));
	json_put(o, "done", json_string_if(*f->did.s, f->did.s));
	json_put(o, "seen", json_string_if(*f->saw.s, f->saw.s));
	json_put(o, "trace", json_lines(result));
	json_put(o, "said", json_string_if(*result->said.s, result->said.s));
	json_put(o, "users", json_object_new_string(result->property->users));
	json_put(o, "ms", json_object_new_uint64(result->ms));
	return o;
}

int results_print_json(const struct tool *tool, const struct source *src, const struct results *r)
{
	struct json_object *top = json_top(src), *program = json_object_new_array();
	struct json_object *all = json_object_new_array();

	for (char **word = r->opt->argv; *word; word++)
		json_object_array_add(program, json_object_new_string(text_escape(*word).s));
	for (unsigned int i = 0; i < r->nr; i++)
		json_object_array_add(all, json_result(&r->all[i]));
	json_put(top, "program", program);
	json_put(top, "seed", json_object_new_uint64(r->opt->seed));
	json_put(top, "results", all);
	return json_end(tool, top);
}

static void print_xml(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':  fputs("&lt;", out); break;
		case '>':  fputs("&gt;", out); break;
		case '&':  fputs("&amp;", out); break;
		case '"':  fputs("&quot;", out); break;
		default:   fputc(*s, out);
		}
	}
}

static void print_case(FILE *out, const struct result *result)
{
	const struct finding *f = &result->finding;

	fprintf(out, "  <testcase classname=\"vtkbdctl.check\" name=\"%s\" time=\"%u.%03u\">",
		result->property->name, result->ms / 1000, result->ms % 1000);
	if (f->verdict == BROKEN || f->verdict == GAVE_UP) {
		fputs("<failure message=\"", out);
		print_xml(out, f->saw.s);
		fputs("\">", out);
		print_xml(out, f->did.s);
		fputs("</failure>", out);
	} else if (f->verdict == UNTRIED) {
		fputs("<skipped message=\"", out);
		print_xml(out, f->saw.s);
		fputs("\"/>", out);
	}
	fputs("</testcase>\n", out);
}

void results_print_junit(FILE *out, const struct results *r)
{
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
	print_xml(out, text_escape(r->opt->argv[0]).s);
	fprintf(out, "\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n", r->nr,
		results_count(r, BROKEN) + results_count(r, GAVE_UP), results_count(r, UNTRIED));
	for (unsigned int i = 0; i < r->nr; i++)
		print_case(out, &r->all[i]);
	fputs("</testsuite>\n", out);
}
