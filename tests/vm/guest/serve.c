// SPDX-License-Identifier: GPL-2.0
/*
 * Serves the control line: starts and kills commands, reaps children, reports each
 * SIGINT with its siginfo to the host, powers off on request. It does not depend on the
 * other tasks of this process.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "frame.h"
#include "serve.h"
#include "share.h"

static int watch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		command_exited(pid, status);
}

static void read_signals(int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		struct frame_signal record = { info.ssi_signo, info.ssi_code,
					       info.ssi_pid, info.ssi_uid };

		if (info.ssi_signo == SIGCHLD)
			reap();
		else
			frame_send(FRAME_SIGNAL, 0, &record, sizeof(record));
	}
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	reboot(RB_AUTOBOOT);	/* no ACPI: QEMU ends at a reset too */
}

static void obey(const struct frame *frame)
{
	switch (frame->head.type) {
	case FRAME_RUN:
		command_start(frame->head.id, frame->payload);
		break;
	case FRAME_KILL:
		command_kill(frame->head.id, frame->payload[0]);
		break;
	case FRAME_SHARES:
		command_done(frame->head.id, share_mount(frame->payload));
		break;
	case FRAME_POWEROFF:
		power_off();
		break;
	default:
		fprintf(stderr, "init: control line: frame type %#x\n", frame->head.type);
	}
}

static void serve_fds(int control, int signals)
{
	struct pollfd polls[2 + 2 * COMMAND_MAX] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = control, .events = POLLIN },
	};

	for (;;) {
		int count = 2 + command_poll_fill(polls + 2);

		if (poll(polls, count, -1) < 0)
			continue;
		for (int i = 2; i < count; i++)
			if (polls[i].revents)
				command_read(polls[i].fd);
		if (polls[0].revents)
			read_signals(signals);
		if (polls[1].revents)
			frame_receive(obey);
	}
}

void serve(const char *tty)
{
	int signals = watch_signals();
	int control = frame_open(tty);

	if (control < 0 || signals < 0) {
		fprintf(stderr, "cannot serve ");
		perror(tty);
		return;
	}
	frame_hello();
	serve_fds(control, signals);
}
