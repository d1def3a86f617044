// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * What the LEDs should show. The flags (Scroll, Num, Caps Lock) are keyboard
 * state. The LEDs follow them unless a program has set a pattern of its own.
 * When and whether LEDs are written is decided in led_write.c.
 */
#include "core.h"

#define VTKBD_LED_MASK	(VTKBD_LED_SCROLL | VTKBD_LED_NUM | VTKBD_LED_CAPS)

/**
 * vtkbd_leds_set_flags - KDSKBLED
 * @kbd: the console
 * @arg: flags in bits 0 to 2, their defaults in bits 4 to 6
 *
 * Return: 0, or -EINVAL for any other bit.
 */
int vtkbd_leds_set_flags(struct vtkbd_kbd *kbd, unsigned long arg)
{
	if (arg & ~(unsigned long)(VTKBD_LED_MASK | VTKBD_LED_MASK << 4))
		return -EINVAL;
	kbd->ledflags = arg & VTKBD_LED_MASK;
	kbd->default_leds = (arg >> 4) & VTKBD_LED_MASK;
	return 0;
}

/**
 * vtkbd_leds_flags - KDGKBLED
 * @kbd: the console
 *
 * Return: flags in the low nibble, their defaults in the high one.
 */
u8 vtkbd_leds_flags(const struct vtkbd_kbd *kbd)
{
	return kbd->ledflags | kbd->default_leds << 4;
}

/**
 * vtkbd_leds_set_pattern - KDSETLED
 * @kbd: the console
 * @by_ioctl: the seat's pattern
 * @arg: LEDs in bits 0 to 2; with any higher bit they show the flags again
 */
void vtkbd_leds_set_pattern(struct vtkbd_kbd *kbd, u8 *by_ioctl, unsigned long arg)
{
	/* The kernel's setledstate() tests 32 bits of it. */
	kbd->leds_by_ioctl = !((u32)arg & ~VTKBD_LED_MASK);
	if (kbd->leds_by_ioctl)
		*by_ioctl = arg;
}
