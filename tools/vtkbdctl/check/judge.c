// SPDX-License-Identifier: GPL-2.0
/*
 * Whether a program is whole, or has ended well.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/judge.h"
#include "check/property.h"
#include "check/stage.h"
#include "console/saved_state.h"
#include "tool.h"

bool judge_is_whole(struct stage *s, struct text *saw)
{
	*saw = (struct text) { 0 };
	if (stage_ended(s))
		text_add(saw, "the program ended: %s", stage_how_ended(s).s);
	else if (act_wait_taken(s, RELEASE_MS) < 0)
		text_add(saw, "its console is %s", act_modes(s).s);
	else if (!act_types_quietly(s, saw))
		return false;
	else if (act_switch(s, OTHER, false) < 0)
		text_add(saw, "its console was not released afterwards");
	else if (act_return(s) < 0 || act_wait_taken(s, RELEASE_MS) < 0)
		text_add(saw, "it did not take its console back afterwards");
	return !*saw->s;
}

void judge_whole(struct stage *s, struct finding *f)
{
	struct text saw;

	if (judge_is_whole(s, &saw))
		holds(f, "%s", "");
	else
		broken(f, "%s", saw.s);
}

bool judge_comes_back(struct stage *s, struct finding *f)
{
	if (act_return(s) < 0)
		broken(f, "the switch back to it did not take place");
	else if (act_wait_taken(s, RELEASE_MS) < 0 && !stage_ended(s))
		broken(f, "back in the foreground, its console is %s",
		       act_modes(s).s);
	else if (stage_ended(s))
		broken(f, "the program ended: %s", stage_how_ended(s).s);
	else
		return true;
	return false;
}

static void say_who(struct stage *s, const struct console *con, const char *when,
		    struct text *saw)
{
	if (con->last.when_ns < s->began.began_ns)
		text_add(saw, "its keyboard mode was never changed");
	else if (con->last.cause != VTKBD_CAUSE_IOCTL)
		text_add(saw, "restored by the kernel%s", when);
	else if (con->last.pid == s->witness.told->program)
		text_add(saw, "restored by itself%s", when);
	else
		text_add(saw, "restored by %s, pid %d%s", text_escape(con->last.comm).s,
			 con->last.pid, when);
	if (s->witness.told->manager && kill(s->witness.told->manager, 0))
		text_add(saw, "; its seat manager has died");
}

/* As a login finds it: lines are edited and shown, and Ctrl-C interrupts. */
static bool is_sane_terminal(struct stage *s)
{
	const tcflag_t wanted = ICANON | ECHO | ISIG;
	struct saved_state state;
	struct node node;
	int err = node_open(&node, &s->src, s->number[MINE]);

	err = err ?: state_read(&node, &state);
	node_close(&node);
	return !err && (state.termios.c_lflag & wanted) == wanted;
}

/* There and back, as anybody who asks. */
static bool can_switch(struct stage *s)
{
	return act_switch(s, OTHER, false) >= 0 && act_switch(s, MINE, false) >= 0;
}

bool judge_is_restored(struct stage *s, struct text *saw)
{
	const char *when = "";
	struct console con;

	*saw = (struct text) { 0 };
	if (act_wait_plain(s, RELEASE_MS) < 0) {
		when = ", at the next switch";
		can_switch(s);
	}
	con = stage_look(s);
	if (!stage_is_plain(s, &con)) {
		text_add(saw, "its console is left %s, after a switch, too", stage_modes(&con).s);
		return false;
	}
	if (!is_sane_terminal(s)) {
		text_add(saw, "its console's terminal is left raw: no echo, no Ctrl-C");
		return false;
	}
	if (con.info.vtmode != VT_AUTO && !can_switch(s)) {
		text_add(saw, "its seat manager goes on, and releases its console for nobody");
		return false;
	}
	say_who(s, &con, when, saw);
	return true;
}

void judge_end(struct stage *s, struct finding *f)
{
	int status = s->witness.told->status;
	struct text saw;

	if (!judge_is_restored(s, &saw))
		broken(f, "it ended (%s), and %s", stage_how_ended(s).s, saw.s);
	else if (WIFSIGNALED(status))
		broken(f, "it was ended by %s", stage_how_ended(s).s);
	else if (!status && !*stage_said(s).s)
		broken(f, "it gave up without a word: exit status 0");
	else
		holds(f, "it gave up: %s", stage_how_ended(s).s);
}
