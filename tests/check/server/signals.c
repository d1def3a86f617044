// SPDX-License-Identifier: GPL-2.0
/* Signals: those that are read by the loop, and those of a crash. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

#include "server.h"

/* A handler gets no argument. */
static struct server *crashing;

/* The kernel then ends the process by the same signal. */
static void on_crash(int sig)
{
	struct server *s = crashing;

	if (s->saved->taken && s->id != CRASH_RESTORES_NOTHING)
		put_back(s->saved, &s->fd, ALL_PARTS);
	s->saved->taken = false;
	raise(sig);
}

static void catch_crashes(struct server *s)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE };
	struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_RESETHAND };

	crashing = s;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		sigaction(fatal[i], &action, NULL);
}

int signals_start(struct server *s)
{
	static const int read[] = { RELEASE, ACQUIRE, SIGTERM, SIGINT, SIGHUP };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++)
		sigaddset(&set, read[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	catch_crashes(s);
	return s->signals < 0 ? complain(s, "signalfd", -errno) : 0;
}

/* HANDLERS_LATE */
void signals_left_alone(bool yes)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, RELEASE);
	sigaddset(&set, ACQUIRE);
	sigprocmask(yes ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}
