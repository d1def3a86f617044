// SPDX-License-Identifier: GPL-2.0
/*
 * Reads consoles and keyboard again and again, and finds by comparing what has changed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/vtkbd.h>

#include "console/modes.h"
#include "console/source.h"
#include "keys/held.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/device.h"
#include "system/inputs.h"
#include "system/proc.h"
#include "system/readers.h"
#include "tool.h"
#include "watch/view.h"

/* So many different changes may take turns and still be counted as repeated. */
#define FOLDED	2

static struct text time_of_day(const struct view *v)
{
	struct text now = text_time(v->src->tool->ops->now()), t = { 0 };

	text_add(&t, "%.8s", now.s + strlen("2024-01-01T"));
	return t;
}

/* Return: where it is among the latest; -1 if it is not. */
static int find_repeated(const struct view *v, const char *what)
{
	for (int i = 0; i < v->nr_actions && i < FOLDED; i++)
		if (!strcmp(v->action[i].what.s, what))
			return i;
	return -1;
}

/* The latest comes first; one that is repeated is moved there and counted. */
static void __attribute__((format(printf, 2, 3))) note(struct view *v, const char *fmt, ...)
{
	struct action now = { .time = time_of_day(v), .times = 1 };
	va_list ap;
	int place;

	va_start(ap, fmt);
	vsnprintf(now.what.s, sizeof(now.what.s), fmt, ap);
	va_end(ap);
	place = find_repeated(v, now.what.s);
	if (place >= 0)
		now.times += v->action[place].times;
	else if (v->nr_actions < MAX_ACTIONS)
		place = v->nr_actions++;
	else
		place = MAX_ACTIONS - 1;
	memmove(&v->action[1], &v->action[0], place * sizeof(now));
	v->action[0] = now;
}

struct text view_owner(const struct tool *tool, const struct console *con, bool brief)
{
	struct text t = console_switching(con);
	int pid = con->info.vt_pid;
	struct process_stat stat;

	if (pid > 0 && process_read_stat(tool, pid, &stat)) {
		if (brief) {
			t = (struct text) { 0 };
			text_add(&t, "%d", pid);
		}
		text_add(&t, " %s", text_word(stat.comm).s);
	}
	if (con->recorded && con->info.pending)
		text_add(&t, " ->%u", con->info.pending);
	return t;
}

static void note_mode(struct view *v, unsigned int console, unsigned int from, unsigned int to)
{
	note(v, "console %u: %s -> %s", console, mode_text(from).s, mode_text(to).s);
}

static void note_change(struct view *v, unsigned int console, const struct vtkbd_mode_change *c)
{
	note(v, "console %u: %s -> %s by %s", console, mode_text(c->from).s,
	     mode_text(c->to).s, text_setter(c).s);
}

/*
 * The latest @nr changes are to be shown: how many of them are still in the history. The
 * newest entries, as many as a run has, always belong to them. An older entry may be one that
 * was shown before, since the module replaces entries out of order; such an entry is not
 * newer than @noted_ns.
 */
static unsigned int nr_remembered(const struct history *past, uint64_t nr, uint64_t noted_ns)
{
	unsigned int count = past->info.count, n = nr < count ? nr : count;

	while (n > past->info.run && past->change[count - n].when_ns <= noted_ns)
		n--;
	return n;
}

/* There may have been several since the last look. */
static void note_changes(struct view *v, const struct console *was, const struct console *is)
{
	uint64_t nr = is->info.nr_changes - was->info.nr_changes;
	unsigned int n, console = is->info.console;
	struct history past;

	if (!nr || v->src->kind->read_history(v->src, console, &past))
		return;
	n = nr_remembered(&past, nr, was->last.when_ns);
	if (nr > n)
		note(v, "console %u: %llu modes that are not remembered", console,
			 (unsigned long long)(nr - n));
	for (unsigned int i = past.info.count - n; i < past.info.count; i++)
		note_change(v, console, &past.change[i]);
}

static void compare_console(struct view *v, const struct console *was, const struct console *is)
{
	const struct vtkbd_console_info *a = &was->info, *b = &is->info;

	if (!was->known || !is->known)
		return;
	if (console_knows_setter(is))
		note_changes(v, was, is);
	else if (a->kbdmode != b->kbdmode)
		note_mode(v, b->console, a->kbdmode, b->kbdmode);
	if (a->kdmode != b->kdmode)
		note(v, "console %u: now %s", b->console,
			 kdmode_name(b->kdmode));
	if (a->vtmode != b->vtmode || a->vt_pid != b->vt_pid)
		note(v, "console %u: switching %s", b->console,
			 view_owner(v->src->tool, is, false).s);
	if (a->ledflags != b->ledflags)
		note(v, "console %u: locks %s", b->console,
			 text_bits(led_names, b->ledflags, " ", "none").s);
}

static void compare_seat(struct view *v)
{
	const struct vtkbd_seat_info *a = &v->old_seat.info, *b = &v->seat.info;

	if (a->foreground != b->foreground)
		note(v, "switch: console %u -> %u", a->foreground, b->foreground);
	if (a->cad_pressed != b->cad_pressed)
		note(v, "Ctrl-Alt-Del, %s",
			 a->cad_acted != b->cad_acted ? "acted on" : "only reported");
	if (a->grab != b->grab)
		note(v, "keyboards %s", b->grab ? "grabbed" : "let go");
}

/* Who that is is looked for only then: it takes a look at all processes. */
static void note_keyboard(struct view *v, const struct input_device *is)
{
	struct readers readers;

	if (!readers_read(&readers, v->src))
		note(v, "%s", keyboard_words(v->src, is, &readers).s);
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

int view_read(struct view *v)
{
	int err;

	v->old_seat = v->seat;
	v->old_inputs = v->inputs;
	memcpy(v->old, v->con, sizeof(v->con));
	err = v->src->kind->read_seat(v->src, &v->seat);
	if (err)
		return err;
	inputs_read(&v->inputs, v->src);
	held_read(v->src->tool, &v->held);
	v->unread = 0;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES && !err; n++)
		err = source_read_next(v->src, n, &v->con[n], &v->unread);
	if (err)
		return err;
	for (unsigned int n = 1; v->begun && n <= VTKBD_NR_CONSOLES; n++)
		compare_console(v, &v->old[n], &v->con[n]);
	if (v->begun)
		compare_seat(v);
	compare_keyboards(v);
	v->begun = true;
	return 0;
}
