// SPDX-License-Identifier: GPL-2.0
/*
 * asks UID NODE STEP...: as the leader of a session whose terminal is NODE, with UID and no
 * capability (0: with all of them), prints the result of each step on a line. With - before
 * NODE it is not that terminal, and has the descriptor all the same.
 *   seat		the members of VTKBD_GET_SEAT about keys, or the error
 *   console=N		the same of VTKBD_GET_CONSOLE
 *   held		TIOCL_GETSHIFTSTATE
 *   history=N		process, user, name, mode of each change
 *   ids=N		process:user of the latest change, by both ioctls, and the owner
 *   own		VT_SETMODE: it becomes the owner
 *   inside		from here on in user, pid and mount namespaces of its own, as their root
 *   set=MODE,TIMES	KDSKBMODE; forks= does each in a process of its own
 *   raw=REQUEST,N	the error of REQUEST about console N
 *   run=COMMAND	the output of a shell that runs it
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

static int fd;

static int failed(int err)
{
	if (err < 0)
		printf("%s", strerrorname_np(errno));
	return err < 0;
}

static void ask_seat(void)
{
	struct vtkbd_seat_info i = { 0 };

	if (failed(ioctl(fd, VTKBD_GET_SEAT, &i)))
		return;
	printf("foreground=%u held=%u composing=%u dead=%u code=%u flags=%#x keys=%llu bytes=%llu "
	       "dropped=%llu untranslated=%llu", i.foreground, i.shift_state, i.composing, i.diacr,
	       !!(i.flags & VTKBD_S_CODE), i.flags & ~VTKBD_S_CODE,
	       (unsigned long long)i.keys, (unsigned long long)i.bytes,
	       (unsigned long long)i.dropped, (unsigned long long)i.untranslated);
}

static void ask_console(unsigned int number)
{
	struct vtkbd_mode_change last;
	struct vtkbd_console_info i = {
		.console = number, .last = (uintptr_t)&last, .last_size = sizeof(last),
	};

	if (!failed(ioctl(fd, VTKBD_GET_CONSOLE, &i)))
		printf("number=%u flags=%#x sticky=%u changes=%llu last=%d", i.console, i.flags,
		       i.slockstate, (unsigned long long)i.nr_changes, last.to);
}

static void ask_held(void)
{
	char what = 6;

	if (!failed(ioctl(fd, TIOCLINUX, &what)))
		printf("%d", what);
}

static void ask_history(unsigned int number)
{
	struct vtkbd_mode_change change[64];
	struct vtkbd_history h = {
		.console = number, .room = 64, .change_size = sizeof(*change),
		.change = (uintptr_t)change,
	};

	if (failed(ioctl(fd, VTKBD_GET_HISTORY, &h)))
		return;
	for (unsigned int i = 0; i < h.count; i++)
		printf("%s%u:%u:%s:%u", i ? " " : "", change[i].cause, change[i].uid,
		       change[i].comm, change[i].to);
}

static void ask_ids(unsigned int number)
{
	struct vtkbd_mode_change last = { 0 }, change[64];
	struct vtkbd_console_info i = {
		.console = number, .last = (uintptr_t)&last, .last_size = sizeof(last),
	};
	struct vtkbd_history h = {
		.console = number, .room = 64, .change_size = sizeof(*change),
		.change = (uintptr_t)change,
	};

	if (failed(ioctl(fd, VTKBD_GET_CONSOLE, &i)))
		return;
	printf("last=%d:%u owner=%d history=", last.pid, last.uid, i.vt_pid);
	if (!failed(ioctl(fd, VTKBD_GET_HISTORY, &h)) && h.count)
		printf("%d:%u", change[h.count - 1].pid, change[h.count - 1].uid);
}

static void own(void)
{
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR1 };

	if (!failed(ioctl(fd, VT_SETMODE, &mode)))
		printf("%d", getpid());
}

static void put(const char *path, const char *text)
{
	int file = open(path, O_WRONLY);

	if (file < 0 || write(file, text, strlen(text)) < 0)
		exit(3);
	close(file);
}

/* Who changed his user ID may not write his own map, unless he may be traced again. */
static void go_inside(void)
{
	char map[32];

	snprintf(map, sizeof(map), "0 %u 1", getuid());
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS)) {
		perror("unshare");
		exit(3);
	}
	put("/proc/self/uid_map", map);
	fflush(stdout);
	if (fork()) {
		wait(NULL);
		exit(0);
	}
	printf("%d:%u", getpid(), getuid());
}

static void set(unsigned long mode, int times, int forks)
{
	int err = 0;

	for (int i = 0; i < times && !err; i++) {
		pid_t child = forks ? fork() : 0;

		if (!child)
			err = ioctl(fd, KDSKBMODE, mode);
		if (!child && forks)
			_exit(!!err);
		if (child && waitpid(child, &err, 0) != child)
			err = -1;
	}
	printf("%s", err ? "refused" : "set");
}

static void ask_raw(const char *request, unsigned int number)
{
	struct vtkbd_console_info con = { .console = number };
	struct vtkbd_history history = { .console = number };
	struct vtkbd_attach_req attach = { .console = number };
	struct vtkbd_send_key send = { .console = number };

	switch (*request) {
	case 'c':
		failed(ioctl(fd, VTKBD_GET_CONSOLE, &con)) ?: printf("%u", con.console);
		return;
	case 'h':
		failed(ioctl(fd, VTKBD_GET_HISTORY, &history)) ?: printf("%u", history.console);
		return;
	case 'a':
		failed(ioctl(fd, VTKBD_ATTACH, &attach)) ?: printf("attached");
		return;
	case 's':
		failed(ioctl(fd, VTKBD_SEND_KEY, &send)) ?: printf("sent");
		return;
	}
	exit(2);
}

static void step(const char *s)
{
	char *comma, *value = strchr(s, '=');
	unsigned long first = value ? strtoul(value + 1, &comma, 0) : 0;

	if (!strncmp(s, "run=", 4)) {
		system(value + 1);
		return;
	}
	printf("%s ", s);
	if (!strcmp(s, "seat"))
		ask_seat();
	else if (!strcmp(s, "held"))
		ask_held();
	else if (!strncmp(s, "console=", 8))
		ask_console(first);
	else if (!strncmp(s, "history=", 8))
		ask_history(first);
	else if (!strncmp(s, "ids=", 4))
		ask_ids(first);
	else if (!strcmp(s, "own"))
		own();
	else if (!strcmp(s, "inside"))
		go_inside();
	else if (!strncmp(s, "set=", 4) || !strncmp(s, "forks=", 6))
		set(first, atoi(comma + 1), *s == 'f');
	else if (!strncmp(s, "raw=", 4))
		ask_raw(value + 1, strtoul(strchr(s, ',') + 1, NULL, 0));
	else
		exit(2);
	putchar('\n');
}

int main(int argc, char **argv)
{
	uid_t uid = argc > 3 ? atoi(argv[1]) : -1;
	int passed;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc <= 3 || setsid() < 0)
		return 2;
	passed = *argv[2] == '-';
	fd = open(argv[2] + passed, O_RDWR | O_NOCTTY);
	if (fd < 0 || (!passed && ioctl(fd, TIOCSCTTY, 0)) || (uid && setresuid(uid, uid, uid))) {
		perror(argv[2]);
		return 1;
	}
	for (int i = 3; i < argc; i++)
		step(argv[i]);
	return 0;
}
