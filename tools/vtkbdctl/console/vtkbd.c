// SPDX-License-Identifier: GPL-2.0
/*
 * Consoles of the vtkbd module. All are read through node 0, so that looking at
 * a console does not open it.
 */
#include <errno.h>
#include <string.h>
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

/* There if the module is, whatever its version. */
#define MODULE	"/sys/module/vtkbd"

/* Structures only grow, and numbers are only added: so the errors tell which is older. */
static const struct {
	int error;
	const char *reason;
} ages[] = {
#define MODULE_IS_OLDER "the vtkbd module is older than this vtkbdctl: load the one that came " \
	"with it (modprobe -r vtkbd && modprobe vtkbd)"
	{ ENOTTY, MODULE_IS_OLDER },
	{ E2BIG, MODULE_IS_OLDER },
	{ EINVAL, "the vtkbd module is newer than this vtkbdctl: use the one that came with it" },
};

const char *vtkbd_reason(int error)
{
	for (size_t i = 0; i < sizeof(ages) / sizeof(*ages); i++)
		if (ages[i].error == error)
			return ages[i].reason;
	return device_reason(error);
}

/* Whether a parameter of yes or no is there and begins with one of these letters. */
static bool param_is(const struct tool *tool, const char *path, const char *letters)
{
	char buf[8];

	return tool->ops->read(path, buf, sizeof(buf)) > 0 && *buf && strchr(letters, *buf);
}

bool vtkbd_grabs(const struct tool *tool)
{
	return param_is(tool, MODULE "/parameters/grab", "Y1");
}

bool vtkbd_withholds_keys(const struct tool *tool)
{
	return param_is(tool, VTKBD_TRACE_KEYS, "N");
}

/*
 * Node 0 is the console in front, and its session may end, or be ended by SAK, after it was
 * opened: all descriptors are hung up then, and a new one answers.
 */
static int ask(struct source *src, unsigned long request, void *arg)
{
	int err = src->tool->ops->ioctl(src->fd, request, arg);
	int fd;

	if (err != -EIO)
		return err;
	fd = device_open(src->tool, source_node(src, 0).s);
	if (fd < 0)
		return err;
	source_close(src);
	src->fd = fd;
	return src->tool->ops->ioctl(fd, request, arg);
}

/* EPERM is an answer of the module, too: it has the request and refuses it. */
static int probe(struct source *src)
{
	struct vtkbd_seat_info info;
	int err = ask(src, VTKBD_GET_SEAT, &info);

	return err == -EPERM ? 0 : err;
}

/* Return: 0, or -errno of what stopped it at bases[i]. */
static int try_base(struct source *src, size_t i)
{
	int err;

	src->base = bases[i];
	src->fd = device_open(src->tool, source_node(src, 0).s);
	if (src->fd < 0)
		return src->fd;
	err = probe(src);
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
	if (err == -ENOTTY && !src->tool->ops->exists(MODULE))
		return complain(src->tool, "%s: does not answer as vtkbd: not the module's node: "
				"is the vtkbd module loaded?", node.s);
	return complain(src->tool, "%s: %s", node.s, vtkbd_reason(-err));
}

/*
 * A user to whom node 0 is forbidden, as it is to all who do not own it, has his own
 * console for a controlling terminal: it answers the same.
 */
static int try_own(struct source *src, int err)
{
	if (err != -EACCES)
		return err;
	src->fd = device_open(src->tool, "/dev/tty");
	if (src->fd >= 0 && !probe(src))
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
	int err = try_base(src, 0);

	if (is_missing(err) && !src->tool->ops->exists(SOURCE_VT_CLASS)) {
		int second = try_base(src, 1);

		if (!is_missing(second) && (second != -ENOTTY || src->tool->ops->exists(MODULE)))
			err = second;
		else
			src->base = bases[0];
	}
	err = try_own(src, err);
	return err ? complain_open(src, err) : 0;
}

static int vtkbd_read_console(struct source *src, unsigned int number, struct console *con)
{
	int err;

	*con = (struct console) {
		.info.console = number, .known = true, .recorded = true, .shown_leds = -1,
		.info.last = (uintptr_t)&con->last, .info.last_size = sizeof(con->last),
	};
	err = ask(src, VTKBD_GET_CONSOLE, &con->info);
	if (err)
		return unread(complain(src->tool, "%s: VTKBD_GET_CONSOLE %u: %s",
				       source_node(src, 0).s, number, vtkbd_reason(-err)));
	/*
	 * The name was chosen by another program, and the module may be any version: make
	 * sure that it ends here.
	 */
	con->last.comm[VTKBD_COMM_LEN - 1] = 0;
	/*
	 * As in the VT, VT_AUTO keeps the ID of the process that set it, which is not
	 * asked.
	 */
	if (con->info.vtmode == VT_AUTO)
		con->info.vt_pid = 0;
	return 0;
}

static int vtkbd_read_history(struct source *src, unsigned int number, struct history *history)
{
	struct vtkbd_history *h = &history->info;
	int err;

	*h = (struct vtkbd_history) {
		.console = number, .change = (uintptr_t)history->change,
		.change_size = sizeof(*history->change), .room = HISTORY_MAX,
	};
	err = ask(src, VTKBD_GET_HISTORY, h);
	if (err)
		return unread(complain(src->tool, "%s: VTKBD_GET_HISTORY %u: %s",
				       source_node(src, 0).s, number, vtkbd_reason(-err)));
	if (h->count > HISTORY_MAX)
		h->count = HISTORY_MAX;
	for (unsigned int i = 0; i < h->count; i++)
		history->change[i].comm[VTKBD_COMM_LEN - 1] = 0;
	return 0;
}

static int vtkbd_read_seat(struct source *src, struct seat *seat)
{
	struct console con;
	int err;

	*seat = (struct seat) { .known = true };
	err = ask(src, VTKBD_GET_SEAT, &seat->info);
	if (!err)
		return 0;
	if (err != -EPERM)
		return unread(complain(src->tool, "%s: VTKBD_GET_SEAT: %s",
				       source_node(src, 0).s, vtkbd_reason(-err)));

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
