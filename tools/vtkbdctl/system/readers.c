// SPDX-License-Identifier: GPL-2.0
/*
 * Without /proc there are keyboards all the same, and nobody is known to read them.
 */
#include "console/source.h"
#include "system/device.h"
#include "system/readers.h"
#include "tool.h"

int readers_read(struct readers *readers, const struct source *src)
{
	char buf[64];
	int err;

	*readers = (struct readers) { 0 };
	inputs_read(&readers->inputs, src);
	if (src->tool->ops->read("/proc/uptime", buf, sizeof(buf)) <= 0)
		return 0;
	err = processes_read(src, &readers->procs);
	readers->all_seen = !err && readers->procs.complete;
	return err;
}

void readers_free(struct readers *readers)
{
	processes_free(&readers->procs);
}
