// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl watch: consoles, owners, LEDs and held keys on a whole screen, as they
 * are now, and what changed while it ran. It reads the same as list does, and
 * finds changes by comparing, so that it needs no privilege that list does not.
 */
#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/vtkbd.h>

#include "command.h"
#include "console/modes.h"
#include "console/source.h"
#include "keys/held.h"
#include "keys/names.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/device.h"
#include "system/inputs.h"
#include "system/proc.h"
#include "system/readers.h"
#include "tool.h"

#define REFRESH_MS	250
#define MAX_ACTIONS	64
#define LEAST_ACTIONS	4
#define SECONDS(ns)	((ns) / 1000000000ull)

/**
 * struct view - what is on the screen
 * @src: where it comes from
 * @seat: the keyboard
 * @old_seat: as it was before
 * @inputs: keyboards
 * @old_inputs: as they were before
 * @held: keys that are down
 * @con: consoles, by number
 * @old: as they were before
 * @unread: how many could not be read
 * @begun: there is a before
 * @action: what changed, the latest at nr_actions - 1, modulo the size
 * @nr_actions: since the start
 * @first: first console that is shown
 */
struct view {
	struct source *src;
	struct seat seat, old_seat;
	struct inputs inputs, old_inputs;
	struct held held;
	struct console con[VTKBD_NR_CONSOLES + 1], old[VTKBD_NR_CONSOLES + 1];
	int unread;
	bool begun;
	struct text action[MAX_ACTIONS];
	unsigned int nr_actions;
	int first;
};

static volatile sig_atomic_t ended;

static void on_signal(int sig)
{
	(void)sig;
	ended = 1;
}

static struct text *new_action(struct view *v)
{
	struct text *t = &v->action[v->nr_actions++ % MAX_ACTIONS];
	struct text now = text_time(v->src->tool->ops->now());

	*t = (struct text) { 0 };
	text_add(t, "%.8s  ", now.s + strlen("2024-01-01T"));	/* the time of day */
	return t;
}

static struct text owner_text(const struct tool *tool, const struct console *con)
{
	struct text t = console_switching(con);
	struct process_stat stat;

	if (con->info.vt_pid > 0 && process_read_stat(tool, con->info.vt_pid, &stat))
		text_add(&t, " %s", text_word(stat.comm).s);
	if (con->recorded && con->info.pending)
		text_add(&t, " ->%u", con->info.pending);
	return t;
}

static struct text *note_mode(struct view *v, unsigned int console, unsigned int from,
			      unsigned int to)
{
	struct text *t = new_action(v);

	text_add(t, "console %u: %s -> %s", console, mode_text(from).s, mode_text(to).s);
	return t;
}

static void note_change(struct view *v, unsigned int console, const struct vtkbd_mode_change *c)
{
	text_add(note_mode(v, console, c->from, c->to), " by %s", text_setter(c).s);
}

/*
 * The latest @nr changes are to be shown: how many of them are still in the history. The
 * newest VTKBD_HISTORY_RUN entries always belong to them. An older entry may be one that
 * was shown before, since the module replaces entries out of order; such an entry is not
 * newer than @noted_ns.
 */
static unsigned int nr_remembered(const struct vtkbd_history *past, uint64_t nr, uint64_t noted_ns)
{
	unsigned int n = nr < past->count ? nr : past->count;

	while (n > VTKBD_HISTORY_RUN && past->change[past->count - n].when_ns <= noted_ns)
		n--;
	return n;
}

/* There may have been several since the last look. */
static void note_changes(struct view *v, const struct vtkbd_console_info *was,
			 const struct vtkbd_console_info *is)
{
	uint64_t nr = is->nr_changes - was->nr_changes;
	struct vtkbd_history past;
	unsigned int n;

	if (!nr || v->src->kind->read_history(v->src, is->console, &past))
		return;
	n = nr_remembered(&past, nr, was->last.when_ns);
	if (nr > n)
		text_add(new_action(v), "console %u: %llu modes that are not remembered",
			 is->console, (unsigned long long)(nr - n));
	for (unsigned int i = past.count - n; i < past.count; i++)
		note_change(v, is->console, &past.change[i]);
}

static void compare_console(struct view *v, const struct console *was, const struct console *is)
{
	const struct vtkbd_console_info *a = &was->info, *b = &is->info;

	if (!was->known || !is->known)
		return;
	if (is->recorded)
		note_changes(v, a, b);
	else if (a->kbdmode != b->kbdmode)
		note_mode(v, b->console, a->kbdmode, b->kbdmode);
	if (a->kdmode != b->kdmode)
		text_add(new_action(v), "console %u: now %s", b->console,
			 kdmode_name(b->kdmode));
	if (a->vtmode != b->vtmode || a->vt_pid != b->vt_pid)
		text_add(new_action(v), "console %u: switching %s", b->console,
			 owner_text(v->src->tool, is).s);
	if (a->ledflags != b->ledflags)
		text_add(new_action(v), "console %u: locks %s", b->console,
			 text_bits(led_names, b->ledflags, " ", "none").s);
}

static void compare_seat(struct view *v)
{
	const struct vtkbd_seat_info *a = &v->old_seat.info, *b = &v->seat.info;

	if (a->foreground != b->foreground)
		text_add(new_action(v), "switch: console %u -> %u", a->foreground, b->foreground);
	if (a->cad_pressed != b->cad_pressed)
		text_add(new_action(v), "Ctrl-Alt-Del, %s",
			 a->cad_acted != b->cad_acted ? "acted on" : "only reported");
	if (a->grab != b->grab)
		text_add(new_action(v), "keyboards %s", b->grab ? "grabbed" : "let go");
}

/* Who that is is looked for only then: it takes a look at all processes. */
static void note_keyboard(struct view *v, const struct input_device *is)
{
	struct readers readers;

	if (!readers_read(&readers, v->src))
		text_add(new_action(v), "%s", keyboard_words(v->src, is, &readers).s);
	readers_free(&readers);
}

static void compare_keyboards(struct view *v)
{
	for (int i = 0; i < v->inputs.nr; i++) {
		const struct input_device *is = &v->inputs.all[i];
		const struct input_device *was = input_find(&v->old_inputs, is->node);

		if (input_is_taken(is) != (was && input_is_taken(was)))
			note_keyboard(v, is);
	}
}

static int read_view(struct view *v)
{
	v->old_seat = v->seat;
	v->old_inputs = v->inputs;
	memcpy(v->old, v->con, sizeof(v->con));
	if (v->src->kind->read_seat(v->src, &v->seat))
		return -1;
	inputs_read(&v->inputs, v->src);
	held_read(v->src->tool, &v->held);
	v->unread = 0;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		if (source_read_next(v->src, n, &v->con[n], &v->unread))
			return -1;
	for (unsigned int n = 1; v->begun && n <= VTKBD_NR_CONSOLES; n++)
		compare_console(v, &v->old[n], &v->con[n]);
	if (v->begun)
		compare_seat(v);
	compare_keyboards(v);
	v->begun = true;
	return 0;
}

/* A line that is too long for the screen is cut, never wrapped. */
static void put_line(int row, const char *s)
{
	mvaddnstr(row, 0, s, COLS);
}

static struct text held_text(const struct held *held)
{
	struct text t = { 0 };

	text_add(&t, "held:");
	for (unsigned int key = 0; key < HELD_KEYS; key++)
		if (held->down[key])
			text_add(&t, " %s", key_text(key).s);
	if (!strchr(t.s, ' '))
		text_add(&t, held->denied ? " not told without access to /dev/input" : " nothing");
	return t;
}

static struct text seat_line(const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;
	struct text t = { 0 };

	if (!seat->known) {
		text_add(&t, "modifiers: not told%s", seat->denied ?
			 " without CAP_SYS_TTY_CONFIG" : " by the kernel's own VT");
		return t;
	}
	text_add(&t, "modifiers: %s   LEDs: %s   keys: ", seat_knows(seat, VTKBD_S_NO_KEYS) ?
		 text_bits(modifier_names, i->shift_state, " ", "none").s : "not told",
		 text_bits(led_names, i->leds, " ", "none").s);
	if (seat_knows(seat, VTKBD_S_NO_COUNTS))
		text_add(&t, "%llu", (unsigned long long)i->keys);
	else
		text_add(&t, "not told");
	return t;
}

static void draw_head(const struct view *v)
{
	const struct vtkbd_seat_info *i = &v->seat.info;
	struct text t = { 0 };

	text_add(&t, "vtkbdctl watch %s  foreground: console %u", v->src->kind->name,
		 i->foreground);
	if (v->seat.known) {
		text_add(&t, "  %u keyboards, %s", i->keyboards, i->grab ? "grabbed" : "listening");
		text_add(&t, "  Ctrl-Alt-Del: %llu", (unsigned long long)i->cad_pressed);
	}
	put_line(0, t.s);
	t = seat_line(&v->seat);
	put_line(1, t.s);
	put_line(2, held_text(&v->held).s);
}

static void draw_console(const struct view *v, int row, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;
	struct text t = { 0 };

	text_add(&t, "%2u%s  %-9s  %-8s  %-14s  %-10s  ", i->console,
		 i->flags & VTKBD_F_FOREGROUND ? "*" : " ",
		 con->known ? mode_text(i->kbdmode).s : "-",
		 con->known ? kdmode_name(i->kdmode) : "-",
		 owner_text(v->src->tool, con).s, text_bits(led_names, i->ledflags, ",", "-").s);
	if (con->recorded)
		text_add(&t, "%s", text_setter(&i->last).s);
	if (i->flags & VTKBD_F_FOREGROUND)
		attron(A_BOLD);
	put_line(row, t.s);
	attroff(A_BOLD);
}

static bool is_shown(const struct console *con)
{
	return con->info.flags & VTKBD_F_ALLOCATED;
}

/* Return: how many there are, of which those from v->first on were drawn. */
static int draw_consoles(const struct view *v, int top, int rows)
{
	int nr = 0;

	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		if (!is_shown(&v->con[n]))
			continue;
		if (nr >= v->first && nr - v->first < rows)
			draw_console(v, top + nr - v->first, &v->con[n]);
		nr++;
	}
	return nr;
}

static void draw_actions(const struct view *v, int top, int rows)
{
	for (int k = 0; k < rows && k < MAX_ACTIONS && k < (int)v->nr_actions; k++)
		put_line(top + k, v->action[(v->nr_actions - 1 - k) % MAX_ACTIONS].s);
}

/* Consoles get all of the screen except what the last actions need at least. */
static void draw(struct view *v)
{
	int space = LINES - 6, used, nr = 0, rows;

	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		nr += is_shown(&v->con[n]);
	rows = space - LEAST_ACTIONS > 1 ? space - LEAST_ACTIONS : 1;
	rows = nr < rows ? nr : rows;
	if (v->first > nr - rows)
		v->first = nr - rows;
	erase();
	draw_head(v);
	attron(A_REVERSE);
	put_line(3, "CON  KBDMODE    SCREEN    SWITCH          LEDS        KBDMODE SET BY");
	attroff(A_REVERSE);
	used = 4 + rows;
	draw_consoles(v, 4, rows);
	if (used + 1 < LINES - 1)
		put_line(used, nr > rows ? "Last actions (up and down show more consoles)" :
					   "Last actions");
	draw_actions(v, used + 1, LINES - used - 2);
	put_line(LINES - 1, "q quits");
	refresh();
}

/* Return: false to end. A terminal that is gone gives no key for ever, and at once. */
static bool handle_key(struct view *v, int key)
{
	switch (key) {
	case ERR:
		return isatty(STDIN_FILENO);
	case 'q':
		return false;
	case KEY_UP:
		v->first -= v->first > 0;
		break;
	case KEY_DOWN:
		v->first++;
		break;
	}
	return true;
}

/* No console is open between two looks: it would be busy, and SAK would kill this process. */
static int look(struct view *v)
{
	int err = v->src->kind->open(v->src);

	if (!err)
		err = read_view(v);
	source_close(v->src);
	return err;
}

static int show(struct view *v)
{
	int err = 0;

	timeout(REFRESH_MS);
	do {
		rewind(v->src->tool->err);	/* only the last complaint is printed */
		err = look(v);
		if (!err)
			draw(v);
	} while (!err && !ended && handle_key(v, getch()));
	return err || v->unread ? -1 : 0;
}

/* A complaint is printed after the screen is restored, or it would be lost with it. */
static int run_screen(struct view *v)
{
	const struct tool *tool = v->src->tool;
	struct tool quiet = *tool;
	char *said = NULL;
	size_t size;
	int err;

	quiet.err = open_memstream(&said, &size);
	if (!quiet.err)
		return complain(v->src->tool, "out of memory");
	v->src->tool = &quiet;
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	curs_set(0);
	err = show(v);
	endwin();
	fclose(quiet.err);
	v->src->tool = tool;
	fwrite(said, 1, size, tool->err);
	free(said);
	return err;
}

static int run_watch(const struct tool *tool, const struct args *args)
{
	struct view *v = calloc(1, sizeof(*v));
	struct sigaction action = { .sa_handler = on_signal };
	struct source src;
	int err = -1;

	if (!v) {
		complain(tool, "out of memory");
	} else if (!isatty(STDOUT_FILENO)) {
		complain(tool, "watch: standard output is not a terminal");
	} else if (!source_open(&src, tool, args->options & OPT_VT)) {
		sigaction(SIGTERM, &action, NULL);
		sigaction(SIGHUP, &action, NULL);
		sigaction(SIGINT, &action, NULL);
		source_close(&src);
		v->src = &src;
		err = run_screen(v);
	}
	free(v);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_watch = {
	.name = "watch",
	.operands = "",
	.summary = "show all consoles on the whole screen, live",
	.details = "Show the consoles in use with their modes and owners, the LEDs, the keys that\n"
		   "are held and what happened last, until q is pressed.",
	.options = OPT_VT,
	.run = run_watch,
};
