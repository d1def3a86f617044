/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * An ioctl on a console, and the handlers that table.c names.
 */
#ifndef _VTKBD_IOCTL_H
#define _VTKBD_IOCTL_H

#include <linux/capability.h>
#include <linux/sched/signal.h>
#include <linux/tty.h>
#include <linux/uaccess.h>

#include "../seat.h"

/**
 * struct vtkbd_call - one ioctl
 * @tty: the tty of the node that was used
 * @arg: its argument, a number or a user address as table.c says
 *
 * Handed over by value: two words go in registers, and these ioctls are short.
 */
struct vtkbd_call {
	struct tty_struct *tty;
	unsigned long arg;
};

/*
 * The console whose node was used; for node 0, the one that was in the
 * foreground when it was opened.
 */
static inline struct vtkbd_console *vtkbd_call_con(struct vtkbd_call c)
{
	return c.tty->driver_data;
}

static inline struct vtkbd_seat *vtkbd_call_seat(struct vtkbd_call c)
{
	return vtkbd_call_con(c)->seat;
}

/**
 * typedef vtkbd_ioctl_fn - the handler of an ioctl
 * @c: the call
 *
 * Errors and the order in which they are found are those of the kernel's
 * vt_ioctl(). A bad user address is -EFAULT. Unless the row in table.c says
 * VTKBD_ANYBODY, the handler is called only if vtkbd_may().
 *
 * Context: Process; no lock held.
 * Return: 0, a value where the ioctl has one, or a negative error.
 */
typedef int (*vtkbd_ioctl_fn)(struct vtkbd_call c);

/**
 * typedef vtkbd_sized_fn - the handler of an ioctl whose structure may grow
 * @c: the call
 * @cmd: its number, with the size that the caller knows; see sized.h
 *
 * Return: as vtkbd_ioctl_fn().
 */
typedef int (*vtkbd_sized_fn)(struct vtkbd_call c, unsigned int cmd);

static inline void __user *vtkbd_argp(struct vtkbd_call c)
{
	return (void __user *)c.arg;
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

/*
 * True if the caller may change things: the tty is its controlling terminal;
 * CAP_SYS_TTY_CONFIG allows the same on all consoles.
 */
static inline bool vtkbd_may(const struct tty_struct *tty)
{
	return vtkbd_is_ctty(tty) || capable(CAP_SYS_TTY_CONFIG);
}

static inline int vtkbd_answer_int(struct vtkbd_call c, int value)
{
	return put_user(value, (int __user *)vtkbd_argp(c));
}

static inline int vtkbd_answer_char(struct vtkbd_call c, u8 value)
{
	return put_user(value, (u8 __user *)vtkbd_argp(c));
}

/* kd.c */
int vtkbd_kdgkbtype(struct vtkbd_call c);
int vtkbd_kdsetmode(struct vtkbd_call c);
int vtkbd_kdgetmode(struct vtkbd_call c);
int vtkbd_kdskbmode(struct vtkbd_call c);
int vtkbd_kdgkbmode(struct vtkbd_call c);
int vtkbd_kdskbmeta(struct vtkbd_call c);
int vtkbd_kdgkbmeta(struct vtkbd_call c);
int vtkbd_kdskbled(struct vtkbd_call c);
int vtkbd_kdgkbled(struct vtkbd_call c);
int vtkbd_kdsetled(struct vtkbd_call c);
int vtkbd_kdgetled(struct vtkbd_call c);
int vtkbd_kdgetkeycode(struct vtkbd_call c);
int vtkbd_kdsetkeycode(struct vtkbd_call c);
int vtkbd_kdsigaccept(struct vtkbd_call c);
int vtkbd_kdkbdrep(struct vtkbd_call c);
int vtkbd_kiocsound(struct vtkbd_call c);
int vtkbd_kdmktone(struct vtkbd_call c);
int vtkbd_kdmapdisp(struct vtkbd_call c);

/* scrnmap.c */
int vtkbd_gio_scrnmap(struct vtkbd_call c);
int vtkbd_pio_scrnmap(struct vtkbd_call c);
int vtkbd_gio_uniscrnmap(struct vtkbd_call c);
int vtkbd_pio_uniscrnmap(struct vtkbd_call c);

/* resize.c */
int vtkbd_vt_resize(struct vtkbd_call c);
int vtkbd_vt_resizex(struct vtkbd_call c);
int vtkbd_vt_getconsizecsrpos(struct vtkbd_call c);

/* tioclinux.c */
int vtkbd_tioclinux(struct vtkbd_call c);

/* keymap.c */
int vtkbd_kdgkbent(struct vtkbd_call c);
int vtkbd_kdskbent(struct vtkbd_call c);
int vtkbd_kdgkbsent(struct vtkbd_call c);
int vtkbd_kdskbsent(struct vtkbd_call c);
int vtkbd_kdgkbdiacr(struct vtkbd_call c);
int vtkbd_kdskbdiacr(struct vtkbd_call c);
int vtkbd_kdgkbdiacruc(struct vtkbd_call c);
int vtkbd_kdskbdiacruc(struct vtkbd_call c);

/* own.c */
int vtkbd_get_seat(struct vtkbd_call c, unsigned int cmd);
int vtkbd_get_console(struct vtkbd_call c, unsigned int cmd);
int vtkbd_get_history(struct vtkbd_call c, unsigned int cmd);
int vtkbd_get_device(struct vtkbd_call c, unsigned int cmd);
int vtkbd_send_key(struct vtkbd_call c, unsigned int cmd);

/* attach.c */
int vtkbd_attach(struct vtkbd_call c, unsigned int cmd);

/* fault.c */
int vtkbd_set_fault(struct vtkbd_call c, unsigned int cmd);

/* vt.c */
int vtkbd_vt_getstate(struct vtkbd_call c);
int vtkbd_vt_openqry(struct vtkbd_call c);
int vtkbd_vt_activate(struct vtkbd_call c);
int vtkbd_vt_waitactive(struct vtkbd_call c);
int vtkbd_vt_getmode(struct vtkbd_call c);
int vtkbd_vt_setmode(struct vtkbd_call c);
int vtkbd_vt_reldisp(struct vtkbd_call c);
int vtkbd_vt_setactivate(struct vtkbd_call c);
int vtkbd_vt_disallocate(struct vtkbd_call c);
int vtkbd_vt_lockswitch(struct vtkbd_call c);
int vtkbd_vt_unlockswitch(struct vtkbd_call c);
int vtkbd_vt_waitevent(struct vtkbd_call c);

#endif /* _VTKBD_IOCTL_H */
