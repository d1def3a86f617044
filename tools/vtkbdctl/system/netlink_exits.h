/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process and user of a thread that has ended: /proc has nothing of it any more, but
 * the kernel sends a message for each end (taskstats).
 */
#ifndef VTKBDCTL_SYSTEM_NETLINK_EXITS_H
#define VTKBDCTL_SYSTEM_NETLINK_EXITS_H

#include <sys/types.h>

#define MAX_EXITS	4096

struct tool;

/**
 * struct exited - a thread that has ended
 * @tid: its number, 0 in a record that was never used
 * @pid: its process
 * @uid: real user ID
 * @comm: its name
 */
struct exited {
	pid_t tid;
	pid_t pid;
	uid_t uid;
	char comm[16];
};

/**
 * struct exits - the latest of them
 * @fd: the netlink socket for more, or -1
 * @family: of its messages
 * @nr: how many were received
 * @last: they
 */
struct exits {
	int fd;
	int family;
	unsigned int nr;
	struct exited last[MAX_EXITS];
};

/* If the kernel does not send them, none is found later. */
void exits_open(struct exits *e, const struct tool *tool);
/* Takes what has come: now and then, before the kernel runs out of room for it. */
void exits_read(struct exits *e);
/* Return: the latest of that number, or NULL. */
const struct exited *exits_find(const struct exits *e, pid_t tid);
void exits_close(struct exits *e);

#endif
