// SPDX-License-Identifier: GPL-2.0
/*
 * Consoles of the vtkbd module. All are read through node 0, so that looking at
 * a console does not open it.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include <linux/vt.h>

#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

/*
 * Side by side with the kernel's VT the nodes have a name of their own; as its
 * stand-in the module has the VT's names.
 */
static const char *const bases[] = { "/dev/vtkbd", "/dev/tty" };

bool vtkbd_grabs(const struct tool *tool)
{
	char buf[8];

	return tool->ops->read("/sys/module/vtkbd/parameters/grab", buf, sizeof(buf)) > 0 &&
	       (*buf == 'Y' || *buf == '1');
}

/* EPERM is an answer of the module, too: it has the request and refuses it. */
static int probe(const struct source *src, struct vtkbd_seat_info *info)
{
	int err = src->tool->ops->ioctl(src->fd, VTKBD_GET_SEAT, info);

	return err == -EPERM ? 0 : err;
}

static int check_abi(const struct source *src, const struct vtkbd_seat_info *info)
{
	if (!info->abi || info->abi == VTKBD_ABI_VERSION)
		return 0;
	return complain(src->tool, "%s: the module speaks ABI %u, this vtkbdctl ABI %d",
			source_node(src, 0).s, info->abi, VTKBD_ABI_VERSION);
}

/* Return: 0, or -errno of what stopped it at bases[i]. */
static int try_base(struct source *src, size_t i, struct vtkbd_seat_info *info)
{
	int err;

	src->base = bases[i];
	src->fd = device_open(src->tool, source_node(src, 0).s);
	if (src->fd < 0)
		return src->fd;
	err = probe(src, info);
	if (err)
		source_close(src);
	return err;
}

static bool is_missing(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -ENXIO;
}

static int complain_open(struct source *src, int err)
{
	struct text node = source_node(src, 0);

	if (is_missing(err))
		return complain(src->tool, "%s: no such device: is the vtkbd module loaded?%s",
				node.s, src->tool->ops->exists(SOURCE_VT_CLASS) ?
				" The kernel's own consoles are shown with --vt" : "");
	if (err == -ENOTTY)
		return complain(src->tool, "%s: does not answer as vtkbd: not the module's node, "
				"or a module that this vtkbdctl does not fit", node.s);
	return complain(src->tool, "%s: %s", node.s, device_reason(-err));
}

/*
 * A user to whom node 0 is forbidden, as it is to all who do not own it, has his own
 * console for a controlling terminal: it answers the same.
 */
static int try_own(struct source *src, struct vtkbd_seat_info *info, int err)
{
	if (err != -EACCES)
		return err;
	src->fd = device_open(src->tool, "/dev/tty");
	if (src->fd >= 0 && !probe(src, info))
		return 0;
	source_close(src);
	return err;
}

/*
 * Without /dev/vtkbd0 the module may still be in the place of the VT; then an error of
 * /dev/tty0 is reported. If the kernel has a VT, /dev/tty0 belongs to it and is not looked
 * at.
 */
static int vtkbd_open(struct source *src)
{
	struct vtkbd_seat_info info = { 0 };
	int err = try_base(src, 0, &info);

	if (is_missing(err) && !src->tool->ops->exists(SOURCE_VT_CLASS)) {
		int second = try_base(src, 1, &info);

		if (!is_missing(second) && second != -ENOTTY)
			err = second;
		else
			src->base = bases[0];
	}
	err = try_own(src, &info, err);
	if (err)
		return complain_open(src, err);
	if (check_abi(src, &info)) {
		source_close(src);
		return -1;
	}
	return 0;
}

static int vtkbd_read_console(struct source *src, unsigned int number, struct console *con)
{
	int err;

	*con = (struct console) {
		.info.console = number, .known = true, .recorded = true, .shown_leds = -1,
	};
	err = src->tool->ops->ioctl(src->fd, VTKBD_GET_CONSOLE, &con->info);
	if (err)
		return unread(complain(src->tool, "%s: VTKBD_GET_CONSOLE %u: %s",
				       source_node(src, 0).s, number, device_reason(-err)));
	/*
	 * The name was chosen by another program, and the module may be any version: make
	 * sure that it ends here.
	 */
	con->info.last.comm[VTKBD_COMM_LEN - 1] = 0;
	/*
	 * As in the VT, VT_AUTO keeps the ID of the process that set it, which is not
	 * asked.
	 */
	if (con->info.vtmode == VT_AUTO)
		con->info.vt_pid = 0;
	return 0;
}

static int vtkbd_read_history(struct source *src, unsigned int number,
			      struct vtkbd_history *history)
{
	int err;

	*history = (struct vtkbd_history) { .console = number };
	err = src->tool->ops->ioctl(src->fd, VTKBD_GET_HISTORY, history);
	if (err)
		return unread(complain(src->tool, "%s: VTKBD_GET_HISTORY %u: %s",
				       source_node(src, 0).s, number, device_reason(-err)));
	if (history->count > VTKBD_HISTORY_LEN)
		history->count = VTKBD_HISTORY_LEN;
	for (unsigned int i = 0; i < history->count; i++)
		history->change[i].comm[VTKBD_COMM_LEN - 1] = 0;
	return 0;
}

static int vtkbd_read_seat(struct source *src, struct seat *seat)
{
	struct console con;
	int err;

	*seat = (struct seat) { .known = true };
	err = src->tool->ops->ioctl(src->fd, VTKBD_GET_SEAT, &seat->info);
	if (!err)
		return 0;
	if (err != -EPERM)
		return unread(complain(src->tool, "%s: VTKBD_GET_SEAT: %s",
				       source_node(src, 0).s, device_reason(-err)));

	*seat = (struct seat) { .denied = true };
	err = vtkbd_read_console(src, 0, &con);
	seat->info.foreground = con.info.console;
	return err;
}

const struct source_kind source_vtkbd = {
	.name = "vtkbd",
	.default_utf8 = "/sys/module/vtkbd/parameters/default_utf8",
	.open = vtkbd_open,
	.read_seat = vtkbd_read_seat,
	.read_console = vtkbd_read_console,
	.read_history = vtkbd_read_history,
};
