// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl restore: makes a console a text console that can be typed on, after a program
 * that ended without doing so. Unless forced, a console is not taken from a live program.
 */
#include <stdlib.h>

#include <linux/kd.h>

#include "command.h"
#include "console/modes.h"
#include "console/node.h"
#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/snapshot.h"
#include "output/text.h"
#include "tool.h"

static int refuse(const struct snapshot *s)
{
	const struct tool *tool = s->machine->src->tool;
	const struct process *proc = console_user(s);

	if (!proc && !is_certain(s))
		return complain(tool, "console %u: refused: not all processes may be looked at, "
				"and one may need it (--force does it)", s->con.info.console);
	if (!proc)
		return 0;
	return complain(tool, "console %u: refused: %s (pid %d) has it and lives "
			"(--force does it)", s->con.info.console, text_word(proc->comm).s,
			proc->pid);
}

static int put(const struct snapshot *s)
{
	const struct source *src = s->machine->src;
	struct saved_state now, sane;
	struct node node;
	int err;

	if (node_open(&node, src, s->con.info.console))
		return -1;
	err = state_read(&node, &now);
	if (!err) {
		sane = state_sane(&now, source_default_mode(src));
		err = state_to_text(&node, &sane);
	}
	node_close(&node);
	if (!err)
		fprintf(src->tool->out, "console %u: %s %s -> text %s, auto\n",
			s->con.info.console, kdmode_name(now.kdmode),
			mode_text(now.kbdmode).s, mode_text(sane.kbdmode).s);
	return err;
}

static int restore(struct machine *machine, unsigned int number, bool force)
{
	struct snapshot s;

	if (snapshot_read(&s, machine, number))
		return -1;
	if (!(s.con.info.flags & VTKBD_F_ALLOCATED))
		return complain_unused(machine->src->tool, s.con.info.console,
				       ": there is nothing to restore");
	if (!force && refuse(&s))
		return -1;
	return put(&s);
}

static int run_restore(const struct tool *tool, const struct args *args)
{
	unsigned int number;
	struct source src;
	struct machine *machine;
	int err = -1;

	if (args_console(tool, args->operand[0], &number) ||
	    source_open(&src, tool, args->options & OPT_VT))
		return EXIT_FAILED;
	machine = calloc(1, sizeof(*machine));
	if (!machine)
		complain(tool, "out of memory");
	else if (!machine_read(machine, &src))
		err = restore(machine, number, args->options & OPT_FORCE);
	if (machine)
		machine_free(machine);
	free(machine);
	source_close(&src);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_restore = {
	.name = "restore",
	.operands = "N",
	.summary = "make console N a text console that can be typed on",
	.details = "Put console N back to what it had when nobody had touched it: text, the default\n"
		   "keyboard mode, switching without asking anybody, and a terminal with echo and\n"
		   "line editing. Keymap, LEDs and locks stay. Refused without --force while a\n"
		   "program that seems to need the console lives.",
	.options = OPT_FORCE | OPT_VT,
	.run = run_restore,
};
