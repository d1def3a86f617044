// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl send: one chord, named in any set of keycodes. All of it is understood
 * before a key is pressed.
 */
#include <string.h>

#include "command.h"
#include "keys/chord.h"
#include "keys/keyboard.h"
#include "keys/names.h"
#include "keys/target.h"
#include "output/text.h"
#include "tool.h"

#define MAX_HOLD_MS	3600000

static int read_keys(const struct tool *tool, const struct args *args, struct chord *chord)
{
	const char *set_name = args_value(args, OPT_CODESET, "linux");
	const struct keyset *set = keyset_find(set_name);
	unsigned int keycode;

	if (!set)
		return complain(tool, "codeset '%s': not one of " KEYSET_NAMES,
				text_escape(set_name).s);
	for (int i = 0; i < args->nr; i++) {
		if (keyset_key(set, args->operand[i], &keycode))
			return complain(tool, "key '%s': means no key in the set %s",
					text_escape(args->operand[i]).s, set_name);
		if (chord_add(tool, chord, keycode))
			return -1;
	}
	return 0;
}

static int run_send(const struct tool *tool, const struct args *args)
{
	struct chord chord = { 0 };
	struct keyboard kb;
	unsigned int console, hold_ms;
	int err;

	if (target_conflict(tool, args))
		return EXIT_USAGE;
	if (args_number(tool, "holdtime", args_value(args, OPT_HOLDTIME, "0"), MAX_HOLD_MS,
			&hold_ms) ||
	    read_keys(tool, args, &chord) || target_console(tool, args, &console) ||
	    keyboard_open(&kb, tool, console, false))
		return EXIT_FAILED;
	err = keyboard_chord(&kb, &chord, hold_ms);
	keyboard_close(&kb);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_send = {
	.name = "send",
	.operands = "KEY...",
	.summary = "press keys",
	.details = "Press the keys in their order, hold them, and release them in reverse. KEY is\n"
		   "a name or a number of the set, which is linux, xt, atset1, atset2, atset3, os_x,\n"
		   "xt_kbd, usb, win32 or qnum (rfb); only linux (the default), os_x and win32 have\n"
		   "names. The whole machine hears the keys, or one console of vtkbd.",
	.options = OPT_CODESET | OPT_HOLDTIME | OPT_SEAT | OPT_CONSOLE,
	.run = run_send,
};
