/* SPDX-License-Identifier: GPL-2.0 */
/* What simulate.c and load.c share: the keyboard itself. */
#ifndef VTKBDCTL_SIMULATE_LOAD_H
#define VTKBDCTL_SIMULATE_LOAD_H

#include <core.h>

/**
 * struct sim - a keyboard
 * @core: the seat's half; first, so that it is found from there
 * @kbd: the console's half
 * @tun: for braille
 * @now: time of the next event, in milliseconds
 * @step: the event at hand
 */
struct sim {
	struct vtkbd_core core;
	struct vtkbd_kbd kbd;
	struct vtkbd_tunables tun;
	unsigned long now;
	struct sim_step *step;
};

#endif
