// SPDX-License-Identifier: GPL-2.0
/*
 * Chooses the source that a command line asks for.
 */
#include <sys/sysmacros.h>

#include <linux/kd.h>

#include "console/modes.h"
#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

int source_open(struct source *src, const struct tool *tool, bool vt)
{
	*src = (struct source) {
		.tool = tool,
		.kind = vt ? &source_vt : &source_vtkbd,
		.fd = -1,
	};
	return src->kind->open(src);
}

void source_close(struct source *src)
{
	if (src->fd >= 0)
		src->tool->ops->close(src->fd);
	src->fd = -1;
}

int source_read_next(struct source *src, unsigned int number, struct console *con,
		     int *nr_unread)
{
	if (!src->kind->read_console(src, number, con))
		return 0;
	++*nr_unread;
	return src->kind->one_by_one ? 0 : -1;
}

/* A container may have some of the nodes only. */
unsigned int source_major(const struct source *src)
{
	dev_t dev = 0;

	for (unsigned int n = 0; !dev && n <= VTKBD_NR_CONSOLES; n++)
		dev = src->tool->ops->device(source_node(src, n).s);
	return major(dev);
}

struct text source_node(const struct source *src, unsigned int number)
{
	struct text t = { 0 };

	text_add(&t, "%s%u", src->base, number);
	return t;
}

struct text console_switching(const struct console *con)
{
	struct text t = { 0 };

	text_add(&t, "%s", vtmode_name(con->info.vtmode));
	if (con->info.vt_pid > 0)
		text_add(&t, " %d", con->info.vt_pid);
	return t;
}

int complain_unused(const struct tool *tool, unsigned int number, const char *so)
{
	return complain(tool, "console %u: unused%s", number, so);
}

int source_default_mode(const struct source *src)
{
	const char *path = src->kind == &source_vt ?
			   "/sys/module/vt/parameters/default_utf8" :
			   "/sys/module/vtkbd/parameters/default_utf8";
	char buf[8];
	bool known = src->tool->ops->read(path, buf, sizeof(buf)) > 0;

	return known && (*buf == 'N' || *buf == '0') ? K_XLATE : K_UNICODE;
}
