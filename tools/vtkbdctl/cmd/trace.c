// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl trace: a line for each event of a keyboard, as it happens. Which events there
 * are, and how a line is made of one, is in trace/events.c.
 */
#include <json.h>
#include <signal.h>
#include <unistd.h>

#include <linux/kd.h>

#include "command.h"
#include "console/source.h"
#include "output/text.h"
#include "output/to_json.h"
#include "system/device.h"
#include "system/inputs.h"
#include "system/netlink_exits.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/tracefs.h"

static volatile sig_atomic_t stopped;	/* the signal */

static void print_json(struct event *e)
{
	FILE *out = e->trace->src->tool->out;

	fprintf(out, "%s\n", json_object_to_json_string_ext(e->json, JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(e->json);
}

static void print_row(const struct row *row, struct event *e)
{
	const struct trace *trace = e->trace;
	uint64_t when = e->record->ts + trace->tracing.clock_ns;

	if (trace->options & OPT_JSON) {
		e->json = json_top(trace->src);
		json_put(e->json, "event", json_string_if(row->kind, row->kind));
		json_put(e->json, "when", json_object_new_string(text_time(when).s));
		json_put(e->json, "when_ns", json_object_new_uint64(when));
	}
	e->kind = row->kind;
	row->fill(e);
	if (e->nothing)
		json_object_put(e->json);
	else if (e->json)
		print_json(e);
	else
		fprintf(trace->src->tool->out, "%s  %-8s  %s\n", text_time(when).s, e->kind,
			e->text.s);
}

static int print_record(struct tep_event *format, struct tep_record *record, int cpu, void *data)
{
	struct trace *trace = data;
	const struct event one = { .trace = trace, .format = format, .record = record };
	const struct row *const rows[] = {
		record->missed_events ? &lost_row : NULL, row_find(format->name),
	};

	(void)cpu;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct event e = one;

		if (rows[i])
			print_row(rows[i], &e);
	}
	return output_failed(trace->src->tool);
}

static int enable(struct trace *trace)
{
	bool vt = trace->options & OPT_VT;

	for (const struct row *row = vt ? vt_rows : vtkbd_rows; row->event; row++) {
		int err;

		if (row->option & ~trace->options)
			continue;
		err = vt ? tracing_probe(&trace->tracing, row->event, row->probe) :
			   tracing_enable(&trace->tracing, "vtkbd", row->event);
		if (err)
			return -1;
	}
	return 0;
}

/*
 * Only consoles in use have a mode that can be read; others are reset when they come into
 * use. The LEDs can be read from any of them.
 */
static int read_consoles(struct trace *trace)
{
	int fresh = source_default_mode(trace->src), nr_unread = 0;
	struct seat seat;

	if (trace->src->kind->read_seat(trace->src, &seat))
		return -1;
	trace->foreground = seat.info.foreground;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		struct console con;

		if (source_read_next(trace->src, n, &con, &nr_unread))
			return -1;
		trace->mode[n] = con.info.flags & VTKBD_F_ALLOCATED ? -1 : fresh;
		trace->kdmode[n] = con.info.flags & VTKBD_F_ALLOCATED ? -1 : KD_TEXT;
		if (!con.known)
			continue;
		trace->mode[n] = con.info.kbdmode;
		trace->kdmode[n] = con.info.kdmode;
		if (con.shown_leds >= 0)
			trace->leds = con.shown_leds;
	}
	return 0;
}

static void on_signal(int sig)
{
	stopped = sig;
}

/* What was ignored from the beginning (nohup) stays so. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t ending = ending_signals();
	struct sigaction now;

	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigismember(&ending, sig) && !sigaction(sig, NULL, &now) &&
		    now.sa_handler != SIG_IGN)
			sigaction(sig, &action, NULL);
}

/* A console is not kept open: it would be busy, and SAK would kill this process. */
static int prepare(struct trace *trace)
{
	struct tracing *t = &trace->tracing;
	int err = tracing_start(t, trace->src->tool);

	exits_open(&trace->exits, trace->src->tool);
	err = err ?: enable(trace);
	err = err ?: read_consoles(trace);
	inputs_read(&trace->inputs, trace->src);
	source_close(trace->src);
	return unread(err);
}

static void read_events(struct trace *trace)
{
	exits_read(&trace->exits);
	tracing_read(&trace->tracing, print_record, trace);
}

/*
 * If the reader of the output is gone, the trace ends: nothing else would stop it. What
 * happened before a signal is printed before the end.
 */
static int follow(struct trace *trace)
{
	const struct tool *tool = trace->src->tool;
	int err;

	catch_signals();
	err = prepare(trace);
	if (!err && !stopped)
		fputs("vtkbdctl: listening\n", tool->err);
	while (!err && !stopped) {
		if (tracing_wait(fileno(tool->out)))
			read_events(trace);
		else
			stopped = SIGPIPE;
		err = output_flush(tool);
	}
	if (!err && stopped != SIGPIPE) {
		tracing_pause(&trace->tracing);
		read_events(trace);
	}
	tracing_stop(&trace->tracing);
	exits_close(&trace->exits);
	return err || !stopped ? err : -(EXIT_BY_SIGNAL + stopped);
}

static int run_trace(const struct tool *tool, const struct args *args)
{
	struct trace trace = { .options = args->options, .exits.fd = -1 };
	struct source src;
	int err;

	if (args->options & OPT_KEYS && geteuid())
		return exit_code(complain(tool, "trace: --keys shows what others type: "
					  "only as root"));
	if (args->options & OPT_KEYS && !(args->options & OPT_VT) && vtkbd_withholds_keys(tool))
		return exit_code(complain(tool, "trace: --keys: vtkbd does not tell which keys, until: "
					  "echo 1 >" VTKBD_TRACE_KEYS));
	err = source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return exit_code(err);
	trace.src = &src;
	err = follow(&trace);
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_trace = {
	.name = "trace",
	.operands = "",
	.summary = "show who sets which mode, switches and more, live",
	.details = "Show a line for each keyboard mode, screen mode and switching mode that is set,\n"
		   "with who set it, each switch of consoles and who asked for it, each Ctrl-Alt-Del\n"
		   "and each change of LEDs, until interrupted; \"listening\" on the standard error\n"
		   "says from when on. What happened before a signal is printed before the end. With\n"
		   "--vt those of the kernel's own consoles, by probes in the kernel that are\n"
		   "removed at the end; those of a killed vtkbdctl are removed at the next start.",
	.options = OPT_JSON | OPT_VT | OPT_KEYS,
	.run = run_trace,
};
