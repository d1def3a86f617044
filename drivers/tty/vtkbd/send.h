/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Keys that a program sends to one console.
 */
#ifndef _VTKBD_SEND_H
#define _VTKBD_SEND_H

struct vtkbd_console;
struct vtkbd_seat;
struct vtkbd_send_key;

int vtkbd_send(struct vtkbd_seat *seat, const struct vtkbd_send_key *key);
void vtkbd_send_end(struct vtkbd_console *con);

#endif /* _VTKBD_SEND_H */
