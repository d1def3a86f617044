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

#define VTKBD_NEEDS_PERM	BIT(0)	/* refused without vtkbd_call.perm */
#define VTKBD_ASKS_PERM		BIT(1)	/* the handler tests it itself */
#define VTKBD_NUMBER		BIT(2)	/* the argument is no user address */

/**
 * struct vtkbd_ioctl_row - one ioctl
 * @fn: its handler
 * @flags: VTKBD_NEEDS_PERM, VTKBD_ASKS_PERM, VTKBD_NUMBER
 */
struct vtkbd_ioctl_row {
	vtkbd_ioctl_fn fn;
	unsigned int flags;
};

#define ROW(cmd, fn, flags)	[(cmd) & 0xff] = { fn, flags }

static const struct vtkbd_ioctl_row vtkbd_kd_table[256] = {
	ROW(KIOCSOUND, vtkbd_kiocsound, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDMKTONE, vtkbd_kdmktone, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDGETLED, vtkbd_kdgetled, 0),
	ROW(KDSETLED, vtkbd_kdsetled, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDGKBTYPE, vtkbd_kdgkbtype, 0),
	ROW(KDSETMODE, vtkbd_kdsetmode, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDGETMODE, vtkbd_kdgetmode, 0),
	ROW(KDMAPDISP, vtkbd_kdmapdisp, VTKBD_NUMBER),
	ROW(KDUNMAPDISP, vtkbd_kdmapdisp, VTKBD_NUMBER),
	ROW(KDGKBMODE, vtkbd_kdgkbmode, 0),
	ROW(KDSKBMODE, vtkbd_kdskbmode, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDGKBMETA, vtkbd_kdgkbmeta, 0),
	ROW(KDSKBMETA, vtkbd_kdskbmeta, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDGKBLED, vtkbd_kdgkbled, 0),
	ROW(KDSKBLED, vtkbd_kdskbled, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(GIO_SCRNMAP, vtkbd_gio_scrnmap, 0),
	ROW(PIO_SCRNMAP, vtkbd_pio_scrnmap, VTKBD_NEEDS_PERM),
	ROW(GIO_UNISCRNMAP, vtkbd_gio_uniscrnmap, 0),
	ROW(PIO_UNISCRNMAP, vtkbd_pio_uniscrnmap, VTKBD_NEEDS_PERM),
	ROW(KDGKBENT, vtkbd_kdgkbent, 0),
	ROW(KDSKBENT, vtkbd_kdskbent, VTKBD_ASKS_PERM),
	ROW(KDGKBSENT, vtkbd_kdgkbsent, 0),
	ROW(KDSKBSENT, vtkbd_kdskbsent, VTKBD_ASKS_PERM),
	ROW(KDGKBDIACR, vtkbd_kdgkbdiacr, 0),
	ROW(KDSKBDIACR, vtkbd_kdskbdiacr, VTKBD_NEEDS_PERM),
	ROW(KDGKBDIACRUC, vtkbd_kdgkbdiacruc, 0),
	ROW(KDSKBDIACRUC, vtkbd_kdskbdiacruc, VTKBD_NEEDS_PERM),
	ROW(KDGETKEYCODE, vtkbd_kdgetkeycode, 0),
	ROW(KDSETKEYCODE, vtkbd_kdsetkeycode, 0),
	ROW(KDSIGACCEPT, vtkbd_kdsigaccept, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(KDKBDREP, vtkbd_kdkbdrep, 0),
};

static const struct vtkbd_ioctl_row vtkbd_vt_table[256] = {
	ROW(VT_OPENQRY, vtkbd_vt_openqry, 0),
	ROW(VT_GETMODE, vtkbd_vt_getmode, 0),
	ROW(VT_SETMODE, vtkbd_vt_setmode, VTKBD_NEEDS_PERM),
	ROW(VT_GETSTATE, vtkbd_vt_getstate, 0),
	ROW(VT_RELDISP, vtkbd_vt_reldisp, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(VT_ACTIVATE, vtkbd_vt_activate, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(VT_WAITACTIVE, vtkbd_vt_waitactive, VTKBD_NEEDS_PERM | VTKBD_NUMBER),
	ROW(VT_DISALLOCATE, vtkbd_vt_disallocate, VTKBD_NUMBER),
	ROW(VT_RESIZE, vtkbd_vt_resize, VTKBD_NEEDS_PERM),
	ROW(VT_RESIZEX, vtkbd_vt_resizex, VTKBD_NEEDS_PERM),
	ROW(VT_LOCKSWITCH, vtkbd_vt_lockswitch, VTKBD_NUMBER),
	ROW(VT_UNLOCKSWITCH, vtkbd_vt_lockswitch, VTKBD_NUMBER),
	ROW(VT_WAITEVENT, vtkbd_vt_waitevent, 0),
	ROW(VT_SETACTIVATE, vtkbd_vt_setactivate, VTKBD_NEEDS_PERM),
};

static const struct {
	unsigned int cmd;
	struct vtkbd_ioctl_row row;
} vtkbd_others[] = {
	{ TIOCLINUX, { vtkbd_tioclinux, 0 } },
	{ VT_GETCONSIZECSRPOS, { vtkbd_vt_getconsizecsrpos, 0 } },
	{ VTKBD_GET_SEAT, { vtkbd_get_seat, VTKBD_ASKS_PERM } },
	{ VTKBD_GET_CONSOLE, { vtkbd_get_console, 0 } },
	{ VTKBD_GET_HISTORY, { vtkbd_get_history, 0 } },
	{ VTKBD_GET_DEVICE, { vtkbd_get_device, 0 } },
	{ VTKBD_ATTACH, { vtkbd_attach, 0 } },
	{ VTKBD_SEND_KEY, { vtkbd_send_key, 0 } },
	{ VTKBD_SET_FAULT, { vtkbd_set_fault, 0 } },
};

static const struct vtkbd_ioctl_row *vtkbd_ioctl_find(unsigned int cmd)
{
	unsigned int i;

	/*
	 * 'K' and 'V' ioctls are old: they have a number, but no size and
	 * direction.
	 */
	if ((cmd & ~0xffU) == (KDGKBMODE & ~0xffU))
		return &vtkbd_kd_table[cmd & 0xff];
	if ((cmd & ~0xffU) == (VT_GETMODE & ~0xffU))
		return &vtkbd_vt_table[cmd & 0xff];

	cmd = vtkbd_sized_cmd(cmd);
	for (i = 0; i < ARRAY_SIZE(vtkbd_others); i++)
		if (vtkbd_others[i].cmd == cmd)
			return &vtkbd_others[i].row;
	return NULL;
}

/*
 * True if the tty is the caller's controlling terminal; CAP_SYS_TTY_CONFIG
 * allows the same on all consoles.
 */
static bool vtkbd_may(struct tty_struct *tty)
{
	return vtkbd_is_ctty(tty) || capable(CAP_SYS_TTY_CONFIG);
}

static int vtkbd_ioctl_run(struct tty_struct *tty, unsigned int cmd,
			   unsigned long arg, const struct vtkbd_ioctl_row *row)
{
	struct vtkbd_console *con = tty->driver_data;
	struct vtkbd_call c = {
		.seat = con->seat, .con = con, .tty = tty,
		.cmd = cmd, .arg = arg,
	};

	if (row->flags & (VTKBD_NEEDS_PERM | VTKBD_ASKS_PERM))
		c.perm = vtkbd_may(tty);

	if ((row->flags & VTKBD_NEEDS_PERM) && !c.perm)
		return -EPERM;
	return row->fn(&c);
}

/* What becomes of an ioctl before it is looked up: 0, or a negative error. */
static int vtkbd_ioctl_fault(struct tty_struct *tty, unsigned int cmd)
{
	struct vtkbd_console *con = tty->driver_data;

	return vtkbd_has_faults(con) ? vtkbd_fault_ioctl(con, cmd) : 0;
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
	const struct vtkbd_ioctl_row *row = vtkbd_ioctl_find(cmd);
	int err = vtkbd_ioctl_fault(tty, cmd);

	if (err)
		return err;
	if (!row || !row->fn)
		return -ENOIOCTLCMD;
	return vtkbd_ioctl_run(tty, cmd, arg, row);
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
	const struct vtkbd_ioctl_row *row = vtkbd_ioctl_find(cmd);
	int err = vtkbd_ioctl_fault(tty, cmd);

	if (err)
		return err;
	if (!row || !row->fn)
		return -ENOIOCTLCMD;
#ifdef CONFIG_COMPAT
	if (!(row->flags & VTKBD_NUMBER))
		arg = (unsigned long)compat_ptr(arg);
#endif
	return vtkbd_ioctl_run(tty, cmd, arg, row);
}
