// SPDX-License-Identifier: GPL-2.0
/*
 * A program on a console that was claimed. There are three processes:
 *
 *   we         pass signals on, and wait
 *   program    gets ready behind a gate, so that nothing is changed for one that
 *              cannot start
 *   guard      puts the console back when we are done with the program, or gone
 *
 * The guard learns both from the end of a pipe that only we hold open: what happens
 * after SIGKILL is what happens every time.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "console/source.h"
#include "output/text.h"
#include "session/claim.h"
#include "session/namespace.h"
#include "session/supervise.h"
#include "system/device.h"
#include "tool.h"

/* The exit codes of env(1) and others. */
enum {
	EXIT_CANNOT_RUN	= 126,
	EXIT_NOT_FOUND	= 127,
	EXIT_SIGNAL	= 128,
};

/* Milliseconds for a program to end after SIGTERM, if its vtkbdctl was killed. */
#define GRACE_MS	5000
#define REGAIN_MS	2000
#define REGAIN_STEP_MS	10

static const int passed[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH };

/**
 * struct run - a program that was started
 * @p: what
 * @tool: for complaints
 * @pid: its process
 * @pidfd: the same, even if its number is in use again
 * @ready: the program's end of its preparations
 * @gate: it waits here for a byte
 * @before: the signals that were blocked
 */
struct run {
	const struct program *p;
	const struct tool *tool;
	pid_t pid;
	int pidfd;
	int ready[2];
	int gate[2];
	sigset_t before;
};

static void fill_signals(sigset_t *set, const struct vt_mode *switching)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++)
		sigaddset(set, passed[i]);
	if (switching) {
		sigaddset(set, switching->relsig);
		sigaddset(set, switching->acqsig);
	}
}

static int get_byte(int fd)
{
	char byte;
	ssize_t n;

	do
		n = read(fd, &byte, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? 0 : -1;
}

static int put_byte(int fd)
{
	return write(fd, "", 1) == 1 ? 0 : -1;
}

/* -- the program ------------------------------------------------------------------ */

static int take_terminal(const struct run *run)
{
	const struct device_ops *ops = run->tool->ops;
	struct text node = { 0 };
	int fd, err;

	text_add(&node, "/dev/tty%u", run->p->claim->number);
	setsid();
	fd = ops->open(node.s, O_RDWR);
	if (fd < 0)
		return complain(run->tool, "%s: %s", node.s, strerror(-fd));
	err = ops->ioctl(fd, TIOCSCTTY, NULL);
	if (err)
		return complain(run->tool, "%s: TIOCSCTTY: %s", node.s,
				err == -EPERM ? "it is another session's terminal" :
						strerror(-err));
	for (int i = 0; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	if (fd > STDERR_FILENO)
		ops->close(fd);
	return 0;
}

static int prepare(const struct run *run)
{
	const struct program *p = run->p;

	return p->hide ? namespace_enter(run->tool, p->claim->number, p->keep_tty0) : 0;
}

static bool is_in(const char *path, size_t len, const char *name)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%.*s%s%s", (int)len, path, len ? "/" : "", name);
	return !access(full, F_OK) || errno != ENOENT;
}

/* Whether execvp() would find something: before anything is changed for it. */
static bool is_there(const char *name)
{
	const char *path = getenv("PATH");
	size_t len;

	if (!path)
		return true;
	if (!*name || strchr(name, '/'))
		return is_in("", 0, name);
	do {
		len = strcspn(path, ":");
		if (is_in(path, len, name))
			return true;
		path += len + 1;
	} while (path[-1]);
	return false;
}

static int explain_exec(const struct run *run, int error)
{
	complain(run->tool, "%s: %s", text_escape(run->p->argv[0]).s, strerror(error));
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}

static void __attribute__((noreturn)) become(const struct run *run)
{
	struct text number = { 0 };

	close(run->ready[0]);
	close(run->gate[1]);
	if (!is_there(run->p->argv[0]))
		_exit(explain_exec(run, ENOENT));
	if (prepare(run) || put_byte(run->ready[1]) || get_byte(run->gate[0]))
		_exit(EXIT_FAILED);
	if (run->p->tty && take_terminal(run))
		_exit(EXIT_FAILED);

	text_add(&number, "%u", run->p->claim->number);
	setenv("XDG_VTNR", number.s, 1);
	sigprocmask(SIG_SETMASK, &run->before, NULL);
	execvp(run->p->argv[0], run->p->argv);
	_exit(explain_exec(run, errno));
}

/* -- the guard -------------------------------------------------------------------- */

static bool has_ended(int pidfd, int timeout_ms)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	return poll(&p, 1, timeout_ms) == 1;
}

static void end_program(int pidfd)
{
	static const int signals[] = { SIGTERM, SIGKILL };

	for (size_t i = 0; i < ARRAY_SIZE(signals) && !has_ended(pidfd, 0); i++) {
		syscall(SYS_pidfd_send_signal, pidfd, signals[i], NULL, 0);
		has_ended(pidfd, GRACE_MS);
	}
}

/* A process that has the console as controlling terminal may restore it without being root. */
static bool controls(int fd)
{
	return fd >= 0 && tcgetsid(fd) >= 0;
}

/* Opening it is enough for the leader of a session, once no other session has it. */
static bool take_control(const struct claim *claim)
{
	const struct device_ops *ops = claim->src->tool->ops;
	int fd = ops->open(claim->node.name.s, O_RDWR);
	bool done = controls(fd);

	if (!done && fd >= 0)
		ops->close(fd);
	return done;
}

/*
 * With the leader of its session that right ends, which takes a moment: then a session
 * of our own. The process that goes on is another one, and this one ends as it does.
 */
static void regain_control(const struct claim *claim)
{
	const struct timespec step = { .tv_nsec = REGAIN_STEP_MS * 1000000l };
	pid_t pid = fork();
	int status = 0;

	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (pid)
		return;
	setsid();
	for (int ms = 0; !take_control(claim) && ms < REGAIN_MS; ms += REGAIN_STEP_MS)
		nanosleep(&step, NULL);
}

/* The leader may end meanwhile, too. */
static int put_back(struct claim *claim, bool by_control)
{
	int err;

	if (by_control && !controls(claim->node.fd))
		regain_control(claim);
	err = claim_restore(claim);
	if (err && by_control && !controls(claim->node.fd)) {
		regain_control(claim);
		err = claim_restore(claim);
	}
	claim_drop(claim);
	return err;
}

static void __attribute__((noreturn)) guard(const struct run *run, int lifeline)
{
	struct claim *claim = run->p->claim;
	bool by_control = controls(claim->node.fd);

	get_byte(lifeline);
	end_program(run->pidfd);
	_exit(put_back(claim, by_control) ? EXIT_FAILED : EXIT_OK);
}

/* Return: the guard's process, and our end of its pipe; or -1. */
static pid_t start_guard(const struct run *run, int *lifeline)
{
	sigset_t all, now;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &now);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		close(run->gate[1]);
		guard(run, ends[0]);
	}
	setpgid(pid, pid);	/* what kills ours does not hit it */
	sigprocmask(SIG_SETMASK, &now, NULL);
	close(ends[0]);
	*lifeline = ends[1];
	return pid;
}

/* One that was killed itself has left the console to us. */
static int end_guard(const struct run *run, pid_t pid, int lifeline)
{
	int status = 0;

	close(lifeline);
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		return WEXITSTATUS(status);
	return put_back(run->p->claim, false);
}

/* -- we --------------------------------------------------------------------------- */

/*
 * What a terminal sends goes to all of its foreground process group, and so to the
 * program as well, unless that is in a session of its own. And what the program
 * sends us is not for it.
 */
static void pass_on(const struct run *run, const struct signalfd_siginfo *info)
{
	bool heard = info->ssi_code == SI_KERNEL && !run->p->tty;

	if (!heard && (pid_t)info->ssi_pid != run->pid)
		kill(run->pid, info->ssi_signo);
}

/* Return: whether it was a question about a switch. */
static bool allow_switch(const struct run *run, int sig)
{
	const struct vt_mode *switching = run->p->switching;
	long how = 1;

	if (!switching || (sig != switching->relsig && sig != switching->acqsig))
		return false;
	if (sig == switching->acqsig)
		how = VT_ACKACQ;
	run->tool->ops->ioctl(run->p->claim->node.fd, VT_RELDISP, (void *)how);
	return true;
}

static int program_code(int status)
{
	return WIFSIGNALED(status) ? EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/*
 * If what ended the program was sent to us as well, we end by it, so that a shell's loop
 * does, too.
 */
static int wait_program(const struct run *run, int signals)
{
	struct signalfd_siginfo info;
	sigset_t came;
	int status;

	sigemptyset(&came);

	while (waitpid(run->pid, &status, WNOHANG) != run->pid) {
		if (read(signals, &info, sizeof(info)) != sizeof(info))
			continue;
		if (info.ssi_signo == SIGCHLD || allow_switch(run, info.ssi_signo))
			continue;
		sigaddset(&came, info.ssi_signo);
		pass_on(run, &info);
	}
	if (WIFSIGNALED(status) && sigismember(&came, WTERMSIG(status)) == 1)
		return EXIT_BY_SIGNAL + WTERMSIG(status);
	return program_code(status);
}

static int watch(const struct run *run, int signals)
{
	int code = EXIT_FAILED, err, lifeline;
	pid_t pid = start_guard(run, &lifeline);

	if (pid < 0) {
		complain(run->tool, "cannot start a guard: %s", strerror(errno));
		claim_drop(run->p->claim);
		return EXIT_FAILED;
	}
	err = run->p->take(run->p->claim) || put_byte(run->gate[1]);
	close(run->gate[1]);
	if (err)
		waitpid(run->pid, NULL, 0);
	else
		code = wait_program(run, signals);
	claim_close(run->p->claim);
	if (end_guard(run, pid, lifeline) && !code)
		code = EXIT_FAILED;
	return code;
}

static int start(struct run *run)
{
	if (pipe2(run->ready, O_CLOEXEC) || pipe2(run->gate, O_CLOEXEC))
		return complain(run->tool, "pipe: %s", strerror(errno));
	run->pid = fork();
	if (run->pid < 0)
		return complain(run->tool, "fork: %s", strerror(errno));
	if (run->pid == 0)
		become(run);
	close(run->ready[1]);
	close(run->gate[0]);
	run->pidfd = syscall(SYS_pidfd_open, run->pid, 0);
	return 0;
}

static int run_ready(struct run *run, int signals)
{
	int status = 0, code = EXIT_FAILED;

	if (run->pidfd >= 0 && !get_byte(run->ready[0]))
		return watch(run, signals);
	if (run->pidfd < 0)
		complain(run->tool, "pidfd_open: %s", strerror(errno));
	close(run->gate[1]);
	if (waitpid(run->pid, &status, 0) == run->pid && status)
		code = program_code(status);
	claim_drop(run->p->claim);
	return code;
}

int supervise(const struct program *p)
{
	struct run run = { .p = p, .tool = p->claim->src->tool };
	sigset_t set;
	int signals, code = EXIT_FAILED;

	fill_signals(&set, p->switching);
	sigprocmask(SIG_BLOCK, &set, &run.before);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		complain(run.tool, "signalfd: %s", strerror(errno));
	if (signals < 0 || start(&run))
		claim_drop(p->claim);
	else
		code = run_ready(&run, signals);
	sigprocmask(SIG_SETMASK, &run.before, NULL);
	return code;
}
