// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl type: a text, with the keys that the console's keymap has for it. Every
 * character is found before the first key is pressed.
 */
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
	int err = 0;

	if (keyboard_open(&kb, w->tool, console, true))
		return -1;
	for (size_t i = 0; i < w->nr && !err; i++)
		err = tap(&kb, &w->planner, &w->stroke[i]);
	keyboard_close(&kb);
	return err;
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
		return -1;
	err = node_held(&node, held);
	node_close(&node);
	if (err)
		return complain(src->tool, "%s: TIOCLINUX: which modifiers are held: %s",
				node.name.s, device_reason(-err));
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

	if (src->kind->read_seat(src, &seat))
		return -1;
	held = seat.info.shift_state;
	if (!seat_knows(&seat, VTKBD_S_NO_KEYS) && read_held(src, n, &held))
		return -1;
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
	if (check_console(src->tool, con))
		return -1;
	return seat ? check_seat(src, con->info.console) : 0;
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

static struct sim *load_checked(struct source *src, struct console *con, unsigned int number,
				unsigned int options)
{
	struct sim *sim;

	if (src->kind->read_console(src, number, con) || check(src, con, !number))
		return NULL;
	sim = sim_load_idle(src, con);
	if (!sim || !check_locks(src, con, sim, options & OPT_FORCE))
		return sim;
	sim_free(sim);
	return NULL;
}

static struct sim *load(const struct tool *tool, unsigned int options, unsigned int *number)
{
	struct sim *sim = NULL;
	struct source src;
	struct console con = { 0 };

	if (source_open(&src, tool, options & OPT_VT))
		return NULL;
	sim = load_checked(&src, &con, *number, options);
	*number = con.info.console;
	source_close(&src);
	return sim;
}

static int type(const struct tool *tool, const struct args *args, unsigned int console)
{
	struct work w = { .tool = tool, .number = console };
	struct sim *sim = load(tool, args->options, &w.number);
	int err;

	if (!sim)
		return -1;
	if (planner_init(&w.planner, sim))
		err = complain(tool, "text: out of memory");
	else
		err = plan(&w, args->operand[0]);
	if (!err)
		err = play(&w, console);
	free(w.stroke);
	free(w.missing);
	planner_free(&w.planner);
	sim_free(sim);
	return err;
}

static int run_type(const struct tool *tool, const struct args *args)
{
	unsigned int console;

	if (target_conflict(tool, args))
		return EXIT_USAGE;
	if (target_console(tool, args, &console) || type(tool, args, console))
		return EXIT_FAILED;
	return EXIT_OK;
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
		   "has keys for these nothing is typed without --force.",
	.options = OPT_SEAT | OPT_CONSOLE | OPT_FORCE | OPT_VT,
	.run = run_type,
};
