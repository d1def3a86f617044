// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl send: chords, named in any set of keycodes. All of them are understood
 * before a key is pressed.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "keys/chord.h"
#include "keys/keyboard.h"
#include "keys/names.h"
#include "keys/target.h"
#include "output/text.h"
#include "tool.h"

#define MAX_HOLD_MS	3600000

/**
 * struct strokes - what to press
 * @nr: how many chords
 * @chord: one after the other
 */
struct strokes {
	int nr;
	struct chord *chord;
};

/* What is neither a name of the set nor a number: keys joined by -, or a shorter name. */
static bool is_chord(const struct keyset *set, const char *word)
{
	unsigned int keycode;

	return set == keyset_find("linux") && keyset_key(set, word, &keycode) &&
	       word[strspn(word, "0123456789")];
}

static int add_word(const struct tool *tool, const struct keyset *set, const char *set_name,
		    const char *word, struct chord *chord)
{
	unsigned int keycode;

	if (is_chord(set, word))
		return usage_error(chord_parse(tool, word, chord));
	if (keyset_key(set, word, &keycode))
		return usage_error(complain(tool, "key '%s': means no key in the set %s",
					    text_escape(word).s, set_name));
	return usage_error(chord_add(tool, chord, keycode));
}

/* With a chord that has a - in it each word is pressed on its own, else all are together. */
static bool are_apart(const struct args *args, const struct keyset *set)
{
	for (int i = 0; i < args->nr; i++)
		if (is_chord(set, args->operand[i]) && strchr(args->operand[i], '-'))
			return true;
	return false;
}

static int read_keys(const struct tool *tool, const struct args *args, struct strokes *strokes)
{
	const char *set_name = args_value(args, OPT_CODESET, "linux");
	const struct keyset *set = keyset_find(set_name);
	bool apart = set && are_apart(args, set);
	int err = 0;

	if (!set)
		return usage_error(complain(tool, "codeset '%s': not one of " KEYSET_NAMES,
					    text_escape(set_name).s));
	strokes->chord = calloc(args->nr > 0 ? args->nr : 1, sizeof(*strokes->chord));
	if (!strokes->chord)
		return complain(tool, "out of memory");
	strokes->nr = apart ? args->nr : 1;
	for (int i = 0; i < args->nr && !err; i++)
		err = add_word(tool, set, set_name, args->operand[i],
			       &strokes->chord[apart ? i : 0]);
	return err;
}

static int play(const struct tool *tool, const struct strokes *strokes, unsigned int console,
		unsigned int hold_ms)
{
	struct keyboard kb;
	int end, err = keyboard_open(&kb, tool, console, false);

	if (err)
		return err;
	for (int i = 0; i < strokes->nr && !err; i++)
		err = keyboard_chord(&kb, &strokes->chord[i], hold_ms);
	end = keyboard_close(&kb);
	return err ?: end;
}

static int run_send(const struct tool *tool, const struct args *args)
{
	struct strokes strokes = { 0 };
	unsigned int console, hold_ms;
	int err = target_conflict(tool, args);

	err = err ?: args_number(tool, "holdtime", args_value(args, OPT_HOLDTIME, "0"),
				 MAX_HOLD_MS, &hold_ms);
	err = err ?: read_keys(tool, args, &strokes);
	err = err ?: target_console(tool, args, &console);
	err = err ?: play(tool, &strokes, console, hold_ms);
	free(strokes.chord);
	return exit_code(err);
}

const struct command cmd_send = {
	.name = "send",
	.operands = "KEY...",
	.summary = "press keys",
	.details = "Press the keys in their order, hold them, and release them in reverse. KEY is\n"
		   "a name or a number of the set, which is linux, xt, atset1, atset2, atset3, os_x,\n"
		   "xt_kbd, usb, win32 or qnum (rfb); only linux (the default), os_x and win32 have\n"
		   "names. Of linux a KEY may be a chord such as ctrl-alt-delete, as explain takes\n"
		   "it; then each word is pressed after the one before. The whole machine hears the\n"
		   "keys, or one console of vtkbd.",
	.options = OPT_CODESET | OPT_HOLDTIME | OPT_SEAT | OPT_CONSOLE,
	.run = run_send,
};
