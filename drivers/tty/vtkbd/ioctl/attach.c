// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * VTKBD_ATTACH: a descriptor to read what programs write to a console, and to
 * type for the program that reads the console. It does not open the console, so
 * programs see no difference. Typed bytes go to the line discipline, as a paste
 * on the kernel's own console does, and never more of them than it takes.
 */
#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tty_flip.h>

#include "ioctl.h"
#include "sized.h"

#include "../output.h"
#include "../size.h"
#include "../switch.h"

/*
 * Bytes copied at a time, by way of the stack: user memory must not be accessed
 * under a lock.
 */
#define VTKBD_ATTACH_CHUNK	256

static bool vtkbd_takes_input(struct tty_struct *tty)
{
	return tty && test_bit(TTY_LDISC_OPEN, &tty->flags) && !tty_throttled(tty);
}

static bool vtkbd_attach_writable(struct vtkbd_reader *r)
{
	struct tty_struct *tty = tty_port_tty_get(&r->con->port);
	bool writable = vtkbd_takes_input(tty);

	tty_kref_put(tty);
	return writable;
}

static bool vtkbd_attach_readable(struct vtkbd_reader *r)
{
	struct vtkbd_output_info info;

	vtkbd_output_info(r, &info);
	return info.unread;
}

static ssize_t vtkbd_attach_copy(struct vtkbd_reader *r, char __user *user,
				 size_t count)
{
	u8 buf[VTKBD_ATTACH_CHUNK];
	size_t done = 0, len, left;

	while (done < count) {
		len = vtkbd_output_read(r, buf, min(count - done, sizeof(buf)));
		if (!len)
			break;
		left = copy_to_user(user + done, buf, len);
		done += len - left;
		if (left) {
			vtkbd_output_unread(r, left);
			return done ?: -EFAULT;
		}
	}
	return done;
}

static ssize_t vtkbd_attach_read(struct file *file, char __user *user,
				 size_t count, loff_t *ppos)
{
	struct vtkbd_reader *r = file->private_data;
	ssize_t done;
	int err;

	for (;;) {
		done = vtkbd_attach_copy(r, user, count);
		if (done || !count || vtkbd_output_over(r))
			return done;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(r->con->output.wait,
					       vtkbd_attach_readable(r) ||
					       vtkbd_output_over(r));
		if (err)
			return err;
	}
}

/*
 * The buffer's lock keeps keys from coming in between; see paste_selection().
 */
static size_t vtkbd_receive(struct vtkbd_console *con, struct tty_struct *tty,
			    const u8 *buf, size_t len)
{
	struct tty_ldisc *ld = tty_ldisc_ref_wait(tty);
	size_t taken = 0;

	if (!ld)
		return 0;
	tty_buffer_lock_exclusive(&con->port);
	/*
	 * Tested again, now that the line discipline cannot close: the port may
	 * have the tty while its line discipline is closed.
	 */
	if (vtkbd_takes_input(tty))
		taken = tty_ldisc_receive_buf(ld, buf, NULL, len);
	tty_buffer_unlock_exclusive(&con->port);
	tty_ldisc_deref(ld);
	return taken;
}

/*
 * First get the tty, then check that the console is still the one that was
 * attached to: a later life of it has another tty. Once this tty is closed,
 * what it gets is not read.
 */
static ssize_t vtkbd_type(struct vtkbd_reader *r, const u8 *buf, size_t len)
{
	struct tty_struct *tty = tty_port_tty_get(&r->con->port);
	ssize_t taken = 0;

	if (vtkbd_output_over(r))
		taken = -EIO;
	else if (vtkbd_takes_input(tty))
		taken = vtkbd_receive(r->con, tty, buf, len);
	tty_kref_put(tty);
	return taken;
}

/*
 * Waits until a program opens the console or reads from it: both wake this
 * process. A line discipline that takes nothing although it is not throttled
 * wakes no process, so then it is tried again after a jiffy.
 */
static int vtkbd_attach_wait_writable(struct vtkbd_reader *r)
{
	if (vtkbd_attach_writable(r)) {
		schedule_timeout_interruptible(1);
		return signal_pending(current) ? -ERESTARTSYS : 0;
	}
	return wait_event_interruptible(r->con->output.wait,
					vtkbd_attach_writable(r) ||
					vtkbd_output_over(r));
}

static ssize_t vtkbd_attach_write(struct file *file, const char __user *user,
				  size_t count, loff_t *ppos)
{
	struct vtkbd_reader *r = file->private_data;
	u8 buf[VTKBD_ATTACH_CHUNK];
	size_t done = 0, len;
	ssize_t taken;
	int err = 0;

	while (done < count && !err) {
		len = min(count - done, sizeof(buf));
		if (vtkbd_output_over(r))
			err = -EIO;
		else if (copy_from_user(buf, user + done, len))
			err = -EFAULT;
		if (err)
			break;
		taken = vtkbd_type(r, buf, len);
		if (taken > 0)
			done += taken;
		else if (taken)
			err = taken;
		else if (file->f_flags & O_NONBLOCK)
			err = -EAGAIN;
		else
			err = vtkbd_attach_wait_writable(r);
	}
	return done ?: err;
}

static __poll_t vtkbd_attach_poll(struct file *file, poll_table *table)
{
	struct vtkbd_reader *r = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &r->con->output.wait, table);
	if (vtkbd_output_over(r))
		return EPOLLIN | EPOLLRDNORM | EPOLLHUP;
	if (vtkbd_attach_readable(r))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (file->f_mode & FMODE_WRITE && vtkbd_attach_writable(r))
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

static long vtkbd_attach_info(struct vtkbd_reader *r, unsigned int cmd, void __user *argp)
{
	struct vtkbd_output_info info;

	vtkbd_output_info(r, &info);
	return vtkbd_sized_out(cmd, argp, &info);
}

static long vtkbd_attach_get_size(struct vtkbd_reader *r, void __user *argp)
{
	struct winsize ws = { };

	if (vtkbd_size_get(r->con, r, &ws))
		return -EIO;
	return copy_to_user(argp, &ws, sizeof(ws)) ? -EFAULT : 0;
}

static long vtkbd_attach_set_size(struct vtkbd_reader *r, void __user *argp)
{
	struct winsize ws;

	if (copy_from_user(&ws, argp, sizeof(ws)))
		return -EFAULT;
	return vtkbd_size_set(r->con, r, ws.ws_row, ws.ws_col);
}

static long vtkbd_attach_ioctl(struct file *file, unsigned int cmd,
			       unsigned long arg)
{
	struct vtkbd_reader *r = file->private_data;
	void __user *argp = (void __user *)arg;

	switch (vtkbd_sized_cmd(cmd)) {
	case VTKBD_GET_OUTPUT:
		return vtkbd_attach_info(r, cmd, argp);
	case TIOCGWINSZ:
		return vtkbd_attach_get_size(r, argp);
	case TIOCSWINSZ:
		if (!(file->f_mode & FMODE_WRITE))
			return -EBADF;
		return vtkbd_attach_set_size(r, argp);
	}
	return -ENOTTY;
}

static int vtkbd_attach_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* .owner keeps the module loaded, and with it the console. */
static const struct file_operations vtkbd_attach_fops = {
	.owner = THIS_MODULE,
	.read = vtkbd_attach_read,
	.write = vtkbd_attach_write,
	.poll = vtkbd_attach_poll,
	.unlocked_ioctl = vtkbd_attach_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vtkbd_attach_release,
};

/* Allocates the console, as VT_ACTIVATE does: a program may open it later. */
static void vtkbd_attach_start(struct vtkbd_reader *r, struct vtkbd_console *con)
{
	mutex_lock(&con->seat->switch_mutex);
	vtkbd_switch_allocate(con);
	vtkbd_output_start(r, con);
	mutex_unlock(&con->seat->switch_mutex);
}

/* The file that reads by @r, and frees it. */
static struct file *vtkbd_attach_file(struct vtkbd_reader *r, u32 flags)
{
	bool read_only = flags & VTKBD_ATTACH_READ_ONLY;

	return anon_inode_getfile("[vtkbd]", &vtkbd_attach_fops, r,
				  read_only ? O_RDONLY : O_RDWR);
}

/*
 * The console is allocated last, when nothing can fail any more: a call that
 * fails changes nothing.
 */
static int vtkbd_attach_fd(struct vtkbd_console *con, u32 flags)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct vtkbd_reader *r;
	struct file *file;

	if (fd < 0)
		return fd;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	file = r ? vtkbd_attach_file(r, flags) : ERR_PTR(-ENOMEM);
	if (IS_ERR(file)) {
		kfree(r);
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	vtkbd_attach_start(r, con);
	fd_install(fd, file);
	return fd;
}

/**
 * vtkbd_attach - VTKBD_ATTACH
 * @c: the call
 * @cmd: its number
 *
 * It gives the same power as TIOCSTI: to read what other programs write, and to
 * type for them. So owning the console that it is called on is not enough.
 *
 * Return: a descriptor, or a negative error.
 */
int vtkbd_attach(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_seat *seat = vtkbd_call_seat(c);
	struct vtkbd_attach_req req;
	struct vtkbd_console *con;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &req);
	if (err)
		return err;
	con = vtkbd_con_named(seat, req.console);
	if (!con || req.flags & ~VTKBD_ATTACH_READ_ONLY)
		return -EINVAL;
	if (!seat->params->output_kib)
		return -EOPNOTSUPP;
	return vtkbd_attach_fd(con, req.flags);
}
