// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Which ioctls a console has, which programs may call them, and what their
 * argument is. An unknown ioctl is passed on to the line discipline and ends as
 * ENOTTY. So do those for fonts and colours, which belong to a screen.
 */
#include <linux/compat.h>

#include "ioctl.h"
#include "sized.h"
#include "table.h"

#include "../fault.h"

#include "../compat.h"

#define VTKBD_ANYBODY		BIT(0)	/* called without vtkbd_may() */
#define VTKBD_NUMBER		BIT(1)	/* the argument is no user address */

/**
 * struct vtkbd_ioctl_row - one ioctl
 * @fn: its handler
 * @flags: VTKBD_ANYBODY, VTKBD_NUMBER
 */
struct vtkbd_ioctl_row {
	vtkbd_ioctl_fn fn;
	unsigned int flags;
};

#define ROW(cmd, fn, flags)	[(cmd) & 0xff] = { fn, flags }

static const struct vtkbd_ioctl_row vtkbd_kd_table[256] = {
	ROW(KIOCSOUND, vtkbd_kiocsound, VTKBD_NUMBER),
	ROW(KDMKTONE, vtkbd_kdmktone, VTKBD_NUMBER),
	ROW(KDGETLED, vtkbd_kdgetled, VTKBD_ANYBODY),
	ROW(KDSETLED, vtkbd_kdsetled, VTKBD_NUMBER),
	ROW(KDGKBTYPE, vtkbd_kdgkbtype, VTKBD_ANYBODY),
	ROW(KDSETMODE, vtkbd_kdsetmode, VTKBD_NUMBER),
	ROW(KDGETMODE, vtkbd_kdgetmode, VTKBD_ANYBODY),
	ROW(KDMAPDISP, vtkbd_kdmapdisp, VTKBD_ANYBODY | VTKBD_NUMBER),
	ROW(KDUNMAPDISP, vtkbd_kdmapdisp, VTKBD_ANYBODY | VTKBD_NUMBER),
	ROW(KDGKBMODE, vtkbd_kdgkbmode, VTKBD_ANYBODY),
	ROW(KDSKBMODE, vtkbd_kdskbmode, VTKBD_NUMBER),
	ROW(KDGKBMETA, vtkbd_kdgkbmeta, VTKBD_ANYBODY),
	ROW(KDSKBMETA, vtkbd_kdskbmeta, VTKBD_NUMBER),
	ROW(KDGKBLED, vtkbd_kdgkbled, VTKBD_ANYBODY),
	ROW(KDSKBLED, vtkbd_kdskbled, VTKBD_NUMBER),
	ROW(GIO_SCRNMAP, vtkbd_gio_scrnmap, VTKBD_ANYBODY),
	ROW(PIO_SCRNMAP, vtkbd_pio_scrnmap, 0),
	ROW(GIO_UNISCRNMAP, vtkbd_gio_uniscrnmap, VTKBD_ANYBODY),
	ROW(PIO_UNISCRNMAP, vtkbd_pio_uniscrnmap, 0),
	ROW(KDGKBENT, vtkbd_kdgkbent, VTKBD_ANYBODY),
	ROW(KDSKBENT, vtkbd_kdskbent, VTKBD_ANYBODY),
	ROW(KDGKBSENT, vtkbd_kdgkbsent, VTKBD_ANYBODY),
	ROW(KDSKBSENT, vtkbd_kdskbsent, VTKBD_ANYBODY),
	ROW(KDGKBDIACR, vtkbd_kdgkbdiacr, VTKBD_ANYBODY),
	ROW(KDSKBDIACR, vtkbd_kdskbdiacr, 0),
	ROW(KDGKBDIACRUC, vtkbd_kdgkbdiacruc, VTKBD_ANYBODY),
	ROW(KDSKBDIACRUC, vtkbd_kdskbdiacruc, 0),
	ROW(KDGETKEYCODE, vtkbd_kdgetkeycode, VTKBD_ANYBODY),
	ROW(KDSETKEYCODE, vtkbd_kdsetkeycode, VTKBD_ANYBODY),
	ROW(KDSIGACCEPT, vtkbd_kdsigaccept, VTKBD_NUMBER),
	ROW(KDKBDREP, vtkbd_kdkbdrep, VTKBD_ANYBODY),
};

static const struct vtkbd_ioctl_row vtkbd_vt_table[256] = {
	ROW(VT_OPENQRY, vtkbd_vt_openqry, VTKBD_ANYBODY),
	ROW(VT_GETMODE, vtkbd_vt_getmode, VTKBD_ANYBODY),
	ROW(VT_SETMODE, vtkbd_vt_setmode, 0),
	ROW(VT_GETSTATE, vtkbd_vt_getstate, VTKBD_ANYBODY),
	ROW(VT_RELDISP, vtkbd_vt_reldisp, VTKBD_NUMBER),
	ROW(VT_ACTIVATE, vtkbd_vt_activate, VTKBD_NUMBER),
	ROW(VT_WAITACTIVE, vtkbd_vt_waitactive, VTKBD_NUMBER),
	ROW(VT_DISALLOCATE, vtkbd_vt_disallocate, VTKBD_ANYBODY | VTKBD_NUMBER),
	ROW(VT_RESIZE, vtkbd_vt_resize, 0),
	ROW(VT_RESIZEX, vtkbd_vt_resizex, 0),
	ROW(VT_LOCKSWITCH, vtkbd_vt_lockswitch, VTKBD_ANYBODY | VTKBD_NUMBER),
	ROW(VT_UNLOCKSWITCH, vtkbd_vt_unlockswitch, VTKBD_ANYBODY | VTKBD_NUMBER),
	ROW(VT_WAITEVENT, vtkbd_vt_waitevent, VTKBD_ANYBODY),
	ROW(VT_SETACTIVATE, vtkbd_vt_setactivate, 0),
};

/* Their argument is a user address. */
static const struct {
	unsigned int cmd;
	vtkbd_ioctl_fn fn;
	vtkbd_sized_fn sized;
} vtkbd_others[] = {
	{ TIOCLINUX, vtkbd_tioclinux },
	{ VT_GETCONSIZECSRPOS, vtkbd_vt_getconsizecsrpos },
	{ VTKBD_GET_SEAT, .sized = vtkbd_get_seat },
	{ VTKBD_GET_CONSOLE, .sized = vtkbd_get_console },
	{ VTKBD_GET_HISTORY, .sized = vtkbd_get_history },
	{ VTKBD_GET_DEVICE, .sized = vtkbd_get_device },
	{ VTKBD_ATTACH, .sized = vtkbd_attach },
	{ VTKBD_SEND_KEY, .sized = vtkbd_send_key },
	{ VTKBD_SET_FAULT, .sized = vtkbd_set_fault },
};

/*
 * 'K' and 'V' ioctls are old: they have a number, but no size and direction.
 * %NULL for the others. A mask keeps speculative execution within a table, too.
 */
static const struct vtkbd_ioctl_row *vtkbd_ioctl_find(unsigned int cmd)
{
	if (likely((cmd & ~0xffU) == (KDGKBMODE & ~0xffU)))
		return &vtkbd_kd_table[cmd & 0xff];
	if ((cmd & ~0xffU) == (VT_GETMODE & ~0xffU))
		return &vtkbd_vt_table[cmd & 0xff];
	return NULL;
}

/* Of its own, so that an ioctl for anybody saves no registers for capable(). */
static noinline int vtkbd_ioctl_checked(struct vtkbd_call c, vtkbd_ioctl_fn fn)
{
	if (!fn)
		return -ENOIOCTLCMD;
	return vtkbd_may(c.tty) ? fn(c) : -EPERM;
}

static noinline int vtkbd_ioctl_other(struct vtkbd_call c, unsigned int cmd)
{
	unsigned int i, known = vtkbd_sized_cmd(cmd);

	for (i = 0; i < ARRAY_SIZE(vtkbd_others); i++) {
		if (vtkbd_others[i].cmd != known)
			continue;
		if (vtkbd_others[i].sized)
			return vtkbd_others[i].sized(c, cmd);
		return vtkbd_others[i].fn(c);
	}
	return -ENOIOCTLCMD;
}

static __always_inline int vtkbd_ioctl_run(struct vtkbd_call c, unsigned int cmd)
{
	const struct vtkbd_ioctl_row *row = vtkbd_ioctl_find(cmd);

	if (!row)
		return vtkbd_ioctl_other(c, cmd);
	return row->flags & VTKBD_ANYBODY ? row->fn(c) : vtkbd_ioctl_checked(c, row->fn);
}

/* Rules come first, also for an ioctl that there is not. */
static noinline int vtkbd_ioctl_by_rules(struct vtkbd_call c, unsigned int cmd)
{
	return vtkbd_fault_ioctl(vtkbd_call_con(c), cmd) ?: vtkbd_ioctl_run(c, cmd);
}

/**
 * vtkbd_ioctl - an ioctl on a console
 * @tty: its tty
 * @cmd: number of the ioctl
 * @arg: argument
 *
 * Context: Process.
 * Return: 0, a value where the ioctl has one, a negative error; -ENOIOCTLCMD to
 *	pass it on to the line discipline.
 */
int vtkbd_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg)
{
	struct vtkbd_call c = { tty, arg };

	if (vtkbd_has_faults(vtkbd_call_con(c)))
		return vtkbd_ioctl_by_rules(c, cmd);
	return vtkbd_ioctl_run(c, cmd);
}

/**
 * vtkbd_compat_ioctl - an ioctl of a 32-bit program
 * @tty: the console's tty
 * @cmd: number of the ioctl
 * @arg: argument, 32 bits
 *
 * Structures have the same layout as for 64-bit programs; only addresses
 * differ.
 *
 * Return: as vtkbd_ioctl().
 */
long vtkbd_compat_ioctl(struct tty_struct *tty, unsigned int cmd,
			unsigned long arg)
{
#ifdef CONFIG_COMPAT
	const struct vtkbd_ioctl_row *row = vtkbd_ioctl_find(cmd);

	if (!row || !(row->flags & VTKBD_NUMBER))
		arg = (unsigned long)compat_ptr(arg);
#endif
	return vtkbd_ioctl(tty, cmd, arg);
}
