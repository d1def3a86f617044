/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Faults of a console that a program has asked for (VTKBD_SET_FAULT).
 */
#ifndef _VTKBD_FAULT_H
#define _VTKBD_FAULT_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "console.h"
#include "fault_rules.h"

struct pid;

#define VTKBD_FAULT_LATE	16	/* signals that wait at a time */

/**
 * struct vtkbd_late - a signal that is sent later
 * @due: when, in jiffies
 * @pid: to whom, referenced
 * @sig: which
 */
struct vtkbd_late {
	unsigned long due;
	struct pid *pid;
	int sig;
};

/**
 * struct vtkbd_faults - the rules of one console, which a descriptor owns
 * @refs: the descriptor's, and one of each ioctl that waits
 * @con: the console
 * @maker: process whose ioctls are left alone, referenced
 * @over: the descriptor is closed; written under switch_mutex
 * @wait: ioctls that are delayed
 * @nr: how many rules there are
 * @rule: the rules; from vtkbd_faults_publish() on under switch_mutex
 * @nr_late: how many of @late wait; under switch_mutex
 * @late: in the order in which they are due; under switch_mutex
 * @late_work: sends those that are due
 */
struct vtkbd_faults {
	refcount_t refs;
	struct vtkbd_console *con;
	struct pid *maker;
	bool over;
	wait_queue_head_t wait;
	unsigned int nr;
	struct vtkbd_fault_rule rule[VTKBD_FAULT_MAX];
	unsigned int nr_late;
	struct vtkbd_late late[VTKBD_FAULT_LATE];
	struct delayed_work late_work;
};

/* All that a console without faults pays. */
static inline bool vtkbd_has_faults(const struct vtkbd_console *con)
{
	return unlikely(READ_ONCE(con->faults));
}

struct vtkbd_faults *vtkbd_faults_create(struct vtkbd_console *con);
int vtkbd_faults_publish(struct vtkbd_faults *faults);
void vtkbd_faults_end(struct vtkbd_faults *faults);
unsigned int vtkbd_faults_list(struct vtkbd_faults *faults, struct vtkbd_fault *list);
int vtkbd_fault_ioctl(struct vtkbd_console *con, unsigned int cmd);
int vtkbd_fault_signal(struct vtkbd_console *con, u8 what, struct pid *pid, int sig);

#endif /* _VTKBD_FAULT_H */
