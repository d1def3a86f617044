/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whose a thread was that has ended: /proc has nothing of it any more, but the kernel
 * tells of each end (taskstats).
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
 */
struct exited {
	pid_t tid;
	pid_t pid;
	uid_t uid;
};

/**
 * struct exits - the latest of them
 * @fd: where the kernel tells of more, or -1
 * @family: of its messages
 * @nr: how many were told
 * @last: they
 */
struct exits {
	int fd;
	int family;
	unsigned int nr;
	struct exited last[MAX_EXITS];
};

/* Where the kernel does not tell, none will be found. */
void exits_open(struct exits *e, const struct tool *tool);
/* Takes what has come: now and then, before the kernel runs out of room for it. */
void exits_read(struct exits *e);
/* Return: the latest of that number, or NULL. */
const struct exited *exits_find(const struct exits *e, pid_t tid);
void exits_close(struct exits *e);

#endif
