// SPDX-License-Identifier: GPL-2.0
/*
 * The events of the kernel's own consoles, a row for each kind. It has no trace events for
 * them: probes are set on functions instead.
 */
#include <json.h>
#include <string.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/vt.h>

#include "command.h"
#include "console/cad.h"
#include "console/source.h"
#include "output/to_json.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/fill.h"

/* Of an event's common_flags: a hardware or software interrupt; an NMI. */
#define IN_INTERRUPT	(0x08 | 0x10)
#define IN_NMI		0x40

#define STRING(x)	STRING_(x)
#define STRING_(x)	#x

/* Of those that the kernel counts from 0. */
#define KNOWN_CONSOLE	"console < " STRING(VTKBD_NR_CONSOLES)

/*
 * Where members of the kernel's structures are: each before these takes a word, whatever it is.
 * Words are the tool's own, as in tracefs.c.
 */
#if __SIZEOF_LONG__ == 8
#define FOURTH_MEMBER	"+24"
#define FIFTH_MEMBER	"+32"
#else
#define FOURTH_MEMBER	"+12"
#define FIFTH_MEMBER	"+16"
#endif

/* Of a struct input_handle: its fourth member is the device, whose first one is the name. */
#define DEVICE_NAME	"+0(+0(" FOURTH_MEMBER "($arg1)))"

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
	fill_caller(e);
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

/* The idle thread asks for nothing: it has the number of a free place. */
static struct asked *asked_by(struct trace *trace, int tid)
{
	if (!tid)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(trace->asked); i++)
		if (trace->asked[i].tid == tid)
			return &trace->asked[i];
	return NULL;
}

static bool asks_to_switch(const struct asked *asked)
{
	return asked->cmd == VT_ACTIVATE || asked->cmd == VT_SETACTIVATE;
}

/*
 * What is asked for may be refused: it is kept until the thread's call returns. A thread that
 * was killed in its call leaves its place, which the oldest gives first.
 */
static void fill_vt_ioctl(struct event *e)
{
	struct trace *trace = e->trace;
	int tid = field(e, "common_pid");
	struct asked *asked = asked_by(trace, tid) ?:
			      &trace->asked[trace->nr_asked++ % ARRAY_SIZE(trace->asked)];

	*asked = (struct asked) {
		.tid = tid,
		.console = field(e, "console") + 1,
		.cmd = field(e, "cmd"),
		.kdmode = field(e, "arg") == KD_GRAPHICS ? KD_GRAPHICS : KD_TEXT,
		.vtmode = field(e, "vtmode"),
		.relsig = field(e, "relsig"),
		.acqsig = field(e, "acqsig"),
	};
	e->nothing = true;
}

/*
 * A key that switches calls the same function, in an interrupt, while any process runs. A probe
 * that is a breakpoint has the flags of its own exception, an NMI, whoever came to it; then it
 * was a key unless the thread is in an ioctl that switches.
 */
static bool by_a_key(const struct event *e)
{
	unsigned int flags = field(e, "common_flags");
	const struct asked *asked;

	if (!(flags & IN_NMI))
		return flags & IN_INTERRUPT;
	asked = asked_by(e->trace, field(e, "common_pid"));
	return !asked || !asks_to_switch(asked);
}

static void fill_vt_activate(struct event *e)
{
	fill_consoles(e, e->trace->foreground, field(e, "to") + 1);
	if (by_a_key(e))
		fill_nobody(e, "a key");
	else
		fill_caller(e);
}

static void event_is(struct event *e, const char *kind)
{
	e->kind = kind;
	put_string(e, "event", kind);
}

static void fill_vt_done(struct event *e)
{
	struct asked *asked = asked_by(e->trace, field(e, "common_pid"));
	struct asked a = asked ? *asked : (struct asked) { 0 };

	e->nothing = !asked || field(e, "ret") || asks_to_switch(&a);
	if (asked)
		*asked = (struct asked) { 0 };
	if (e->nothing)
		return;
	if (a.cmd == KDSETMODE) {
		event_is(e, "screen");
		fill_screen(e, a.console, e->trace->kdmode[a.console], a.kdmode);
		e->trace->kdmode[a.console] = a.kdmode;
	} else {
		event_is(e, "owner");
		fill_switching(e, a.console, a.vtmode, a.relsig, a.acqsig);
	}
}

/* The kernel numbers them from 0 there. */
static void fill_vt_switch(struct event *e)
{
	e->trace->foreground = field(e, "to") + 1;
	fill_consoles(e, field(e, "from") + 1, e->trace->foreground);
}

static void fill_vt_cad(struct event *e)
{
	fill_chord(e, e->trace->foreground, cad_of_kernel(e->trace->src->tool), true);
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

/* The probe is where a key comes in: which bytes it gives is not known there. */
static void fill_vt_key(struct event *e)
{
	struct text name = name_field(e, "name");

	fill_event(e, e->trace->foreground);
	fill_keyboard(e, NULL, *name.s ? text_escape(name.s).s : "?");
	if (e->json)
		json_put(e->json, "nr_bytes", NULL);
	put_string(e, "action", NULL);
}

/*
 * A terminal's index is its console's number, counted from 0; where a struct tty_struct has it, the kernel
 * tells since 6.6, and before it was the fifth member. The modes of VT_SETMODE are read where
 * the program has them.
 */
#define IOCTL_FETCH	"cmd=$arg2:u32 arg=$arg3:u64 vtmode=+u0($arg3):u8 " \
			"relsig=+u2($arg3):s16 acqsig=+u4($arg3):s16"
/* What vt_ioctl() leaves to the line discipline (-ENOIOCTLCMD): each isatty(), for one. */
#define NOT_OURS	"-515"
#define IOCTL_FILTER	KNOWN_CONSOLE " && " \
			"(cmd == " STRING(KDSETMODE) " || cmd == " STRING(VT_SETMODE) " || " \
			"cmd == " STRING(VT_ACTIVATE) " || cmd == " STRING(VT_SETACTIVATE) ")"

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
	{ .event = "ioctl", .fill = fill_vt_ioctl, .probe = { {
		.function = "vt_ioctl",
		.fetch = "console=tty->index:u32 " IOCTL_FETCH,
		.filter = IOCTL_FILTER,
	}, {
		.function = "vt_ioctl",
		.fetch = "console=" FIFTH_MEMBER "($arg1):u32 " IOCTL_FETCH,
		.filter = IOCTL_FILTER,
	} } },
	{ .event = "ioctl_end", .fill = fill_vt_done, .probe = { {
		.function = "vt_ioctl",
		.fetch = "ret=$retval:s32 comm=$comm",
		.filter = "ret != " NOT_OURS,
		.at_return = true,
	} } },
	{ .event = "activate", .kind = "activate", .fill = fill_vt_activate, .probe = { {
		.function = "set_console",
		.fetch = "to=$arg1:u32 comm=$comm",
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
