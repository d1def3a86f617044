// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the test VM: mounts what tests need, loads the modules named in
 * /etc/modules, then serves the control line for ever. It keeps the hard
 * Ctrl-Alt-Del off, so that the kernel sends SIGINT here; every SIGINT is told
 * to the host with its siginfo. It decides nothing else about a test.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "frame.h"

static const struct {
	const char *type, *where;
} mounts[] = {
	{ "proc", "/proc" },
	{ "sysfs", "/sys" },
	{ "devtmpfs", "/dev" },
	{ "devpts", "/dev/pts" },
	{ "tmpfs", "/dev/shm" },
	{ "tmpfs", "/run" },
	{ "tmpfs", "/tmp" },
	{ "debugfs", "/sys/kernel/debug" },
	{ "tracefs", "/sys/kernel/tracing" },
};

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (mount("none", mounts[i].where, mounts[i].type, 0, NULL) &&
		    errno != EBUSY)	/* the kernel mounted devtmpfs itself */
			fprintf(stderr, "init: mount %s: %s\n", mounts[i].where,
				strerror(errno));
	}
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fprintf(stderr, "init: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void load_modules(void)
{
	char path[512];
	FILE *list = fopen("/etc/modules", "re");

	if (!list)
		return;		/* a kernel with everything built in */
	while (fgets(path, sizeof(path), list)) {
		path[strcspn(path, "\n")] = '\0';
		load_module(path);
	}
	fclose(list);
}

static void set_environment(void)
{
	setenv("PATH", "/share/bin:/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("LD_LIBRARY_PATH", "/share/lib", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", "vt100", 1);
}

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
	case FRAME_POWEROFF:
		power_off();
		break;
	default:
		fprintf(stderr, "init: control line: frame type %#x\n", frame->head.type);
	}
}

static void serve(int control, int signals)
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

int main(void)
{
	int control, signals;

	umask(022);
	setsid();
	mount_all();
	set_environment();
	reboot(RB_DISABLE_CAD);
	load_modules();
	signals = watch_signals();
	control = frame_open("/dev/ttyS1");
	if (control < 0 || signals < 0) {
		perror("init: cannot serve /dev/ttyS1");
		return 1;	/* PID 1 ending is a panic, and panic=-1 ends QEMU */
	}
	frame_hello();
	serve(control, signals);
}
