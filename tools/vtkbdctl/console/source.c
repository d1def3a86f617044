// SPDX-License-Identifier: GPL-2.0
/*
 * What is the same for consoles of the module and of the kernel's own VT.
 */
#include <sys/sysmacros.h>

#include <linux/kd.h>

#include "console/modes.h"
#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

void source_close(struct source *src)
{
	if (src->fd >= 0)
		src->tool->ops->close(src->fd);
	src->fd = -1;
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
	char buf[8];
	bool known = src->tool->ops->read(src->kind->default_utf8, buf, sizeof(buf)) > 0;

	return known && (*buf == 'N' || *buf == '0') ? K_XLATE : K_UNICODE;
}
