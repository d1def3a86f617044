/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that wait, and signals that come meanwhile. For each wait a child makes the call; once it
 * is asleep, a signal comes in each of these ways: to a handler with SA_RESTART, to one without,
 * one that is ignored, SIGKILL, SIGSTOP and SIGCONT. A line tells what came of it, and how the
 * call ended when what it waits for came, if it went on.
 */
#ifndef WAITS_H
#define WAITS_H

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../conformance/switching.h"

/*
 * struct wait - a call that waits
 * @name: for its lines
 * @call: made by the child; its result and errno are printed
 * @let_go: makes what the call waits for happen
 * @before: so that the call waits, or NULL
 * @after: undoes that, whether or not @let_go was called, or NULL
 * @begun: it comes to no other wait before the one that is meant, or NULL if it never does
 */
struct wait {
	const char *name;
	long (*call)(void);
	void (*let_go)(void);
	void (*before)(void);
	void (*after)(void);
	bool (*begun)(void);
};

struct signal_way {
	const char *name;
	int signo;
	int flags;		/* of the handler */
	void (*handler)(int signo);
};

#define TOO_LONG_MS	2500	/* for what a signal does at once */
#define SPINNING_MS	1000
#define FOR_EVER_S	60

/* Of the child that makes the call; shared with it. */
static struct {
	volatile bool entered, done;
	volatile int handled;
	volatile long ret;
	volatile int err;
} *told;

static void on_signal(int signo)
{
	(void)signo;
	told->handled++;
}

static const struct signal_way signal_ways[] = {
	{ "SA_RESTART", SIGUSR1, SA_RESTART, on_signal },
	{ "no SA_RESTART", SIGUSR1, 0, on_signal },
	{ "ignored", SIGUSR1, 0, SIG_IGN },
	{ "SIGKILL", SIGKILL, 0, SIG_DFL },
	{ "SIGSTOP", SIGSTOP, 0, SIG_DFL },
};

/* -- calls that any descriptor has ------------------------------------------------- */

static int reading, writing;	/* the descriptors that they wait on */

static long read_some(void)
{
	char bytes[16];

	return read(reading, bytes, sizeof(bytes));
}

static long write_some(void)
{
	return write(writing, "some", 4);
}

static long poll_one(int fd, int events)
{
	struct pollfd ask = { .fd = fd, .events = events };

	return poll(&ask, 1, -1);
}

static long poll_in(void)
{
	return poll_one(reading, POLLIN);
}

static long poll_out(void)
{
	return poll_one(writing, POLLOUT);
}

/* -- a signal while a call waits ----------------------------------------------------- */

static bool is_waiting(pid_t pid)
{
	char state = state_of(pid);

	return state == 'S' || state == 'D';
}

static void await_asleep(pid_t pid)
{
	for (int same = 0; same < 3; same = is_waiting(pid) ? same + 1 : 0)
		pause_ms(2);
}

/*
 * It returned from the call, or it is asleep, as the next looks find it, too. A call that tries
 * again and again never sleeps.
 */
static void come_to_rest(const struct wait *w, pid_t pid)
{
	int same = 0;

	while (w->begun && !w->begun() && !told->done)
		pause_ms(2);

	for (int ms = 0; ms < SPINNING_MS; ms += 2) {
		if (told->done)
			return;
		same = told->entered && is_waiting(pid) ? same + 1 : 0;
		if (same == 3)
			return;
		pause_ms(2);
	}
}

static pid_t start_call(const struct wait *w, const struct signal_way *way)
{
	struct sigaction action = { .sa_handler = way->handler, .sa_flags = way->flags };
	pid_t pid;

	fflush(stdout);
	memset(told, 0, sizeof(*told));
	pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(FOR_EVER_S);
	sigaction(SIGUSR1, &action, NULL);
	told->entered = true;
	errno = 0;
	told->ret = w->call();
	told->err = errno;
	told->done = true;
	_exit(0);
}

static bool ended_in_time(pid_t pid, int options, int *status)
{
	for (int ms = 0; ms < TOO_LONG_MS; ms += 2) {
		if (waitpid(pid, status, options | WNOHANG) == pid)
			return true;
		pause_ms(2);
	}
	return false;
}

/* The call ends by itself now. */
static void say_end(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	errno = told->err;
	if (WIFSIGNALED(status))
		printf("%s: still waiting", strsignal(WTERMSIG(status)));
	else
		printf("%ld %s", told->ret, errname());
}

static void say_killed(const struct wait *w, pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	if (ended_in_time(pid, 0, &status)) {
		printf("ended by %d", WTERMSIG(status));
		return;
	}
	w->let_go();
	waitpid(pid, &status, 0);
	printf("not before the call had ended: ended by %d", WTERMSIG(status));
}

/* False if it went on without having taken notice. */
static bool notices(pid_t pid, const struct signal_way *way)
{
	int status;

	kill(pid, way->signo);
	if (way->signo == SIGSTOP) {
		bool stopped = ended_in_time(pid, WUNTRACED, &status);

		kill(pid, SIGCONT);
		return stopped;
	}
	for (int ms = 0; way->handler == on_signal && !told->handled; ms += 2) {
		if (ms > TOO_LONG_MS)
			return false;
		pause_ms(2);
	}
	return true;
}

static void say_interrupted(const struct wait *w, pid_t pid, const struct signal_way *way)
{
	bool noticed = notices(pid, way);

	come_to_rest(w, pid);
	if (!told->done) {
		printf(noticed ? "goes on, " : "takes no notice, ");
		w->let_go();
	}
	say_end(pid);
}

static void interrupt(const struct wait *w, const struct signal_way *way)
{
	pid_t pid;

	if (w->before)
		w->before();
	pid = start_call(w, way);
	come_to_rest(w, pid);
	printf("%s, %s: ", w->name, way->name);
	if (told->done) {
		printf("does not wait: ");
		say_end(pid);
	} else if (way->signo == SIGKILL) {
		say_killed(w, pid);
	} else {
		say_interrupted(w, pid, way);
	}
	putchar('\n');
	if (w->after)
		w->after();
}

/* Each wait in each way; @check is called after each, unless it is NULL. */
static void interrupt_all(const struct wait *waits, size_t count, void (*check)(void))
{
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED)
		fail("mmap");
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < COUNT(signal_ways); j++) {
			interrupt(&waits[i], &signal_ways[j]);
			if (check)
				check();
		}
}

/* A child that makes a call and is asleep in it when this returns. */
static inline pid_t waiting_child(void (*call)(void))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(FOR_EVER_S);
		call();
		_exit(0);
	}
	await_asleep(pid);
	return pid;
}

static inline void end_child(pid_t *pid)
{
	if (*pid > 0) {
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

#endif /* WAITS_H */
