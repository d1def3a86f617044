// SPDX-License-Identifier: GPL-2.0
/*
 * Pieces that lines are made of, as text and as JSON.
 */
#include <json.h>
#include <string.h>

#include <linux/vt.h>

#include "console/cad.h"
#include "console/modes.h"
#include "keys/names.h"
#include "output/to_json.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/fill.h"

long long field(const struct event *e, const char *name)
{
	struct tep_format_field *f = tep_find_any_field(e->format, name);
	unsigned long long value = 0;

	if (!f || tep_read_number_field(f, e->record->data, &value))
		return 0;
	if (f->flags & TEP_FIELD_IS_SIGNED && f->size == 4)
		return (int)value;
	return value;
}

struct text name_field(const struct event *e, const char *name)
{
	struct text t = { 0 };
	const char *s;
	int len = 0;

	s = tep_get_field_raw(NULL, e->format, name, e->record, &len, 0);
	if (s && len > 0)
		text_add(&t, "%.*s", len, s);
	return t;
}

void put_number(struct event *e, const char *name, long long value)
{
	if (e->json)
		json_put(e->json, name, json_object_new_int64(value));
}

void put_number_if(struct event *e, const char *name, bool known, uint64_t value)
{
	if (e->json)
		json_put(e->json, name, json_number_if(known, value));
}

void put_string(struct event *e, const char *name, const char *value)
{
	if (e->json)
		json_put(e->json, name, json_string_if(value, value));
}

void fill_who(struct event *e, struct who who, const char *comm)
{
	struct text word = text_word(comm);

	text_add(&e->text, ", by pid %ld %s", who.pid, word.s);
	text_add(&e->text, who.uid < 0 ? " (uid ?)" : " (uid %ld)", who.uid);
	put_number(e, "pid", who.pid);
	put_string(e, "comm", *comm ? text_escape(comm).s : NULL);
	put_number_if(e, "uid", who.uid >= 0, who.uid);
}

void fill_nobody(struct event *e, const char *what)
{
	text_add(&e->text, ", by %s", what);
	put_number_if(e, "pid", false, 0);
	put_string(e, "comm", NULL);
	put_number_if(e, "uid", false, 0);
}

void fill_modes(struct event *e, unsigned int console, int from, int to, const char *cause)
{
	struct text before = from < 0 ? (struct text) { "?" } : mode_text(from);

	text_add(&e->text, "console %u: %s -> %s", console, before.s, mode_text(to).s);
	put_number(e, "console", console);
	put_string(e, "from", from < 0 ? NULL : before.s);
	put_string(e, "to", mode_text(to).s);
	put_string(e, "cause", cause);
}

/*
 * The process whose call it is: the one that was running. Its name is the event's, if that has
 * one: it may have ended since, and a kernel without taskstats told nothing of it.
 */
void fill_caller(struct event *e)
{
	struct who who = who_is(e->trace, field(e, "common_pid"));
	struct text comm = name_field(e, "comm");

	fill_who(e, who, *comm.s ? comm.s : who.comm);
}

void fill_screen(struct event *e, unsigned int console, int from, int to)
{
	const char *before = from < 0 ? NULL : kdmode_name(from), *after = kdmode_name(to);

	text_add(&e->text, "console %u: %s -> %s", console, before ? before : "?", after);
	put_number(e, "console", console);
	put_string(e, "from", before);
	put_string(e, "to", after);
	fill_caller(e);
}

void fill_switching(struct event *e, unsigned int console, unsigned int vtmode, int relsig,
		    int acqsig)
{
	bool process = vtmode != VT_AUTO;

	text_add(&e->text, "console %u: %s", console, vtmode_name(vtmode));
	if (process)
		text_add(&e->text, ", asked by signal %d, given by %d", relsig, acqsig);
	put_number(e, "console", console);
	put_string(e, "vtmode", vtmode_name(vtmode));
	put_number_if(e, "relsig", process, relsig);
	put_number_if(e, "acqsig", process, acqsig);
	fill_caller(e);
}

void fill_consoles(struct event *e, long long from, long long to)
{
	text_add(&e->text, "console %lld -> %lld", from, to);
	put_number(e, "from_console", from);
	put_number(e, "to_console", to);
}

void fill_chord(struct event *e, unsigned int console, unsigned int policy, bool acted)
{
	text_add(&e->text, "console %u: policy %s, %s", console, cad_name(policy),
		 acted ? "done" : "only reported");
	put_number(e, "console", console);
	put_string(e, "policy", cad_name(policy));
	if (e->json)
		json_put(e->json, "acted", json_object_new_boolean(acted));
}

void fill_led_state(struct event *e, unsigned int leds, bool written)
{
	text_add(&e->text, "%s%s", text_bits(led_names, leds & 0xff, " ", "none").s,
		 written ? "" : ", only reported");
	if (e->json) {
		json_put(e->json, "leds", json_names(led_names, leds & 0xff));
		json_put(e->json, "written", json_object_new_boolean(written));
	}
}

void fill_event(struct event *e, long long console)
{
	static const char *const values[] = { "up", "down", "repeat" };
	unsigned int value = field(e, "value");
	const char *word = value < ARRAY_SIZE(values) ? values[value] : "?";
	unsigned int code = field(e, "code");

	text_add(&e->text, "console %lld: %s %s", console, code ? key_text(code).s : "a key", word);
	put_number(e, "console", console);
	put_number_if(e, "keycode", code, code);
	put_string(e, "value", word);
}

void fill_keyboard(struct event *e, const char *node, const char *name)
{
	text_add(&e->text, ", on %s", name ? name : node);
	if (name && node)
		text_add(&e->text, " (%s)", node);
	put_string(e, "node", node);
	put_string(e, "name", name);
}
