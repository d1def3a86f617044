/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that are known by name. What a process makes of a console or a keyboard that it
 * has open cannot be seen; of these it is known.
 */
#ifndef VTKBDCTL_SYSTEM_KNOWN_H
#define VTKBDCTL_SYSTEM_KNOWN_H

#include <stdbool.h>

struct process;

/* It sets terminals up for a login. */
bool is_getty(const char *comm);
/* It edits lines, and waits for the programs that it runs. */
bool is_shell(const char *comm);
/* It starts the programs below it again when they end. Process 1 is not meant. */
bool is_supervisor(const struct process *proc);
/* systemd-logind, seatd and their like: these have consoles open, and wait, for others. */
bool is_seat_manager(const struct process *proc);
/* It has keyboards open and needs few of their keys. Seat managers do. */
bool is_watcher(const struct process *proc);

#endif
