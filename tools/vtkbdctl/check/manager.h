/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A seat manager for programs that need one: seatd, where it is installed, with a /run in
 * which no other one has its socket.
 */
#ifndef VTKBDCTL_CHECK_MANAGER_H
#define VTKBDCTL_CHECK_MANAGER_H

#include <sys/types.h>

struct tool;

/*
 * In the caller's mount namespace. Return: its process, once it can be connected to; 0 if
 * there is no seatd, or after a complaint.
 */
pid_t manager_start(const struct tool *tool, int output);

#endif
