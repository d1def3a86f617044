// SPDX-License-Identifier: GPL-2.0
/*
 * The events of vtkbd's own consoles, a row for each kind: trace events of the module.
 */
#include <string.h>

#include "command.h"
#include "console/modes.h"
#include "keys/names.h"
#include "simulate/simulate.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/fill.h"

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

static void fill_kdmode(struct event *e)
{
	fill_screen(e, field(e, "console"), field(e, "from"), field(e, "to"));
}

static void fill_owner(struct event *e)
{
	fill_switching(e, field(e, "console"), field(e, "vtmode"), field(e, "relsig"),
		       field(e, "acqsig"));
}

static void fill_activate(struct event *e)
{
	fill_consoles(e, field(e, "from"), field(e, "to"));
	fill_caller(e);
}

static void fill_switch(struct event *e)
{
	fill_consoles(e, field(e, "from"), field(e, "to"));
}

static void fill_cad(struct event *e)
{
	fill_chord(e, field(e, "console"), field(e, "policy"), field(e, "acted"));
}

static void fill_leds(struct event *e)
{
	fill_led_state(e, field(e, "leds"), field(e, "written"));
}

/* What was done to an ioctl, or to a signal, as in "ioctl 0x4b45 fails with EIO". */
static void say_fault(struct event *e, unsigned int act)
{
	const char *error = strerrorname_np(field(e, "error"));

	switch (act) {
	case VTKBD_FAULT_ERROR:
		text_add(&e->text, " fails with %s", error ? error : "?");
		break;
	case VTKBD_FAULT_DELAY:
		text_add(&e->text, " comes %lld ms late", field(e, "delay_ms"));
		break;
	case VTKBD_FAULT_DROP:
		text_add(&e->text, " is not sent");
		break;
	case VTKBD_FAULT_REPEAT:
		text_add(&e->text, " is sent twice");
	}
}

/* Of the process that called an ioctl; a signal is the kernel's. */
static void fill_fault(struct event *e)
{
	static const char *const whats[] = { "ioctl", "release", "acquire" };
	static const char *const acts[] = { "error", "delay", "drop", "repeat" };
	unsigned int what = field(e, "what"), act = field(e, "act");
	bool fails = act == VTKBD_FAULT_ERROR, is_ioctl = what == VTKBD_FAULT_IOCTL;

	text_add(&e->text, "console %lld: %s", field(e, "console"),
		 what < ARRAY_SIZE(whats) ? whats[what] : "?");
	text_add(&e->text, is_ioctl ? " %#llx" : " signal", field(e, "cmd"));
	say_fault(e, act);
	put_number(e, "console", field(e, "console"));
	put_string(e, "what", what < ARRAY_SIZE(whats) ? whats[what] : "?");
	put_string(e, "act", act < ARRAY_SIZE(acts) ? acts[act] : "?");
	put_number_if(e, "cmd", is_ioctl, field(e, "cmd"));
	put_string(e, "error", fails ? strerrorname_np(field(e, "error")) : NULL);
	put_number_if(e, "delay_ms", act == VTKBD_FAULT_DELAY, field(e, "delay_ms"));
	if (is_ioctl)
		fill_caller(e);
	else
		fill_nobody(e, "the kernel");
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

/* If trace_keys was not set then, it is not told which key it was, nor its bytes. */
static void fill_key(struct event *e)
{
	unsigned int action = field(e, "action");
	bool told = field(e, "code");

	fill_event(e, field(e, "console"));
	if (told)
		text_add(&e->text, ": %lld bytes", field(e, "bytes"));
	else
		text_add(&e->text, ": withheld");
	text_add(&e->text, "%s%s", action ? ", " : "", action_name(action));
	fill_device(e);
	put_number_if(e, "nr_bytes", told, field(e, "bytes"));
	put_string(e, "action", action ? action_name(action) : NULL);
}

const struct row vtkbd_rows[] = {
	{ .event = "vtkbd_mode", .kind = "mode", .fill = fill_mode },
	{ .event = "vtkbd_kdmode", .kind = "screen", .fill = fill_kdmode },
	{ .event = "vtkbd_owner", .kind = "owner", .fill = fill_owner },
	{ .event = "vtkbd_activate", .kind = "activate", .fill = fill_activate },
	{ .event = "vtkbd_switch", .kind = "switch", .fill = fill_switch },
	{ .event = "vtkbd_cad", .kind = "cad", .fill = fill_cad },
	{ .event = "vtkbd_leds", .kind = "leds", .fill = fill_leds },
	{ .event = "vtkbd_fault", .kind = "fault", .fill = fill_fault },
	{ .event = "vtkbd_key", .kind = "key", .fill = fill_key, .option = OPT_KEYS },
	{ }
};
