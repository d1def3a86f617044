// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl trace: a line for each thing that happens to a keyboard, as it happens.
 * On the kernel's own consoles there are no events for it, so probes are set
 * where modes are set and Ctrl-Alt-Del is obeyed, and removed again.
 */
#include <json.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "device.h"
#include "json.h"
#include "keysets.h"
#include "modes.h"
#include "sim.h"
#include "source.h"
#include "tool.h"
#include "tracing.h"

static volatile sig_atomic_t stopped;

/**
 * struct happening - one event, on its way to a line
 * @trace: the trace
 * @event: its description
 * @record: its data
 * @json: an object to fill, or NULL for text
 * @text: the line
 */
struct happening {
	struct trace *trace;
	struct tep_event *event;
	struct tep_record *record;
	struct json_object *json;
	struct text text;
};

/**
 * struct trace - what the lines need
 * @tracing: the buffer
 * @src: the source
 * @options: of the command line
 * @mode: mode of each of the kernel's consoles, as far as it was seen; -1 if not
 */
struct trace {
	struct tracing tracing;
	struct source *src;
	unsigned int options;
	int mode[VTKBD_NR_CONSOLES + 1];
};

static long long field(const struct happening *h, const char *name)
{
	struct tep_format_field *f = tep_find_any_field(h->event, name);
	unsigned long long value = 0;

	if (!f || tep_read_number_field(f, h->record->data, &value))
		return 0;
	if (f->flags & TEP_FIELD_IS_SIGNED && f->size == 4)
		return (int)value;
	return value;
}

static struct text name_field(const struct happening *h, const char *name)
{
	char buf[VTKBD_COMM_LEN] = "";
	const char *s;
	int len = 0;

	s = tep_get_field_raw(NULL, h->event, name, h->record, &len, 0);
	if (s && len > 0)
		snprintf(buf, sizeof(buf), "%.*s", len, s);
	return text_escape(buf);
}

static void put_number(struct happening *h, const char *name, long long value)
{
	if (h->json)
		json_put(h->json, name, json_object_new_int64(value));
}

static void put_string(struct happening *h, const char *name, const char *value)
{
	if (h->json)
		json_put(h->json, name, json_string_if(value, value));
}

/* "Tgid:" and "Uid:" of a thread that may have ended since; -1 then. */
static long status_of(const struct happening *h, int tid, const char *line)
{
	struct text path = { 0 };
	const char *found;
	char buf[4096];

	text_add(&path, "/proc/%d/status", tid);
	if (h->trace->src->tool->ops->read(path.s, buf, sizeof(buf)) <= 0)
		return -1;
	found = strstr(buf, line);
	return found ? strtol(found + strlen(line), NULL, 10) : -1;
}

static void tell_who(struct happening *h, long pid, const char *comm, long uid)
{
	struct text word = text_word(comm);

	text_add(&h->text, ", by pid %ld %s", pid, word.s);
	text_add(&h->text, uid < 0 ? " (uid ?)" : " (uid %ld)", uid);
	put_number(h, "pid", pid);
	put_string(h, "comm", comm);
	if (h->json)
		json_put(h->json, "uid", json_number_if(uid >= 0, uid));
}

static void tell_modes(struct happening *h, unsigned int console, int from, int to)
{
	struct text before = from < 0 ? (struct text) { "?" } : mode_text(from);

	text_add(&h->text, "console %u: %s -> %s", console, before.s, mode_text(to).s);
	put_number(h, "console", console);
	put_string(h, "from", from < 0 ? NULL : before.s);
	put_string(h, "to", mode_text(to).s);
}

static void tell_mode(struct happening *h)
{
	unsigned int cause = field(h, "cause");
	struct vtkbd_mode_change c = { .cause = cause };

	tell_modes(h, field(h, "console"), field(h, "from"), field(h, "to"));
	put_string(h, "cause", cause_name(cause));
	if (cause == VTKBD_CAUSE_IOCTL)
		tell_who(h, field(h, "pid"), name_field(h, "comm").s, field(h, "uid"));
	else
		text_add(&h->text, ", by %s", text_setter(&c).s);
}

/* The probe is where the mode is about to be set; a number too high is refused there. */
static void tell_vt_mode(struct happening *h)
{
	unsigned int console = field(h, "console") + 1, to = field(h, "mode");
	int tid = field(h, "common_pid"), *known;
	long pid = status_of(h, tid, "Tgid:");

	if (console > VTKBD_NR_CONSOLES || to >= NR_MODES) {
		text_add(&h->text, "console %u: no such mode: %u", console, to);
		return;
	}
	known = &h->trace->mode[console];
	tell_modes(h, console, *known, to);
	put_string(h, "cause", "ioctl");
	tell_who(h, pid < 0 ? tid : pid, name_field(h, "comm").s, status_of(h, tid, "Uid:"));
	*known = to;
}

static void tell_switch(struct happening *h)
{
	text_add(&h->text, "console %lld -> %lld", field(h, "from"), field(h, "to"));
	put_number(h, "from", field(h, "from"));
	put_number(h, "to", field(h, "to"));
}

static void tell_cad(struct happening *h)
{
	static const char *const policies[] = { "signal", "reboot", "ignore" };
	unsigned int policy = field(h, "policy");
	const char *word = policy < ARRAY_SIZE(policies) ? policies[policy] : "unknown";
	bool acted = field(h, "acted");

	text_add(&h->text, "console %lld: policy %s, %s", field(h, "console"), word,
		 acted ? "done" : "only reported");
	put_number(h, "console", field(h, "console"));
	put_string(h, "policy", word);
	if (h->json)
		json_put(h->json, "acted", json_object_new_boolean(acted));
}

static void tell_vt_cad(struct happening *h)
{
	text_add(&h->text, "obeyed by the kernel (ctrl_alt_del)");
}

static void tell_leds(struct happening *h)
{
	unsigned int leds = field(h, "leds");
	bool written = field(h, "written");

	text_add(&h->text, "%s%s", text_bits(led_names, leds & 0xff, " ", "none").s,
		 written ? "" : ", only reported");
	if (h->json) {
		json_put(h->json, "leds", json_names(led_names, leds & 0xff));
		json_put(h->json, "written", json_object_new_boolean(written));
	}
}

static void tell_key(struct happening *h)
{
	static const char *const values[] = { "up", "down", "repeat" };
	unsigned int value = field(h, "value"), action = field(h, "action");
	const char *word = value < ARRAY_SIZE(values) ? values[value] : "?";

	text_add(&h->text, "console %lld: %s %s: %lld bytes%s%s", field(h, "console"),
		 key_text(field(h, "code")).s, word, field(h, "bytes"), action ? ", " : "",
		 action_name(action));
	put_number(h, "console", field(h, "console"));
	put_number(h, "keycode", field(h, "code"));
	put_string(h, "value", word);
	put_number(h, "bytes", field(h, "bytes"));
	put_string(h, "action", action ? action_name(action) : NULL);
}

/**
 * struct row - an event that is told
 * @event: its name
 * @kind: what it is called in a line
 * @tell: fills the line
 * @option: needed on the command line, or 0
 * @probe: for the kernel's own, which has no event
 */
struct row {
	const char *event;
	const char *kind;
	void (*tell)(struct happening *h);
	unsigned int option;
	struct probe probe;
};

static const struct row vtkbd_rows[] = {
	{ .event = "vtkbd_mode", .kind = "mode", .tell = tell_mode },
	{ .event = "vtkbd_switch", .kind = "switch", .tell = tell_switch },
	{ .event = "vtkbd_cad", .kind = "cad", .tell = tell_cad },
	{ .event = "vtkbd_leds", .kind = "leds", .tell = tell_leds },
	{ .event = "vtkbd_key", .kind = "key", .tell = tell_key, .option = OPT_KEYS },
};

static const struct row vt_rows[] = {
	{ "kdskbmode", "mode", tell_vt_mode, 0,
	  { "kdskbmode", "vt_do_kdskbmode", "console=$arg1:u32 mode=$arg2:u32 comm=$comm" } },
	{ "cad", "cad", tell_vt_cad, 0, { "cad", "ctrl_alt_del", "" } },
};

static const struct row *find_row(const char *event)
{
	for (size_t i = 0; i < ARRAY_SIZE(vtkbd_rows); i++)
		if (!strcmp(vtkbd_rows[i].event, event))
			return &vtkbd_rows[i];
	for (size_t i = 0; i < ARRAY_SIZE(vt_rows); i++)
		if (!strcmp(vt_rows[i].event, event))
			return &vt_rows[i];
	return NULL;
}

static void print_json(struct happening *h)
{
	FILE *out = h->trace->src->tool->out;

	fprintf(out, "%s\n", json_object_to_json_string_ext(h->json, JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(h->json);
}

/* A reader that is gone ends the trace: nobody would ever know otherwise. */
static int tell(struct tep_event *event, struct tep_record *record, int cpu, void *data)
{
	struct trace *trace = data;
	const struct row *row = find_row(event->name);
	struct happening h = { .trace = trace, .event = event, .record = record };
	FILE *out = trace->src->tool->out;
	uint64_t when = record->ts + trace->tracing.clock_ns;

	(void)cpu;
	if (!row)
		return 0;
	if (trace->options & OPT_JSON) {
		h.json = json_top(trace->src);
		json_put(h.json, "event", json_object_new_string(row->kind));
		json_put(h.json, "when", json_object_new_string(text_time(when).s));
		json_put(h.json, "when_ns", json_object_new_uint64(when));
	}
	row->tell(&h);
	if (h.json)
		print_json(&h);
	else
		fprintf(out, "%s  %-6s  %s\n", text_time(when).s, row->kind, h.text.s);
	if (fflush(out) || ferror(out))
		stopped = true;
	return stopped;
}

static int enable(struct trace *trace)
{
	bool vt = trace->options & OPT_VT;
	const struct row *rows = vt ? vt_rows : vtkbd_rows;
	size_t nr = vt ? ARRAY_SIZE(vt_rows) : ARRAY_SIZE(vtkbd_rows);

	for (size_t i = 0; i < nr; i++) {
		int err;

		if (rows[i].option & ~trace->options)
			continue;
		err = vt ? tracing_probe(&trace->tracing, &rows[i].probe) :
			   tracing_enable(&trace->tracing, "vtkbd", rows[i].event);
		if (err)
			return -1;
	}
	return 0;
}

/* Only consoles in use have a mode that can be asked. */
static int read_modes(struct trace *trace)
{
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		struct console con;

		trace->mode[n] = -1;
		if (trace->src->kind->read_console(trace->src, n, &con))
			return -1;
		if (con.known)
			trace->mode[n] = con.info.kbdmode;
	}
	return 0;
}

static void on_signal(int sig)
{
	(void)sig;
	stopped = true;
}

static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

static int follow(struct trace *trace)
{
	struct tracing *t = &trace->tracing;
	int err;

	catch_signals();
	err = tracing_start(t, trace->src->tool);
	if (!err)
		err = enable(trace);
	if (!err)
		err = read_modes(trace);
	if (!err)
		err = tracing_follow(t, trace->options & OPT_VT ? t->group : "vtkbd", &stopped,
				     tell, trace);
	tracing_stop(t);
	return err;
}

static int run_trace(const struct tool *tool, const struct args *args)
{
	struct trace trace = { .options = args->options };
	struct source src;
	int err;

	if (args->options & OPT_KEYS && geteuid()) {
		complain(tool, "trace: --keys shows what others type: only as root");
		return EXIT_FAILED;
	}
	if (args->options & OPT_KEYS && args->options & OPT_VT) {
		complain(tool, "trace: --keys: the kernel has no event for keys: not with --vt");
		return EXIT_FAILED;
	}
	if (source_open(&src, tool, args->options & OPT_VT))
		return EXIT_FAILED;
	trace.src = &src;
	err = follow(&trace);
	source_close(&src);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_trace = {
	.name = "trace",
	.operands = "",
	.summary = "show who sets which mode, switches and more, live",
	.details = "Show a line for each keyboard mode that is set, with who set it, each switch of\n"
		   "consoles, each Ctrl-Alt-Del and each change of lights, until interrupted. With\n"
		   "--vt modes and Ctrl-Alt-Del of the kernel's own consoles, by probes in the\n"
		   "kernel that are removed at the end; those of a killed vtkbdctl are removed at\n"
		   "the next start.",
	.options = OPT_JSON | OPT_VT | OPT_KEYS,
	.run = run_trace,
};
