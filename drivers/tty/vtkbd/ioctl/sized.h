/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Structures of <linux/vtkbd.h> from and to programs whose structures may be
 * shorter or longer than the module's.
 */
#ifndef _VTKBD_SIZED_H
#define _VTKBD_SIZED_H

#include <linux/types.h>

struct vtkbd_fault;
struct vtkbd_mode_change;

unsigned int vtkbd_sized_cmd(unsigned int cmd);
int vtkbd_sized_in(unsigned int cmd, const void __user *user, void *own);
int vtkbd_sized_out(unsigned int cmd, void __user *user, const void *own);
int vtkbd_change_size_check(u32 size);
int vtkbd_change_out(u64 user, u32 size, const struct vtkbd_mode_change *change);
int vtkbd_fault_size_check(u32 size);
int vtkbd_fault_in(struct vtkbd_fault *fault, u64 user, u32 size);
int vtkbd_fault_out(u64 user, u32 size, const struct vtkbd_fault *fault);

#endif /* _VTKBD_SIZED_H */
