// SPDX-License-Identifier: GPL-2.0
/*
 * The guardian, which puts the console back if the server was killed; the client, which is
 * there to show what a child gets; and what LEAVES_HOLDER leaves behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server.h"

#define HOLDER_S	60

static void to_null(void)
{
	int fd = open("/dev/null", O_RDWR);

	for (int i = 0; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* In a session of its own, so that it is not killed with the server's process group. */
static void __attribute__((noreturn)) guard(const struct server *s, int lifeline)
{
	sigset_t all;
	int fd = -1;
	char byte;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	setsid();
	to_null();
	if (write(lifeline, "", 1) != 1)
		_exit(1);
	while (read(lifeline, &byte, 1) < 0 && errno == EINTR)
		;
	if (s->saved->taken)
		note(s, "guardian: put back",
		     put_back(s->saved, &fd, ALL_PARTS & ~s->fault->left_by_guardian));
	_exit(0);
}

/* Before anything is opened: it holds no descriptor but the lifeline and the log. */
int guardian_start(struct server *s)
{
	int ends[2];
	char byte;

	s->saved = mmap(NULL, sizeof(*s->saved), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->saved == MAP_FAILED)
		return -errno;
	if (s->id == NO_GUARDIAN)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	s->guardian = fork();
	if (s->guardian < 0)
		return -errno;
	if (!s->guardian) {
		close(ends[1]);
		guard(s, ends[0]);
	}
	close(ends[0]);
	s->lifeline = ends[1];
	return read(s->lifeline, &byte, 1) == 1 ? 0 : -ECHILD;
}

void guardian_end(struct server *s)
{
	if (!s->guardian)
		return;
	close(s->lifeline);
	waitpid(s->guardian, NULL, 0);
}

int client_start(struct server *s)
{
	char parent[16];
	sigset_t none;

	snprintf(parent, sizeof(parent), "%d", getpid());
	s->client = fork();
	if (s->client)
		return s->client < 0 ? complain(s, "fork", -errno) : 0;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	to_null();
	execl("/proc/self/exe", "server-client", "--client", parent, NULL);
	_exit(127);
}

void client_end(struct server *s)
{
	if (s->client <= 0)
		return;
	kill(s->client, SIGTERM);
	waitpid(s->client, NULL, 0);
}

/* It does not outlive the server, however that ends. */
int client_main(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	while (getppid() == parent)
		pause();
	return 0;
}

void holder_start(const struct server *s)
{
	sigset_t none;

	if (fork())
		return;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	to_null();
	close(s->lifeline);
	alarm(HOLDER_S);
	for (;;)
		pause();
}
