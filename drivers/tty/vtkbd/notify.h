/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Keyboard notifiers of other modules; see <linux/vtkbd.h>.
 */
#ifndef _VTKBD_NOTIFY_H
#define _VTKBD_NOTIFY_H

#include <linux/vtkbd.h>

struct vtkbd_seat;

/**
 * struct vtkbd_notify - callbacks of other modules; all under seat->lock
 * @chain: the callbacks
 * @param: what they get for the key at hand
 */
struct vtkbd_notify {
	struct raw_notifier_head chain;
	struct vtkbd_notifier_param param;
};

void vtkbd_notify_init(struct vtkbd_seat *seat);
int vtkbd_notify_add(struct vtkbd_seat *seat, struct notifier_block *nb);
int vtkbd_notify_remove(struct vtkbd_seat *seat, struct notifier_block *nb);

#endif /* _VTKBD_NOTIFY_H */
