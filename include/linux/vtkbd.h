/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * vtkbd for other modules: callbacks that get keys and may stop them.
 *
 * The steps are those of the kernel's keyboard notifier, from
 * <linux/notifier.h>: KBD_KEYCODE, KBD_UNBOUND_KEYCODE, KBD_UNICODE, KBD_KEYSYM
 * and KBD_POST_KEYSYM. A callback that returns NOTIFY_STOP at the first, third
 * or fourth of them stops the key there. After a keycode was stopped,
 * KBD_UNBOUND_KEYCODE follows, as in the kernel. As there, what a callback
 * changes in its data the later steps of the key have, too, but for what they
 * set themselves; it does not change what the key does.
 */
#ifndef _LINUX_VTKBD_H
#define _LINUX_VTKBD_H

#include <linux/notifier.h>

/**
 * struct vtkbd_notifier_param - what a callback gets as its data
 * @console: number, from 1, of the console that the key is for: the foreground
 *	one, or the one that VTKBD_SEND_KEY named
 * @value: keycode at KBD_KEYCODE and KBD_UNBOUND_KEYCODE; else the keysym as
 *	stored in the keymap, see <linux/keyboard.h>
 * @down: 0 up, 1 down, 2 repeat
 * @shift: index of the keymap in force
 * @ledstate: Scroll, Num and Caps Lock of the console as bits 0 to 2
 */
struct vtkbd_notifier_param {
	unsigned int console;
	unsigned int value;
	int down;
	int shift;
	int ledstate;
};

/*
 * Callbacks run with vtkbd's spinlock held and interrupts off: they must not
 * sleep and must not call into vtkbd. Registering and unregistering may sleep.
 */
int vtkbd_register_notifier(struct notifier_block *nb);
int vtkbd_unregister_notifier(struct notifier_block *nb);

#endif /* _LINUX_VTKBD_H */
