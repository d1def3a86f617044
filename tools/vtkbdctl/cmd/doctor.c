// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl doctor: runs every check on every console in use and says what it
 * found. What is bad is decided in doctor/checks.c. It reads and never fixes.
 */
#include <json.h>
#include <stdlib.h>

#include "command.h"
#include "console/line.h"
#include "console/source.h"
#include "doctor/checks.h"
#include "doctor/fix.h"
#include "doctor/modifiers.h"
#include "doctor/notes.h"
#include "doctor/snapshot.h"
#include "output/style.h"
#include "output/table.h"
#include "output/to_json.h"
#include "tool.h"

#define KEY_WIDTH	9

/**
 * struct report - what was found so far
 * @tool: where it goes
 * @findings: array for JSON, or NULL to print
 * @nr: findings
 * @consoles: consoles looked at
 * @unread: consoles that could not be
 */
struct report {
	const struct tool *tool;
	struct json_object *findings;
	int nr;
	int consoles;
	int unread;
};

static const char *no_fix(const struct snapshot *s)
{
	return s->machine->procs.complete ? "end the one of them that has done it" :
					    "as root, this command says it";
}

static void print_finding(const struct report *r, const struct check *check,
			  const struct snapshot *s)
{
	struct text fix = check_fix(check, s), head = { 0 };
	FILE *out = r->tool->out;

	text_add(&head, "console %u: %s [%s]", s->con.info.console, check->what, check->name);
	fprintf(out, "%s%s", r->nr ? "\n" : "", style(r->tool, STYLE_BAD));
	print_paragraph(r->tool, "", head.s);
	fputs(style(r->tool, STYLE_NONE), out);
	print_wrapped(r->tool, KEY_WIDTH, "noticed", check_noticed(check, s));
	print_wrapped(r->tool, KEY_WIDTH, "evidence", check->evidence(s).s);
	/* In one line, to be copied. */
	print_line(out, KEY_WIDTH, "fix", *fix.s ? fix.s : no_fix(s));
}

static struct json_object *finding_object(const struct check *check, const struct snapshot *s)
{
	struct json_object *o = json_object_new_object();
	struct text fix = check_fix(check, s);

	json_put(o, "check", json_object_new_string(check->name));
	json_put(o, "console", json_object_new_uint64(s->con.info.console));
	json_put(o, "what", json_object_new_string(check->what));
	json_put(o, "noticed", json_object_new_string(check_noticed(check, s)));
	json_put(o, "evidence", json_object_new_string(check->evidence(s).s));
	json_put(o, "fix", json_string_if(*fix.s, fix.s));
	return o;
}

static void examine(struct report *r, const struct snapshot *s)
{
	for (int i = 0; i < nr_checks; i++) {
		if (!checks[i].is_so(s))
			continue;
		if (r->findings)
			json_object_array_add(r->findings, finding_object(&checks[i], s));
		else
			print_finding(r, &checks[i], s);
		r->nr++;
	}
}

static int examine_console(struct report *r, const struct machine *machine, unsigned int number)
{
	struct snapshot s;

	if (snapshot_read(&s, machine, number))
		return -1;
	if (!s.con.known || !(s.con.info.flags & VTKBD_F_ALLOCATED))
		return 0;
	line_read(&s.line, machine->src, &s.con);
	r->consoles++;
	examine(r, &s);
	return 0;
}

static int examine_all(struct report *r, const struct machine *machine)
{
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		if (!examine_console(r, machine, n))
			continue;
		if (!machine->src->kind->one_by_one)
			return -1;
		r->unread++;
	}
	return 0;
}

static void print_notes(const struct report *r, const struct machine *machine)
{
	bool first = true;

	for (int i = 0; i < nr_notes; i++) {
		struct text t = notes[i].text(machine);
		char line[2 * sizeof(t.s)];

		if (!*t.s)
			continue;
		snprintf(line, sizeof(line), "%s [%s]", t.s, notes[i].name);
		if (r->nr && first)
			fputc('\n', r->tool->out);
		print_paragraph(r->tool, "note: ", line);
		first = false;
	}
}

static struct json_object *notes_array(const struct machine *machine)
{
	struct json_object *array = json_object_new_array();

	for (int i = 0; i < nr_notes; i++) {
		struct text t = notes[i].text(machine);
		struct json_object *o;

		if (!*t.s)
			continue;
		o = json_object_new_object();
		json_put(o, "note", json_object_new_string(notes[i].name));
		json_put(o, "text", json_object_new_string(t.s));
		json_object_array_add(array, o);
	}
	return array;
}

static int print_end(const struct report *r, const struct machine *machine)
{
	FILE *out = r->tool->out;

	if (!r->nr)
		fprintf(out, "%snothing found%s: %d console%s in use, %d checks each\n",
			style(r->tool, STYLE_GOOD), style(r->tool, STYLE_NONE), r->consoles,
			r->consoles == 1 ? "" : "s", nr_checks);
	print_notes(r, machine);
	if (r->unread)
		fprintf(out, "%s%d console%s in use could not be looked at.\n", r->nr ? "\n" : "",
			r->unread, r->unread == 1 ? "" : "s");
	if (!machine->procs.complete)
		fprintf(out, "%sNot all processes may be looked at: as root%s more can be found.\n",
			r->nr ? "\n" : "", machine->procs.foreign ?
			", and outside of this container," : "");
	return 0;
}

static int json_report(const struct report *r, const struct machine *machine)
{
	struct json_object *top = json_top(machine->src);

	json_put(top, "nr_consoles", json_object_new_int(r->consoles));
	json_put(top, "complete", json_object_new_boolean(machine->procs.complete && !r->unread));
	json_put(top, "findings", json_object_get(r->findings));
	json_put(top, "notes", notes_array(machine));
	return json_end(r->tool, top);
}

static int diagnose(struct source *src, const unsigned int *number, struct report *r)
{
	struct machine *machine = calloc(1, sizeof(*machine));
	int err;

	if (!machine)
		return complain(src->tool, "out of memory");
	err = machine_read(machine, src);
	if (!err)
		modifiers_read(machine);
	if (!err)
		err = number ? examine_console(r, machine, *number) : examine_all(r, machine);
	if (!err)
		err = r->findings ? json_report(r, machine) : print_end(r, machine);
	machine_free(machine);
	free(machine);
	return err;
}

static int run_doctor(const struct tool *tool, const struct args *args)
{
	struct report report = { .tool = tool };
	unsigned int number;
	struct source src;
	int err;

	err = args->nr ? args_console(tool, args->operand[0], &number) : 0;
	err = err ?: source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return exit_code(err);
	if (args->options & OPT_JSON)
		report.findings = json_object_new_array();
	err = diagnose(&src, args->nr ? &number : NULL, &report);
	json_object_put(report.findings);
	source_close(&src);
	if (err || output_flush(tool) || (report.unread && !report.nr))
		return EXIT_UNREAD;
	return report.nr ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.operands = "[N]",
	.summary = "name what is wrong, and the command that fixes it",
	.details = "Look for states that make a keyboard dead, or let keys through to where they do\n"
		   "harm, on all consoles in use or on console N. For each: what its user notices,\n"
		   "what it was seen by, and the command that fixes it. Nothing is changed.",
	.status = "  0  nothing was found\n  1  something was found\n",
	.options = OPT_JSON | OPT_VT,
	.run = run_doctor,
};
