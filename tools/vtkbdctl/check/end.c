// SPDX-License-Identifier: GPL-2.0
/*
 * How the program ends, and what it leaves.
 */
#include <signal.h>
#include <string.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "system/proc.h"
#include "tool.h"

#define LEFTOVERS_MS	1000

#define CRASH	"a dead console after a crash, until a restart or kbd_mode over ssh"

static void judge(struct stage *s, struct finding *f)
{
	struct text saw;

	if (act_wait_end(s, END_MS) < 0)
		broken(f, "it did not end within %u ms", stage_ms(s, END_MS));
	else if (judge_is_restored(s, &saw))
		holds(f, "%s; %s", stage_how_ended(s).s, saw.s);
	else
		broken(f, "%s: %s", stage_how_ended(s).s, saw.s);
}

/* Of SIGHUP some read their settings anew. */
static void by_signal(struct stage *s, const struct property *p, struct finding *f)
{
	did(f, "sent SIG%s to it", sigabbrev_np(p->value));
	if (stage_start(s))
		return;
	act_signal_program(s, p->value);
	if (p->value == SIGHUP && act_wait_end(s, END_MS) < 0)
		judge_whole(s, f);
	else
		judge(s, f);
}

static void by_command(struct stage *s, const struct property *p, struct finding *f)
{
	const char *line = s->opt->end;

	(void)p;
	if (!line) {
		untried(f, "--end names no command");
		return;
	}
	did(f, "ran \"%s\"", text_escape(line).s);
	if (stage_start(s))
		return;
	if (act_run(s, line))
		return;
	judge(s, f);
}

/*
 * Without its manager the program may end or not; the console is what counts. Where there is
 * neither a manager nor an owner, both are 0, which is our own process group for kill().
 */
static void without_manager(struct stage *s, const struct property *p, struct finding *f)
{
	struct text saw;
	pid_t manager;

	(void)p;
	did(f, "sent SIGKILL to its seat manager");
	if (stage_start(s))
		return;
	manager = s->witness.told->manager;
	if (manager <= 0 || stage_look(s).info.vt_pid != manager) {
		untried(f, "no seat manager has its console");
		return;
	}
	kill(manager, SIGKILL);
	act_wait_end(s, END_MS);
	if (judge_is_restored(s, &saw))
		holds(f, "%s%s", stage_ended(s) ? "" : "it goes on; ", saw.s);
	else
		broken(f, "%s", saw.s);
}

static bool look_for_leftovers(struct stage *s, struct finding *f)
{
	struct processes procs;

	f->verdict = GAVE_UP;
	if (processes_read(&s->src, &procs))
		return false;
	holds(f, "%s", "");
	for (int i = 0; i < procs.nr; i++) {
		const struct process *proc = &procs.all[i];

		if (proc->open & 1ull << s->number[MINE] && proc->pid != s->witness.pid &&
		    proc->pid != s->witness.told->manager)
			broken(f, "pid %d (%s) still has console %u open", proc->pid,
			       text_escape(proc->comm).s, s->number[MINE]);
	}
	processes_free(&procs);
	return f->verdict == BROKEN;
}

/* Its clients end when they find that it is gone. */
static void leftovers(struct stage *s, const struct property *p, struct finding *f)
{
	unsigned int ms = 0;

	(void)p;
	did(f, "sent SIGTERM to it, and looked for processes that still have its console");
	if (stage_start(s))
		return;
	act_signal_program(s, SIGTERM);
	if (act_wait_end(s, END_MS) < 0) {
		untried(f, "it did not end");
		return;
	}
	while (look_for_leftovers(s, f) && ms < LEFTOVERS_MS &&
	       stage_wait(s, stage_ms(s, EFFECT_MS)))
		ms += EFFECT_MS;
}

static void while_ending(struct stage *s, const struct property *p, struct finding *f)
{
	struct text saw;

	(void)p;
	did(f, "sent SIGTERM, and called VT_ACTIVATE of console %u at once", s->number[OTHER]);
	if (stage_start(s))
		return;
	act_signal_program(s, SIGTERM);
	if (act_switch(s, OTHER, false) < 0 && !stage_ended(s))
		broken(f, "its console was not released within %u ms", stage_ms(s, RELEASE_MS));
	else if (act_wait_end(s, END_MS) < 0)
		broken(f, "it did not end within %u ms", stage_ms(s, END_MS));
	else if (judge_is_restored(s, &saw))
		holds(f, "%s", saw.s);
	else
		broken(f, "%s", saw.s);
}

const struct property end_properties[] = {
	{
		.name = "end.command",
		.sentence = "Its own command ends it, and its console is a text console again.",
		.users = "a dead console after logging out",
		.needs = "start.runs",
		.fresh = true,
		.run = by_command,
	},
	{
		.name = "end.sigterm",
		.sentence = "SIGTERM ends it, and its console is a text console again.",
		.users = "a dead console after logging out",
		.needs = "start.runs",
		.fresh = true,
		.run = by_signal,
		.value = SIGTERM,
	},
	{
		.name = "end.sigint",
		.sentence = "So does SIGINT.",
		.users = "a dead console after logging out",
		.needs = "end.sigterm",
		.fresh = true,
		.run = by_signal,
		.value = SIGINT,
	},
	{
		.name = "end.sighup",
		.sentence = "So does SIGHUP, or it goes on whole.",
		.users = "a dead console after logging out",
		.needs = "end.sigterm",
		.fresh = true,
		.run = by_signal,
		.value = SIGHUP,
	},
	{
		.name = "switch.exit",
		.sentence = "A switch during its exit leaves its console usable.",
		.users = "a dead console after logging out",
		.needs = "end.sigterm switch.activate",
		.fresh = true,
		.run = while_ending,
	},
	{
		.name = "end.processes",
		.sentence = "No process that it leaves has its console open.",
		.users = "a console cannot be used again after the session",
		.needs = "end.sigterm",
		.fresh = true,
		.run = leftovers,
	},
	{
		.name = "crash.sigsegv",
		.sentence = "After a crash its console is a text console, at the latest after a "
			"switch.",
		.users = CRASH,
		.needs = "start.runs",
		.fresh = true,
		.run = by_signal,
		.value = SIGSEGV,
	},
	{
		.name = "crash.sigkill",
		.sentence = "So it is after SIGKILL.",
		.users = CRASH,
		.needs = "start.runs",
		.fresh = true,
		.run = by_signal,
		.value = SIGKILL,
	},
	{
		.name = "crash.manager",
		.sentence = "So it is after SIGKILL of its seat manager.",
		.users = CRASH,
		.needs = "start.runs",
		.fresh = true,
		.run = without_manager,
	},
	{ 0 },
};
