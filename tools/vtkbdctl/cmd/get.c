// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl get: everything about one console, or one word for a script.
 */
#include <linux/kd.h>
#include <linux/vt.h>

#include "command.h"
#include "console/modes.h"
#include "console/repeat.h"
#include "console/source.h"
#include "output/keyboards.h"
#include "output/listing_json.h"
#include "output/table.h"
#include "output/text.h"
#include "system/device.h"
#include "system/readers.h"
#include "tool.h"

#define KEY_WIDTH	15

static void print_summary(FILE *out, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;

	fprintf(out, "console %u: ", i->console);
	if (con->known)
		fprintf(out, "%s, %s%s%s", mode_text(i->kbdmode).s,
			kdmode_name(i->kdmode),
			i->flags & VTKBD_F_FOREGROUND ? ", foreground" : "",
			i->flags & VTKBD_F_ALLOCATED ? "" : ", ");
	fprintf(out, "%s\n", i->flags & VTKBD_F_ALLOCATED ? "" : "unused");
}

static void print_setter(const struct source *src, const struct console *con)
{
	const struct vtkbd_mode_change *c = &con->last;
	FILE *out = src->tool->out;
	struct text t = { 0 };

	if (!console_knows_setter(con)) {
		print_line(out, KEY_WIDTH, "mode set by",
			   con->recorded ? "not known" : "not recorded");
		return;
	}
	text_add(&t, "%s %s", text_setter(c).s, text_change(c, src->tool->ops->now()).s);
	print_line(out, KEY_WIDTH, "mode set by", c->cause == VTKBD_CAUSE_INIT ? text_setter(c).s : t.s);
	if (c->cause == VTKBD_CAUSE_INIT)
		return;
	t = text_time(c->when_ns);
	text_add(&t, "; set %llu %s since load", (unsigned long long)con->info.nr_changes,
		 con->info.nr_changes == 1 ? "time" : "times");
	print_line(out, KEY_WIDTH, "mode set at", t.s);
}

static void print_switching(FILE *out, const struct console *con, const struct readers *readers)
{
	const struct vtkbd_console_info *i = &con->info;
	struct text t = { 0 };

	if (i->vtmode == VT_AUTO)
		text_add(&t, "auto: nobody is asked before a switch");
	else if (i->vt_pid > 0)
		text_add(&t, "process: %s is asked before a switch",
			 process_words_of(readers, i->vt_pid).s);
	else
		text_add(&t, "process: its owner is asked before a switch");
	if (con->recorded && i->pending)
		text_add(&t, ", now to console %u", i->pending);
	print_line(out, KEY_WIDTH, "switching", t.s);
}

static void print_modes(FILE *out, const struct console *con, const struct readers *readers)
{
	const struct vtkbd_console_info *i = &con->info;
	struct text leds = text_bits(led_names, i->ledflags, " ", "none");

	print_switching(out, con, readers);
	text_add(&leds, "; after a reset %s",
		 text_bits(led_names, i->default_leds, " ", "none").s);
	if (con->recorded && i->ledmode)
		text_add(&leds, "; the LEDs show what KDSETLED set instead");
	print_line(out, KEY_WIDTH, "leds", leds.s);
	print_line(out, KEY_WIDTH, "Meta sends", i->modeflags & VTKBD_M_META ? "ESC before the character" :
							       "the character with bit 7 set");
}

static void print_record(FILE *out, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;

	print_line(out, KEY_WIDTH, "locked", text_bits(modifier_names, i->lockstate, " ", "none").s);
	print_line(out, KEY_WIDTH, "sticky", console_knows_sticky(con) ?
		   text_bits(modifier_names, i->slockstate, " ", "none").s : "not known");
	print_line(out, KEY_WIDTH, "keypad", i->modeflags & VTKBD_M_APPLIC ? "application" : "numeric");
	print_line(out, KEY_WIDTH, "cursor keys", i->modeflags & VTKBD_M_CKMODE ? "application" : "normal");
	print_line(out, KEY_WIDTH, "Enter sends", i->modeflags & VTKBD_M_CRLF ? "CR LF" : "CR");
	print_line(out, KEY_WIDTH, "keys repeat", i->modeflags & VTKBD_M_REPEAT ? "yes" : "no");
}

/* Who has it open, as far as that is seen; the module knows whether any has. */
static void print_openers(FILE *out, const struct console *con, const struct readers *readers)
{
	struct text t = openers_words(readers, con->info.console);

	if (con->recorded && !*t.s)
		text_add(&t, "%s", con->info.flags & VTKBD_F_OPEN ? "yes" : "no");
	if (*t.s)
		print_line(out, KEY_WIDTH, "open", t.s);
}

static void print_unknown(FILE *out)
{
	print_line(out, KEY_WIDTH, "not known", "locked and sticky modifiers, keypad and cursor "
		   "keys, repeat (DECARM), CR LF: the kernel does not show these");
}

/* The module knows each keyboard's, the kernel one of them. */
static void print_rates(const struct source *src, const struct console *con,
			const struct readers *readers)
{
	for (int i = 0; con->recorded && i < readers->inputs.nr; i++)
		if (readers->inputs.all[i].asked)
			print_line(src->tool->out, KEY_WIDTH, "repeat rate",
				   repeat_of_keyboard(&readers->inputs.all[i]).s);
	if (!con->recorded)
		print_line(src->tool->out, KEY_WIDTH, "repeat rate",
			   repeat_of_kernel(src, con->info.console).s);
}

/* The keyboards are the foreground console's. */
static void print_keyboards(const struct source *src, const struct console *con,
			    const struct readers *readers)
{
	if (!(con->info.flags & VTKBD_F_FOREGROUND))
		return;
	for (int i = 0; i < readers->inputs.nr; i++)
		print_line(src->tool->out, KEY_WIDTH, "keyboard",
			   keyboard_words(src, &readers->inputs.all[i], readers).s);
	print_rates(src, con, readers);
}

static int print_console(const struct source *src, const struct console *con,
			 const struct readers *readers)
{
	FILE *out = src->tool->out;

	print_summary(out, con);
	print_line(out, KEY_WIDTH, "node", source_node(src, con->info.console).s);
	if (!con->known)
		return 0;
	print_setter(src, con);
	print_modes(out, con, readers);
	print_openers(out, con, readers);
	if (con->recorded)
		print_record(out, con);
	else
		print_unknown(src->tool->out);
	print_keyboards(src, con, readers);
	return 0;
}

/* With --quiet a script must not read an empty line as a mode. */
static int print_word(const struct source *src, const struct console *con)
{
	if (!con->known)
		return complain_unused(src->tool, con->info.console, NO_MODE);
	fprintf(src->tool->out, "%s\n", mode_text(con->info.kbdmode).s);
	return 0;
}

static int print_all(struct source *src, const struct console *con, bool json)
{
	struct readers readers;
	struct seat seat;
	int err = unread(readers_read(&readers, src));

	if (!err && json)
		err = src->kind->read_seat(src, &seat);
	if (!err)
		err = json ? json_print(src, &seat, con, 1, &readers) :
			     print_console(src, con, &readers);
	readers_free(&readers);
	return err;
}

static int get(struct source *src, unsigned int number, unsigned int options)
{
	struct console con;

	int err = src->kind->read_console(src, number, &con);

	if (err)
		return err;
	if (options & OPT_QUIET)
		return print_word(src, &con);
	return print_all(src, &con, options & OPT_JSON);
}

static int run_get(const struct tool *tool, const struct args *args)
{
	struct source src;
	unsigned int number;
	int err;

	err = args_console(tool, args->operand[0], &number);
	err = err ?: source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return exit_code(err);
	err = get(&src, number, args->options);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_get = {
	.name = "get",
	.operands = "N",
	.summary = "show everything about console N",
	.details = "Show the modes of console N, 1 to 63, or fg or 0 for the foreground one, and\n"
		   "who set its keyboard mode.",
	.options = OPT_JSON | OPT_QUIET | OPT_VT,
	.run = run_get,
};
