/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * When the LEDs of the keyboards are written.
 */
#ifndef _VTKBD_LED_WRITE_H
#define _VTKBD_LED_WRITE_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct vtkbd_seat;

/**
 * struct vtkbd_leds - what the LEDs of a seat's keyboards show
 * @work: writes them
 * @by_ioctl: the pattern that KDSETLED set; under seat->lock
 * @check: look after each packet of keys whether @shown is right: it may not be, or
 *	@armed; under seat->lock
 * @armed: @work is queued; under seat->lock
 * @due: when it runs, in jiffies, if @armed; under seat->lock
 * @held: @due is far away, because a key is held or led_quiet_ms was longer then; under
 *	seat->lock
 * @shown: what they show, see vtkbd_leds_word(); under seat->lock
 * @written: when they were last written, in jiffies; under seat->lock
 */
struct vtkbd_leds {
	struct delayed_work work;
	u8 by_ioctl;
	bool check;
	bool armed;
	bool held;
	unsigned long due;
	u32 shown;
	unsigned long written;
};

void vtkbd_led_write_init(struct vtkbd_seat *seat);
void vtkbd_led_write_exit(struct vtkbd_seat *seat);
void vtkbd_led_write_schedule_locked(struct vtkbd_seat *seat);
void vtkbd_led_write_force_locked(struct vtkbd_seat *seat);
void vtkbd_led_write_quiet_changed(struct vtkbd_seat *seat);

#endif /* _VTKBD_LED_WRITE_H */
