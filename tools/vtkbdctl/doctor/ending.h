/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a process is ended for good on this machine: by the service that starts it again, or
 * by a signal that it obeys.
 */
#ifndef VTKBDCTL_DOCTOR_ENDING_H
#define VTKBDCTL_DOCTOR_ENDING_H

#include <stdbool.h>

#include "output/text.h"

struct machine;
struct process;
struct source;

/* Process 1 started it, is no systemd, and may start it again (/etc/inittab). */
bool is_respawned(const struct source *src, const struct process *proc);
/* That its parent starts it again when it ends (runit, a user's systemd); or "". */
struct text reviver_words(const struct machine *machine, const struct process *proc);
/* A command for a shell. */
struct text ending_command(const struct machine *machine, const struct process *proc);

#endif
