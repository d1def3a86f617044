// SPDX-License-Identifier: GPL-2.0
/*
 * Asks the terminal layer, which both sources share. Whether output is stopped has no
 * request of its own: a stopped console has no room for output, which poll() shows.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "console/line.h"
#include "console/node.h"
#include "console/source.h"
#include "system/device.h"
#include "tool.h"

/* DECKPNM, then DECCKM off, DECARM on, LNM off. */
#define NORMAL_KEYS	"\033>\033[?1l\033[?8h\033[20l"

/* A program that waits to write has to get done first. */
#define PATIENCE_MS	1000
#define STEP_MS		20

static bool may_be_opened(const struct source *src, const struct console *con)
{
	unsigned int wanted = VTKBD_F_ALLOCATED;

	if (src->kind == &source_vtkbd)
		wanted |= VTKBD_F_OPEN;
	return (con->info.flags & wanted) == wanted;
}

void line_read(struct line *line, const struct source *src, const struct console *con)
{
	const struct device_ops *ops = src->tool->ops;
	int fd;

	*line = (struct line) { 0 };
	if (!may_be_opened(src, con))
		return;
	fd = device_open(src->tool, source_node(src, con->info.console).s);
	if (fd < 0)
		return;
	line->known = !ops->ioctl(fd, TCGETS, &line->termios);
	line->stopped = !ops->takes_output(fd);
	ops->close(fd);
}

/*
 * TCOON alone starts only what TCOOFF stopped; after TCOOFF it starts what Ctrl-S or Scroll
 * Lock stopped, too.
 */
int line_start(const struct node *node)
{
	if (node->tool->ops->takes_output(node->fd))
		return 0;
	if (node_ask(node, TCXONC, "TCXONC", (void *)(long)TCOOFF))
		return -1;
	return node_ask(node, TCXONC, "TCXONC", (void *)(long)TCOON);
}

int line_reset_keys(const struct node *node)
{
	const struct device_ops *ops = node->tool->ops;
	int err = ops->write(node->fd, NORMAL_KEYS, strlen(NORMAL_KEYS));

	for (int ms = 0; err == -EAGAIN && ms < PATIENCE_MS; ms += STEP_MS) {
		if (ops->wait(STEP_MS))
			break;
		err = ops->write(node->fd, NORMAL_KEYS, strlen(NORMAL_KEYS));
	}
	return err ? complain(node->tool, "%s: write: %s", node->name.s, device_reason(-err)) : 0;
}
