// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes in both directions between a console and the user. Neither side waits for the
 * other: what cannot be written yet is kept, and meanwhile the escape key is still looked
 * for.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "session/relay.h"
#include "tool.h"

/* After the end of what is typed from a file or a pipe: how long an answer may take. */
#define SILENCE_MS	1000

/* No more than a pipe that polls as writable takes at once. */
#define FLOW_SIZE	4096

/**
 * struct flow - bytes on their way from one descriptor to another
 * @from: -1 once it is at its end
 * @to: where they go
 * @begin: the first that is not written yet, in @buf
 * @end: behind the last
 * @buf: the bytes
 */
struct flow {
	int from;
	int to;
	size_t begin;
	size_t end;
	char buf[FLOW_SIZE];
};

enum { SIGNALS, READ_CONSOLE, WRITE_USER, READ_USER, WRITE_CONSOLE, NR_POLLS };

struct run {
	struct relay *relay;
	struct flow shown;
	struct flow typed;
	struct pollfd polls[NR_POLLS];
};

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGWINCH };

static void fill_signals(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(set, signals[i]);
}

void relay_block_signals(sigset_t *before)
{
	sigset_t set;

	fill_signals(&set);
	sigprocmask(SIG_BLOCK, &set, before);
}

static bool is_empty(const struct flow *f)
{
	return f->begin == f->end;
}

static enum relay_end fail(struct relay *r, const char *what)
{
	r->error = errno;
	r->failed = what;
	return RELAY_FAILED;
}

static bool is_passing(int error)
{
	return error == EAGAIN || error == EINTR;
}

/* Return: how many came; 0 at the end, -1 for none now, -2 for an error. */
static ssize_t fill(struct flow *f)
{
	ssize_t n;

	if (is_empty(f)) {
		f->end = 0;
		f->begin = 0;
	}
	n = read(f->from, f->buf + f->end, sizeof(f->buf) - f->end);
	if (n < 0)
		return is_passing(errno) ? -1 : -2;
	f->end += n;
	return n;
}

static int drain(struct flow *f)
{
	ssize_t n = write(f->to, f->buf + f->begin, f->end - f->begin);

	if (n < 0)
		return is_passing(errno) ? 0 : -1;
	f->begin += n;
	return 0;
}

/* Cuts what was typed where the escape key is. Return: whether it is there. */
static bool find_escape(struct run *run, size_t n)
{
	struct flow *f = &run->typed;
	char *key = NULL;

	if (run->relay->is_terminal && run->relay->escape != NO_ESCAPE)
		key = memchr(f->buf + f->end - n, run->relay->escape, n);
	if (key)
		f->end = key - f->buf;
	return key;
}

/*
 * The user must be able to leave even if no program reads the console: bytes for which
 * there is no room are dropped, as a keyboard's are.
 */
static void make_room(struct run *run)
{
	struct flow *f = &run->typed;

	if (f->end < sizeof(f->buf))
		return;
	memmove(f->buf, f->buf + f->begin, f->end - f->begin);
	f->end -= f->begin;
	f->begin = 0;
	if (f->end == sizeof(f->buf) && run->relay->is_terminal)
		f->end--;
}

static bool wants_typed(const struct run *run)
{
	const struct flow *f = &run->typed;

	return f->from >= 0 && (run->relay->is_terminal || f->end < sizeof(f->buf) || f->begin);
}

static void set_poll(struct run *run, int i, int fd, bool wanted, short events)
{
	run->polls[i] = (struct pollfd) { .fd = wanted ? fd : -1, .events = events };
}

static void set_polls(struct run *run)
{
	set_poll(run, READ_CONSOLE, run->shown.from, is_empty(&run->shown), POLLIN);
	set_poll(run, WRITE_USER, run->shown.to, !is_empty(&run->shown), POLLOUT);
	set_poll(run, READ_USER, run->typed.from, wants_typed(run), POLLIN);
	set_poll(run, WRITE_CONSOLE, run->typed.to, !is_empty(&run->typed), POLLOUT);
}

static enum relay_end on_signal(struct run *run, bool *over)
{
	struct signalfd_siginfo info;

	*over = false;
	if (read(run->polls[SIGNALS].fd, &info, sizeof(info)) != sizeof(info))
		return RELAY_LEFT;
	if (info.ssi_signo == SIGWINCH) {
		run->relay->resized(run->relay);
		return RELAY_LEFT;
	}
	*over = true;
	run->relay->signal = info.ssi_signo;
	return RELAY_SIGNAL;
}

static enum relay_end on_console(struct run *run, bool *over)
{
	ssize_t n = fill(&run->shown);

	*over = n == 0 || n == -2;
	return n == 0 ? RELAY_GONE : fail(run->relay, "reading");
}

static enum relay_end on_shown(struct run *run, bool *over)
{
	*over = drain(&run->shown) < 0;
	if (*over && errno == EPIPE) {
		run->relay->signal = SIGPIPE;
		return RELAY_SIGNAL;
	}
	return fail(run->relay, "standard output");
}

static enum relay_end on_user(struct run *run, bool *over)
{
	ssize_t n;

	make_room(run);
	n = fill(&run->typed);
	if (n == 0)
		run->typed.from = -1;
	if (n > 0 && find_escape(run, n)) {
		drain(&run->typed);
		*over = true;
		return RELAY_LEFT;
	}
	*over = n == -2;
	return fail(run->relay, "standard input");
}

/* EIO: the console was closed meanwhile; on_console() finds out. */
static enum relay_end on_typed(struct run *run, bool *over)
{
	int err = drain(&run->typed);

	*over = err && errno != EIO;
	if (err)
		run->typed.begin = run->typed.end;
	return fail(run->relay, "typing");
}

static enum relay_end (*const handlers[NR_POLLS])(struct run *run, bool *over) = {
	[SIGNALS]	= on_signal,
	[READ_CONSOLE]	= on_console,
	[WRITE_USER]	= on_shown,
	[READ_USER]	= on_user,
	[WRITE_CONSOLE]	= on_typed,
};

static bool is_done(const struct run *run)
{
	return run->relay->type && run->typed.from < 0 && is_empty(&run->typed) &&
	       is_empty(&run->shown);
}

static enum relay_end loop(struct run *run)
{
	enum relay_end end;
	bool over = false;
	int ready;

	for (;;) {
		set_polls(run);
		ready = poll(run->polls, NR_POLLS, is_done(run) ? SILENCE_MS : -1);
		if (ready < 0 && errno != EINTR)
			return fail(run->relay, "poll");
		if (!ready)
			return RELAY_LEFT;
		for (int i = 0; i < NR_POLLS; i++) {
			if (!run->polls[i].revents)
				continue;
			end = handlers[i](run, &over);
			if (over)
				return end;
		}
	}
}

enum relay_end relay_run(struct relay *r)
{
	struct run run = {
		.relay = r,
		.shown = { .from = r->console, .to = STDOUT_FILENO },
		.typed = { .from = r->type ? STDIN_FILENO : -1, .to = r->console },
	};
	enum relay_end end;
	sigset_t set;
	int fd;

	fill_signals(&set);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return fail(r, "signalfd");
	set_poll(&run, SIGNALS, fd, true, POLLIN);
	end = loop(&run);
	close(fd);
	return end;
}
