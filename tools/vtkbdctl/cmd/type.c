// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl type: a text, with the keys that the console's keymap has for it. Every
 * character is found before the first key is pressed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>

#include "command.h"
#include "console/modes.h"
#include "console/node.h"
#include "console/source.h"
#include "keys/chord.h"
#include "keys/keyboard.h"
#include "keys/names.h"
#include "keys/planner.h"
#include "keys/target.h"
#include "output/text.h"
#include "output/utf8.h"
#include "simulate/simulate.h"
#include "system/device.h"
#include "tool.h"

/**
 * struct work - a text on its way to keys
 * @tool: for complaints
 * @planner: of the console's keymap
 * @number: the console whose keymap it is
 * @stroke: what to tap
 * @nr: how many
 * @nr_missing: characters that cannot be typed
 * @missing: which, each once
 */
struct work {
	const struct tool *tool;
	struct planner planner;
	unsigned int number;
	struct stroke *stroke;
	size_t nr;
	size_t nr_missing;
	uint32_t *missing;
};

static void note_missing(struct work *w, uint32_t c)
{
	for (size_t i = 0; i < w->nr_missing; i++)
		if (w->missing[i] == c)
			return;
	w->missing[w->nr_missing++] = c;
}

static int complain_missing(const struct work *w)
{
	char *list = NULL;
	size_t size;
	FILE *names = open_memstream(&list, &size);

	if (!names)
		return complain(w->tool, "text: out of memory");
	for (size_t i = 0; i < w->nr_missing; i++)
		fprintf(names, "%sU+%04X", i ? ", " : "", w->missing[i]);
	if (fclose(names))
		complain(w->tool, "text: out of memory");
	else
		complain(w->tool, "console %u: its keymap has no keys for %s; nothing was typed",
			 w->number, list);
	free(list);
	return -1;
}

static int plan(struct work *w, const char *text)
{
	uint32_t c;

	w->stroke = calloc(strlen(text) * PLANNER_MAX_STROKES + 1, sizeof(*w->stroke));
	w->missing = calloc(strlen(text) + 1, sizeof(*w->missing));
	if (!w->stroke || !w->missing)
		return complain(w->tool, "text: out of memory");
	while (*text) {
		int nr, size = utf8_read(text, &c);

		if (!size)
			return complain(w->tool, "text: not UTF-8");
		text += size;
		nr = planner_strokes(&w->planner, c, w->stroke + w->nr);
		if (!nr)
			note_missing(w, c);
		w->nr += nr;
	}
	return w->nr_missing ? complain_missing(w) : 0;
}

static int tap(struct keyboard *kb, const struct planner *t, const struct stroke *s)
{
	struct chord chord = { 0 };

	for (int i = 0; i < t->nr_mods[s->map]; i++)
		chord.code[chord.nr++] = t->mods[s->map][i];
	chord.code[chord.nr++] = s->keycode;
	return keyboard_chord(kb, &chord, 0);
}

static int play(const struct work *w, unsigned int console)
{
	struct keyboard kb;
	int end, err = keyboard_open(&kb, w->tool, console, true);

	if (err)
		return err;
	for (size_t i = 0; i < w->nr && !err; i++)
		err = tap(&kb, &w->planner, &w->stroke[i]);
	end = keyboard_close(&kb);
	return err ?: end;
}

/* Only in these modes is a key a character at all. */
static int check_console(const struct tool *tool, const struct console *con)
{
	unsigned int n = con->info.console;

	if (!(con->info.flags & VTKBD_F_ALLOCATED))
		return complain_unused(tool, n, ", so nothing could read the text");
	if (con->info.kbdmode != K_UNICODE && con->info.kbdmode != K_XLATE)
		return complain(tool, "console %u: %s, where keys are not characters", n,
				mode_text(con->info.kbdmode).s);
	if (con->recorded && con->info.slockstate)
		return complain(tool, "console %u: a sticky modifier waits for the next key", n);
	return 0;
}

/*
 * If the module withholds it (VTKBD_S_NO_KEYS), the console itself may be asked
 * (TIOCLINUX), which fewer callers may do.
 */
static int read_held(const struct source *src, unsigned int n, unsigned int *held)
{
	struct node node;
	int err;

	if (node_open(&node, src, n))
		return -EXIT_UNREAD;
	err = node_held(&node, held);
	node_close(&node);
	if (err)
		return unread(complain(src->tool, "%s: TIOCLINUX: which modifiers are held: %s",
				       node.name.s, request_reason(-err, NEEDS("CAP_SYS_ADMIN"))));
	return 0;
}

/*
 * Modifiers and dead keys that are held or pending on other keyboards of the seat change
 * what these keys type. For the kernel's own keyboard, pending dead keys cannot be read.
 */
static int check_seat(struct source *src, unsigned int n)
{
	unsigned int held;
	struct seat seat;
	int err = src->kind->read_seat(src, &seat);

	if (err)
		return err;
	held = seat.info.shift_state;
	if (!seat_knows(&seat, VTKBD_S_NO_KEYS))
		err = read_held(src, n, &held);
	if (err)
		return err;
	if (held)
		return complain(src->tool, "console %u: held on a keyboard: %s; nothing was typed",
				n, text_bits(modifier_names, held, " ", "").s);
	if (seat.info.composing)
		return complain(src->tool, "console %u: Compose was pressed and waits for more; "
				"nothing was typed", n);
	if (seat.info.diacr)
		return complain(src->tool, "console %u: a dead key, U+%04X, waits for the next "
				"character; nothing was typed", n, seat.info.diacr);
	return 0;
}

/* Keys on the seat's keyboards do not affect what is sent to one console. */
static int check(struct source *src, const struct console *con, bool seat)
{
	int err = check_console(src->tool, con);

	return err || !seat ? err : check_seat(src, con->info.console);
}

/* The kernel does not show which modifiers are locked or sticky: none is if no key does that. */
static int check_locks(const struct source *src, const struct console *con, const struct sim *sim,
		       bool force)
{
	unsigned int keysym = con->recorded ? 0 : sim_lock_key(sim);

	if (!keysym || force)
		return 0;
	return complain(src->tool, "console %u: its keymap has %s, and the kernel does not show "
			"whether that is on; nothing was typed (--force takes it to be off)",
			con->info.console, keysym_text(keysym).s);
}

static int load_checked(struct source *src, struct console *con, unsigned int number,
			unsigned int options, struct sim **sim)
{
	int err = src->kind->read_console(src, number, con);

	err = err ?: check(src, con, !number);
	if (err)
		return err;
	*sim = sim_load_idle(src, con);
	if (!*sim)
		return -EXIT_UNREAD;
	err = check_locks(src, con, *sim, options & OPT_FORCE);
	if (err)
		sim_free(*sim);
	return err;
}

static int load(const struct tool *tool, unsigned int options, unsigned int *number,
		struct sim **sim)
{
	struct source src;
	struct console con = { 0 };
	int err = source_open(&src, tool, options & OPT_VT);

	if (err)
		return err;
	err = load_checked(&src, &con, *number, options, sim);
	*number = con.info.console;
	source_close(&src);
	return err;
}

static int type(const struct tool *tool, unsigned int options, const char *text,
		unsigned int console)
{
	struct work w = { .tool = tool, .number = console };
	struct sim *sim = NULL;
	int err = load(tool, options, &w.number, &sim);

	if (err)
		return err;
	if (planner_init(&w.planner, sim))
		err = complain(tool, "text: out of memory");
	else
		err = plan(&w, text);
	err = err ?: play(&w, console);
	free(w.stroke);
	free(w.missing);
	planner_free(&w.planner);
	sim_free(sim);
	return err;
}

/* All of standard input, which has to be text. Return: a string to free, or NULL. */
static char *read_text(const struct tool *tool)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t len = getdelim(&text, &size, 0, stdin);

	if (len < 0 && ferror(stdin))
		complain(tool, "standard input: %s", strerror(errno));
	else if (len > 0 && !text[len - 1])
		complain(tool, "text: a byte of 0, for which there is no key");
	else if (len >= 0)
		return text;
	free(text);
	return len < 0 && !ferror(stdin) ? strdup("") : NULL;
}

static int run_type(const struct tool *tool, const struct args *args)
{
	bool from_stdin = !strcmp(args->operand[0], "-");
	char *text = NULL;
	unsigned int console;
	int err = target_conflict(tool, args);

	err = err ?: target_console(tool, args, &console);
	if (!err && from_stdin) {
		text = read_text(tool);
		err = text ? 0 : -EXIT_FAILED;
	}
	err = err ?: type(tool, args->options, text ?: args->operand[0], console);
	free(text);
	return exit_code(err);
}

const struct command cmd_type = {
	.name = "type",
	.operands = "TEXT",
	.summary = "type a text",
	.details = "Find the keys for TEXT in the console's keymap, dead keys and Compose included,\n"
		   "and press them. If a character has none, nothing is typed. The whole machine\n"
		   "hears the keys, chosen by the keymap of the foreground console, or one console\n"
		   "of vtkbd; with --vt the keymap is that of the kernel's foreground console. The\n"
		   "kernel does not show locked and sticky modifiers: with --vt and a keymap that\n"
		   "has keys for these nothing is typed without --force.\n"
		   "If TEXT is -, it is read from standard input.",
	.options = OPT_SEAT | OPT_CONSOLE | OPT_FORCE | OPT_VT,
	.run = run_type,
};
