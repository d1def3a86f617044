// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The KD* ioctls for modes, LEDs, sound and devices. Errors and the order of
 * checks are those of vt_k_ioctl(). The ioctls for the keymap are in keymap.c.
 */
#include <linux/jiffies.h>
#include <linux/timex.h>

#include "ioctl.h"

#include "../action.h"
#include "../blank.h"
#include "../console.h"
#include "../core/core.h"
#include "../device.h"
#include "../mode.h"
#include "../compat.h"
#include "../trace.h"

/**
 * vtkbd_kdgkbtype - KDGKBTYPE: get the type of the keyboard
 * @c: the call
 *
 * It is always a 101-key keyboard. Programs use this to find out whether a
 * descriptor is a console.
 */
int vtkbd_kdgkbtype(struct vtkbd_call c)
{
	return vtkbd_answer_char(c, KB_101);
}

static void vtkbd_set_kdmode_locked(struct vtkbd_console *con, u8 mode)
{
	if (con->kdmode == mode)
		return;
	trace_vtkbd_kdmode(con, con->kdmode, mode);
	WRITE_ONCE(con->kdmode, mode);
	if (con->num == con->seat->fg)
		vtkbd_blank_by_mode_locked(con->seat);
}

/**
 * vtkbd_kdsetmode - KDSETMODE: set text or graphics mode
 * @c: the call
 *
 * vtkbd draws no screen, but switches and blanking depend on this mode.
 */
int vtkbd_kdsetmode(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	static const u8 kdmode[] = {
		[KD_TEXT] = KD_TEXT,
		[KD_GRAPHICS] = KD_GRAPHICS,
		[KD_TEXT0] = KD_TEXT,
		[KD_TEXT1] = KD_TEXT,
	};

	if (c.arg >= ARRAY_SIZE(kdmode))
		return -EINVAL;

	mutex_lock(&seat->switch_mutex);
	if (!vtkbd_dying())
		vtkbd_set_kdmode_locked(vtkbd_call_con(c),
					kdmode[array_index_nospec(c.arg, ARRAY_SIZE(kdmode))]);
	mutex_unlock(&seat->switch_mutex);
	return 0;
}

/**
 * vtkbd_kdgetmode - KDGETMODE: get text or graphics mode
 * @c: the call
 */
int vtkbd_kdgetmode(struct vtkbd_call c)
{
	return vtkbd_answer_int(c, READ_ONCE(vtkbd_call_con(c)->kdmode));
}

/**
 * vtkbd_kdskbmode - KDSKBMODE: set the keyboard mode and flush the input queue
 * @c: the call
 *
 * What was typed in the old mode makes no sense in the new one.
 */
int vtkbd_kdskbmode(struct vtkbd_call c)
{
	int err = vtkbd_mode_set(vtkbd_call_con(c), c.arg);

	if (!err)
		tty_ldisc_flush(c.tty);
	return err;
}

/**
 * vtkbd_kdgkbmode - KDGKBMODE: get the keyboard mode
 * @c: the call
 */
int vtkbd_kdgkbmode(struct vtkbd_call c)
{
	return vtkbd_answer_int(c, vtkbd_peek(&vtkbd_call_con(c)->kbd.kbdmode));
}

/**
 * vtkbd_kdskbmeta - KDSKBMETA: set Meta to ESC prefix or to high bit
 * @c: the call
 */
int vtkbd_kdskbmeta(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	int err;

	spin_lock_irq(&seat->lock);
	err = vtkbd_kbd_set_meta(&vtkbd_call_con(c)->kbd, c.arg);
	spin_unlock_irq(&seat->lock);
	return err;
}

/**
 * vtkbd_kdgkbmeta - KDGKBMETA: get whether Meta is ESC prefix or high bit
 * @c: the call
 */
int vtkbd_kdgkbmeta(struct vtkbd_call c)
{
	u8 modeflags = vtkbd_peek(&vtkbd_call_con(c)->kbd.modeflags);

	return vtkbd_answer_int(c, modeflags & VTKBD_M_META ? K_ESCPREFIX :
							      K_METABIT);
}

/**
 * vtkbd_kdskbled - KDSKBLED: set lock flags and their defaults
 * @c: the call
 */
int vtkbd_kdskbled(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	int err;

	spin_lock_irq(&seat->lock);
	err = vtkbd_leds_set_flags(&vtkbd_call_con(c)->kbd, c.arg);
	vtkbd_leds_changed_locked(seat);
	spin_unlock_irq(&seat->lock);
	return err;
}

/**
 * vtkbd_kdgkbled - KDGKBLED: get lock flags and their defaults
 * @c: the call
 */
int vtkbd_kdgkbled(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	u8 flags;

	spin_lock_irq(&seat->lock);
	flags = vtkbd_leds_flags(&vtkbd_call_con(c)->kbd);
	spin_unlock_irq(&seat->lock);
	return vtkbd_answer_char(c, flags);
}

/**
 * vtkbd_kdsetled - KDSETLED: set what the LEDs show instead of the flags
 * @c: the call
 */
int vtkbd_kdsetled(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);

	spin_lock_irq(&seat->lock);
	vtkbd_leds_set_pattern(&vtkbd_call_con(c)->kbd, &seat->leds.by_ioctl, c.arg);
	vtkbd_leds_changed_locked(seat);
	spin_unlock_irq(&seat->lock);
	return 0;
}

/**
 * vtkbd_kdgetled - KDGETLED: get what the LEDs show
 * @c: the call
 *
 * There is one set of LEDs, so the result is the foreground console's, on
 * whatever console the ioctl is called. If the LEDs are still to be written, it
 * is what they will show.
 */
int vtkbd_kdgetled(struct vtkbd_call c)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	u8 leds;

	spin_lock_irq(&seat->lock);
	leds = vtkbd_leds_word(&vtkbd_fg(seat)->kbd, seat->leds.by_ioctl);
	spin_unlock_irq(&seat->lock);
	return vtkbd_answer_char(c, leds);
}

/**
 * vtkbd_kdgetkeycode - KDGETKEYCODE: get the keycode of a scancode
 * @c: the call
 */
int vtkbd_kdgetkeycode(struct vtkbd_call c)
{
	struct kbkeycode __user *user = vtkbd_argp(c);
	struct kbkeycode kc;
	int keycode;

	if (copy_from_user(&kc, user, sizeof(kc)))
		return -EFAULT;
	keycode = vtkbd_device_get_keycode(vtkbd_call_seat(c), kc.scancode);
	if (keycode < 0)
		return keycode;
	return put_user(keycode, &user->keycode);
}

/**
 * vtkbd_kdsetkeycode - KDSETKEYCODE: set the keycode of a scancode
 * @c: the call
 *
 * A device belongs to the machine: owning a console is not enough.
 */
int vtkbd_kdsetkeycode(struct vtkbd_call c)
{
	struct kbkeycode kc;

	if (copy_from_user(&kc, vtkbd_argp(c), sizeof(kc)))
		return -EFAULT;
	if (!capable(CAP_SYS_TTY_CONFIG))
		return -EPERM;
	return vtkbd_device_set_keycode(vtkbd_call_seat(c), kc.scancode, kc.keycode);
}

/**
 * vtkbd_kdsigaccept - KDSIGACCEPT: request a signal for the spawn key
 * @c: the call
 */
int vtkbd_kdsigaccept(struct vtkbd_call c)
{
	if (!capable(CAP_KILL))
		return -EPERM;
	return vtkbd_action_set_spawn(vtkbd_call_seat(c), c.arg);
}

/**
 * vtkbd_kdkbdrep - KDKBDREP: set the repeat rate, and return what is used
 * @c: the call
 */
int vtkbd_kdkbdrep(struct vtkbd_call c)
{
	struct kbd_repeat rep;

	if (!capable(CAP_SYS_TTY_CONFIG))
		return -EPERM;
	if (copy_from_user(&rep, vtkbd_argp(c), sizeof(rep)))
		return -EFAULT;
	vtkbd_device_set_repeat(vtkbd_call_seat(c), &rep);
	return copy_to_user(vtkbd_argp(c), &rep, sizeof(rep)) ? -EFAULT : 0;
}

/**
 * vtkbd_kiocsound - KIOCSOUND: start or end a tone
 * @c: the call
 */
int vtkbd_kiocsound(struct vtkbd_call c)
{
	vtkbd_device_beep(vtkbd_call_seat(c), c.arg ? PIT_TICK_RATE / c.arg : 0, 0);
	return 0;
}

/**
 * vtkbd_kdmktone - KDMKTONE: start a tone that ends by itself
 * @c: the call
 *
 * The high half of the argument is its length in milliseconds, the low half its
 * period in cycles of PIT_TICK_RATE.
 */
int vtkbd_kdmktone(struct vtkbd_call c)
{
	unsigned int ticks = msecs_to_jiffies((c.arg >> 16) & 0xffff);
	unsigned int period = ticks ? c.arg & 0xffff : 0;

	vtkbd_device_beep(vtkbd_call_seat(c), period ? PIT_TICK_RATE / period : 0, ticks);
	return 0;
}

/**
 * vtkbd_kdmapdisp - KDMAPDISP and KDUNMAPDISP
 * @c: the call
 *
 * The kernel does not support these two either.
 */
int vtkbd_kdmapdisp(struct vtkbd_call c)
{
	return -EINVAL;
}
