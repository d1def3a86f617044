// SPDX-License-Identifier: GPL-2.0
/*
 * Runs `sh -c TEXT`, sends stdout and stderr as they come, then the status.
 * A command ends with its shell: a background child that still holds the streams
 * does not keep it open. Its streams are sockets: a non-blocking read of a pipe
 * blocks while `busybox cat TTY` waits for a key in sendfile(), which holds the
 * pipe's lock. Each is a separate process group, so that a kill includes its children,
 * but not a separate session: opening a tty must not give a command a controlling
 * terminal without the test's knowledge.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "frame.h"

enum { OUT, ERR, STREAMS };

struct command {
	uint32_t id;
	pid_t pid;		/* 0: free slot */
	int fd[STREAMS];	/* -1: at its end */
};

static const enum frame_type stream_frame[STREAMS] = { FRAME_OUT, FRAME_ERR };
static struct command commands[COMMAND_MAX];

static struct command *find_pid(pid_t pid)
{
	for (int i = 0; i < COMMAND_MAX; i++)
		if (commands[i].pid == pid)
			return &commands[i];
	return NULL;
}

static void send_exit(uint32_t id, int32_t status)
{
	frame_send(FRAME_EXIT, id, &status, sizeof(status));
}

static void fail(uint32_t id, const char *what)
{
	char text[128];
	int n = snprintf(text, sizeof(text), "init: %s: %s\n", what, strerror(errno));

	frame_send(FRAME_ERR, id, text, n);
	send_exit(id, 127);
}

void command_done(uint32_t id, const char *failed)
{
	if (failed)
		fail(id, failed);
	else
		send_exit(id, 0);
}

static void run_shell(const char *text, const int ends[STREAMS][2])
{
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(ends[OUT][1], STDOUT_FILENO);
	dup2(ends[ERR][1], STDERR_FILENO);
	execl("/bin/sh", "sh", "-c", text, NULL);
	perror("init: /bin/sh");
	_exit(127);
}

static int open_streams(int ends[STREAMS][2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends[OUT]))
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends[ERR])) {
		close(ends[OUT][0]);
		close(ends[OUT][1]);
		return -1;
	}
	fcntl(ends[OUT][0], F_SETFL, O_NONBLOCK);
	fcntl(ends[ERR][0], F_SETFL, O_NONBLOCK);
	return 0;
}

void command_start(uint32_t id, const char *text)
{
	struct command *command = find_pid(0);
	int ends[STREAMS][2];
	pid_t pid;

	errno = EAGAIN;
	if (!command || open_streams(ends))
		return fail(id, "no room for another command");
	pid = fork();
	if (pid == 0)
		run_shell(text, ends);
	for (int i = 0; i < STREAMS; i++)
		close(ends[i][1]);
	if (pid < 0) {
		close(ends[OUT][0]);
		close(ends[ERR][0]);
		return fail(id, "fork");
	}
	setpgid(pid, pid);
	*command = (struct command){ id, pid, { ends[OUT][0], ends[ERR][0] } };
}

void command_kill(uint32_t id, int signo)
{
	for (int i = 0; i < COMMAND_MAX; i++)
		if (commands[i].pid && commands[i].id == id)
			kill(-commands[i].pid, signo);
}

static void end_stream(struct command *command, int stream)
{
	if (command->fd[stream] >= 0)
		close(command->fd[stream]);
	command->fd[stream] = -1;
}

/* Read once; false when there is nothing more for now, or at the end. */
static int pump(struct command *command, int stream)
{
	char buffer[16 * 1024];
	ssize_t n = read(command->fd[stream], buffer, sizeof(buffer));

	if (n > 0)
		frame_send(stream_frame[stream], command->id, buffer, n);
	else if (n == 0)
		end_stream(command, stream);
	return n > 0;
}

void command_exited(pid_t pid, int wait_status)
{
	struct command *command = find_pid(pid);

	if (!command)
		return;		/* an orphan that PID 1 inherited */
	for (int i = 0; i < STREAMS; i++) {
		while (command->fd[i] >= 0 && pump(command, i))
			;
		end_stream(command, i);
	}
	send_exit(command->id, WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status)
							: WEXITSTATUS(wait_status));
	command->pid = 0;
}

int command_poll_fill(struct pollfd *polls)
{
	int count = 0;

	for (int i = 0; i < COMMAND_MAX; i++)
		for (int s = 0; s < STREAMS; s++)
			if (commands[i].pid && commands[i].fd[s] >= 0)
				polls[count++] = (struct pollfd){
					.fd = commands[i].fd[s], .events = POLLIN };
	return count;
}

void command_read(int fd)
{
	for (int i = 0; i < COMMAND_MAX; i++)
		for (int s = 0; s < STREAMS; s++)
			if (commands[i].pid && commands[i].fd[s] == fd)
				pump(&commands[i], s);
}
