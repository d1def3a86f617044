/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The only file that tests the kernel version. The oldest supported one is 6.1.
 * Include it last. Each entry says why it is there.
 */
#ifndef _VTKBD_COMPAT_H
#define _VTKBD_COMPAT_H

#include <linux/tiocl.h>
#include <linux/version.h>
#include <linux/vt.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "vtkbd needs Linux 6.1 or later"
#endif

/* 6.11: a handler's events() gives the number of values it passes on. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define VTKBD_EVENTS_TYPE	unsigned int
#define VTKBD_EVENTS_ARGS	struct input_handle *handle, \
				struct input_value *vals, unsigned int count
#define VTKBD_EVENTS_RETURN(n)	return (n)
#else
#define VTKBD_EVENTS_TYPE	void
#define VTKBD_EVENTS_ARGS	struct input_handle *handle, \
				const struct input_value *vals, \
				unsigned int count
#define VTKBD_EVENTS_RETURN(n)	((void)(n))
#endif

/* 6.6: tty_operations.write() counts in size_t. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define VTKBD_WRITE_TYPE	ssize_t
#define VTKBD_WRITE_ARGS	struct tty_struct *tty, const u8 *buf, size_t count
#else
#define VTKBD_WRITE_TYPE	int
#define VTKBD_WRITE_ARGS	struct tty_struct *tty, \
				const unsigned char *buf, int count
#endif

/* 6.6: a port's receiver counts in size_t, too. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define VTKBD_RECEIVE_TYPE	size_t
#define VTKBD_RECEIVE_ARGS	struct tty_port *port, const u8 *buf, \
				const u8 *flags, size_t count
#else
#define VTKBD_RECEIVE_TYPE	int
#define VTKBD_RECEIVE_ARGS	struct tty_port *port, \
				const unsigned char *buf, \
				const unsigned char *flags, size_t count
#endif

/* The kernel's version, for the rules of its VT (core/rules.h). */
#define VTKBD_KERNEL_MAJOR	(LINUX_VERSION_CODE >> 16)
#define VTKBD_KERNEL_MINOR	(LINUX_VERSION_CODE >> 8 & 0xff)

/* 7.1: VT_GETCONSIZECSRPOS. */
#ifndef VT_GETCONSIZECSRPOS
struct vt_consizecsrpos {
	__u16 con_rows;
	__u16 con_cols;
	__u16 csr_row;
	__u16 csr_col;
};

#define VT_GETCONSIZECSRPOS	_IOR('V', 0x10, struct vt_consizecsrpos)
#endif

/* 7.1: TIOCLINUX reports bracketed paste. */
#ifndef TIOCL_GETBRACKETEDPASTE
#define TIOCL_GETBRACKETEDPASTE	18
#endif

/*
 * The current process's name, for use under a lock that an interrupt takes.
 * From 6.13 on get_task_comm() takes no lock. Before, it takes one that must
 * not be taken there; that lock only prevents a mixture of two names.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define vtkbd_current_comm(buf)	get_task_comm(buf, current)
#else
#define vtkbd_current_comm(buf) do {				\
	BUILD_BUG_ON(sizeof(buf) != sizeof(current->comm));	\
	/* Another thread may be renaming this one. */		\
	data_race(memcpy(buf, current->comm, sizeof(buf)));	\
	(buf)[sizeof(buf) - 1] = '\0';				\
} while (0)
#endif

#endif /* _VTKBD_COMPAT_H */
