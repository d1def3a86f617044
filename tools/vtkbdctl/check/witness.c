// SPDX-License-Identifier: GPL-2.0
/*
 * The session on the program's console. The witness is the leader of a session in a mount
 * namespace of its own, where vtkbd's nodes have the names of the kernel's. The program is
 * its child, in its process group, as a shell without job control would start it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "check/manager.h"
#include "check/witness.h"
#include "session/namespace.h"
#include "system/device.h"
#include "system/proc.h"
#include "tool.h"

/* What the keyboard sends, or a hang-up. */
static const int noted[] = { SIGINT, SIGQUIT, SIGTSTP, SIGHUP, SIGCONT };
/* To read and to set the terminal is allowed whoever has it. */
static const int ignored[] = { SIGTTIN, SIGTTOU, SIGPIPE };

/* A process that was killed ends a moment later. */
#define ORPHAN_ROUNDS	5000

/* A program can stop its process group, and the witness is of it. */
static const struct timeval answer_time = { .tv_sec = 2 };

/* Of the one witness that this process is: its signal handlers have no other way to it. */
static struct testimony *telling;

static void note(int sig)
{
	telling->signal[sig]++;
}

static void reap(int sig)
{
	int status, error = errno;
	pid_t pid;

	(void)sig;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != telling->program)
			continue;
		telling->status = status;
		telling->ended = true;
	}
	errno = error;
}

static void set_handlers(void)
{
	struct sigaction action = { .sa_flags = SA_RESTART };
	sigset_t none;

	action.sa_handler = note;
	for (size_t i = 0; i < ARRAY_SIZE(noted); i++)
		sigaction(noted[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		sigaction(ignored[i], &action, NULL);
	action.sa_handler = reap;
	action.sa_flags |= SA_NOCLDSTOP;
	sigaction(SIGCHLD, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int take_terminal(const struct witness *w)
{
	struct text node = { 0 };
	int fd;

	text_add(&node, "%s%u", w->hide ? "/dev/tty" : w->base, w->console);
	setsid();
	fd = open(node.s, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0 && (w->apart || !ioctl(fd, TIOCSCTTY, NULL)))
		return fd;
	return complain(w->tool, "%s: cannot be a session's terminal: %s", node.s, strerror(errno));
}

/* A display server that is on this one is not to be found. */
static void set_environment(const struct witness *w)
{
	static const char *const foreign[] = {
		"DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_ID", "LIBSEAT_BACKEND", "SEATD_SOCK",
	};
	struct text number = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		unsetenv(foreign[i]);
	text_add(&number, "%u", w->console);
	setenv("XDG_VTNR", number.s, 1);
	setenv("XDG_SEAT", "seat0", 1);
	if (telling->manager)
		setenv("LIBSEAT_BACKEND", "seatd", 1);
}

static void __attribute__((noreturn)) become_program(const struct witness *w, int tty)
{
	for (size_t i = 0; i < ARRAY_SIZE(noted); i++)
		signal(noted[i], SIG_DFL);
	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	set_environment(w);
	if (w->apart) {
		setsid();
		tty = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	dup2(tty, STDIN_FILENO);
	dup2(w->output, STDOUT_FILENO);
	dup2(w->output, STDERR_FILENO);
	execvp(w->argv[0], w->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", w->argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/*
 * Its end must not come before its number is known. One that is not there has none: to signal
 * -1 is to signal all that there are.
 */
static int start_program(const struct witness *w, int tty)
{
	sigset_t child, before;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		become_program(w, tty);
	}
	if (pid < 0)
		return complain(w->tool, "fork: %s", strerror(errno));
	telling->program = pid;
	telling->ready = true;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return 0;
}

/* By a description of its own, which the program cannot make wait. */
static void answer(int fd, int tty)
{
	char buf[256];
	ssize_t n = read(tty, buf, sizeof(buf));

	if (n < 0 && (errno == EAGAIN || errno == EIO))
		n = 0;
	send(fd, buf, n < 0 ? 0 : n, 0);
}

/* Return: the number of a process's mount namespace; 0 if it has ended. */
static ino_t mounts_of(const char *pid)
{
	struct text path = { 0 };
	struct stat st;

	text_add(&path, "/proc/%.16s/ns/mnt", pid);
	return stat(path.s, &st) ? 0 : st.st_ino;
}

static void __attribute__((noreturn)) testify(struct witness *w)
{
	struct pollfd p = { .fd = w->fd, .events = POLLIN };
	int tty, err;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	telling = w->told;
	set_handlers();
	err = w->hide ? namespace_enter(w->tool, w->console, w->keep_tty0) :
			namespace_unshare(w->tool);
	tty = err ? -1 : take_terminal(w);
	if (tty < 0)
		_exit(EXIT_FAILED);
	telling->mounts = mounts_of("self");
	telling->manager = manager_start(w->tool, w->output);
	if (start_program(w, tty))
		_exit(EXIT_FAILED);
	fcntl(tty, F_SETFL, O_RDWR | O_NONBLOCK);
	while (poll(&p, 1, -1) < 0 || recv(w->fd, &byte, 1, 0) == 1)
		if (p.revents & POLLIN)
			answer(w->fd, tty);
	_exit(EXIT_OK);
}

/* It complains itself. */
static int wait_ready(const struct witness *w)
{
	while (!w->told->ready) {
		if (waitpid(w->pid, NULL, WNOHANG) == w->pid)
			return -EXIT_FAILED;
		w->tool->ops->nap(1);
	}
	return 0;
}

int witness_share(struct witness *w)
{
	void *mem = mmap(NULL, sizeof(*w->told), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		return complain(w->tool, "mmap: %s", strerror(errno));
	w->told = mem;
	return 0;
}

int witness_start(struct witness *w)
{
	int ends[2];

	memset(w->told, 0, sizeof(*w->told));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return complain(w->tool, "socketpair: %s", strerror(errno));
	if (ftruncate(w->output, 0) || lseek(w->output, 0, SEEK_SET))
		return complain(w->tool, "its output: %s", strerror(errno));
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	w->pid = fork();
	w->fd = ends[w->pid ? 0 : 1];
	close(ends[w->pid ? 1 : 0]);
	if (w->pid == 0)
		testify(w);
	setsockopt(w->fd, SOL_SOCKET, SO_RCVTIMEO, &answer_time, sizeof(answer_time));
	if (w->pid < 0)
		return complain(w->tool, "fork: %s", strerror(errno));
	return wait_ready(w);
}

bool witness_read(struct witness *w, struct text *read)
{
	char buf[257];
	ssize_t n;

	/* Answers that came too late, once it went on. */
	while (recv(w->fd, buf, sizeof(buf) - 1, MSG_DONTWAIT) > 0)
		;
	if (send(w->fd, "", 1, MSG_NOSIGNAL) != 1)
		return false;
	n = recv(w->fd, buf, sizeof(buf) - 1, 0);
	if (n < 0)
		return false;
	buf[n] = 0;
	*read = text_escape(buf);
	return true;
}

static bool is_child(const struct witness *w, pid_t pid)
{
	struct process_stat stat;

	return pid > 0 && process_read_stat(w->tool, pid, &stat) && stat.ppid == getpid();
}

void witness_spare_children(struct witness *w)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	while (proc && (entry = readdir(proc)) && w->nr_spared < MAX_SPARED)
		if (is_child(w, atoi(entry->d_name)))
			w->spared[w->nr_spared++] = atoi(entry->d_name);
	if (proc)
		closedir(proc);
}

static bool is_spared(const struct witness *w, pid_t pid)
{
	for (int i = 0; i < w->nr_spared; i++)
		if (w->spared[i] == pid)
			return true;
	return false;
}

/* All that the witness and the program have started come to us when their parents end. */
static int kill_children(const struct witness *w)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int nr = 0;

	while (proc && (entry = readdir(proc))) {
		int pid = atoi(entry->d_name);

		if (is_spared(w, pid) || !is_child(w, pid))
			continue;
		kill(pid, SIGKILL);
		nr += waitpid(pid, NULL, 0) == pid;
	}
	if (proc)
		closedir(proc);
	return nr;
}

static int kill_in_namespace(ino_t mounts)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int nr = 0;

	while (proc && (entry = readdir(proc))) {
		int pid = atoi(entry->d_name);

		if (pid > 0 && mounts_of(entry->d_name) == mounts)
			nr += !kill(pid, SIGKILL);
	}
	if (proc)
		closedir(proc);
	return nr;
}

void witness_end_orphans(const struct witness *w)
{
	const ino_t mounts = w->told->mounts;

	for (int i = 0; mounts && i < ORPHAN_ROUNDS && kill_in_namespace(mounts); i++)
		w->tool->ops->nap(1);
}

void witness_end(struct witness *w)
{
	if (w->pid > 0)
		close(w->fd);
	w->pid = 0;
	while (kill_children(w))
		;
}
