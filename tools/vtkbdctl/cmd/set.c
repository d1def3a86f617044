// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl set: puts a console into a keyboard mode. What would take the keyboard from a
 * text console, or give it back behind a display server, is refused unless forced.
 * Everything that can be refused is refused before the console is opened.
 */
#include <linux/kd.h>

#include "command.h"
#include "console/modes.h"
#include "console/node.h"
#include "console/source.h"
#include "tool.h"

#define M(mode)	(1u << (mode))
#define TYPES	(M(K_XLATE) | M(K_UNICODE))
#define MUTE	(M(K_RAW) | M(K_MEDIUMRAW) | M(K_OFF))
#define UNKNOWN	M(31)

#define TERMINAL_TOO "a display server owns it, and keys would reach the terminal as well"

struct refusal {
	unsigned int kdmode;
	unsigned int from;
	unsigned int to;
	const char *why;
	const char *listening;	/* why, where Ctrl-Alt-Del is only reported; NULL: the same */
};

/* In RAW and MEDIUMRAW, as in OFF, Ctrl-Alt-Del has no effect. */
static const struct refusal refusals[] = {
	{ KD_TEXT, ~0u, MUTE,
	  "a text console would be without a keyboard", NULL },
	{ KD_GRAPHICS, MUTE, TYPES,
	  "a display server owns it, and Ctrl-Alt-Del would reach PID 1", TERMINAL_TOO },
	{ KD_GRAPHICS, M(K_OFF) | UNKNOWN, ~0u,
	  TERMINAL_TOO, NULL },
};

static const struct refusal *refusal_of(const struct vtkbd_console_info *i, unsigned int mode)
{
	unsigned int from = i->kbdmode < NR_MODES ? M(i->kbdmode) : UNKNOWN;

	for (size_t k = 0; k < ARRAY_SIZE(refusals); k++) {
		const struct refusal *r = &refusals[k];

		if (i->kdmode == r->kdmode && r->from & from && r->to & M(mode))
			return r;
	}
	return NULL;
}

/* If it is not known what the seat does, it may act. */
static const char *reason(struct source *src, const struct refusal *r)
{
	struct seat seat;

	if (!r->listening || src->kind->read_seat(src, &seat))
		return r->why;
	return seat.known && !seat.info.acts ? r->listening : r->why;
}

static int check(struct source *src, const struct console *con, unsigned int mode,
		 bool force)
{
	const struct refusal *refusal;

	if (!con->known)
		return complain_unused(src->tool, con->info.console,
				       ": open it before setting its mode");
	refusal = force ? NULL : refusal_of(&con->info, mode);
	if (refusal)
		return complain(src->tool, "console %u: %s -> %s refused: %s (--force does it)",
				con->info.console, mode_text(con->info.kbdmode).s,
				mode_text(mode).s, reason(src, refusal));
	return 0;
}

static int verify_mode(const struct node *node, unsigned int mode)
{
	int now = -1;

	if (node_ask(node, KDGKBMODE, "KDGKBMODE", &now))
		return -1;
	if (now != (int)mode)
		return complain(node->tool, "%s: did not take: set to %s, but reads back as %s",
				node->name.s, mode_text(mode).s, mode_text(now).s);
	return 0;
}

static int change(const struct source *src, unsigned int number, unsigned int mode)
{
	unsigned long arg = mode;
	struct node node;
	int err;

	if (node_open(&node, src, number))
		return -1;
	err = node_ask(&node, KDSKBMODE, "KDSKBMODE", (void *)arg);
	if (!err)
		err = verify_mode(&node, mode);
	node_close(&node);
	return err;
}

static int set(struct source *src, unsigned int number, unsigned int mode, bool force)
{
	struct console con;

	int err = src->kind->read_console(src, number, &con);

	if (err)
		return err;
	number = con.info.console;
	if (con.known && con.info.kbdmode == mode && !force) {
		fprintf(src->tool->out, "console %u: %s already\n", number, mode_text(mode).s);
		return 0;
	}
	err = check(src, &con, mode, force);
	err = err ?: change(src, number, mode);
	if (err)
		return err;
	fprintf(src->tool->out, "console %u: %s -> %s\n", number,
		mode_text(con.info.kbdmode).s, mode_text(mode).s);
	return 0;
}

static int run_set(const struct tool *tool, const struct args *args)
{
	unsigned int number, mode;
	struct source src;
	int err;

	err = args_console(tool, args->operand[0], &number);
	err = err ?: args_mode(tool, args->operand[1], &mode);
	err = err ?: source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return exit_code(err);
	err = set(&src, number, mode, args->options & OPT_FORCE);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_set = {
	.name = "set",
	.operands = "N MODE",
	.summary = "put console N into a keyboard mode",
	.details = "Put console N, 1 to 63, or fg or 0 for the foreground one, into MODE:\n"
		   "  xlate      (1)  characters of 8 bits\n"
		   "  unicode    (3)  characters as UTF-8\n"
		   "  mediumraw  (2)  keycodes\n"
		   "  raw        (0)  scancodes\n"
		   "  off        (4)  nothing\n"
		   "Refused without --force: raw, mediumraw or off on a text console, which would\n"
		   "be without a keyboard; any other mode for a graphics console that is off, and\n"
		   "xlate or unicode for one that is raw or mediumraw, since a display server owns\n"
		   "it and Ctrl-Alt-Del could then reach PID 1.",
	.options = OPT_FORCE | OPT_VT,
	.run = run_set,
};
