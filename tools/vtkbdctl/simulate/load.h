/* SPDX-License-Identifier: GPL-2.0 */
/* What simulate.c and load.c share: the keyboard itself. */
#ifndef VTKBDCTL_SIMULATE_LOAD_H
#define VTKBDCTL_SIMULATE_LOAD_H

#include <core.h>

#include "simulate/simulate.h"

/**
 * struct sim_kept - what keys change
 * @fingers: the seat's half
 * @kbd: the console's half
 */
struct sim_kept {
	struct vtkbd_fingers fingers;
	struct vtkbd_kbd kbd;
};

/**
 * struct sim - a keyboard
 * @core: the seat's half; first, so that it is found from there
 * @kbd: the console's half
 * @tun: for braille
 * @kept: states to go back to, by enum sim_place
 * @now: time of the next event, in milliseconds
 * @step: the event at hand
 */
struct sim {
	struct vtkbd_core core;
	struct vtkbd_kbd kbd;
	struct vtkbd_tunables tun;
	struct sim_kept kept[SIM_PLACES];
	unsigned long now;
	struct sim_step *step;
};

#endif
