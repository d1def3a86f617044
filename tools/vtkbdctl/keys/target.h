/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where send and type send: --seat, the whole machine, or --console N.
 */
#ifndef VTKBDCTL_KEYS_TARGET_H
#define VTKBDCTL_KEYS_TARGET_H

struct args;
struct tool;

/* Each complains if it fails. Return: 0 or -1. */
int target_conflict(const struct tool *tool, const struct args *args);
/* The console's number, or 0 for the machine. */
int target_console(const struct tool *tool, const struct args *args, unsigned int *console);

#endif
