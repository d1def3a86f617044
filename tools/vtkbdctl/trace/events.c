// SPDX-License-Identifier: GPL-2.0
/*
 * The events of vtkbdctl trace, a row for each kind. For the kernel's own consoles there
 * are no trace events: probes are set on functions instead.
 */
#include <json.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/vt.h>

#include "command.h"
#include "console/cad.h"
#include "console/modes.h"
#include "console/source.h"
#include "keys/names.h"
#include "output/text.h"
#include "output/to_json.h"
#include "simulate/simulate.h"
#include "system/inputs.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/tracefs.h"
#include "trace/who.h"

/* Of an event's common_flags: a hardware or software interrupt. */
#define IN_INTERRUPT	(0x08 | 0x10)

#define STRING(x)	STRING_(x)
#define STRING_(x)	#x

/* Of those that the kernel counts from 0. */
#define KNOWN_CONSOLE	"console < " STRING(VTKBD_NR_CONSOLES)

/*
 * Of a struct input_handle: its fourth member, where pointers have 8 bytes, is the device, whose
 * first one is the name.
 */
#define DEVICE_NAME	"+0(+0(+24($arg1)))"

static long long field(const struct event *e, const char *name)
{
	struct tep_format_field *f = tep_find_any_field(e->format, name);
	unsigned long long value = 0;

	if (!f || tep_read_number_field(f, e->record->data, &value))
		return 0;
	if (f->flags & TEP_FIELD_IS_SIGNED && f->size == 4)
		return (int)value;
	return value;
}

static struct text name_field(const struct event *e, const char *name)
{
	char buf[VTKBD_NAME_LEN] = "";
	const char *s;
	int len = 0;

	s = tep_get_field_raw(NULL, e->format, name, e->record, &len, 0);
	if (s && len > 0)
		snprintf(buf, sizeof(buf), "%.*s", len, s);
	return text_escape(buf);
}

static void put_number(struct event *e, const char *name, long long value)
{
	if (e->json)
		json_put(e->json, name, json_object_new_int64(value));
}

static void put_number_if(struct event *e, const char *name, bool known, uint64_t value)
{
	if (e->json)
		json_put(e->json, name, json_number_if(known, value));
}

static void put_string(struct event *e, const char *name, const char *value)
{
	if (e->json)
		json_put(e->json, name, json_string_if(value, value));
}

static void fill_who(struct event *e, struct who who, const char *comm)
{
	struct text word = text_word(comm);

	text_add(&e->text, ", by pid %ld %s", who.pid, word.s);
	text_add(&e->text, who.uid < 0 ? " (uid ?)" : " (uid %ld)", who.uid);
	put_number(e, "pid", who.pid);
	put_string(e, "comm", comm);
	put_number_if(e, "uid", who.uid >= 0, who.uid);
}

static void fill_nobody(struct event *e, const char *what)
{
	text_add(&e->text, ", by %s", what);
	put_number_if(e, "pid", false, 0);
	put_string(e, "comm", NULL);
	put_number_if(e, "uid", false, 0);
}

static void fill_modes(struct event *e, unsigned int console, int from, int to,
		       const char *cause)
{
	struct text before = from < 0 ? (struct text) { "?" } : mode_text(from);

	text_add(&e->text, "console %u: %s -> %s", console, before.s, mode_text(to).s);
	put_number(e, "console", console);
	put_string(e, "from", from < 0 ? NULL : before.s);
	put_string(e, "to", mode_text(to).s);
	put_string(e, "cause", cause);
}

static void fill_mode(struct event *e)
{
	unsigned int cause = field(e, "cause");
	struct vtkbd_mode_change c = { .cause = cause };

	fill_modes(e, field(e, "console"), field(e, "from"), field(e, "to"), cause_name(cause));
	if (cause == VTKBD_CAUSE_IOCTL)
		fill_who(e, (struct who) { .pid = field(e, "pid"), .uid = field(e, "uid") },
			 name_field(e, "comm").s);
	else
		fill_nobody(e, text_setter(&c).s);
}

static void fill_vt_modes(struct event *e, int to, const char *cause)
{
	unsigned int console = field(e, "console") + 1;
	int *known = &e->trace->mode[console];

	fill_modes(e, console, *known, to, cause);
	*known = to;
}

/* The probe is before the mode is set: its filter excludes modes that will be refused. */
static void fill_vt_mode(struct event *e)
{
	fill_vt_modes(e, field(e, "mode"), "ioctl");
	fill_who(e, who_is(e->trace, field(e, "common_pid")), name_field(e, "comm").s);
}

/* Without the kernel's symbol for this variable, the present default is used. */
static int default_mode(const struct event *e)
{
	if (!tep_find_any_field(e->format, "utf8"))
		return source_default_mode(e->trace->src);
	return field(e, "utf8") ? K_UNICODE : K_XLATE;
}

/* A console is also reset when it is allocated; mostly this changes nothing. */
static void fill_vt_reset(struct event *e)
{
	int to = default_mode(e);

	e->nothing = e->trace->mode[field(e, "console") + 1] == to;
	fill_vt_modes(e, to, "reset");
	fill_nobody(e, "a reset");
}

/* The process whose call it is: the one that was running. */
static void fill_caller(struct event *e)
{
	struct who who = who_is(e->trace, field(e, "common_pid"));

	fill_who(e, who, text_escape(who.comm).s);
}

static void fill_kdmode(struct event *e)
{
	const char *from = kdmode_name(field(e, "from")), *to = kdmode_name(field(e, "to"));

	text_add(&e->text, "console %lld: %s -> %s", field(e, "console"), from, to);
	put_number(e, "console", field(e, "console"));
	put_string(e, "from", from);
	put_string(e, "to", to);
	fill_caller(e);
}

static void fill_owner(struct event *e)
{
	bool process = field(e, "vtmode") != VT_AUTO;
	const char *vtmode = vtmode_name(field(e, "vtmode"));

	text_add(&e->text, "console %lld: %s", field(e, "console"), vtmode);
	if (process)
		text_add(&e->text, ", asked by signal %lld, given by %lld", field(e, "relsig"),
			 field(e, "acqsig"));
	put_number(e, "console", field(e, "console"));
	put_string(e, "vtmode", vtmode);
	put_number_if(e, "relsig", process, field(e, "relsig"));
	put_number_if(e, "acqsig", process, field(e, "acqsig"));
	fill_caller(e);
}

static void fill_consoles(struct event *e, long long from, long long to)
{
	text_add(&e->text, "console %lld -> %lld", from, to);
	put_number(e, "from_console", from);
	put_number(e, "to_console", to);
}

static void fill_activate(struct event *e)
{
	fill_consoles(e, field(e, "from"), field(e, "to"));
	fill_caller(e);
}

/*
 * A key that switches calls the same function, in an interrupt, while any process runs.
 */
static void fill_vt_activate(struct event *e)
{
	fill_consoles(e, e->trace->foreground, field(e, "to") + 1);
	if (field(e, "common_flags") & IN_INTERRUPT)
		fill_nobody(e, "a key");
	else
		fill_caller(e);
}

static void fill_switch(struct event *e)
{
	fill_consoles(e, field(e, "from"), field(e, "to"));
}

/* The kernel numbers them from 0 there. */
static void fill_vt_switch(struct event *e)
{
	e->trace->foreground = field(e, "to") + 1;
	fill_consoles(e, field(e, "from") + 1, e->trace->foreground);
}

static void fill_chord(struct event *e, unsigned int console, unsigned int policy, bool acted)
{
	text_add(&e->text, "console %u: policy %s, %s", console, cad_name(policy),
		 acted ? "done" : "only reported");
	put_number(e, "console", console);
	put_string(e, "policy", cad_name(policy));
	if (e->json)
		json_put(e->json, "acted", json_object_new_boolean(acted));
}

static void fill_cad(struct event *e)
{
	fill_chord(e, field(e, "console"), field(e, "policy"), field(e, "acted"));
}

static void fill_vt_cad(struct event *e)
{
	fill_chord(e, e->trace->foreground, cad_of_kernel(e->trace->src->tool), true);
}

static void fill_led_state(struct event *e, unsigned int leds, bool written)
{
	text_add(&e->text, "%s%s", text_bits(led_names, leds & 0xff, " ", "none").s,
		 written ? "" : ", only reported");
	if (e->json) {
		json_put(e->json, "leds", json_names(led_names, leds & 0xff));
		json_put(e->json, "written", json_object_new_boolean(written));
	}
}

static void fill_leds(struct event *e)
{
	fill_led_state(e, field(e, "leds"), field(e, "written"));
}

/*
 * If the kernel has LED triggers, one of them is switched: the first letter of its name
 * after "kbd-" shows which. If it has none, all LEDs of a keyboard are written. A switch
 * of consoles writes them all, whether they change or not.
 */
static void fill_vt_leds(struct event *e)
{
	static const char letters[] = "snc";
	struct text name = name_field(e, "name");
	const char *which = *name.s ? strchr(letters, name.s[strlen("kbd-")]) : NULL;
	int *leds = &e->trace->leds, before = *leds;

	if (!which)
		*leds = field(e, "leds");
	else if (field(e, "leds"))
		*leds |= 1 << (which - letters);
	else
		*leds &= ~(1 << (which - letters));
	e->nothing = *leds == before;
	fill_led_state(e, *leds, true);
}

static void fill_event(struct event *e, long long console)
{
	static const char *const values[] = { "up", "down", "repeat" };
	unsigned int value = field(e, "value");
	const char *word = value < ARRAY_SIZE(values) ? values[value] : "?";

	text_add(&e->text, "console %lld: %s %s", console, key_text(field(e, "code")).s, word);
	put_number(e, "console", console);
	put_number(e, "keycode", field(e, "code"));
	put_string(e, "value", word);
}

static void fill_keyboard(struct event *e, const char *node, const char *name)
{
	text_add(&e->text, ", on %s", name ? name : node);
	if (name && node)
		text_add(&e->text, " (%s)", node);
	put_string(e, "node", node);
	put_string(e, "name", name);
}

/* One that is not known was plugged in since; a key that a program sent has none. */
static void fill_device(struct event *e)
{
	struct text node = name_field(e, "device");
	struct inputs *inputs = &e->trace->inputs;
	const struct input_device *dev = input_find(inputs, node.s);

	if (!strcmp(node.s, "none")) {
		put_string(e, "node", NULL);
		put_string(e, "name", NULL);
		return;
	}
	if (!dev)
		inputs_read(inputs, e->trace->src);
	dev = input_find(inputs, node.s);
	fill_keyboard(e, node.s, dev ? text_escape(dev->name).s : NULL);
}

static void fill_key(struct event *e)
{
	unsigned int action = field(e, "action");

	fill_event(e, field(e, "console"));
	text_add(&e->text, ": %lld bytes%s%s", field(e, "bytes"), action ? ", " : "",
		 action_name(action));
	fill_device(e);
	put_number(e, "nr_bytes", field(e, "bytes"));
	put_string(e, "action", action ? action_name(action) : NULL);
}

/* The probe is where a key comes in: which bytes it gives is not known there. */
static void fill_vt_key(struct event *e)
{
	struct text name = name_field(e, "name");

	fill_event(e, e->trace->foreground);
	fill_keyboard(e, NULL, *name.s ? name.s : "?");
	if (e->json)
		json_put(e->json, "nr_bytes", NULL);
	put_string(e, "action", NULL);
}

/*
 * What the lost events did to the modes is not known. Two gaps may have been counted as
 * one.
 */
static void fill_lost(struct event *e)
{
	long long count = tracing_lost(&e->trace->tracing, e->record->cpu);

	e->nothing = !count;
	if (count < 0)
		text_add(&e->text, "events");
	else
		text_add(&e->text, "%lld events", count);
	text_add(&e->text, ": more than the buffer holds");
	put_number_if(e, "count", count >= 0, count);
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		e->trace->mode[n] = -1;
}

const struct row lost_row = { .kind = "lost", .fill = fill_lost };

const struct row vtkbd_rows[] = {
	{ .event = "vtkbd_mode", .kind = "mode", .fill = fill_mode },
	{ .event = "vtkbd_kdmode", .kind = "screen", .fill = fill_kdmode },
	{ .event = "vtkbd_owner", .kind = "owner", .fill = fill_owner },
	{ .event = "vtkbd_activate", .kind = "activate", .fill = fill_activate },
	{ .event = "vtkbd_switch", .kind = "switch", .fill = fill_switch },
	{ .event = "vtkbd_cad", .kind = "cad", .fill = fill_cad },
	{ .event = "vtkbd_leds", .kind = "leds", .fill = fill_leds },
	{ .event = "vtkbd_key", .kind = "key", .fill = fill_key, .option = OPT_KEYS },
	{ }
};

const struct row vt_rows[] = {
	{ .event = "kdskbmode", .kind = "mode", .fill = fill_vt_mode, .probe = { {
		.function = "vt_do_kdskbmode",
		.fetch = "console=$arg1:u32 mode=$arg2:u32 comm=$comm",
		.filter = KNOWN_CONSOLE " && mode <= " STRING(K_OFF),
	} } },
	{ .event = "reset", .kind = "mode", .fill = fill_vt_reset, .probe = { {
		.function = "vt_reset_unicode",
		.fetch = "console=$arg1:u32 utf8=@default_utf8:u32",
		.filter = KNOWN_CONSOLE,
	}, {
		.function = "vt_reset_unicode",
		.fetch = "console=$arg1:u32",
		.filter = KNOWN_CONSOLE,
	} } },
	{ .event = "activate", .kind = "activate", .fill = fill_vt_activate, .probe = { {
		.function = "set_console",
		.fetch = "to=$arg1:u32",
		.filter = "to < " STRING(VTKBD_NR_CONSOLES),
	} } },
	{ .event = "switch", .kind = "switch", .fill = fill_vt_switch, .probe = { {
		.function = "vt_event_post",
		.fetch = "event=$arg1:u32 from=$arg2:u32 to=$arg3:u32",
		.filter = "event == " STRING(VT_EVENT_SWITCH),
	} } },
	{ .event = "cad", .kind = "cad", .fill = fill_vt_cad, .probe = { {
		.function = "ctrl_alt_del",
		.fetch = "",
	} } },
	{ .event = "leds", .kind = "leds", .fill = fill_vt_leds, .probe = { {
		.function = "led_trigger_event",
		.fetch = "name=+0(+0($arg1)):string leds=$arg2:u32",
		.filter = "name == \"kbd-scrolllock\" || name == \"kbd-numlock\" || "
			  "name == \"kbd-capslock\"",
	}, {
		.function = "kbd_update_leds_helper",
		.fetch = "leds=+0($arg2):u32",
	} } },
	{ .event = "key", .kind = "key", .fill = fill_vt_key, .option = OPT_KEYS, .probe = { {
		.function = "kbd_event",
		.fetch = "type=$arg2:u32 code=$arg3:u32 value=$arg4:u32 "
			 "name=" DEVICE_NAME ":string",
		.filter = "type == " STRING(EV_KEY),
	}, {
		.function = "kbd_event",
		.fetch = "type=$arg2:u32 code=$arg3:u32 value=$arg4:u32",
		.filter = "type == " STRING(EV_KEY),
	} } },
	{ }
};

const struct row *row_find(const char *event)
{
	static const struct row *const all[] = { vtkbd_rows, vt_rows };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (const struct row *row = all[i]; row->event; row++)
			if (!strcmp(row->event, event))
				return row;
	return NULL;
}
