/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The sysfs attributes of the nodes.
 */
#ifndef _VTKBD_STATUS_H
#define _VTKBD_STATUS_H

#include <linux/sysfs.h>

extern const struct attribute_group *vtkbd_node0_groups[];
extern const struct attribute_group *vtkbd_console_groups[];

#endif /* _VTKBD_STATUS_H */
