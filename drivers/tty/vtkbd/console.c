// SPDX-License-Identifier: GPL-2.0
/*
 * The tty driver: 63 consoles and node 0, which is whichever of them is in
 * the foreground when it is opened. Keyboard state belongs to the console
 * and not to the tty: it outlives the last close, since seatd and others
 * open and close the node for each thing they do.
 *
 * Beside a built-in VT the nodes are /dev/vtkbdN with a major of their own;
 * without one they stand in for it as /dev/ttyN.
 */
#include <linux/major.h>
#include <linux/tty_flip.h>

#include "vtkbd.h"

#include "compat.h"

#if IS_ENABLED(CONFIG_VT)
#define VTKBD_NODE_NAME	"vtkbd"
#define VTKBD_MAJOR	0
#else
#define VTKBD_NODE_NAME	"tty"
#define VTKBD_MAJOR	TTY_MAJOR
#endif

static struct tty_struct *vtkbd_lookup(struct tty_driver *driver,
				       struct file *file, int idx)
{
	struct vtkbd_seat *seat = driver->driver_state;

	if (idx == 0)
		idx = READ_ONCE(seat->fg);
	return driver->ttys[idx];
}

/* Node 0 becomes the foreground console's tty for good. */
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
	 * The tty of the former life is not cleaned up yet, or a switch since
	 * vtkbd_lookup() led to a console that is open: open(2) tries again.
	 */
	if (con->in_use)
		return -EAGAIN;

	vtkbd_console_allocate(con);
	vtkbd_rename_tty(tty, num);
	err = tty_port_install(&con->port, driver, tty);
	if (err)
		return err;

	tty->driver_data = con;
	if (con->esc.utf8)
		tty->termios.c_iflag |= IUTF8;
	else
		tty->termios.c_iflag &= ~IUTF8;
	tty_port_tty_set(&con->port, tty);
	con->in_use = true;
	if (!tty->winsize.ws_row && !tty->winsize.ws_col) {
		tty->winsize.ws_row = con->rows;
		tty->winsize.ws_col = con->cols;
	}
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

/* The line discipline is there now. */
static int vtkbd_open(struct tty_struct *tty, struct file *file)
{
	vtkbd_output_wake_writers(tty->driver_data);
	return 0;
}

static void vtkbd_close(struct tty_struct *tty, struct file *file)
{
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
	con->in_use = false;
	mutex_unlock(&con->seat->switch_mutex);
}

/* The lock is held with interrupts off: not for longer than this many bytes. */
#define VTKBD_WRITE_CHUNK	128

static size_t vtkbd_write_chunk(struct vtkbd_console *con, const u8 *buf,
				size_t len)
{
	struct vtkbd_seat *seat = con->seat;
	struct vtkbd_terminal t = {
		.esc = &con->esc,
		.kbd = &con->kbd,
		.leds_by_ioctl = &seat->leds_by_ioctl,
		.utf8 = seat->params->utf8,
	};
	unsigned long flags;

	spin_lock_irqsave(&seat->lock, flags);
	len = vtkbd_escape_write(&t, buf, len);
	vtkbd_lights_changed_locked(seat);
	spin_unlock_irqrestore(&seat->lock, flags);

	vtkbd_action_run(con, &t.action);
	return len;
}

static VTKBD_WRITE_TYPE vtkbd_write(VTKBD_WRITE_ARGS)
{
	size_t done = 0;

	while (done < count && !tty->flow.stopped)
		done += vtkbd_write_chunk(tty->driver_data, buf + done,
					  min_t(size_t, count - done,
						VTKBD_WRITE_CHUNK));
	vtkbd_output_write(tty->driver_data, buf, done);
	return done;
}

static unsigned int vtkbd_write_room(struct tty_struct *tty)
{
	return tty->flow.stopped ? 0 : 32768;
}

/* Ctrl-S and Scroll Lock are one state, and this is where it shows. */
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
	vtkbd_lights_changed_locked(seat);
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

/* The reader made room for what is typed. */
static void vtkbd_unthrottle(struct tty_struct *tty)
{
	vtkbd_output_wake_writers(tty->driver_data);
}

static const struct tty_operations vtkbd_tty_ops = {
	.lookup = vtkbd_lookup,
	.install = vtkbd_install,
	.open = vtkbd_open,
	.close = vtkbd_close,
	.shutdown = vtkbd_shutdown,
	.cleanup = vtkbd_cleanup,
	.write = vtkbd_write,
	.write_room = vtkbd_write_room,
	.stop = vtkbd_stop,
	.start = vtkbd_start,
	.unthrottle = vtkbd_unthrottle,
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
		tty_port_link_device(&con->port, seat->driver, con->num);
	}
}

static void vtkbd_ports_destroy(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	vtkbd_for_each_con(con, seat, num)
		tty_port_destroy(&con->port);
}

static void vtkbd_nodes_remove(struct vtkbd_seat *seat, unsigned int end)
{
	while (end--)
		tty_unregister_device(seat->driver, end);
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
		dev = tty_register_device_attr(seat->driver, i, NULL, data, groups);
		if (IS_ERR(dev)) {
			vtkbd_nodes_remove(seat, i);
			return PTR_ERR(dev);
		}
		if (!i)
			seat->node0 = dev;
	}
	return 0;
}

/**
 * vtkbd_console_init - make the nodes
 * @seat: the seat, complete but for them and the input devices: a program
 *	may open one at once
 *
 * Return: 0 or a negative error, when nothing is left behind.
 */
int vtkbd_console_init(struct vtkbd_seat *seat)
{
	int err;

	seat->driver = tty_alloc_driver(VTKBD_NR_MINORS, TTY_DRIVER_REAL_RAW |
					TTY_DRIVER_RESET_TERMIOS |
					TTY_DRIVER_DYNAMIC_DEV);
	if (IS_ERR(seat->driver))
		return PTR_ERR(seat->driver);

	vtkbd_driver_setup(seat->driver, seat);
	vtkbd_ports_init(seat);
	err = tty_register_driver(seat->driver);
	if (err)
		goto destroy_ports;
	err = vtkbd_nodes_add(seat);
	if (err)
		goto unregister_driver;
	return 0;

unregister_driver:
	tty_unregister_driver(seat->driver);
destroy_ports:
	vtkbd_ports_destroy(seat);
	tty_driver_kref_put(seat->driver);
	return err;
}

/**
 * vtkbd_console_exit - take the nodes away
 * @seat: the seat; no console is open, the module's use count sees to that
 */
void vtkbd_console_exit(struct vtkbd_seat *seat)
{
	vtkbd_nodes_remove(seat, VTKBD_NR_MINORS);
	tty_unregister_driver(seat->driver);
	vtkbd_ports_destroy(seat);
	tty_driver_kref_put(seat->driver);
}
