/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * What a key does besides sending bytes.
 */
#ifndef _VTKBD_ACTION_H
#define _VTKBD_ACTION_H

#include <linux/pid.h>
#include <linux/workqueue.h>

struct vtkbd_action;
struct vtkbd_console;
struct vtkbd_seat;

/**
 * struct vtkbd_actions - a seat's actions
 * @reboot_work: restarts the machine
 * @spawn_pid: the process that called KDSIGACCEPT, referenced; under
 *	seat->lock
 * @spawn_sig: the signal to send to it; under seat->lock
 */
struct vtkbd_actions {
	struct work_struct reboot_work;
	struct pid *spawn_pid;
	int spawn_sig;
};

/**
 * struct vtkbd_deferred - a console's actions that need process context
 * @work: carries them out
 * @life: how often the console was disallocated. A SAK ends the life of its
 *	readers (vtkbd_output.life), but a SAK or Scroll Lock that is pressed
 *	meanwhile is for the same console; written under switch_mutex and
 *	seat->lock
 * @hold_presses: Scroll Lock presses in this @life that are not carried out yet;
 *	under seat->lock
 * @sak: a SAK, likewise
 */
struct vtkbd_deferred {
	struct work_struct work;
	unsigned int life;
	unsigned int hold_presses;
	bool sak;
};

void vtkbd_action_init(struct vtkbd_seat *seat);
void vtkbd_action_exit(struct vtkbd_seat *seat);
void vtkbd_action_run(struct vtkbd_console *con, const struct vtkbd_action *act);
void vtkbd_action_drop(struct vtkbd_console *con);
int vtkbd_action_set_spawn(struct vtkbd_seat *seat, unsigned long sig);

#endif /* _VTKBD_ACTION_H */
