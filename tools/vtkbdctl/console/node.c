// SPDX-License-Identifier: GPL-2.0
/*
 * Opens a console's node and calls ioctls on it. Which ones, and why, is decided by the
 * callers.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include <linux/vt.h>

#include "console/node.h"
#include "console/source.h"
#include "system/device.h"
#include "tool.h"

#define TIOCL_GETSHIFTSTATE	6

int node_open(struct node *node, const struct source *src, unsigned int number)
{
	*node = (struct node) { .tool = src->tool, .name = source_node(src, number) };
	node->fd = device_open(node->tool, node->name.s);
	if (node->fd >= 0)
		return 0;
	complain(node->tool, "%s: %s", node->name.s, device_reason(-node->fd));
	node->fd = -1;
	return -1;
}

/* Only switches of all consoles are no matter of who has one. */
static const char *who_may(unsigned long request)
{
	if (request == VT_LOCKSWITCH || request == VT_UNLOCKSWITCH)
		return "only with CAP_SYS_TTY_CONFIG";
	return "only from that console itself, or with CAP_SYS_TTY_CONFIG";
}

int node_ask(const struct node *node, unsigned long request, const char *name, void *arg)
{
	int err = node->tool->ops->ioctl(node->fd, request, arg);

	if (err == -EPERM)
		return complain(node->tool, "%s: %s: not permitted: %s", node->name.s, name,
				who_may(request));
	if (err < 0)
		return complain(node->tool, "%s: %s: %s", node->name.s, name, device_reason(-err));
	return 0;
}

int node_held(const struct node *node, unsigned int *held)
{
	unsigned char what = TIOCL_GETSHIFTSTATE;
	int err = node->tool->ops->ioctl(node->fd, TIOCLINUX, &what);

	*held = err ? 0 : what;
	return err;
}

void node_close(struct node *node)
{
	if (node->fd >= 0)
		node->tool->ops->close(node->fd);
	node->fd = -1;
}
