// SPDX-License-Identifier: GPL-2.0
/*
 * Chooses the source that a command line asks for.
 */
#include "device.h"
#include "source.h"
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

struct text source_node(const struct source *src, unsigned int number)
{
	struct text t = { 0 };

	text_add(&t, "%s%u", src->base, number);
	return t;
}
