// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl unlock: ends VT_LOCKSWITCH. A switch that was requested meanwhile was dropped, and
 * who requested it still waits: it is requested again.
 */
#include <stdlib.h>

#include <linux/vt.h>

#include "command.h"
#include "console/node.h"
#include "console/source.h"
#include "doctor/snapshot.h"
#include "tool.h"

static int unlock(const struct snapshot *s)
{
	const struct source *src = s->machine->src;
	const struct process *waiter = switch_waiter(s);
	unsigned long wanted = waiter ? waiter->waits : 0;
	struct node node;
	int err;

	if (node_open(&node, src, s->con.info.console))
		return -1;
	err = node_ask(&node, VT_UNLOCKSWITCH, "VT_UNLOCKSWITCH", NULL);
	if (!err && wanted)
		err = node_ask(&node, VT_ACTIVATE, "VT_ACTIVATE", (void *)wanted);
	node_close(&node);
	if (err)
		return -1;
	fprintf(src->tool->out, "switches are not locked");
	if (wanted)
		fprintf(src->tool->out, "; switching to console %lu", wanted);
	fputc('\n', src->tool->out);
	return 0;
}

static int unlock_machine(struct source *src)
{
	struct machine *machine = calloc(1, sizeof(*machine));
	struct snapshot s;
	int err;

	if (!machine)
		return complain(src->tool, "out of memory");
	err = unread(machine_read(machine, src) ?: snapshot_read(&s, machine, 0));
	err = err ?: unlock(&s);
	machine_free(machine);
	free(machine);
	return err;
}

static int run_unlock(const struct tool *tool, const struct args *args)
{
	struct source src;
	int err = source_open(&src, tool, args->options & OPT_VT);

	if (err)
		return exit_code(err);
	err = unlock_machine(&src);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_unlock = {
	.name = "unlock",
	.operands = "",
	.summary = "let consoles be switched again",
	.details = "Undo VT_LOCKSWITCH, with which a program has locked switches of all consoles,\n"
		   "and do the switch that a program waits for. A screen locker may have locked\n"
		   "them on purpose. Needs CAP_SYS_TTY_CONFIG.",
	.options = OPT_VT,
	.run = run_unlock,
};
