/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * An ioctl on a console, and the handlers that table.c names.
 */
#ifndef _VTKBD_IOCTL_H
#define _VTKBD_IOCTL_H

#include <linux/sched/signal.h>
#include <linux/tty.h>
#include <linux/uaccess.h>

#include "../seat.h"

/**
 * struct vtkbd_call - one ioctl
 * @seat: the seat
 * @con: the console whose node was used; for node 0, the one that was in the
 *	foreground when it was opened
 * @tty: its tty
 * @cmd: number of the ioctl
 * @arg: its argument, a number or a user address as table.c says
 * @perm: the caller may change things: the tty is its controlling terminal, or
 *	it has CAP_SYS_TTY_CONFIG; false if the row in table.c does not ask for
 *	it
 */
struct vtkbd_call {
	struct vtkbd_seat *seat;
	struct vtkbd_console *con;
	struct tty_struct *tty;
	unsigned int cmd;
	unsigned long arg;
	bool perm;
};

/**
 * typedef vtkbd_ioctl_fn - the handler of an ioctl
 * @c: the call
 *
 * Errors and the order in which they are found are those of the kernel's
 * vt_ioctl(). A bad user address is -EFAULT. If the row in table.c needs
 * vtkbd_call.perm, the handler is called only with it.
 *
 * Context: Process; no lock held.
 * Return: 0, a value where the ioctl has one, or a negative error.
 */
typedef int (*vtkbd_ioctl_fn)(const struct vtkbd_call *c);

static inline void __user *vtkbd_argp(const struct vtkbd_call *c)
{
	return (void __user *)c->arg;
}

/* True if it is the caller's controlling terminal. */
static inline bool vtkbd_is_ctty(const struct tty_struct *tty)
{
	/*
	 * The tty core writes the pointer by plain stores. It is compared only,
	 * and not followed.
	 */
	return data_race(READ_ONCE(current->signal->tty)) == tty;
}

static inline int vtkbd_answer_int(const struct vtkbd_call *c, int value)
{
	return put_user(value, (int __user *)vtkbd_argp(c));
}

static inline int vtkbd_answer_char(const struct vtkbd_call *c, u8 value)
{
	return put_user(value, (u8 __user *)vtkbd_argp(c));
}

/* kd.c */
int vtkbd_kdgkbtype(const struct vtkbd_call *c);
int vtkbd_kdsetmode(const struct vtkbd_call *c);
int vtkbd_kdgetmode(const struct vtkbd_call *c);
int vtkbd_kdskbmode(const struct vtkbd_call *c);
int vtkbd_kdgkbmode(const struct vtkbd_call *c);
int vtkbd_kdskbmeta(const struct vtkbd_call *c);
int vtkbd_kdgkbmeta(const struct vtkbd_call *c);
int vtkbd_kdskbled(const struct vtkbd_call *c);
int vtkbd_kdgkbled(const struct vtkbd_call *c);
int vtkbd_kdsetled(const struct vtkbd_call *c);
int vtkbd_kdgetled(const struct vtkbd_call *c);
int vtkbd_kdgetkeycode(const struct vtkbd_call *c);
int vtkbd_kdsetkeycode(const struct vtkbd_call *c);
int vtkbd_kdsigaccept(const struct vtkbd_call *c);
int vtkbd_kdkbdrep(const struct vtkbd_call *c);
int vtkbd_kiocsound(const struct vtkbd_call *c);
int vtkbd_kdmktone(const struct vtkbd_call *c);
int vtkbd_kdmapdisp(const struct vtkbd_call *c);

/* scrnmap.c */
int vtkbd_gio_scrnmap(const struct vtkbd_call *c);
int vtkbd_pio_scrnmap(const struct vtkbd_call *c);
int vtkbd_gio_uniscrnmap(const struct vtkbd_call *c);
int vtkbd_pio_uniscrnmap(const struct vtkbd_call *c);

/* resize.c */
int vtkbd_vt_resize(const struct vtkbd_call *c);
int vtkbd_vt_resizex(const struct vtkbd_call *c);
int vtkbd_vt_getconsizecsrpos(const struct vtkbd_call *c);

/* tioclinux.c */
int vtkbd_tioclinux(const struct vtkbd_call *c);

/* keymap.c */
int vtkbd_kdgkbent(const struct vtkbd_call *c);
int vtkbd_kdskbent(const struct vtkbd_call *c);
int vtkbd_kdgkbsent(const struct vtkbd_call *c);
int vtkbd_kdskbsent(const struct vtkbd_call *c);
int vtkbd_kdgkbdiacr(const struct vtkbd_call *c);
int vtkbd_kdskbdiacr(const struct vtkbd_call *c);
int vtkbd_kdgkbdiacruc(const struct vtkbd_call *c);
int vtkbd_kdskbdiacruc(const struct vtkbd_call *c);

/* own.c */
int vtkbd_get_seat(const struct vtkbd_call *c);
int vtkbd_get_console(const struct vtkbd_call *c);
int vtkbd_get_history(const struct vtkbd_call *c);
int vtkbd_get_device(const struct vtkbd_call *c);
int vtkbd_send_key(const struct vtkbd_call *c);

/* attach.c */
int vtkbd_attach(const struct vtkbd_call *c);

/* fault.c */
int vtkbd_set_fault(const struct vtkbd_call *c);

/* vt.c */
int vtkbd_vt_getstate(const struct vtkbd_call *c);
int vtkbd_vt_openqry(const struct vtkbd_call *c);
int vtkbd_vt_activate(const struct vtkbd_call *c);
int vtkbd_vt_waitactive(const struct vtkbd_call *c);
int vtkbd_vt_getmode(const struct vtkbd_call *c);
int vtkbd_vt_setmode(const struct vtkbd_call *c);
int vtkbd_vt_reldisp(const struct vtkbd_call *c);
int vtkbd_vt_setactivate(const struct vtkbd_call *c);
int vtkbd_vt_disallocate(const struct vtkbd_call *c);
int vtkbd_vt_lockswitch(const struct vtkbd_call *c);
int vtkbd_vt_waitevent(const struct vtkbd_call *c);

#endif /* _VTKBD_IOCTL_H */
