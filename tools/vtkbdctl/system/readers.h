/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keyboards and the processes that have them open, read together for the commands that
 * only show them.
 */
#ifndef VTKBDCTL_SYSTEM_READERS_H
#define VTKBDCTL_SYSTEM_READERS_H

#include <stdbool.h>

#include "system/inputs.h"
#include "system/proc.h"

struct source;

/**
 * struct readers - keyboards, and who reads them
 * @inputs: the keyboards
 * @procs: all processes
 * @all_seen: @procs was read, and nothing of it was hidden
 */
struct readers {
	struct inputs inputs;
	struct processes procs;
	bool all_seen;
};

/* Return: 0, or -1 after a complaint; readers_free() in any case. */
int readers_read(struct readers *readers, const struct source *src);
void readers_free(struct readers *readers);

#endif
