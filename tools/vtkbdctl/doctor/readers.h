/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who reads the keyboards besides a console: judged by what processes have open.
 */
#ifndef VTKBDCTL_DOCTOR_READERS_H
#define VTKBDCTL_DOCTOR_READERS_H

#include <stdbool.h>

struct input_device;
struct process;
struct machine;
struct snapshot;

/*
 * A process that is on none of the source's consoles and reads a keyboard on which texts can
 * be typed, while the foreground console @s may hear it as well; NULL if there is none.
 */
const struct process *outside_reader(const struct snapshot *s);
/* The first such keyboard that it reads. */
const struct input_device *keyboard_of(const struct snapshot *s, const struct process *proc);
/* A process that takes what is typed on the console; NULL if there is none. */
const struct process *console_reader(const struct snapshot *s);

/*
 * A keyboard that a program has alone, so that the foreground console @s gets nothing of it,
 * unless that program is on the console or types what it read on a keyboard of its own.
 */
const struct input_device *taken_keyboard(const struct snapshot *s);
/* A keyboard for texts, not made by a program, is heard. */
bool one_is_heard(const struct machine *machine);
/* The processes that may have grabbed it, one after another; @before: NULL for the first. */
const struct process *next_taker(const struct machine *machine, const struct input_device *dev,
				 const struct process *before);
/* The only one that may have; NULL if none is seen, or several. */
const struct process *taker_of(const struct snapshot *s, const struct input_device *dev);

#endif
