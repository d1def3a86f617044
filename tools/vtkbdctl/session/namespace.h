/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_SESSION_NAMESPACE_H
#define VTKBDCTL_SESSION_NAMESPACE_H

#include <stdbool.h>

struct tool;

/*
 * For this process and its children, puts vtkbd's nodes in the place of the kernel's
 * own; /dev/tty0 not with @keep_tty0. Complains. Return: 0 or -1.
 */
int namespace_enter(const struct tool *tool, unsigned int console, bool keep_tty0);

/* For this process and its children, mounts of their own. Complains. Return: 0 or -1. */
int namespace_unshare(const struct tool *tool);

#endif
