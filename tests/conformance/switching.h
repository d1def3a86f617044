/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which console is in the foreground, read when it no longer changes: a switch is
 * carried out some time after the call that requested it.
 */
#ifndef SWITCHING_H
#define SWITCHING_H

#include <signal.h>
#include <sys/time.h>

#include "transcript.h"

/* The foreground console in the low half, which consoles are open in the high one. */
static inline int vt_state(int fd)
{
	struct vt_stat stat = { 0 };

	if (raw_ioctl(fd, VT_GETSTATE, (unsigned long)&stat))
		return -errno;
	return stat.v_active | stat.v_state << 16;
}

/* Returns when no switch is in progress. */
static inline void say_state(int fd)
{
	unsigned int state = settled(vt_state, fd);

	printf("  active %u, open %04x\n", state & 0xffff, state >> 16);
}

static inline void say_console(const char *which, int fd)
{
	struct vt_mode mode;
	int kbdmode = -1, kdmode = -1;

	memset(&mode, 0xa5, sizeof(mode));
	raw_ioctl(fd, VT_GETMODE, (unsigned long)&mode);
	raw_ioctl(fd, KDGKBMODE, (unsigned long)&kbdmode);
	raw_ioctl(fd, KDGETMODE, (unsigned long)&kdmode);
	printf("  %s: kbdmode %d, kdmode %d, vt mode %d waitv %d signals %d %d %d\n", which,
	       kbdmode, kdmode, mode.mode, mode.waitv, mode.relsig, mode.acqsig,
	       mode.frsig);
}

/* Request a console and print the foreground console afterwards. */
static inline void go(int fd, unsigned long num)
{
	NUMBER(fd, VT_ACTIVATE, num);
	say_state(fd);
}

static inline void on_alarm(int signo)
{
	(void)signo;
}

/* From now on a signal every 20 ms interrupts calls that would wait for ever. */
static inline void interrupt_waits(bool on)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = {
		.it_interval.tv_usec = on ? 20000 : 0,
		.it_value.tv_usec = on ? 20000 : 0,
	};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* 'S' while it sleeps until something happens or a signal comes, 'D' if no signal helps. */
static inline char state_of(pid_t pid)
{
	char path[64], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%*d %*s %c", &state) != 1)
		fail(path);
	fclose(file);
	return state;
}

#endif /* SWITCHING_H */
