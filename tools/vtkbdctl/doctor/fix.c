// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the command that ends a bad state out of the pattern in its row, so that it
 * can be copied as it stands. Nothing is run.
 */
#include <linux/kd.h>

#include "console/modes.h"
#include "console/source.h"
#include "doctor/checks.h"
#include "doctor/ending.h"
#include "doctor/fix.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "output/text.h"
#include "tool.h"

static struct text number_part(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "%u", s->con.info.console);
	return t;
}

static struct text node_part(const struct snapshot *s)
{
	return source_node(s->machine->src, s->con.info.console);
}

static struct text vt_part(const struct snapshot *s)
{
	struct text t = { 0 };

	if (s->machine->src->kind == &source_vt)
		text_add(&t, " --vt");
	return t;
}

/* restore refuses a console whose owner lives, or may live, without --force. */
static struct text force_part(const struct snapshot *s)
{
	struct text t = { 0 };

	if (console_user(s) || !is_certain(s))
		text_add(&t, " --force");
	return t;
}

/* set refuses to put a text console into off. */
static struct text set_force_part(const struct snapshot *s)
{
	struct text t = { 0 };

	if (s->con.info.kdmode == KD_TEXT)
		text_add(&t, " --force");
	return t;
}

static struct text end_part(const struct snapshot *s)
{
	return ending_command(s->machine, second_session(s));
}

/*
 * The opposite of what is locked. A keyboard driver writes an LED only if it changes from
 * what was written last, so each is changed once.
 */
static struct text lights_part(const struct snapshot *s)
{
	static const char *const names[] = { "scroll", "num", "caps" };
	struct text t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		text_add(&t, "%s%c%s", i ? " " : "",
			 s->con.info.ledflags & 1u << i ? '-' : '+', names[i]);
	return t;
}

/* "" if it is hidden from the caller which program that is, or if it is one of several. */
static struct text taker_part(const struct snapshot *s)
{
	const struct process *taker = taker_of(s, taken_keyboard(s));

	return taker ? ending_command(s->machine, taker) : (struct text) { 0 };
}

static struct text modifier_part(const struct snapshot *s)
{
	return s->machine->stray_keys;
}

/*
 * The release of the key alone does not end it: the kernel has counted two presses. When the
 * mode is set, even to what it was (--force), the modifiers are counted anew.
 */
static struct text mode_part(const struct snapshot *s)
{
	return mode_text(s->con.info.kbdmode);
}

static const struct {
	char letter;
	struct text (*part)(const struct snapshot *s);
} parts[] = {
	{ 'N', number_part }, { 'D', node_part }, { 'V', vt_part },
	{ 'F', force_part }, { 'T', set_force_part }, { 'E', end_part },
	{ 'L', lights_part },
	{ 'G', taker_part }, { 'M', modifier_part }, { 'K', mode_part },
};

struct text check_fix(const struct check *check, const struct snapshot *s)
{
	struct text t = { 0 };

	for (const char *c = check->fix; *c; c++) {
		if (*c != '@') {
			text_add(&t, "%c", *c);
			continue;
		}
		c++;
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
			if (parts[i].letter == *c)
				text_add(&t, "%s", parts[i].part(s).s);
	}
	return t;
}
