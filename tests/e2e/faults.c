// SPDX-License-Identifier: GPL-2.0
/*
 * faults CONSOLE STEP...: sets rules by VTKBD_SET_FAULT and prints the result of each step on a
 * line. It contains no expected result. Rules: WHAT,ACT[,MEMBER=NUMBER]... with a + between two.
 *
 *   set=RULES		what VTKBD_SET_FAULT says; as another process: other=RULES
 *   get=ROOM		VTKBD_GET_FAULTS; close
 *   self=IOCTL:ARG	called by this process, call=IOCTL:ARG by a child, interrupt=IOCTL:ARG by
 *			a child that gets a signal after 100 ms: the result and after how many ms
 *   under=MS:IOCTL:ARG	as call, and the rules are closed after so many ms
 *   own		a child takes the console (VT_PROCESS), answers signals and tells of them
 *   hear=COUNT		the next signals that it got, after how many ms since the last go
 *   quiet=MS		it gets none for so long
 *   go=CONSOLE		VT_ACTIVATE; at=CONSOLE: waits until that is in the foreground
 *   keep		a child has the descriptor, too, until it is killed: its process ID
 *   user		drop all privileges; shut: close the console
 *   die		SIGKILL; stay: wait to be killed
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define DEADLINE_MS	20000

static int node, console, rules = -1, told[2] = { -1, -1 };
static long went;

static const struct {
	const char *name;
	unsigned int number;
} words[] = {
	{ "ioctl", VTKBD_FAULT_IOCTL }, { "release", VTKBD_FAULT_RELEASE },
	{ "acquire", VTKBD_FAULT_ACQUIRE }, { "error", VTKBD_FAULT_ERROR },
	{ "delay", VTKBD_FAULT_DELAY }, { "drop", VTKBD_FAULT_DROP },
	{ "repeat", VTKBD_FAULT_REPEAT },
	{ "KDSKBMODE", KDSKBMODE }, { "KDSETMODE", KDSETMODE }, { "KDGKBMODE", KDGKBMODE },
	{ "VT_ACTIVATE", VT_ACTIVATE }, { "VT_DISALLOCATE", VT_DISALLOCATE },
	{ "VT_RELDISP", VT_RELDISP },
	{ "TCFLSH", TCFLSH }, { "TIOCGPGRP", TIOCGPGRP },
};

static unsigned int number_of(const char *word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strncmp(word, words[i].name, strlen(words[i].name)))
			return words[i].number;
	return strtoul(word, NULL, 0);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static const char *result(long ret)
{
	static char text[16];

	snprintf(text, sizeof(text), "%ld", ret);
	return ret < 0 ? strerrorname_np(errno) : text;
}

/* -- rules ----------------------------------------------------------------------------- */

static void member(struct vtkbd_fault *f, const char *s)
{
	const char *value = strchr(s, '=') + 1;

	if (!strncmp(s, "error=", 6))
		f->error = number_of(value);
	else if (!strncmp(s, "cmd=", 4))
		f->cmd = number_of(value);
	else if (!strncmp(s, "delay=", 6))
		f->delay_ms = number_of(value);
	else if (!strncmp(s, "skip=", 5))
		f->skip = number_of(value);
	else if (!strncmp(s, "count=", 6))
		f->count = number_of(value);
	else if (!strncmp(s, "hits=", 5))
		f->hits = number_of(value);
}

static void rule(struct vtkbd_fault *f, const char *s)
{
	const char *end = s + strcspn(s, "+");

	f->what = number_of(s);
	s = strchr(s, ',') + 1;
	f->act = number_of(s);
	while ((s = strchr(s, ',')) && s < end)
		member(f, ++s);
}

static int set(const char *s)
{
	struct vtkbd_fault f[VTKBD_FAULT_MAX + 1] = { 0 };
	struct vtkbd_fault_req req = {
		.console = console, .fault_size = sizeof(*f), .fault = (uintptr_t)f,
	};

	while (s) {
		rule(&f[req.count++], s);
		s = strchr(s, '+');
		s = s ? s + 1 : NULL;
	}
	return ioctl(node, VTKBD_SET_FAULT, &req);
}

static void step_set(const char *s)
{
	rules = set(s);
	printf("set %s%s\n", rules < 0 ? result(rules) : "0",
	       rules >= 0 && fcntl(rules, F_GETFD) & FD_CLOEXEC ? " cloexec" : "");
}

static void step_get(const char *s)
{
	struct vtkbd_fault f[VTKBD_FAULT_MAX + 2] = { 0 };
	unsigned int room = atoi(s);
	struct vtkbd_fault_req req = {
		.count = room, .fault_size = sizeof(*f), .fault = (uintptr_t)f,
	};
	int ret = ioctl(rules, VTKBD_GET_FAULTS, &req);

	if (ret) {
		printf("get %s\n", result(ret));
		return;
	}
	printf("get console %u, %u rules:", req.console, req.count);
	for (unsigned int i = 0; i < req.count && i < room; i++)
		printf(" %u/%u", f[i].hits, f[i].count);
	printf("%s\n", f[room].act || f[room].what || f[room].cmd ? " spilled" : "");
}

/* -- ioctls ------------------------------------------------------------------------------ */

static void nothing(int signo)
{
	(void)signo;
}

/* begin: of its caller, who may have started a child since. */
static void call(const char *label, const char *s, long begin)
{
	unsigned int cmd = number_of(s);
	unsigned long arg = strtoul(strchr(s, ':') + 1, NULL, 0);
	unsigned int got[64];
	long ret;

	ret = ioctl(node, cmd, cmd == KDGKBMODE || cmd == TIOCGPGRP ? (unsigned long)got : arg);
	printf("%s %s after %ld\n", label, result(ret), now_ms() - begin);
}

static pid_t call_in_child(const char *label, const char *s)
{
	long begin = now_ms();
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	call(label, s, begin);
	fflush(stdout);
	_exit(0);
}

static void step_call(const char *s)
{
	waitpid(call_in_child("call", s), NULL, 0);
}

/* How often the first rule was applied. */
static unsigned int hits(void)
{
	struct vtkbd_fault f = { 0 };
	struct vtkbd_fault_req req = {
		.count = 1, .fault_size = sizeof(f), .fault = (uintptr_t)&f,
	};

	return ioctl(rules, VTKBD_GET_FAULTS, &req) ? 0 : f.hits;
}

/* Until a child's call is delayed: how late a busy machine starts it does not matter. */
static void wait_for_delay(unsigned int before)
{
	for (long end = now_ms() + DEADLINE_MS; now_ms() < end; poll(NULL, 0, 5))
		if (hits() > before)
			return;
}

static void step_interrupt(const char *s)
{
	unsigned int before = hits();
	pid_t pid;

	sigaction(SIGUSR2, &(struct sigaction){ .sa_handler = nothing }, NULL);
	pid = call_in_child("interrupt", s);
	wait_for_delay(before);
	poll(NULL, 0, 100);
	kill(pid, SIGUSR2);
	waitpid(pid, NULL, 0);
}

/* Its child has a copy of the descriptor: closed there at once. */
static void step_under(const char *s)
{
	int delay = atoi(s), kept = rules;
	unsigned int before = hits();
	long begin = now_ms();
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(kept);
		call("under", strchr(s, ':') + 1, begin);
		fflush(stdout);
		_exit(0);
	}
	wait_for_delay(before);
	poll(NULL, 0, delay);
	close(rules);
	rules = -1;
	waitpid(pid, NULL, 0);
}

/* -- an owner ------------------------------------------------------------------------------ */

static void own(void)
{
	const struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR2 };
	sigset_t signals;
	char byte = '!';
	int signo;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(rules);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	if (ioctl(node, VT_SETMODE, &mode))
		_exit(1);
	do {
		if (write(told[1], &byte, 1) != 1 || sigwait(&signals, &signo))
			_exit(1);
		byte = signo == SIGUSR1 ? 'r' : 'a';
		if (ioctl(node, VT_RELDISP, signo == SIGUSR1 ? 1 : VT_ACKACQ))
			byte = signo == SIGUSR1 ? 'R' : 'A';
	} while (1);
}

static bool heard(char *byte, int ms)
{
	struct pollfd p = { .fd = told[0], .events = POLLIN };

	return poll(&p, 1, ms) == 1 && read(told[0], byte, 1) == 1;
}

static void step_own(const char *s)
{
	char byte = 0;

	(void)s;
	fflush(stdout);
	if (pipe2(told, O_CLOEXEC) || fork() == 0)
		own();
	printf("own %s\n", heard(&byte, DEADLINE_MS) ? "0" : "?");
}

/* A capital letter: VT_RELDISP failed, since no switch was pending. */
static void step_hear(const char *s)
{
	for (int i = atoi(s); i > 0; i--) {
		char byte = '?';

		heard(&byte, DEADLINE_MS);
		printf("heard %c after %ld\n", byte, now_ms() - went);
	}
}

static void step_quiet(const char *s)
{
	char byte = '-';

	heard(&byte, atoi(s));
	printf("quiet %c\n", byte);
}

static void step_go(const char *s)
{
	went = now_ms();
	printf("go %s\n", result(ioctl(node, VT_ACTIVATE, atoi(s))));
}

static void step_at(const char *s)
{
	struct vt_stat stat = { 0 };

	for (long end = now_ms() + DEADLINE_MS; now_ms() < end; poll(NULL, 0, 5))
		if (!ioctl(node, VT_GETSTATE, &stat) && stat.v_active == atoi(s))
			break;
	printf("at %d\n", stat.v_active);
}

/* -- the others ------------------------------------------------------------------------------ */

static void step_other(const char *s)
{
	fflush(stdout);
	if (fork() == 0) {
		printf("other %s\n", result(set(s)));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
}

static void step_close(const char *s)
{
	(void)s;
	printf("close %s\n", result(close(rules)));
	rules = -1;
}

static void step_keep(const char *s)
{
	pid_t pid;

	(void)s;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(node);
		close(STDOUT_FILENO);	/* so that who reads it does not wait for this one */
		close(STDERR_FILENO);
		pause();
	}
	printf("keep %d\n", pid);
}

static void step_other_ones(const char *s)
{
	if (!strcmp(s, "user"))
		printf("user %s\n", result(setresuid(65534, 65534, 65534)));
	else if (!strcmp(s, "shut"))
		printf("shut %s\n", result(close(node)));
	else if (!strcmp(s, "die"))
		kill(getpid(), SIGKILL);
	else if (!strcmp(s, "stay"))
		pause();
	else
		exit(2);
}

static const struct {
	const char *name;
	void (*fn)(const char *s);
} steps[] = {
	{ "set=", step_set }, { "other=", step_other }, { "get=", step_get },
	{ "close", step_close }, { "call=", step_call }, { "interrupt=", step_interrupt },
	{ "under=", step_under }, { "own", step_own }, { "hear=", step_hear },
	{ "quiet=", step_quiet }, { "go=", step_go }, { "at=", step_at }, { "keep", step_keep },
};

static void step(const char *s)
{
	if (!strncmp(s, "self=", 5))
		return call("self", s + 5, now_ms());
	for (size_t i = 0; i < COUNT(steps); i++)
		if (!strncmp(s, steps[i].name, strlen(steps[i].name)))
			return steps[i].fn(s + strlen(steps[i].name));
	step_other_ones(s);
}

int main(int argc, char **argv)
{
	char path[32];

	if (argc < 3)
		return 2;
	console = atoi(argv[1]);
	snprintf(path, sizeof(path), "/dev/vtkbd%d", console);
	node = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (node < 0) {
		perror(path);
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		step(argv[i]);
		fflush(stdout);
	}
	return 0;
}
