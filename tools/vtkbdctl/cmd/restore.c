// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl restore: makes a console a text console that can be typed on, after a program
 * that ended without doing so. Unless forced, a console is not taken from a live program.
 * With --soft only what stops output and what was written to change keys is undone, which
 * takes nothing from anybody.
 */
#include <stdlib.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "command.h"
#include "console/line.h"
#include "console/modes.h"
#include "console/node.h"
#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/snapshot.h"
#include "output/keyboards.h"
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
	return complain(tool, "console %u: refused: %s has it and lives (--force does it)",
			s->con.info.console, process_words(proc).s);
}

/*
 * A new owner, even none, makes the kernel forget the switch that the old one was asked for:
 * then it is requested again, for who still waits for it.
 */
static unsigned int wanted_console(const struct snapshot *s)
{
	const struct process *waiter = switch_waiter(s);

	if (s->con.recorded && s->con.info.pending)
		return s->con.info.pending;
	return waiter ? waiter->waits : 0;
}

static int put_line(const struct node *node)
{
	return line_start(node) || line_reset_keys(node) ? -1 : 0;
}

static int put_all(const struct snapshot *s, const struct node *node)
{
	const struct source *src = s->machine->src;
	unsigned long wanted = wanted_console(s);
	struct saved_state now, sane;

	if (state_read(node, &now))
		return -1;
	sane = state_sane(&now, source_default_mode(src));
	if (state_to_text(node, &sane) || put_line(node) ||
	    (wanted && node_ask(node, VT_ACTIVATE, "VT_ACTIVATE", (void *)wanted)))
		return -1;
	fprintf(src->tool->out, "console %u: %s %s -> text %s, auto",
		s->con.info.console, kdmode_name(now.kdmode),
		mode_text(now.kbdmode).s, mode_text(sane.kbdmode).s);
	if (wanted)
		fprintf(src->tool->out, "; switching to console %lu", wanted);
	fputc('\n', src->tool->out);
	return 0;
}

static int put_soft(const struct snapshot *s, const struct node *node)
{
	if (put_line(node))
		return -1;
	fprintf(node->tool->out, "console %u: output goes on, keypad and cursor keys are normal, "
		"keys repeat, Enter sends CR\n", s->con.info.console);
	return 0;
}

static int put(const struct snapshot *s, bool soft)
{
	struct node node;
	int err;

	if (node_open(&node, s->machine->src, s->con.info.console))
		return -1;
	err = soft ? put_soft(s, &node) : put_all(s, &node);
	node_close(&node);
	return err;
}

static int restore(struct machine *machine, unsigned int number, unsigned int options)
{
	struct snapshot s;

	if (snapshot_read(&s, machine, number))
		return -EXIT_UNREAD;
	if (!(s.con.info.flags & VTKBD_F_ALLOCATED))
		return complain_unused(machine->src->tool, s.con.info.console,
				       ": there is nothing to restore");
	if (!(options & (OPT_FORCE | OPT_SOFT)) && refuse(&s))
		return -1;
	return put(&s, options & OPT_SOFT);
}

static int run_restore(const struct tool *tool, const struct args *args)
{
	unsigned int number;
	struct source src;
	struct machine *machine;
	int err;

	err = args_console(tool, args->operand[0], &number);
	err = err ?: source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return exit_code(err);
	machine = calloc(1, sizeof(*machine));
	err = machine ? unread(machine_read(machine, &src)) : complain(tool, "out of memory");
	if (!err)
		err = restore(machine, number, args->options);
	if (machine)
		machine_free(machine);
	free(machine);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_restore = {
	.name = "restore",
	.operands = "N",
	.summary = "make console N a text console that can be typed on",
	.details = "Put console N back to what it had when nobody had touched it: text, the default\n"
		   "keyboard mode, switching without asking anybody, a terminal with echo and line\n"
		   "editing, output that is not stopped, keypad and cursor keys that are normal, and\n"
		   "keys that repeat. A switch that waited is done. Keymap and locks stay. Refused\n"
		   "without --force while a program that seems to need the console lives.\n"
		   "With --soft: only output, keypad, cursor keys, repeat and Enter; never refused.",
	.options = OPT_FORCE | OPT_SOFT | OPT_VT,
	.run = run_restore,
};
