// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own keyboard has one request that sets and returns (KDKBDREP): of values that
 * are not positive it sets none. It returns those of the last keyboard that repeats.
 */
#include <linux/kd.h>

#include "console/repeat.h"
#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "system/inputs.h"
#include "tool.h"

static void add_rate(struct text *t, unsigned int delay_ms, unsigned int period_ms)
{
	text_add(t, "after %u ms, then every %u ms", delay_ms, period_ms);
}

struct text repeat_of_keyboard(const struct input_device *dev)
{
	struct text t = { 0 };

	text_add(&t, "%s: ", text_escape(dev->name).s);
	if (dev->repeats)
		add_rate(&t, dev->delay_ms, dev->period_ms);
	else
		text_add(&t, "its keys do not repeat (no EV_REP)");
	return t;
}

struct text repeat_of_kernel(const struct source *src, unsigned int number)
{
	int err, fd = device_open(src->tool, source_node(src, number).s);
	struct kbd_repeat repeat = { 0 };
	struct text t = { 0 };

	err = fd < 0 ? fd : src->tool->ops->ioctl(fd, KDKBDREP, &repeat);
	if (fd >= 0)
		src->tool->ops->close(fd);
	if (err)
		text_add(&t, "not known: %s", device_reason(-err));
	else if (!repeat.delay)
		text_add(&t, "no keyboard repeats (no EV_REP)");
	else
		add_rate(&t, repeat.delay, repeat.period);
	return t;
}
