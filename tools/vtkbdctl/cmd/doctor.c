// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl doctor: runs every check on every console in use and says what it
 * found. What is bad is decided in checks.c. It reads and never mends.
 */
#include <json.h>
#include <stdlib.h>

#include "command.h"
#include "doctor/checks.h"
#include "output/to_json.h"
#include "system/device.h"
#include "tool.h"

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

static void print_finding(const struct report *r, const struct check *check,
			  const struct patient *p)
{
	fprintf(r->tool->out, "%sconsole %u: %s [%s]\n", r->nr ? "\n" : "",
		p->con.info.console, check->what, check->name);
	fprintf(r->tool->out, "  noticed   %s\n", check->noticed);
	fprintf(r->tool->out, "  evidence  %s\n", check->evidence(p).s);
	fprintf(r->tool->out, "  mend      %s\n", check_mend(check, p).s);
}

static struct json_object *finding_object(const struct check *check, const struct patient *p)
{
	struct json_object *o = json_object_new_object();

	json_put(o, "check", json_object_new_string(check->name));
	json_put(o, "console", json_object_new_uint64(p->con.info.console));
	json_put(o, "what", json_object_new_string(check->what));
	json_put(o, "noticed", json_object_new_string(check->noticed));
	json_put(o, "evidence", json_object_new_string(check->evidence(p).s));
	json_put(o, "mend", json_object_new_string(check_mend(check, p).s));
	return o;
}

static void examine(struct report *r, const struct patient *p)
{
	for (int i = 0; i < nr_checks; i++) {
		if (!checks[i].is_so(p))
			continue;
		if (r->findings)
			json_object_array_add(r->findings, finding_object(&checks[i], p));
		else
			print_finding(r, &checks[i], p);
		r->nr++;
	}
}

static int examine_console(struct report *r, const struct ward *ward, unsigned int number)
{
	struct patient p;

	if (patient_read(&p, ward, number))
		return -1;
	if (!p.con.known || !(p.con.info.flags & VTKBD_F_ALLOCATED))
		return 0;
	r->consoles++;
	examine(r, &p);
	return 0;
}

static int examine_all(struct report *r, const struct ward *ward)
{
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		if (!examine_console(r, ward, n))
			continue;
		if (!ward->src->kind->one_by_one)
			return -1;
		r->unread++;
	}
	return 0;
}

static int print_end(const struct report *r, const struct ward *ward)
{
	FILE *out = r->tool->out;

	if (!r->nr)
		fprintf(out, "nothing found: %d console%s in use, %d checks each\n", r->consoles,
			r->consoles == 1 ? "" : "s", nr_checks);
	if (r->unread)
		fprintf(out, "%s%d console%s in use could not be looked at.\n", r->nr ? "\n" : "",
			r->unread, r->unread == 1 ? "" : "s");
	if (!ward->procs.complete)
		fprintf(out, "%sNot all processes may be looked at: as root more can be found.\n",
			r->nr ? "\n" : "");
	return 0;
}

static int json_report(const struct report *r, const struct ward *ward)
{
	struct json_object *top = json_top(ward->src);

	json_put(top, "consoles", json_object_new_int(r->consoles));
	json_put(top, "complete", json_object_new_boolean(ward->procs.complete && !r->unread));
	json_put(top, "findings", json_object_get(r->findings));
	return json_end(r->tool, top);
}

static int diagnose(struct source *src, const unsigned int *number, struct report *r)
{
	struct ward *ward = calloc(1, sizeof(*ward));
	int err;

	if (!ward)
		return complain(src->tool, "out of memory");
	err = ward_read(ward, src);
	if (!err)
		err = number ? examine_console(r, ward, *number) : examine_all(r, ward);
	if (!err)
		err = r->findings ? json_report(r, ward) : print_end(r, ward);
	ward_free(ward);
	free(ward);
	return err;
}

static int run_doctor(const struct tool *tool, const struct args *args)
{
	struct report report = { .tool = tool };
	unsigned int number;
	struct source src;
	int err;

	if ((args->nr && args_console(tool, args->operand[0], &number)) ||
	    source_open(&src, tool, args->options & OPT_VT))
		return EXIT_FAILED;
	if (args->options & OPT_JSON)
		report.findings = json_object_new_array();
	err = diagnose(&src, args->nr ? &number : NULL, &report);
	json_object_put(report.findings);
	source_close(&src);
	return err || report.nr || report.unread ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.operands = "[N]",
	.summary = "name what is wrong, and the command that mends it",
	.details = "Look for states that make a keyboard dead, or let keys through to where they do\n"
		   "harm, on all consoles in use or on console N. For each: what its user notices,\n"
		   "what it was seen by, and the command that mends it. Nothing is changed.\n"
		   "Exit status 0: nothing was found; 1: something was, or a console could not be\n"
		   "looked at.",
	.options = OPT_JSON | OPT_VT,
	.run = run_doctor,
};
