// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl restore: back to a text console that can be typed on, whatever a dead
 * program left behind. One that lives is not robbed of its console unless forced.
 */
#include <stdlib.h>

#include <linux/kd.h>

#include "command.h"
#include "console/modes.h"
#include "console/node.h"
#include "console/saved_state.h"
#include "doctor/snapshot.h"
#include "system/device.h"
#include "tool.h"

static int refuse(const struct patient *p)
{
	const struct process *proc = console_user(p);

	if (!proc && !is_certain(p))
		return complain(p->ward->src->tool, "console %u: refused: not all processes may be "
				"looked at, and one may need it (--force does it)",
				p->con.info.console);
	if (!proc)
		return 0;
	return complain(p->ward->src->tool, "console %u: refused: %s (pid %d) has it and lives "
			"(--force does it)", p->con.info.console, text_word(proc->comm).s,
			proc->pid);
}

static int put(const struct patient *p)
{
	const struct source *src = p->ward->src;
	struct console_state now, sane;
	struct handle h;
	int err;

	if (handle_open(&h, src, p->con.info.console))
		return -1;
	err = state_read(&h, &now);
	if (!err) {
		sane = state_sane(&now, source_default_mode(src));
		err = state_to_text(&h, &sane);
	}
	handle_close(&h);
	if (!err)
		fprintf(src->tool->out, "console %u: %s %s -> text %s, auto\n",
			p->con.info.console, now.kdmode == KD_TEXT ? "text" : "graphics",
			mode_text(now.kbdmode).s, mode_text(sane.kbdmode).s);
	return err;
}

static int restore(struct ward *ward, unsigned int number, bool force)
{
	struct patient p;

	if (patient_read(&p, ward, number))
		return -1;
	if (!(p.con.info.flags & VTKBD_F_ALLOCATED))
		return complain(ward->src->tool, "console %u: unused: there is nothing to restore",
				p.con.info.console);
	if (!force && refuse(&p))
		return -1;
	return put(&p);
}

static int run_restore(const struct tool *tool, const struct args *args)
{
	unsigned int number;
	struct source src;
	struct ward *ward;
	int err = -1;

	if (args_console(tool, args->operand[0], &number) ||
	    source_open(&src, tool, args->options & OPT_VT))
		return EXIT_FAILED;
	ward = calloc(1, sizeof(*ward));
	if (!ward)
		complain(tool, "out of memory");
	else if (!ward_read(ward, &src))
		err = restore(ward, number, args->options & OPT_FORCE);
	if (ward)
		ward_free(ward);
	free(ward);
	source_close(&src);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_restore = {
	.name = "restore",
	.operands = "N",
	.summary = "make console N a text console that can be typed on",
	.details = "Put console N back to what it had when nobody had touched it: text, the default\n"
		   "keyboard mode, switching without asking anybody, and a terminal with echo and\n"
		   "line editing. Keymap, lights and locks stay. Refused without --force while a\n"
		   "program that seems to need the console lives.",
	.options = OPT_FORCE | OPT_VT,
	.run = run_restore,
};
