// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl list: the seat in a few lines, then a row for each console. It only
 * reads; judging what it reads is for other commands.
 */
#include <stdlib.h>

#include <linux/vtkbd.h>

#include "command.h"
#include "console/cad.h"
#include "console/modes.h"
#include "console/source.h"
#include "output/keyboards.h"
#include "output/listing_json.h"
#include "output/table.h"
#include "output/text.h"
#include "system/device.h"
#include "system/readers.h"
#include "tool.h"

#define KEYBOARD_INDENT	"               "

struct listing {
	struct seat seat;
	struct readers readers;
	struct console con[VTKBD_NR_CONSOLES];
	int nr;
	int unused;
	int unread;
	struct table table;
};

static int read_all(struct source *src, struct listing *l, bool all)
{
	int err = src->kind->read_seat(src, &l->seat);

	err = err ?: unread(readers_read(&l->readers, src));
	if (err)
		return err;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		struct console *con = &l->con[l->nr];

		err = source_read_next(src, n, con, &l->unread);
		if (err)
			return err;
		if (all || con->info.flags & VTKBD_F_ALLOCATED)
			l->nr++;
		else
			l->unused++;
	}
	return 0;
}

static void print_switching(FILE *out, const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;

	fprintf(out, "Foreground:    console %u", i->foreground);
	if (i->wanted)
		fprintf(out, ", switching to %u", i->wanted);
	fprintf(out, "; held down: %s\n", seat_knows(seat, VTKBD_S_NO_KEYS) ?
		text_bits(modifier_names, i->shift_state, " ", "no modifier").s : "not known");
}

static void print_known_seat(const struct source *src, const struct listing *l)
{
	const struct vtkbd_seat_info *i = &l->seat.info;
	FILE *out = src->tool->out;

	fprintf(out, "Keyboards:     %u, %s\n", i->keyboards,
		i->grab ? "grabbed: the keys go to vtkbd alone" :
			  "listening: the keys go to others as well");
	keyboards_print(src, &l->readers, KEYBOARD_INDENT);
	fprintf(out, "Ctrl-Alt-Del:  %s%s%s; pressed %llu, acted on %llu\n",
		i->acts ? "" : "only reported (else ", cad_words(i->cad),
		i->acts ? "" : ")",
		(unsigned long long)i->cad_pressed, (unsigned long long)i->cad_acted);
	print_switching(out, &l->seat);
}

static void print_seat(const struct source *src, const struct listing *l)
{
	const struct seat *seat = &l->seat;
	FILE *out = src->tool->out;

	if (seat->known) {
		print_known_seat(src, l);
		return;
	}
	if (seat->denied)
		fputs("Keyboards:     not known without CAP_SYS_TTY_CONFIG\n", out);
	else
		fputs("Keyboards:     the kernel's own VT, which keeps no record of its modes\n",
		      out);
	keyboards_print(src, &l->readers, KEYBOARD_INDENT);
	fprintf(out, "Foreground:    console %u\n", seat->info.foreground);
}

static const char *use_word(const struct console *con)
{
	if (!(con->info.flags & VTKBD_F_ALLOCATED))
		return "unused";
	if (!con->recorded)
		return "?";
	return con->info.flags & VTKBD_F_OPEN ? "yes" : "no";
}

static void add_header(struct table *table)
{
	static const char *const heads[TABLE_COLUMNS] = {
		"CON", "KBDMODE", "SCREEN", "SWITCH", "LEDS", "OPEN", "KBDMODE SET BY",
	};
	int r = table->nr_rows++;

	for (int c = 0; c < TABLE_COLUMNS; c++)
		text_add(&table->row[r].cell[c], "%s", heads[c]);
}

/* "process 40123 sway" */
static struct text switching(const struct console *con, const struct readers *readers)
{
	const struct process *owner = process_recorded(&readers->procs, con->info.vt_pid);
	struct text t = console_switching(con);

	if (con->info.vt_pid > 0 && owner)
		text_add(&t, " %s", text_word(owner->comm).s);
	return t;
}

static void add_modes(struct text cell[TABLE_COLUMNS], const struct console *con,
		      const struct readers *readers)
{
	if (!con->known) {
		for (int c = 1; c <= 4; c++)
			text_add(&cell[c], "-");
		return;
	}
	cell[1] = mode_text(con->info.kbdmode);
	text_add(&cell[2], "%s", kdmode_name(con->info.kdmode));
	cell[3] = switching(con, readers);
	cell[4] = text_bits(led_names, con->info.ledflags, ",", "-");
}

static void add_console(struct listing *l, const struct console *con, uint64_t now)
{
	struct table *table = &l->table;
	int r = table->nr_rows++;
	struct text *cell = table->row[r].cell;

	text_add(&cell[0], "%u%s", con->info.console,
		 con->info.flags & VTKBD_F_FOREGROUND ? "*" : "");
	table->row[r].strong = con->info.flags & VTKBD_F_FOREGROUND;
	add_modes(cell, con, &l->readers);
	text_add(&cell[5], "%s", use_word(con));
	if (console_knows_setter(con)) {
		cell[6] = text_setter(&con->last);
		table->row[r].more = text_change(&con->last, now);
	} else {
		text_add(&cell[6], "%s", con->recorded ? "not known" :
			 con->known ? "not recorded" : "-");
	}
}

static void print_listing(const struct source *src, struct listing *l)
{
	FILE *out = src->tool->out;

	print_seat(src, l);
	fputc('\n', out);
	add_header(&l->table);
	for (int i = 0; i < l->nr; i++)
		add_console(l, &l->con[i], src->tool->ops->now());
	table_print(src->tool, &l->table);
	if (l->unused)
		fprintf(out, "\n%d of %d consoles are unused; --all shows them.\n",
			l->unused, VTKBD_NR_CONSOLES);
}

static int list(struct source *src, struct listing *l, unsigned int options)
{
	int err = read_all(src, l, options & OPT_ALL);

	if (err)
		return err;
	if (!(options & OPT_JSON))
		print_listing(src, l);
	else
		err = json_print(src, &l->seat, l->con, l->nr, &l->readers);
	return err ?: unread(l->unread);
}

static int run_list(const struct tool *tool, const struct args *args)
{
	struct listing *l = calloc(1, sizeof(*l));
	struct source src;
	int err;

	if (!l)
		return exit_code(complain(tool, "out of memory"));
	err = source_open(&src, tool, args->options & OPT_VT);
	if (!err) {
		err = list(&src, l, args->options);
		readers_free(&l->readers);
		source_close(&src);
	}
	free(l);
	return exit_code(err);
}

const struct command cmd_list = {
	.name = "list",
	.operands = "",
	.summary = "show all consoles (as does vtkbdctl alone)",
	.details = "Show the keyboard, and for each console that is in use its modes and who set\n"
		   "the keyboard mode. A star marks the foreground console.",
	.options = OPT_ALL | OPT_JSON | OPT_VT,
	.run = run_list,
};
