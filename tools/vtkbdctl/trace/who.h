/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process that an event happened in.
 */
#ifndef VTKBDCTL_TRACE_WHO_H
#define VTKBDCTL_TRACE_WHO_H

#include <linux/vtkbd.h>

struct trace;

/**
 * struct who - a process
 * @pid: its number
 * @uid: its real user ID, -1 if that is not known
 * @comm: its name, empty if that is not known
 */
struct who {
	long pid;
	long uid;
	char comm[VTKBD_COMM_LEN];
};

/* Of a thread that may have ended since. */
struct who who_is(struct trace *trace, int tid);

#endif
