/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How fast keys that are held repeat, and whether keyboards repeat at all (EV_REP).
 */
#ifndef VTKBDCTL_CONSOLE_REPEAT_H
#define VTKBDCTL_CONSOLE_REPEAT_H

#include "output/text.h"

struct input_device;
struct source;

/* Of a keyboard that the module was asked about. */
struct text repeat_of_keyboard(const struct input_device *dev);
/* Of the kernel's own keyboard, whose console @number is in use; nothing is set. */
struct text repeat_of_kernel(const struct source *src, unsigned int number);

#endif
