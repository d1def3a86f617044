// SPDX-License-Identifier: GPL-2.0
/*
 * Opens a console's node and asks it. What is asked, and why, is for its callers.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include "console/node.h"
#include "console/source.h"
#include "system/device.h"
#include "tool.h"

#define TIOCL_GETSHIFTSTATE	6

int handle_open(struct handle *h, const struct source *src, unsigned int number)
{
	*h = (struct handle) { .tool = src->tool, .node = source_node(src, number) };
	h->fd = device_open(h->tool, h->node.s);
	if (h->fd >= 0)
		return 0;
	complain(h->tool, "%s: %s", h->node.s, device_reason(-h->fd));
	h->fd = -1;
	return -1;
}

int handle_ask(const struct handle *h, unsigned long request, const char *name, void *arg)
{
	int err = h->tool->ops->ioctl(h->fd, request, arg);

	if (err == -EPERM)
		return complain(h->tool, "%s: %s: not permitted: only from that console itself, "
				"or with CAP_SYS_TTY_CONFIG", h->node.s, name);
	if (err < 0)
		return complain(h->tool, "%s: %s: %s", h->node.s, name, device_reason(-err));
	return 0;
}

int handle_held(const struct handle *h, unsigned int *held)
{
	unsigned char what = TIOCL_GETSHIFTSTATE;
	int err = h->tool->ops->ioctl(h->fd, TIOCLINUX, &what);

	*held = err ? 0 : what;
	return err;
}

void handle_close(struct handle *h)
{
	if (h->fd >= 0)
		h->tool->ops->close(h->fd);
	h->fd = -1;
}
