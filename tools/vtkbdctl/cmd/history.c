// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl history: who set a console's keyboard mode, the latest times. The
 * kernel's own consoles have no such record, so there is no --vt here.
 */
#include <json.h>

#include "command.h"
#include "console/modes.h"
#include "console/source.h"
#include "output/text.h"
#include "output/to_json.h"
#include "system/device.h"
#include "tool.h"

static void print_change(FILE *out, const struct vtkbd_mode_change *c, uint64_t now)
{
	fprintf(out, "%s  %-9s -> %-9s  %s, %s\n", text_time(c->when_ns).s, mode_text(c->from).s,
		mode_text(c->to).s, text_setter(c).s, text_age(c->when_ns, now).s);
}

static int print_history(const struct source *src, const struct history *h)
{
	const struct vtkbd_history *i = &h->info;
	FILE *out = src->tool->out;

	if (!i->count)
		fprintf(out, "console %u: its mode was never set since load\n", i->console);
	for (unsigned int n = 0; n < i->count; n++)
		print_change(out, &h->change[n], src->tool->ops->now());
	if (i->nr_changes > i->count)
		fprintf(out, "%u of %llu changes since load are kept.\n", i->count,
			(unsigned long long)i->nr_changes);
	return 0;
}

static int json_history(const struct source *src, const struct history *h)
{
	struct json_object *array = json_object_new_array();
	struct json_object *top = json_top(src);

	json_put(top, "console", json_object_new_uint64(h->info.console));
	for (unsigned int i = 0; i < h->info.count; i++)
		json_object_array_add(array, json_change(&h->change[i]));
	json_put(top, "history", array);
	return json_end(src->tool, top);
}

static int run_history(const struct tool *tool, const struct args *args)
{
	struct history history;
	unsigned int number;
	struct source src;
	int err;

	err = args_console(tool, args->operand[0], &number);
	err = err ?: source_open(&src, tool, false);
	if (err)
		return exit_code(err);
	err = src.kind->read_history(&src, number, &history);
	if (!err)
		err = args->options & OPT_JSON ? json_history(&src, &history) :
						 print_history(&src, &history);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_history = {
	.name = "history",
	.operands = "N",
	.summary = "show who set the keyboard mode of console N",
	.details = "Show the latest changes of console N's keyboard mode, oldest first: when, from\n"
		   "which mode to which, and by which process, or why by none. Of those that one\n"
		   "user's programs make without a break, the latest 8 are kept.",
	.options = OPT_JSON,
	.run = run_history,
};
