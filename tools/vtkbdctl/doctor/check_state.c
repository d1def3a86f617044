// SPDX-License-Identifier: GPL-2.0
/*
 * As in checks.c: functions of the snapshot.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/check_state.h"
#include "doctor/snapshot.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

#define SCROLL_LOCK	(1u << 0)	/* in vtkbd_console_info.ledflags */

/* --- VT_LOCKSWITCH --------------------------------------------------------------------- */

static bool is_shown_locked(const struct snapshot *s)
{
	const struct seat *seat = &s->machine->seat;

	return s->con.info.flags & VTKBD_F_FOREGROUND && seat->known &&
	       seat->info.flags & VTKBD_S_LOCKED;
}

/* The kernel does not show it, but has no other reason to refuse a switch from such a console. */
bool state_is_locked(const struct snapshot *s)
{
	if (s->con.recorded)
		return is_shown_locked(s);
	return state_is_free(s->con.info.kdmode, s->con.info.vtmode) && switch_waiter(s);
}

/* A screen locker: it has the console, and is not what its session was made for. */
static const struct process *find_locker(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (process_reads(proc, s->con.info.console) && proc != s->leader &&
		    proc != s->shell && !is_getty(proc->comm) && !is_seat_manager(proc))
			return proc;
	}
	return NULL;
}

struct text state_locked_evidence(const struct snapshot *s)
{
	const struct process *waiter = switch_waiter(s), *locker = find_locker(s);
	struct text t = { 0 };

	text_add(&t, s->con.recorded ? "VT_LOCKSWITCH, by whom is not recorded" :
		 "the kernel does not show it, but this text console asks nobody");
	if (waiter) {
		text_add(&t, "; ");
		text_add(&t, "%s", process_words(waiter).s);
		text_add(&t, " waits for console %u", waiter->waits);
	}
	if (locker) {
		text_add(&t, "; ");
		text_add(&t, "%s", process_words(locker).s);
		text_add(&t, " reads this one: a screen locker?");
	}
	return t;
}

/* --- Ctrl-S, Scroll Lock ------------------------------------------------------------------ */

bool state_is_stopped(const struct snapshot *s)
{
	return s->line.known && s->line.stopped && s->con.info.ledflags & SCROLL_LOCK;
}

static const struct process *find_writer(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; i < procs->nr; i++)
		if (procs->all[i].writes & 1ull << s->con.info.console)
			return &procs->all[i];
	return NULL;
}

struct text state_stopped_evidence(const struct snapshot *s)
{
	const struct process *writer = find_writer(s);
	struct text t = { 0 };

	text_add(&t, "the terminal takes no output, and the Scroll Lock flag is set");
	if (!writer)
		return t;
	text_add(&t, "; ");
	text_add(&t, "%s", process_words(writer).s);
	text_add(&t, " waits to write");
	return t;
}

/* --- escape sequences ------------------------------------------------------------------------ */

/* In use by the program that the shell waits for they are right. */
static bool shell_waits(const struct snapshot *s)
{
	const struct process *shell = s->shell;

	return shell && s->leader->tpgid == shell->pgrp &&
	       ((is_shell(shell->comm) && process_reads(shell, s->con.info.console)) ||
		is_getty(shell->comm));
}

/*
 * While they edit a line these may have the keypad and cursor keys in application mode: fish
 * always, others where the terminal has sequences for it, which the Linux console has not.
 */
static bool shell_sets_keys(const struct snapshot *s)
{
	char term[32];

	if (!strcmp(s->shell->comm, "fish"))
		return true;
	return process_getenv(s->machine->src, s->shell->pid, "TERM", term, sizeof(term)) &&
	       *term && strncmp(term, "linux", strlen("linux"));
}

static const struct {
	unsigned int flag;
	bool left;	/* its value that a program has left */
	const char *words;
} left_rows[] = {
	{ VTKBD_M_APPLIC, true,	 "application keypad (ESC =)" },
	{ VTKBD_M_CKMODE, true,	 "application cursor keys (CSI ?1h)" },
	{ VTKBD_M_REPEAT, false, "keys do not repeat (CSI ?8l)" },
	{ VTKBD_M_CRLF,	  true,	 "Enter sends CR LF (CSI 20h)" },
};

static bool row_is_left(const struct snapshot *s, size_t row)
{
	unsigned int flag = left_rows[row].flag;

	if (flag & (VTKBD_M_APPLIC | VTKBD_M_CKMODE) && s->shell && shell_sets_keys(s))
		return false;
	return !!(s->con.info.modeflags & flag) == left_rows[row].left;
}

bool state_is_left(const struct snapshot *s)
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(left_rows); i++)
		any |= row_is_left(s, i);
	return any && s->con.recorded && shell_waits(s);
}

struct text state_left_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(left_rows); i++)
		if (row_is_left(s, i))
			text_add(&t, "%s%s", *t.s ? ", " : "", left_rows[i].words);
	text_add(&t, "; ");
	text_add(&t, "%s", process_words(s->shell).s);
	text_add(&t, " waits for a line");
	return t;
}
