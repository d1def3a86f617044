// SPDX-License-Identifier: GPL-2.0
/*
 * A row for each special character, in the order in which the kernel's n_tty looks at them.
 */
#include <ctype.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ttydefaults.h>

#include "explain/terminal.h"
#include "output/text.h"
#include "system/proc.h"
#include "tool.h"

struct row {
	const char *name;	/* as stty(1) has it */
	int cc;
	unsigned char usual;
	const char *flag;	/* without which it is a byte like others */
	unsigned int iflag, lflag;
	int signal;
	const char *signal_name;
	const char *words;
};

static const struct row rows[] = {
	{ "stop",  VSTOP,  CSTOP,  "ixon",   IXON, 0, 0, NULL, "output stops" },
	{ "start", VSTART, CSTART, "ixon",   IXON, 0, 0, NULL, "output that is stopped starts" },
	{ "intr",  VINTR,  CINTR,  "isig",   0, ISIG, SIGINT,  "SIGINT",  "" },
	{ "quit",  VQUIT,  CQUIT,  "isig",   0, ISIG, SIGQUIT, "SIGQUIT", "" },
	{ "susp",  VSUSP,  CSUSP,  "isig",   0, ISIG, SIGTSTP, "SIGTSTP", "" },
	{ "eof",   VEOF,   CEOF,   "icanon", 0, ICANON, 0, NULL,
	  "the line so far is read; an empty one is the end of the file" },
};

static void add_member(struct terminal *t, const struct tool *tool, const struct process *p)
{
	if (t->nr < MAX_MEMBERS) {
		t->member[t->nr] = *p;
		t->signals[t->nr] = process_signals(tool, p->pid);
	}
	t->nr++;
}

void terminal_read(struct terminal *t, const struct tool *tool, const struct processes *procs,
		   unsigned int console)
{
	const struct process *leader = process_leader(procs, console);

	t->leader = leader ? leader->pid : 0;
	t->group = leader && leader->tpgid > 0 ? leader->tpgid : 0;
	t->nr = 0;
	for (int i = 0; t->group && i < procs->nr; i++)
		if (procs->all[i].pgrp == t->group)
			add_member(t, tool, &procs->all[i]);
}

static bool is_set(const struct terminal *t, const struct row *row)
{
	return t->line.termios.c_iflag & row->iflag || t->line.termios.c_lflag & row->lflag;
}

/* A character of 0 is none. */
static bool is_char(const struct terminal *t, const struct row *row, unsigned char byte)
{
	return byte && t->line.termios.c_cc[row->cc] == byte;
}

static const char *reaction(const struct terminal *t, int member, int signal)
{
	const struct process_signals *s = &t->signals[member];
	unsigned long long bit = 1ull << (signal - 1);

	if (s->ignores & bit)
		return "ignores it";
	if (s->blocks & bit)
		return "blocks it";
	if (s->handles & bit)
		return "handles it";
	if (t->member[member].pid == 1)
		return "is not ended by it";
	return signal == SIGTSTP ? "is stopped by it" : "is ended by it";
}

static void add_members(const struct terminal *t, const struct row *row, struct text *words)
{
	for (int i = 0; i < t->nr && i < MAX_MEMBERS; i++)
		text_add(words, "%s%s (pid %d) %s", i ? ", " : "", text_word(t->member[i].comm).s,
			 t->member[i].pid, reaction(t, i, row->signal));
	if (t->nr > MAX_MEMBERS)
		text_add(words, " and %d more", t->nr - MAX_MEMBERS);
}

static bool all_ignore(const struct terminal *t, int signal)
{
	int ignoring = 0;

	for (int i = 0; i < t->nr && i < MAX_MEMBERS; i++)
		ignoring += !!(t->signals[i].ignores & 1ull << (signal - 1));
	return t->nr && ignoring == t->nr;
}

static void fill_signal(const struct terminal *t, const struct row *row, struct fate *f)
{
	f->signal = row->signal_name;
	text_add(&f->what, "%s", row->signal_name);
	if (!t->leader) {
		text_add(&f->why, "no session was found to have this console as its controlling "
			 "terminal");
		return;
	}
	text_add(&f->what, " to process group %d", t->group);
	if (!t->nr) {
		text_add(&f->why, "no process is left in that group");
	} else if (all_ignore(t, row->signal)) {
		add_members(t, row, &f->why);
	} else {
		text_add(&f->what, ": ");
		add_members(t, row, &f->what);
	}
}

static void fill_usual(const struct terminal *t, const struct row *row, struct fate *f)
{
	unsigned char now = t->line.termios.c_cc[row->cc];

	f->name = row->name;
	text_add(&f->what, "%s", row->signal_name ? row->signal_name : row->words);
	if (!is_set(t, row))
		text_add(&f->why, "the terminal is set to -%s: it is read as it is", row->flag);
	else if (now && now < ' ')
		text_add(&f->why, "the %s character here is ^%c", row->name, now ^ 0x40);
	else if (isprint(now))
		text_add(&f->why, "the %s character here is %c", row->name, now);
	else
		text_add(&f->why, "the terminal has another %s character, or none", row->name);
}

struct fate terminal_fate(const struct terminal *t, unsigned char byte, bool usual)
{
	struct fate f = { 0 };

	for (size_t i = 0; t->line.known && i < ARRAY_SIZE(rows); i++) {
		if (!is_set(t, &rows[i]) || !is_char(t, &rows[i], byte))
			continue;
		f.name = rows[i].name;
		if (rows[i].signal)
			fill_signal(t, &rows[i], &f);
		else
			text_add(&f.what, "%s", rows[i].words);
		return f;
	}
	for (size_t i = 0; t->line.known && usual && i < ARRAY_SIZE(rows); i++)
		if (byte == rows[i].usual) {
			fill_usual(t, &rows[i], &f);
			return f;
		}
	return f;
}
