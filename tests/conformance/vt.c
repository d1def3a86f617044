// SPDX-License-Identifier: GPL-2.0
/*
 * Consoles: which are open, the first that is not, switching by number, the state after
 * a console is disallocated, waiting for a switch. Ownership (VT_PROCESS) is in
 * handover.c. Console 1 is in the foreground before and after.
 */
#include <sys/wait.h>

#include "switching.h"

#define NR_CONSOLES	63
#define IDLE		5	/* a console that only this program uses */

static const unsigned long no_console[] = {
	64, 65, 127, 255, 256, 257, 0x7fffffff, 0x80000000, 0xffffffff,
	(unsigned long)0x100000001ULL, (unsigned long)0x100000000ULL,
	(unsigned long)0x8000000000000001ULL, ~0UL,
};

/* -- open consoles ------------------------------------------------------------ */

static int query(int fd)
{
	int num = -42;

	return raw_ioctl(fd, VT_OPENQRY, (unsigned long)&num) ? -errno : num;
}

static void say_open(int fd, const char *what, int num)
{
	printf("%s %d:\n", what, num);
	say_state(fd);
	printf("  first free %d\n", query(fd));
}

static void open_all(int fd)
{
	int fds[NR_CONSOLES + 1];

	for (int num = 1; num <= NR_CONSOLES; num++) {
		fds[num] = node_open(num, O_NOCTTY);
		say_open(fd, "opened", num);
	}
	for (int num = NR_CONSOLES; num; num -= 7) {
		close(fds[num]);
		fds[num] = -1;
		say_open(fd, "closed", num);
	}
	for (int num = 1; num <= NR_CONSOLES; num++)
		if (fds[num] >= 0)
			close(fds[num]);
	say_open(fd, "closed up to", NR_CONSOLES);
}

/* Node 0 is the console that was in the foreground when it was opened. */
static void node_0(int fd)
{
	int zero = node_open(0, O_NOCTTY), one = node_open(1, O_NOCTTY);

	NUMBER(zero, KDSKBMODE, K_XLATE);
	say_console("console 1", one);
	go(fd, 2);
	NUMBER(zero, KDSKBMODE, K_UNICODE);
	say_console("console 1", one);
	close(zero);
	zero = node_open(0, O_NOCTTY);
	NUMBER(zero, KDSKBMODE, K_MEDIUMRAW);
	say_console("console 1", one);
	NUMBER(zero, KDSKBMODE, K_UNICODE);
	go(fd, 1);
	close(zero);
	close(one);
}

/* -- switching ------------------------------------------------------------------ */

static void activate(int fd)
{
	static const int valid[] = { 1, 63, 63, 2, 1, 40, 1 };

	NUMBER(fd, VT_ACTIVATE, 0);
	for (size_t i = 0; i < COUNT(no_console); i++)
		go(fd, no_console[i]);
	for (size_t i = 0; i < COUNT(valid); i++)
		go(fd, valid[i]);
}

static void wait_active(int fd)
{
	interrupt_waits(true);
	NUMBER(fd, VT_WAITACTIVE, 0);
	for (size_t i = 0; i < COUNT(no_console); i++)
		NUMBER(fd, VT_WAITACTIVE, no_console[i]);
	NUMBER(fd, VT_WAITACTIVE, 1);
	NUMBER(fd, VT_WAITACTIVE, 2);
	NUMBER(fd, VT_WAITACTIVE, 63);
	interrupt_waits(false);
}

static void lock(int fd)
{
	NUMBER(fd, VT_LOCKSWITCH, 1);
	go(fd, 2);
	NUMBER(fd, VT_LOCKSWITCH, 0);
	go(fd, 2);
	NUMBER(fd, VT_UNLOCKSWITCH, 7);
	NUMBER(fd, VT_UNLOCKSWITCH, 1);
	say_state(fd);
	go(fd, 2);
	go(fd, 1);
}

/* A console in graphics is not left, unless its owner allows it (VT_PROCESS). */
static void graphics(int fd)
{
	int one = node_open(1, O_NOCTTY);

	NUMBER(one, KDSETMODE, KD_GRAPHICS);
	go(fd, 2);
	say_console("console 1", one);
	NUMBER(one, KDSETMODE, KD_TEXT);
	say_state(fd);
	go(fd, 2);
	NUMBER(one, KDSETMODE, KD_GRAPHICS);
	go(fd, 1);
	say_console("console 1", one);
	NUMBER(one, KDSETMODE, KD_TEXT);
	close(one);
}

/* -- VT_SETMODE without a switch ---------------------------------------------------- */

static const struct vt_mode modes[] = {
	{ VT_AUTO, 0, 0, 0, 0 },
	{ VT_PROCESS, 0, SIGUSR1, SIGUSR2, 0 },
	{ VT_PROCESS, 1, 0, 0, 7 },
	{ VT_PROCESS, -1, 64, 65, -1 },
	{ VT_PROCESS, 127, 256, -1, 32767 },
	{ VT_PROCESS, 0, 32767, -32768, 1 },
	{ VT_ACKACQ, 0, 1, 2, 3 },
	{ 3, 1, 1, 1, 1 },
	{ -1, 1, 1, 1, 1 },
	{ VT_AUTO, 5, 6, 7, 8 },
};

static const unsigned long answers[] = {
	0, 1, VT_ACKACQ, 3, 0xffffffff, (unsigned long)0x100000002ULL,
	(unsigned long)0x100000000ULL, ~0UL,
};

static void set_mode(int fd)
{
	for (size_t i = 0; i < COUNT(modes); i++) {
		POINTER(fd, VT_SETMODE, "mode", &modes[i]);
		ANSWER(fd, VT_GETMODE);
		for (size_t j = 0; j < COUNT(answers); j++)
			NUMBER(fd, VT_RELDISP, answers[j]);
	}
	say_state(fd);
	POINTER(fd, VT_SETMODE, "mode", &modes[0]);
	ANSWER(fd, VT_GETMODE);
}

/* -- disallocation ------------------------------------------------------------------ */

/* Every kind of state that a console can have, then the last close. */
static void leave_marks(int num)
{
	int fd = node_open(num, O_NOCTTY);

	NUMBER(fd, KDSKBMODE, K_MEDIUMRAW);
	NUMBER(fd, KDSKBMETA, K_METABIT);
	NUMBER(fd, KDSKBLED, 0x37);
	NUMBER(fd, KDSETMODE, KD_GRAPHICS);
	POINTER(fd, VT_SETMODE, "mode", &modes[1]);
	close(fd);
}

static void say_marks(int num)
{
	int fd = node_open(num, O_NOCTTY);

	say_console("reopened", fd);
	ANSWER(fd, KDGKBMETA);
	ANSWER(fd, KDGKBLED);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	NUMBER(fd, KDSKBMETA, K_ESCPREFIX);
	NUMBER(fd, KDSKBLED, 0);
	NUMBER(fd, KDSETMODE, KD_TEXT);
	POINTER(fd, VT_SETMODE, "mode", &modes[0]);
	close(fd);
}

static void disallocate_one(int fd, unsigned long num)
{
	leave_marks(IDLE);
	say_state(fd);
	NUMBER(fd, VT_DISALLOCATE, num);
	say_marks(IDLE);
	say_state(fd);
}

static void disallocate(int fd)
{
	int idle = node_open(IDLE, O_NOCTTY);

	for (size_t i = 0; i < COUNT(no_console); i++)
		NUMBER(fd, VT_DISALLOCATE, no_console[i]);
	NUMBER(fd, VT_DISALLOCATE, node_num);
	NUMBER(fd, VT_DISALLOCATE, IDLE);
	close(idle);
	say_state(fd);
	NUMBER(fd, VT_DISALLOCATE, IDLE);
	NUMBER(fd, VT_DISALLOCATE, IDLE);
	NUMBER(fd, VT_DISALLOCATE, 1);
	NUMBER(fd, VT_DISALLOCATE, 62);
	disallocate_one(fd, IDLE + 1);
	disallocate_one(fd, IDLE);
	disallocate_one(fd, 0);
}

/* Console 1 in the background, and the one in the foreground. */
static void disallocate_special(int fd)
{
	go(fd, IDLE);
	NUMBER(fd, VT_DISALLOCATE, IDLE);
	NUMBER(fd, VT_DISALLOCATE, 1);
	NUMBER(fd, VT_DISALLOCATE, 0);
	say_state(fd);
	go(fd, 1);
	NUMBER(fd, VT_DISALLOCATE, IDLE);
}

/* -- waiting ------------------------------------------------------------------------- */

/* Blanking is tested in blank.c; here the only event is a switch. */
static void wait_event(int fd)
{
	static const unsigned int masks[] = {
		0, VT_EVENT_SWITCH, VT_MAX_EVENT, VT_MAX_EVENT + 1, 0x20, 0x80000000, ~0U,
	};

	interrupt_waits(true);
	for (size_t i = 0; i < COUNT(masks); i++) {
		struct vt_event event = { masks[i], 71, 72, { 73, 74, 75, 76 } };

		printf("mask %#x\n", masks[i]);
		POINTER(fd, VT_WAITEVENT, "event", &event);
		say_bytes("event", &event, sizeof(event));
	}
	interrupt_waits(false);
}

/* A child that waits in an ioctl by the time this returns. */
static pid_t spawn_waiter(int fd, void (*wait)(int fd))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(20);
		wait(fd);
		fflush(stdout);
		_exit(0);
	}
	while (state_of(pid) != 'S')
		pause_ms(1);
	return pid;
}

static void end_waiter(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	printf("  waiter ended with %#x\n", status);
}

static void wait_for_2(int fd)
{
	NUMBER(fd, VT_WAITACTIVE, 2);
}

static void wait_for_switch(int fd)
{
	struct vt_event event = { VT_EVENT_SWITCH | VT_EVENT_RESIZE, 71, 72,
				  { 73, 74, 75, 76 } };

	POINTER(fd, VT_WAITEVENT, "event", &event);
	say_bytes("event", &event, sizeof(event));
}

static void waiters(int fd)
{
	pid_t pid = spawn_waiter(fd, wait_for_2);

	go(fd, 3);
	go(fd, 2);
	end_waiter(pid);
	go(fd, 1);
	pid = spawn_waiter(fd, wait_for_switch);
	go(fd, 4);
	end_waiter(pid);
	go(fd, 1);
}

static void faults(int fd)
{
	FAULTS(fd, VT_GETSTATE);
	FAULTS(fd, VT_OPENQRY);
	FAULTS(fd, VT_GETMODE);
	FAULTS(fd, VT_SETMODE);
	FAULTS(fd, VT_SETACTIVATE);
	interrupt_waits(true);
	FAULTS(fd, VT_WAITEVENT);
	interrupt_waits(false);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);

	NUMBER(fd, VT_DISALLOCATE, 0);
	ANSWER(fd, VT_GETSTATE);
	ANSWER(fd, VT_OPENQRY);
	ANSWER(fd, VT_GETMODE);
	open_all(fd);
	NUMBER(fd, VT_DISALLOCATE, 0);
	node_0(fd);
	activate(fd);
	wait_active(fd);
	lock(fd);
	graphics(fd);
	set_mode(fd);
	disallocate(fd);
	disallocate_special(fd);
	wait_event(fd);
	waiters(fd);
	faults(fd);
	NUMBER(fd, VT_DISALLOCATE, 0);
	say_state(fd);
	return end();
}
