// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The tty driver: 63 consoles, and node 0, which is the console that is in the
 * foreground when node 0 is opened. Keyboard state belongs to the console and
 * not to the tty. It outlives the last close, since seatd and other programs
 * open and close the node for each request.
 *
 * Beside a built-in VT the nodes are /dev/vtkbdN with a major number of their
 * own; without one they replace it as /dev/ttyN.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sysfs.h>
#include <linux/tty.h>
#include <linux/tty_flip.h>

#include "action.h"
#include "blank.h"
#include "console.h"
#include "core/terminal.h"
#include "ioctl/table.h"
#include "output.h"
#include "seat.h"
#include "size.h"
#include "status.h"
#include "switch.h"

#include "compat.h"

#if IS_ENABLED(CONFIG_VT)
#define VTKBD_NODE_NAME	"vtkbd"
#define VTKBD_MAJOR	0
#else
#define VTKBD_NODE_NAME	"tty"
#define VTKBD_MAJOR	TTY_MAJOR
#endif

/*
 * Every open(2) of a node comes here first. Until the seat is complete, it gets
 * -EAGAIN, and the tty core tries again until a signal comes. So a program that
 * comes while the module loads waits, and finds no node at all if loading
 * fails.
 *
 * A program that opened node 0 before vtkbd_console_publish() set the node's
 * own file operations has no O_NOCTTY: -EOPENSTALE makes the VFS repeat that
 * open.
 *
 * Called under tty_mutex, as is vtkbd_install().
 */
static struct tty_struct *vtkbd_lookup(struct tty_driver *driver,
				       struct file *file, int idx)
{
	struct vtkbd_seat *seat = driver->driver_state;

	/* Pairs with vtkbd_console_publish(). */
	if (!smp_load_acquire(&seat->nodes.published))
		return ERR_PTR(signal_pending(current) ? -ERESTARTSYS : -EAGAIN);
	if (idx == 0 && !(file->f_flags & O_NOCTTY))
		return ERR_PTR(-EOPENSTALE);
	if (idx == 0)
		idx = READ_ONCE(seat->fg);
	return driver->ttys[idx];
}

/*
 * The index in driver->ttys is the console's number; tty->index may still be 0,
 * for node 0.
 */
static void vtkbd_remove(struct tty_driver *driver, struct tty_struct *tty)
{
	struct vtkbd_console *con = tty->driver_data;

	driver->ttys[con->num] = NULL;
}

static int vtkbd_port_install(struct vtkbd_console *con,
			      struct tty_driver *driver, struct tty_struct *tty)
{
	int err, index = tty->index;

	tty->index = con->num;
	err = tty_port_install(&con->port, driver, tty);
	/* The tty core needs the index that it gave, in case opening fails. */
	tty->index = index;
	return err;
}

/*
 * A tty that was opened as node 0 gets the number and name of its console for
 * good.
 */
static void vtkbd_rename_tty(struct tty_struct *tty, unsigned int num)
{
	tty->index = num;
	snprintf(tty->name, sizeof(tty->name), "%s%u", tty->driver->name, num);
}

static int vtkbd_install_locked(struct vtkbd_seat *seat,
				struct tty_driver *driver,
				struct tty_struct *tty)
{
	unsigned int num = tty->index ?: seat->fg;
	struct vtkbd_console *con = vtkbd_con(seat, num);
	int err;

	/*
	 * After vtkbd_lookup() there was a switch to a console that is open:
	 * open(2) tries again. A tty that was closed and waits to be freed is
	 * not in driver->ttys.
	 */
	if (driver->ttys[num])
		return -EAGAIN;

	vtkbd_switch_allocate(con);
	err = vtkbd_port_install(con, driver, tty);
	if (err)
		return err;

	tty->driver_data = con;
	if (con->esc.utf8)
		tty->termios.c_iflag |= IUTF8;
	else
		tty->termios.c_iflag &= ~IUTF8;
	con->in_use++;
	return 0;
}

static int vtkbd_install(struct tty_driver *driver, struct tty_struct *tty)
{
	struct vtkbd_seat *seat = driver->driver_state;
	int err;

	mutex_lock(&seat->switch_mutex);
	err = vtkbd_install_locked(seat, driver, tty);
	mutex_unlock(&seat->switch_mutex);
	return err;
}

/*
 * The first open of a tty. Its line discipline is open now, and nothing can
 * fail any more. Only from here on can SAK, a resize and readers (VTKBD_ATTACH)
 * find it.
 */
static void vtkbd_open_first(struct vtkbd_console *con, struct tty_struct *tty)
{
	mutex_lock(&con->seat->switch_mutex);
	tty->winsize.ws_row = con->size.rows;
	tty->winsize.ws_col = con->size.cols;
	tty_port_tty_set(&con->port, tty);
	mutex_unlock(&con->seat->switch_mutex);
	if (tty->index != con->num)
		vtkbd_rename_tty(tty, con->num);
}

/*
 * Under the tty's lock. A console has one tty at a time, see
 * vtkbd_install_locked(), so the port has this one or none yet.
 */
static int vtkbd_open(struct tty_struct *tty, struct file *file)
{
	struct vtkbd_console *con = tty->driver_data;

	if (!con->port.tty)
		vtkbd_open_first(con, tty);
	vtkbd_output_wake_writers(con);
	return 0;
}

static void vtkbd_shutdown(struct tty_struct *tty)
{
	struct vtkbd_console *con = tty->driver_data;

	tty_port_tty_set(&con->port, NULL);
}

static void vtkbd_cleanup(struct tty_struct *tty)
{
	struct vtkbd_console *con = tty->driver_data;

	mutex_lock(&con->seat->switch_mutex);
	con->in_use--;
	mutex_unlock(&con->seat->switch_mutex);
}

/* Bytes handled under one hold of the lock, which keeps interrupts off. */
#define VTKBD_WRITE_CHUNK	128

static size_t vtkbd_write_chunk(struct vtkbd_console *con, const u8 *buf,
				size_t len)
{
	struct vtkbd_seat *seat = con->seat;
	struct vtkbd_terminal t = {
		.rules = seat->params->rules,
		.esc = &con->esc,
		.kbd = &con->kbd,
		.leds_by_ioctl = &seat->leds.by_ioctl,
		.utf8 = seat->params->utf8,
	};
	unsigned long flags;

	spin_lock_irqsave(&seat->lock, flags);
	len = vtkbd_escape_write(&t, buf, len);
	vtkbd_leds_changed_locked(seat);
	spin_unlock_irqrestore(&seat->lock, flags);

	vtkbd_action_run(con, &t.action);
	if (t.poke && vtkbd_blank_ends(seat))
		vtkbd_blank_poke(seat);
	return len;
}

static VTKBD_WRITE_TYPE vtkbd_write(VTKBD_WRITE_ARGS)
{
	size_t done = 0;

	while (done < count && !vtkbd_is_stopped(tty))
		done += vtkbd_write_chunk(tty->driver_data, buf + done,
					  min_t(size_t, count - done,
						VTKBD_WRITE_CHUNK));
	vtkbd_output_write(tty->driver_data, buf, done);
	return done;
}

static unsigned int vtkbd_write_room(struct tty_struct *tty)
{
	return vtkbd_is_stopped(tty) ? 0 : 32768;
}

/* Ctrl-S and Scroll Lock share one state, which the Scroll Lock LED shows. */
static void vtkbd_show_stopped(struct tty_struct *tty, bool stopped)
{
	struct vtkbd_console *con = tty->driver_data;
	struct vtkbd_seat *seat = con->seat;
	unsigned long flags;

	spin_lock_irqsave(&seat->lock, flags);
	if (stopped)
		con->kbd.ledflags |= VTKBD_LED_SCROLL;
	else
		con->kbd.ledflags &= ~VTKBD_LED_SCROLL;
	vtkbd_leds_changed_locked(seat);
	spin_unlock_irqrestore(&seat->lock, flags);
}

static void vtkbd_stop(struct tty_struct *tty)
{
	vtkbd_show_stopped(tty, true);
}

static void vtkbd_start(struct tty_struct *tty)
{
	vtkbd_show_stopped(tty, false);
}

/*
 * The console takes input again: the program that reads it made room, or it has
 * another line discipline, and while that was changed it had none.
 */
static void vtkbd_takes_again(struct tty_struct *tty)
{
	vtkbd_output_wake_writers(tty->driver_data);
}

/* TIOCSWINSZ sets the console's size, too, as in the kernel's vt_resize(). */
static int vtkbd_resize(struct tty_struct *tty, struct winsize *ws)
{
	return vtkbd_size_set(tty->driver_data, NULL, ws->ws_row, ws->ws_col);
}

static const struct tty_operations vtkbd_tty_ops = {
	.lookup = vtkbd_lookup,
	.install = vtkbd_install,
	.remove = vtkbd_remove,
	.open = vtkbd_open,
	.shutdown = vtkbd_shutdown,
	.cleanup = vtkbd_cleanup,
	.write = vtkbd_write,
	.write_room = vtkbd_write_room,
	.stop = vtkbd_stop,
	.start = vtkbd_start,
	.unthrottle = vtkbd_takes_again,
	.set_ldisc = vtkbd_takes_again,
	.resize = vtkbd_resize,
	.ioctl = vtkbd_ioctl,
#ifdef CONFIG_COMPAT
	.compat_ioctl = vtkbd_compat_ioctl,
#endif
};

static const struct tty_port_operations vtkbd_port_ops = { };

static void vtkbd_driver_setup(struct tty_driver *driver, struct vtkbd_seat *seat)
{
	driver->driver_name = "vtkbd";
	driver->name = VTKBD_NODE_NAME;
	driver->major = VTKBD_MAJOR;
	driver->minor_start = 0;
	driver->type = TTY_DRIVER_TYPE_CONSOLE;
	driver->init_termios = tty_std_termios;
	if (seat->params->utf8)
		driver->init_termios.c_iflag |= IUTF8;
	driver->driver_state = seat;
	tty_set_operations(driver, &vtkbd_tty_ops);
}

static void vtkbd_ports_init(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	vtkbd_for_each_con(con, seat, num) {
		tty_port_init(&con->port);
		con->port.ops = &vtkbd_port_ops;
		tty_port_link_device(&con->port, seat->nodes.driver, con->num);
	}
}

static void vtkbd_ports_destroy(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	vtkbd_for_each_con(con, seat, num)
		tty_port_destroy(&con->port);
}

static void vtkbd_node0_added(struct vtkbd_nodes *nodes, struct device *dev)
{
	nodes->active = sysfs_get_dirent(dev->kobj.sd, "active");
	nodes->active_tty = sysfs_get_dirent(dev->kobj.sd, "active_tty");
}

static void vtkbd_nodes_remove(struct vtkbd_seat *seat, unsigned int end)
{
	while (end--)
		tty_unregister_device(seat->nodes.driver, end);
	sysfs_put(seat->nodes.active);
	sysfs_put(seat->nodes.active_tty);
}

static int vtkbd_nodes_add(struct vtkbd_seat *seat)
{
	const struct attribute_group **groups;
	struct device *dev;
	unsigned int i;
	void *data;

	for (i = 0; i < VTKBD_NR_MINORS; i++) {
		groups = i ? vtkbd_console_groups : vtkbd_node0_groups;
		data = i ? (void *)vtkbd_con(seat, i) : (void *)seat;
		dev = tty_register_device_attr(seat->nodes.driver, i, NULL, data, groups);
		if (IS_ERR(dev)) {
			vtkbd_nodes_remove(seat, i);
			return PTR_ERR(dev);
		}
		if (!i)
			vtkbd_node0_added(&seat->nodes, dev);
	}
	return 0;
}

/* Like /dev/tty0, node 0 never becomes a controlling terminal. */
static int vtkbd_node0_open(struct inode *inode, struct file *file)
{
	struct vtkbd_seat *seat = container_of(file->f_op, struct vtkbd_seat,
					       nodes.node0_fops);

	file->f_flags |= O_NOCTTY;
	replace_fops(file, fops_get(seat->nodes.tty_fops));
	return file->f_op->open(inode, file);
}

/**
 * vtkbd_console_init - create the nodes
 * @seat: the seat, complete but for the nodes and the input devices
 *
 * No program can open a node before vtkbd_console_publish().
 *
 * Context: Process.
 * Return: 0, or a negative error with everything undone.
 */
int vtkbd_console_init(struct vtkbd_seat *seat)
{
	int err;

	seat->nodes.driver = tty_alloc_driver(VTKBD_NR_MINORS, TTY_DRIVER_REAL_RAW |
					TTY_DRIVER_RESET_TERMIOS |
					TTY_DRIVER_DYNAMIC_DEV);
	if (IS_ERR(seat->nodes.driver))
		return PTR_ERR(seat->nodes.driver);

	vtkbd_driver_setup(seat->nodes.driver, seat);
	vtkbd_ports_init(seat);
	err = tty_register_driver(seat->nodes.driver);
	if (err)
		goto destroy_ports;
	err = vtkbd_nodes_add(seat);
	if (err)
		goto unregister_driver;
	return 0;

unregister_driver:
	tty_unregister_driver(seat->nodes.driver);
destroy_ports:
	vtkbd_ports_destroy(seat);
	tty_driver_kref_put(seat->nodes.driver);
	return err;
}

/**
 * vtkbd_console_publish - allow programs to open the nodes
 * @seat: the seat, complete; from here on its creation cannot fail
 *
 * The tty core decides after the driver's open() whether the tty becomes a
 * controlling terminal, by flags that it saved before. So node 0 has file
 * operations of its own, which set O_NOCTTY and then hand over to those of the
 * tty core.
 *
 * Context: Process.
 */
void vtkbd_console_publish(struct vtkbd_seat *seat)
{
	struct cdev *cdev = seat->nodes.driver->cdevs[0];

	seat->nodes.tty_fops = cdev->ops;
	seat->nodes.node0_fops = (struct file_operations) {
		.owner = THIS_MODULE,
		.open = vtkbd_node0_open,
	};
	/* Pairs with the load in chrdev_open(). */
	smp_store_release(&cdev->ops, &seat->nodes.node0_fops);
	/* Pairs with vtkbd_lookup(). */
	smp_store_release(&seat->nodes.published, true);
}

/**
 * vtkbd_console_exit - remove the nodes
 * @seat: the seat; no console is open: unloading waits for that, and before
 *	vtkbd_console_publish() none can be
 *
 * Context: Process.
 */
void vtkbd_console_exit(struct vtkbd_seat *seat)
{
	vtkbd_nodes_remove(seat, VTKBD_NR_MINORS);
	tty_unregister_driver(seat->nodes.driver);
	vtkbd_ports_destroy(seat);
	tty_driver_kref_put(seat->nodes.driver);
}
