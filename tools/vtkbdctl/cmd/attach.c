// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl attach: a console on the user's own terminal. It puts the terminal
 * and the console's size back, however it ends; the passing of bytes is session/relay.c's.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "console/source.h"
#include "output/text.h"
#include "session/relay.h"
#include "session/terminal.h"
#include "system/device.h"
#include "tool.h"

#define DEFAULT_ESCAPE	"^]"

/**
 * struct attached - a console and what to put back in the end
 * @relay: what passes the bytes; first, so that resize() finds the rest
 * @ops: the devices
 * @terminal: the user's own
 * @size: the console's
 * @resized: @size is to be put back
 * @number: the console's
 */
struct attached {
	struct relay relay;
	const struct device_ops *ops;
	struct terminal terminal;
	struct winsize size;
	bool resized;
	unsigned int number;
};

/* ^A to ^_, in either case, as stty writes control characters. */
static int parse_escape(const struct tool *tool, const char *word, int *escape)
{
	if (!strcmp(word, "none")) {
		*escape = NO_ESCAPE;
		return 0;
	}
	*escape = word[0] == '^' && word[1] && !word[2] ? toupper(word[1]) - '@' : 0;
	if (*escape >= 1 && *escape <= 0x1f)
		return 0;
	return usage_error(complain(tool, "escape key '%s': not one of ^A to ^_, nor none",
				    text_escape(word).s));
}

static const char *reason(int error)
{
	switch (error) {
	case EPERM:
		return "not permitted: needs CAP_SYS_ADMIN: try as root";
	case EOPNOTSUPP:
		return "the module keeps no output (its parameter output is 0)";
	default:
		return vtkbd_reason(error);
	}
}

/* Return: descriptor, or -1. */
static int attach(const struct source *src, unsigned int number, bool read_only)
{
	struct vtkbd_attach_req req = {
		.console = number,
		.flags = read_only ? VTKBD_ATTACH_READ_ONLY : 0,
	};
	int fd = src->tool->ops->ioctl(src->fd, VTKBD_ATTACH, &req);

	if (fd < 0)
		return complain(src->tool, "%s: VTKBD_ATTACH %u: %s", source_node(src, 0).s,
				number, reason(-fd));
	return fd;
}

static bool is_terminal_itself(dev_t device)
{
	struct stat st;

	return !fstat(STDOUT_FILENO, &st) && S_ISCHR(st.st_mode) && st.st_rdev == device;
}

/*
 * Refuses the terminal that the command runs on: what it shows would be written to it and
 * shown again, without end.
 */
static int refuse_itself(const struct source *src, unsigned int number)
{
	dev_t device = src->tool->ops->device(source_node(src, number).s);

	if (!device || !is_terminal_itself(device))
		return 0;
	return complain(src->tool, "console %u: is this terminal itself", number);
}

static int ask(const struct attached *a, unsigned long request, void *arg)
{
	return a->ops->ioctl(a->relay.console, request, arg);
}

static void resize(const struct relay *relay)
{
	const struct attached *a = (const struct attached *)relay;
	struct winsize size;

	if (relay->type && terminal_size(&size))
		ask(a, TIOCSWINSZ, &size);
}

static void take_size(struct attached *a)
{
	struct winsize size;

	a->resized = a->relay.type && terminal_size(&size) &&
		     !ask(a, TIOCGWINSZ, &a->size) && !ask(a, TIOCSWINSZ, &size);
}

static void say_attached(const struct tool *tool, const struct attached *a)
{
	if (!a->relay.is_terminal)
		return;
	fprintf(tool->err, "vtkbdctl: console %u; ", a->number);
	if (!a->relay.type)
		fprintf(tool->err, "Ctrl-C leaves\n");
	else if (a->relay.escape == NO_ESCAPE)
		fprintf(tool->err, "a signal leaves\n");
	else
		fprintf(tool->err, "^%c leaves\n", a->relay.escape + '@');
}

/*
 * The module counts lost bytes only once they are overwritten, and no reader of the
 * stream sees it: it is reported at the end.
 */
static void say_lost(const struct tool *tool, const struct attached *a)
{
	struct vtkbd_output_info info;

	if (!ask(a, VTKBD_GET_OUTPUT, &info) && info.lost)
		fprintf(tool->err, "vtkbdctl: console %u: %llu bytes were not shown in time\n",
			a->number, (unsigned long long)info.lost);
}

static int say_end(const struct tool *tool, const struct attached *a, enum relay_end end)
{
	const struct relay *r = &a->relay;

	if (end == RELAY_FAILED)
		return complain(tool, "console %u: %s: %s", a->number, r->failed,
				strerror(r->error));
	if (end == RELAY_GONE && r->is_terminal)
		fprintf(tool->err, "vtkbdctl: console %u: gone (VT_DISALLOCATE)\n", a->number);
	return 0;
}

static int show(const struct tool *tool, struct attached *a)
{
	enum relay_end end;
	sigset_t before;
	int err = 0;

	say_attached(tool, a);
	relay_block_signals(&before);
	if (a->relay.type)
		err = terminal_raw(&a->terminal);
	if (err) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		return complain(tool, "standard input: %s", strerror(-err));
	}
	take_size(a);
	end = relay_run(&a->relay);
	if (a->resized)
		ask(a, TIOCSWINSZ, &a->size);
	terminal_restore(&a->terminal);

	if (a->relay.is_terminal)
		fputc('\n', tool->err);
	say_lost(tool, a);
	err = say_end(tool, a, end);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return end == RELAY_SIGNAL ? -(EXIT_BY_SIGNAL + a->relay.signal) : err;
}

static int attach_and_show(struct source *src, unsigned int number, int escape, bool type)
{
	struct attached a = {
		.relay = {
			.type = type,
			.escape = escape,
			.is_terminal = isatty(STDIN_FILENO),
			.resized = resize,
		},
		.ops = src->tool->ops,
	};
	struct console con;
	int err;

	err = src->kind->read_console(src, number, &con);
	if (err)
		return err;
	a.number = con.info.console;
	if (refuse_itself(src, a.number))
		return -1;
	a.relay.console = attach(src, a.number, !a.relay.type);
	if (a.relay.console < 0)
		return -1;
	fcntl(a.relay.console, F_SETFL, O_NONBLOCK);
	err = show(src->tool, &a);
	a.ops->close(a.relay.console);
	return err;
}

static int run_attach(const struct tool *tool, const struct args *args)
{
	struct source src;
	unsigned int number;
	int err, escape;

	err = args_console(tool, args->operand[0], &number);
	err = err ?: parse_escape(tool, args_value(args, OPT_ESCAPE, DEFAULT_ESCAPE), &escape);
	err = err ?: source_open(&src, tool, false);
	if (err)
		return exit_code(err);
	err = attach_and_show(&src, number, escape, !(args->options & OPT_READ_ONLY));
	source_close(&src);
	return exit_code(err);
}

const struct command cmd_attach = {
	.name = "attach",
	.operands = "N",
	.summary = "show what console N shows, and type on it",
	.details = "Show what programs write to console N, 1 to 63, or fg or 0 for the foreground\n"
		   "one: first the latest of what they wrote, then what comes; and type for them\n"
		   "what is typed here, until ^]. If that comes from a pipe or a file, until it has\n"
		   "ended and the console was silent for a second.",
	.options = OPT_READ_ONLY | OPT_ESCAPE,
	.run = run_attach,
};
