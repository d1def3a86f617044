/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Which console is in the foreground, how that changes, and which process owns
 * a console.
 */
#ifndef _VTKBD_SWITCH_H
#define _VTKBD_SWITCH_H

#include <linux/pid.h>
#include <linux/types.h>
#include <linux/vt.h>
#include <linux/workqueue.h>

struct vtkbd_console;
struct vtkbd_seat;

/**
 * struct vtkbd_switch - a seat's console switches
 * @last: the foreground console before this one; written under switch_mutex and
 *	seat->lock
 * @want: number of the console that a requested switch leads to, or 0; written
 *	under seat->lock
 * @asked: how many switches were requested; under seat->lock
 * @locked: VT_LOCKSWITCH; under no lock
 * @work: carries a switch out, and unblanks the screen
 */
struct vtkbd_switch {
	unsigned int last;
	unsigned int want;
	unsigned int asked;
	bool locked;
	struct work_struct work;
};

/**
 * struct vtkbd_owner - the process that a console belongs to
 * @mode: VT_SETMODE
 * @pid: the process, referenced; %NULL if there is none
 * @pending: console that a switch leads to once the owner releases this one, or 0
 * @pending_since: when the owner was asked, in jiffies
 *
 * Under switch_mutex; a request to switch reads mode.mode without it, so the
 * mode is written by vtkbd_owner_set_mode() alone.
 */
struct vtkbd_owner {
	struct vt_mode mode;
	struct pid *pid;
	unsigned int pending;
	unsigned long pending_since;
};

static inline void vtkbd_owner_set_mode(struct vtkbd_owner *owner,
					const struct vt_mode *mode)
{
	owner->mode.waitv = mode->waitv;
	owner->mode.relsig = mode->relsig;
	owner->mode.acqsig = mode->acqsig;
	WRITE_ONCE(owner->mode.mode, mode->mode);
}

void vtkbd_switch_init(struct vtkbd_seat *seat);
void vtkbd_switch_exit(struct vtkbd_seat *seat);
int vtkbd_switch_request(struct vtkbd_seat *seat, unsigned int num);
void vtkbd_switch_step(struct vtkbd_seat *seat, int step);
void vtkbd_switch_reset_owner(struct vtkbd_console *con, u8 cause);
void vtkbd_switch_allocate(struct vtkbd_console *con);
void vtkbd_switch_complete(struct vtkbd_seat *seat, unsigned int num);

#endif /* _VTKBD_SWITCH_H */
