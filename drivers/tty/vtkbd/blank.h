/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * Whether the screen is blank: programs ask and wait for it, although vtkbd
 * draws no screen.
 */
#ifndef _VTKBD_BLANK_H
#define _VTKBD_BLANK_H

#include <linux/types.h>

struct vtkbd_seat;

/**
 * struct vtkbd_blank - whether the screen is blank
 * @con: number of the console that was in the foreground when the screen was
 *	blanked, or 0 if it is not blank; written under switch_mutex
 * @stays: a key does not unblank it; likewise
 * @poked: bit 0: the screen has to be unblanked, see vtkbd_blank_poke()
 */
struct vtkbd_blank {
	unsigned int con;
	bool stays;
	unsigned long poked;
};

void vtkbd_blank_locked(struct vtkbd_seat *seat, bool graphics);
void vtkbd_unblank_locked(struct vtkbd_seat *seat);
void vtkbd_blank_by_mode_locked(struct vtkbd_seat *seat);
void vtkbd_blank_poke(struct vtkbd_seat *seat);
void vtkbd_blank_poked_locked(struct vtkbd_seat *seat);

#endif /* _VTKBD_BLANK_H */
