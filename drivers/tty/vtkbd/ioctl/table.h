/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The ioctl entry points of a console's tty.
 */
#ifndef _VTKBD_TABLE_H
#define _VTKBD_TABLE_H

struct tty_struct;

int vtkbd_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg);
long vtkbd_compat_ioctl(struct tty_struct *tty, unsigned int cmd,
			unsigned long arg);

#endif /* _VTKBD_TABLE_H */
