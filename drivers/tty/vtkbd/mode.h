/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The keyboard mode of a console, and a record of its changes.
 */
#ifndef _VTKBD_MODE_H
#define _VTKBD_MODE_H

#include <linux/types.h>
#include <uapi/linux/vtkbd.h>

struct pid;
struct vtkbd_console;

#define VTKBD_HISTORY_LEN	16	/* changes kept of each console */
#define VTKBD_HISTORY_RUN	8	/* most of them in a row by one user */

/**
 * struct vtkbd_past - the latest changes of a console's keyboard mode
 * @nr: changes since load
 * @nr_placed: places taken since load. Place n is entry n modulo the size of
 *	@change
 * @run: how many of the latest places belong to consecutive changes by one user,
 *	and to resets that he can bring about
 * @turn: which of those places, from 0, has the oldest of them
 * @by_user: the run is a user's, @uid; else it began with a reset
 * @uid: in the initial user namespace
 * @change: the changes; their when_ns is in nanoseconds of the boot clock, their
 *	IDs are those of the initial namespaces
 * @by: the process of each, %NULL if it was none. It has a number in each
 *	namespace that sees it, also after it has ended
 *
 * Under seat->lock.
 */
struct vtkbd_past {
	u64 nr;
	u64 nr_placed;
	u8 run;
	u8 turn;
	bool by_user;
	u32 uid;
	struct vtkbd_mode_change change[VTKBD_HISTORY_LEN];
	struct pid *by[VTKBD_HISTORY_LEN];
};

int vtkbd_mode_set(struct vtkbd_console *con, unsigned long mode);
void vtkbd_mode_reset(struct vtkbd_console *con, u8 cause);
void vtkbd_mode_forget(struct vtkbd_console *con);
void vtkbd_mode_last_locked(const struct vtkbd_console *con,
			    struct vtkbd_mode_change *change);
unsigned int vtkbd_mode_history_locked(const struct vtkbd_console *con,
				       struct vtkbd_mode_change *change);

#endif /* _VTKBD_MODE_H */
