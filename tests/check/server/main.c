// SPDX-License-Identifier: GPL-2.0
/*
 * server [--tty PATH] [--fault NAME] [--log FILE]: a display server without pictures. It takes
 * the console of PATH, of $XDG_VTNR or of its terminal, and acts on chords of every keyboard:
 * Ctrl-Alt-F1 to F12 switch, Ctrl-Alt-Backspace ends it. Prints "ready" when it is up.
 * server --list: the faults that it can have, the property that each breaks, and how.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/vt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

#define LOOK_MS		1000
#define K_OFF_LATE_MS	1500
#define SLOW_ACK_MS	3000
#define SLOW_EXIT_S	3

/* The descriptors that the loop waits for; those of keyboards follow. */
enum { SIGNALS, CONSOLE, NOTIFY, KEYBOARDS };

/* What a step of the loop returns besides 0 and an error, which ends it with a failure. */
#define END	1

/* -- switching -------------------------------------------------------------------- */

/* Whatever signals said, or did not. */
static int synchronise(struct server *s)
{
	int err = console_in_front(s, &s->active);

	if (err)
		return err;
	if (s->active) {
		input_start(s);
		return console_look(s);
	}
	input_stop(s);
	return 0;
}

/* EINVAL: there is nothing to release. */
static int let_go(struct server *s)
{
	int err = console_call(s, "VT_RELDISP 1", VT_RELDISP, (void *)1);

	s->ack_due = 0;
	if (err == -EINVAL && s->id != DOUBLE_RELEASE_CONFUSED)
		return synchronise(s);
	if (err)
		return complain(s, "VT_RELDISP", err);
	if (s->id == ACKS_THEN_DIES)
		raise(SIGKILL);
	s->active = false;
	s->away = true;
	return 0;
}

static int release(struct server *s)
{
	if (s->id == NEVER_ACKS)
		return 0;
	input_stop(s);
	if (s->id != SLOW_ACK)
		return let_go(s);
	if (!s->ack_due)
		s->ack_due = now_ms() + SLOW_ACK_MS;
	return 0;
}

static int acquire(struct server *s)
{
	int err = console_call(s, "VT_RELDISP VT_ACKACQ", VT_RELDISP, (void *)VT_ACKACQ);

	if (err && err != -EINVAL)
		return complain(s, "VT_RELDISP VT_ACKACQ", err);
	return synchronise(s);
}

/* -- the loop --------------------------------------------------------------------- */

static int on_signal(struct server *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return 0;
	note(s, info.ssi_signo == RELEASE ? "release signal" :
		info.ssi_signo == ACQUIRE ? "acquire signal" : "a signal to end", 0);
	if (info.ssi_signo == RELEASE)
		return release(s);
	return info.ssi_signo == ACQUIRE ? acquire(s) : END;
}

static int on_time(struct server *s)
{
	long long now = now_ms();
	int err = 0;

	if (s->off_due && now >= s->off_due) {
		s->off_due = 0;
		s->late_done = true;
		err = console_keyboard_off(s);
	}
	if (!err && s->ack_due && now >= s->ack_due)
		err = let_go(s);
	if (now < s->look_due)
		return err;
	s->look_due = now + LOOK_MS;
	return err ?: s->ack_due ? 0 : synchronise(s);
}

static int next_timeout(const struct server *s)
{
	long long next = s->look_due, now = now_ms();

	if (s->off_due && s->off_due < next)
		next = s->off_due;
	if (s->ack_due && s->ack_due < next)
		next = s->ack_due;
	return next > now ? next - now : 0;
}

static int on_keyboards(struct server *s, const struct pollfd *polled, int count)
{
	enum wish wish = WISH_NOTHING;

	/* From the last: one that is gone is replaced by the last. */
	for (int i = count - 1; i >= 0 && s->reading && !wish; i--)
		if (polled[i].revents)
			wish = input_read(s, i);
	return wish == WISH_END ? END : 0;
}

static int wait_once(struct server *s)
{
	struct pollfd p[KEYBOARDS + MAX_KEYBOARDS] = {
		[SIGNALS] = { .fd = s->signals, .events = POLLIN },
		[CONSOLE] = { .fd = s->lost ? -1 : s->fd },
		[NOTIFY] = { .fd = s->reading ? s->notify : -1, .events = POLLIN },
	};
	int count = s->nr_keyboards, err = 0;

	for (int i = 0; i < count; i++)
		p[KEYBOARDS + i] = (struct pollfd){ .fd = s->keyboards[i], .events = POLLIN };
	if (poll(p, KEYBOARDS + count, next_timeout(s)) < 0)
		return errno == EINTR ? 0 : complain(s, "poll", -errno);
	if (p[CONSOLE].revents & POLLHUP)
		return complain(s, "hung up", -EIO);
	if (p[SIGNALS].revents)
		err = on_signal(s);
	if (!err)
		err = on_keyboards(s, p + KEYBOARDS, count);
	if (!err && p[NOTIFY].revents)
		input_changed(s);
	return err ?: on_time(s);
}

static int serve(struct server *s)
{
	int ret;

	do {
		ret = wait_once(s);
		if (ret < 0 && s->id == IGNORES_HANGUP && console_hung_up(s)) {
			s->lost = true;
			ret = 0;
		}
	} while (!ret);
	return ret < 0 ? ret : 0;
}

/* -- beginning and end ------------------------------------------------------------ */

static int begin(struct server *s, const char *path)
{
	int err = signals_start(s) ?: console_open(s, path) ?: console_take(s);

	if (err)
		return err;
	if (s->id == K_OFF_LATE)
		s->off_due = now_ms() + K_OFF_LATE_MS;
	err = synchronise(s) ?: client_start(s);
	if (err)
		return err;
	s->look_due = now_ms() + LOOK_MS;
	s->ready = true;
	note(s, "ready", 0);
	puts("ready");
	fflush(stdout);
	return 0;
}

/* An end by a hang-up is not orderly. */
static unsigned int left_by(const struct server *s, int err)
{
	if (!s->ready)
		return s->fault->left_at_failure;
	return err ? 0 : s->fault->left_at_end;
}

static int end(struct server *s, int err)
{
	unsigned int left = left_by(s, err);

	input_stop(s);
	if (s->id == EXIT_HOLDS_SWITCH)
		nanosleep(&(struct timespec){ .tv_sec = SLOW_EXIT_S }, NULL);
	if (s->saved->taken) {
		int failed = put_back(s->saved, &s->fd, ALL_PARTS & ~left);

		note(s, "put back", failed);
		err = complain(s, "cannot put it back", failed) ?: err;
	}
	s->saved->taken = false;
	if (s->id == LEAVES_HOLDER)
		holder_start(s);
	client_end(s);
	guardian_end(s);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int open_log(const char *path)
{
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;

	if (path && fd < 0)
		perror(path);
	return fd;
}

static int run(enum fault_id id, const char *tty, const char *log)
{
	struct server s = { .id = id, .fault = fault_of(id), .log = open_log(log), .fd = -1,
			    .notify = -1, .lifeline = -1, .signals = -1 };
	int err = guardian_start(&s);

	if (err) {
		errno = -err;
		perror("server: guardian");
		return EXIT_FAILURE;
	}
	err = begin(&s, tty);
	return end(&s, err ?: serve(&s));
}

static int usage(void)
{
	fputs("usage: server [--tty PATH] [--fault NAME] [--log FILE] | --list\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "tty", required_argument, NULL, 't' }, { "fault", required_argument, NULL, 'f' },
		{ "log", required_argument, NULL, 'l' }, { "list", no_argument, NULL, 'L' },
		{ "client", required_argument, NULL, 'c' }, { 0 },
	};
	const char *tty = NULL, *log = NULL;
	enum fault_id id = WELL_BEHAVED;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0)
		switch (option) {
		case 't':
			tty = optarg;
			break;
		case 'f':
			if (!fault_find(optarg, &id))
				return usage();
			break;
		case 'l':
			log = optarg;
			break;
		case 'L':
			fault_list();
			return 0;
		case 'c':
			return client_main(atoi(optarg));
		default:
			return usage();
		}
	return optind == argc ? run(id, tty, log) : usage();
}
