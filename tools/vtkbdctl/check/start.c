// SPDX-License-Identifier: GPL-2.0
/*
 * How the program takes its console, and what it does with what it has opened.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/property.h"
#include "check/stage.h"
#include "console/modes.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

static void did_start(struct finding *f)
{
	did(f, "started the program on the foreground console, and typed meanwhile");
}

static bool runs(struct stage *s, struct finding *f)
{
	did_start(f);
	if (stage_ended(s))
		broken(f, "the program ended: %s: \"%.200s\"", stage_how_ended(s).s,
		       stage_said(s).s);
	return !stage_ended(s);
}

static int ms_since(uint64_t from, uint64_t to)
{
	return to > from ? (to - from) / 1000000 : 0;
}

static void start_runs(struct stage *s, const struct property *p, struct finding *f)
{
	(void)p;
	if (runs(s, f))
		holds(f, "%s", "");
}

/* Codes that nobody reads are read by the next program that reads from the console. */
static void start_keyboard(struct stage *s, const struct property *p, struct finding *f)
{
	struct console con = stage_look(s);
	struct text leaked;

	(void)p;
	did_start(f);
	if (!stage_is_quiet(&con))
		broken(f, "the keyboard mode is still %s%s", mode_text(con.info.kbdmode).s,
		       act_holds_more_than_stdin(s, s->witness.told->program) ? "" :
		       ", and the program does not have the console open: one that takes only the "
		       "kernel's own devices for a console finds none beside them");
	else if (con.info.kbdmode != K_OFF && !act_types_quietly(s, &leaked))
		broken(f, "%s", leaked.s);
	else
		holds(f, "%s after %d ms, by %s", mode_text(con.info.kbdmode).s,
		      ms_since(s->began.began_ns, s->began.quiet_ns), text_escape(con.last.comm).s);
}

static void start_graphics(struct stage *s, const struct property *p, struct finding *f)
{
	struct console con = stage_look(s);

	(void)p;
	did_start(f);
	if (con.info.kdmode != KD_GRAPHICS)
		broken(f, "the console is still in text mode: the kernel may draw on it");
	else
		holds(f, "%s", "");
}

static void start_process(struct stage *s, const struct property *p, struct finding *f)
{
	struct console con = stage_look(s);

	(void)p;
	did_start(f);
	if (con.info.vtmode != VT_PROCESS)
		broken(f, "the switching mode is still auto: nobody is asked before a switch");
	else
		holds(f, "asks pid %d", con.info.vt_pid);
}

static void start_window(struct stage *s, const struct property *p, struct finding *f)
{
	const struct began *b = &s->began;
	int window = b->input_ns ? ms_since(b->input_ns, b->quiet_ns) : 0;

	(void)p;
	did_start(f);
	if (!b->input_ns)
		untried(f, "the program has not opened the keyboard");
	else if (b->leaked || b->signals)
		broken(f, "%d ms from opening the keyboard to the end of its characters on the "
		       "console, which got %llu bytes meanwhile", window,
		       (unsigned long long)b->leaked);
	else
		holds(f, "%d ms with both", window);
}

/* Of the program's own processes: not those of its seat manager. */
static bool is_of_program(const struct stage *s, const struct processes *procs,
			  const struct process *proc)
{
	while (proc && proc->pid != s->witness.pid) {
		if (proc->pid == s->witness.told->program)
			return true;
		proc = process_find(procs, proc->ppid);
	}
	return false;
}

/* The console's owner is to have it, also if it is a process that the program has started. */
static void start_descriptors(struct stage *s, const struct property *p, struct finding *f)
{
	int owner = stage_look(s).info.vt_pid;
	struct processes procs;

	(void)p;
	did_start(f);
	holds(f, "%s", "");
	if (processes_read(&s->src, &procs))
		f->verdict = GAVE_UP;
	for (int i = 0; i < procs.nr; i++) {
		const struct process *proc = &procs.all[i];

		if (proc->pid != s->witness.told->program && proc->pid != owner &&
		    proc->open & 1ull << s->number[MINE] && is_of_program(s, &procs, proc) &&
		    act_holds_more_than_stdin(s, proc->pid))
			broken(f, "pid %d (%s), which the program has started, has console %u open: "
			       "it was opened without O_CLOEXEC", proc->pid,
			       text_escape(proc->comm).s, s->number[MINE]);
	}
	processes_free(&procs);
}

/* The leader of a session without a terminal gets one by a mere open(). */
static void start_terminal(struct stage *s, const struct property *p, struct finding *f)
{
	struct processes procs;

	(void)p;
	did(f, "started the program as the leader of a session without a terminal, as a service is");
	s->witness.apart = true;
	if (stage_start(s) || processes_read(&s->src, &procs))
		return;
	holds(f, "%s", "");
	for (int i = 0; i < procs.nr; i++) {
		const struct process *proc = &procs.all[i];

		if (proc->tty == s->number[MINE] && is_of_program(s, &procs, proc))
			broken(f, "console %u is the controlling terminal of pid %d (%s): it was opened "
			       "without O_NOCTTY, or asked for", s->number[MINE], proc->pid,
			       text_escape(proc->comm).s);
	}
	processes_free(&procs);
}

const struct property start_properties[] = {
	{
		.name = "start.runs",
		.sentence = "It starts, and keeps running.",
		.users = "a black screen, or the login again",
		.looks = true,
		.run = start_runs,
	},
	{
		.name = "start.keyboard",
		.sentence = "It takes the keyboard from its console: K_OFF, or a mode of codes "
			"that it reads.",
		.users = "Ctrl-C ends the session; what was typed is on the text console",
		.needs = "start.runs",
		.looks = true,
		.run = start_keyboard,
	},
	{
		.name = "start.graphics",
		.sentence = "It sets KD_GRAPHICS.",
		.users = "kernel messages and a cursor in the picture",
		.needs = "start.runs",
		.looks = true,
		.run = start_graphics,
	},
	{
		.name = "start.process",
		.sentence = "It asks to be asked before a switch: VT_PROCESS.",
		.users = "Ctrl-Alt-F2 does nothing, or two programs draw at once",
		.needs = "start.runs",
		.looks = true,
		.run = start_process,
	},
	{
		.name = "start.window",
		.sentence = "No key is both its own and its console's while it starts.",
		.users = "the first keys, a password among them, are on the text console",
		.needs = "start.keyboard",
		.looks = true,
		.run = start_window,
	},
	{
		.name = "start.descriptors",
		.sentence = "The processes that it starts do not have its console open.",
		.users = "a console cannot be used again after the session",
		.needs = "start.runs",
		.looks = true,
		.run = start_descriptors,
	},
	{
		.name = "start.terminal",
		.sentence = "Its console does not become its controlling terminal unasked.",
		.users = "a hang-up or Ctrl-C of the console ends a service",
		.needs = "start.runs",
		.fresh = true,
		.run = start_terminal,
	},
	{ 0 },
};
