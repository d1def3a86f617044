// SPDX-License-Identifier: GPL-2.0
/*
 * The screen of vtkbdctl watch, for any size. What is said of the keyboard flows into as
 * many lines as it needs; columns are as wide as what is in them; a narrow screen has less
 * in the last.
 */
#include <curses.h>
#include <string.h>

#include <linux/vtkbd.h>

#include "console/modes.h"
#include "console/source.h"
#include "keys/held.h"
#include "keys/names.h"
#include "output/text.h"
#include "tool.h"
#include "watch/view.h"

#define LEAST_ACTIONS	4
#define NARROW		80	/* below that, gaps are of one column */
#define WIDE		100	/* below that, owners are named in brief */
#define COLUMNS		6

/**
 * struct flow - where the next words go
 * @row: line of the screen
 * @column: in it
 * @indent: of further lines
 */
struct flow {
	int row;
	int column;
	int indent;
};

/* Words that stay together, unless the line is too short for them. */
static void put_part(struct flow *f, int gap, const char *s, size_t len)
{
	if (f->column > f->indent && f->column + gap + (int)len > COLS) {
		f->row++;
		f->column = f->indent;
	} else if (f->column > f->indent) {
		f->column += gap;
	}
	mvaddnstr(f->row, f->column, s, (int)len < COLS - f->column ? (int)len : COLS - f->column);
	f->column += len;
}

static void put_text(struct flow *f, const struct text *t)
{
	put_part(f, 2, t->s, strlen(t->s));
}

static void put_words(struct flow *f, const char *s)
{
	while (*s) {
		size_t len = strcspn(s, " ");

		put_part(f, 1, s, len);
		s += len + strspn(s + len, " ");
	}
}

static void next_line(struct flow *f)
{
	f->row++;
	f->column = f->indent = 0;
}

/* A line that is too long for the screen is cut. */
static void put_line(int row, const char *s)
{
	mvaddnstr(row, 0, s, COLS);
}

static void put_held(struct flow *f, const struct held *held)
{
	bool any = false;

	put_words(f, "held:");
	for (unsigned int key = 0; key < HELD_KEYS; key++)
		if (held->down[key]) {
			put_words(f, key_text(key).s);
			any = true;
		}
	if (!any)
		put_words(f, held->denied ? "not known without access to /dev/input" : "nothing");
	next_line(f);
}

static void put_modifiers(struct flow *f, const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;
	struct text t = { 0 };

	text_add(&t, "modifiers: ");
	if (!seat->known)
		text_add(&t, "not known%s", seat->denied ? " without CAP_SYS_TTY_CONFIG" :
							  " of the kernel's own VT");
	else if (!seat_knows(seat, VTKBD_S_NO_KEYS))
		text_add(&t, "not known");
	else
		text_add(&t, "%s", text_bits(modifier_names, i->shift_state, " ", "none").s);
	put_text(f, &t);
}

static void put_seat(struct flow *f, const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;
	struct text keyboards = { 0 }, cad = { 0 }, leds = { 0 }, keys = { 0 };

	text_add(&keyboards, "%u keyboards, %s", i->keyboards, i->grab ? "grabbed" : "listening");
	text_add(&cad, "Ctrl-Alt-Del: %llu", (unsigned long long)i->cad_pressed);
	if (seat_knows(seat, VTKBD_S_NO_COUNTS))
		text_add(&keys, "keys: %llu", (unsigned long long)i->keys);
	else
		text_add(&keys, "keys: not known");
	text_add(&leds, "LEDs: %s", text_bits(led_names, i->leds, " ", "none").s);
	if (seat->known) {
		put_text(f, &keyboards);
		put_text(f, &cad);
	}
	put_modifiers(f, seat);
	if (seat->known) {
		put_text(f, &leds);
		put_text(f, &keys);
	}
}

/* Return: how many lines. */
static int draw_head(const struct view *v)
{
	struct text title = { 0 }, front = { 0 };
	struct flow f = { 0 };

	text_add(&title, "vtkbdctl watch %s", v->src->kind->name);
	text_add(&front, "foreground: console %u", v->seat.info.foreground);
	put_text(&f, &title);
	put_text(&f, &front);
	put_seat(&f, &v->seat);
	next_line(&f);
	put_held(&f, &v->held);
	return f.row;
}

static bool is_shown(const struct console *con)
{
	return con->info.flags & VTKBD_F_ALLOCATED;
}

/* Without the user on a narrow screen. */
static struct text setter(const struct console *con)
{
	const struct vtkbd_mode_change *c = &con->last;
	struct text t = { 0 };

	if (con->recorded && !console_knows_setter(con))
		text_add(&t, "not known");
	else if (con->recorded && COLS < NARROW && c->cause == VTKBD_CAUSE_IOCTL)
		text_add(&t, "%d %s", c->pid, text_word(c->comm).s);
	else if (con->recorded)
		t = text_setter(c);
	return t;
}

static void fill_cells(struct text cell[COLUMNS], const struct tool *tool,
		       const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;

	memset(cell, 0, COLUMNS * sizeof(*cell));
	text_add(&cell[0], "%2u%s", i->console, i->flags & VTKBD_F_FOREGROUND ? "*" : "");
	text_add(&cell[1], "%s", con->known ? mode_text(i->kbdmode).s : "-");
	text_add(&cell[2], "%s", con->known ? kdmode_name(i->kdmode) : "-");
	text_add(&cell[3], "%s", con->known ? view_owner(tool, con, COLS < WIDE).s : "-");
	text_add(&cell[4], "%s", text_bits(led_names, i->ledflags, ",", "-").s);
	cell[5] = setter(con);
}

static const char *const heads[COLUMNS] = {
	"CON", "KBDMODE", "SCREEN", "SWITCH", "LEDS", "KBDMODE SET BY",
};

static void widen(int width[COLUMNS], const struct tool *tool, const struct console *con)
{
	struct text cell[COLUMNS];

	fill_cells(cell, tool, con);
	for (int c = 0; c < COLUMNS; c++)
		if ((int)strlen(cell[c].s) > width[c])
			width[c] = strlen(cell[c].s);
}

static void put_row(int row, const int width[COLUMNS], const char *const cell[COLUMNS])
{
	int column = 0, gap = COLS < NARROW ? 1 : 2;

	for (int c = 0; c < COLUMNS && column < COLS; c++) {
		mvaddnstr(row, column, cell[c], COLS - column);
		column += width[c] + gap;
	}
}

static void draw_console(const struct tool *tool, int row, const int width[COLUMNS],
			 const struct console *con)
{
	const char *words[COLUMNS];
	struct text cell[COLUMNS];

	fill_cells(cell, tool, con);
	for (int c = 0; c < COLUMNS; c++)
		words[c] = cell[c].s;
	if (con->info.flags & VTKBD_F_FOREGROUND)
		attron(A_BOLD);
	put_row(row, width, words);
	attroff(A_BOLD);
}

/* So many of them, from v->first on. */
static void draw_consoles(const struct view *v, int top, int rows)
{
	int width[COLUMNS], nr = 0;

	for (int c = 0; c < COLUMNS; c++)
		width[c] = strlen(heads[c]);
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		if (is_shown(&v->con[n]))
			widen(width, v->src->tool, &v->con[n]);
	attron(A_REVERSE);
	mvhline(top, 0, ' ', COLS);
	put_row(top, width, heads);
	attroff(A_REVERSE);
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		if (!is_shown(&v->con[n]))
			continue;
		if (nr >= v->first && nr - v->first < rows)
			draw_console(v->src->tool, top + 1 + nr - v->first, width,
				     &v->con[n]);
		nr++;
	}
}

/* As many of them as fit, none in part. */
static void draw_actions(const struct view *v, int top, int end)
{
	for (int k = 0, row = top; k < v->nr_actions && row < end; k++) {
		const struct action *a = &v->action[k];
		struct flow f = { .row = row };
		struct text times = { 0 };

		put_words(&f, a->time.s);
		f.indent = f.column += 2;
		put_words(&f, a->what.s);
		if (a->times > 1)
			text_add(&times, "(%u times)", a->times);
		put_words(&f, times.s);
		row = f.row + 1;
	}
}

/* Consoles get all of the screen except what the last actions need at least. */
void view_draw(struct view *v)
{
	int top, space, rows, nr = 0, last = LINES - 1;

	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		nr += is_shown(&v->con[n]);
	erase();
	top = draw_head(v);
	space = last - top - 2;
	rows = space - LEAST_ACTIONS > 1 ? space - LEAST_ACTIONS : 1;
	rows = nr < rows ? nr : rows;
	if (v->first > nr - rows)
		v->first = nr - rows;
	draw_consoles(v, top, rows);
	top += 1 + rows;
	if (top + 1 < last)
		put_line(top, nr > rows ? "Last actions (up and down show more consoles)" :
					  "Last actions");
	draw_actions(v, top + 1, last);
	move(last, 0);
	clrtoeol();
	put_line(last, "q quits");
	refresh();
}
