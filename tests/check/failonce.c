// SPDX-License-Identifier: GPL-2.0
/*
 * failonce KDSKBMODE|KDSETMODE|VT_SETMODE|VT_ACTIVATE ERRNO PROGRAM...: the program's first
 * such ioctl is not made, and returns that error. Ends as the program does. amd64 only.
 */
#include <err.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSCALL_STOP	(SIGTRAP | 0x80)

static unsigned long request_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned long request;
	} known[] = {
		{ "KDSKBMODE", KDSKBMODE }, { "KDSETMODE", KDSETMODE },
		{ "VT_SETMODE", VT_SETMODE }, { "VT_ACTIVATE", VT_ACTIVATE },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].name, name))
			return known[i].request;
	errx(2, "%s: not an ioctl that can fail", name);
}

static void poke(pid_t pid, size_t offset, long value)
{
	if (ptrace(PTRACE_POKEUSER, pid, offset, value))
		err(2, "PTRACE_POKEUSER");
}

/* Return: true at a system call's beginning or end, false if the process has ended. */
static int next_stop(pid_t pid, int *status)
{
	int sig = 0;

	do {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) || waitpid(pid, status, 0) != pid)
			err(2, "the program");
		sig = WIFSTOPPED(*status) ? WSTOPSIG(*status) : 0;
	} while (sig && sig != SYSCALL_STOP);
	return sig;
}

/* An invalid number in place of the call's: nothing happens. */
static int fail_once(pid_t pid, unsigned long request, int error, int *status)
{
	struct user_regs_struct regs;

	while (next_stop(pid, status)) {
		if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
			err(2, "PTRACE_GETREGS");
		if (regs.orig_rax == SYS_ioctl && regs.rsi == request) {
			poke(pid, offsetof(struct user, regs.orig_rax), -1);
			if (next_stop(pid, status))
				poke(pid, offsetof(struct user, regs.rax), -error);
			ptrace(PTRACE_DETACH, pid, NULL, NULL);
			return waitpid(pid, status, 0);
		}
		next_stop(pid, status);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long request;
	pid_t pid;
	int status;

	if (argc < 4)
		return 2;
	request = request_of(argv[1]);
	pid = fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[3], argv + 3);
		err(127, "%s", argv[3]);
	}
	if (waitpid(pid, &status, 0) != pid ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD))
		err(2, "ptrace");
	fail_once(pid, request, atoi(argv[2]), &status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
