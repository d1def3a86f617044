// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl claim: a console is a program's own while it runs, as a display server has
 * it: keyboard off, graphics, switches asked for. That all of it is put back is
 * session/supervise.c's.
 */
#include <signal.h>
#include <sys/sysmacros.h>

#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "command.h"
#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/snapshot.h"
#include "output/text.h"
#include "session/claim.h"
#include "session/supervise.h"
#include "system/proc.h"
#include "tool.h"

/* Not those that are passed on to the program. */
static struct vt_mode switching(void)
{
	return (struct vt_mode) {
		.mode = VT_PROCESS, .relsig = SIGRTMIN, .acqsig = SIGRTMIN + 1,
	};
}

static int take_graphics(struct claim *claim)
{
	const struct vt_mode mode = switching();

	return state_to_graphics(&claim->node, &mode);
}

/* Without --console: the console that the caller sits at. */
static int own_console(const struct source *src, unsigned int *number)
{
	struct process_stat self;

	if (process_read_stat(src->tool, 0, &self) && major(self.tty) == source_major(src) &&
	    minor(self.tty) && minor(self.tty) <= VTKBD_NR_CONSOLES) {
		*number = minor(self.tty);
		return 0;
	}
	return complain(src->tool, "claim: the controlling terminal is not such a console: "
			"name one with --console");
}

static int choose(struct source *src, const struct args *args, unsigned int *number)
{
	const char *word = args_value(args, OPT_CONSOLE, NULL);

	return word ? args_console(src->tool, word, number) : own_console(src, number);
}

/*
 * The process that is asked before switches is the one that called VT_SETMODE last. Only
 * that process could set it again.
 */
static int refuse_owner(struct source *src, unsigned int number)
{
	const struct process *owner;
	struct snapshot s;
	struct machine machine;
	int err = machine_read(&machine, src);

	if (!err)
		err = snapshot_read(&s, &machine, number);
	owner = err ? NULL : owner_process(&s);
	if (owner)
		err = complain(src->tool, "console %u: refused, --force or not: %s (pid %d) owns "
			       "it and lives, and could not be made its owner again",
			       s.con.info.console, text_word(owner->comm).s, owner->pid);
	else if (!err && !is_certain(&s))
		err = complain(src->tool, "console %u: refused, --force or not: not all processes "
			       "may be looked at, and one may own it", s.con.info.console);
	machine_free(&machine);
	return err;
}

static int check_forced(struct source *src, unsigned int number)
{
	struct console con;

	int err = src->kind->read_console(src, number, &con);

	if (err)
		return err;
	return con.known && con.info.vtmode == VT_PROCESS ? refuse_owner(src, number) : 0;
}

static int run_program(struct source *src, const struct args *args)
{
	const struct vt_mode mode = switching();
	bool force = args->options & OPT_FORCE;
	struct claim claim;
	unsigned int number;
	int err;
	struct program program = {
		.claim = &claim,
		.argv = args->operand,
		.take = take_graphics,
		.switching = &mode,
	};

	err = choose(src, args, &number);
	if (!err && force)
		err = check_forced(src, number);
	err = err ?: claim_take(&claim, src, number, force);
	return err ? exit_code(err) : supervise(&program);
}

static int run_claim(const struct tool *tool, const struct args *args)
{
	struct source src;
	int code = exit_code(source_open(&src, tool, args->options & OPT_VT));

	if (code)
		return code;
	code = run_program(&src, args);
	source_close(&src);
	return code;
}

const struct command cmd_claim = {
	.name = "claim",
	.operands = "PROGRAM...",
	.summary = "run a program that has a console as display servers do",
	.details = "Run PROGRAM with its arguments while the console has its keyboard off, shows\n"
		   "graphics, and asks before it is switched away from; switches are allowed.\n"
		   "Whatever becomes of PROGRAM or of vtkbdctl, all of it is put back. Without\n"
		   "--console it is the console that vtkbdctl was called on.",
	.options = OPT_FORCE | OPT_VT | OPT_CONSOLE,
	.status = "  PROGRAM's, 128 and the number of the signal that ended it, 126 if it\n"
		  "  cannot be run, 127 if there is none; else\n"
		  "  1  refused, or not done\n",
	.program = true,
	.run = run_claim,
};
