// SPDX-License-Identifier: GPL-2.0
/*
 * Reads which keyboards there are. A device counts by the same keys by which the kernel's
 * keyboard and vtkbd choose theirs.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input-event-codes.h>

#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "system/inputs.h"
#include "tool.h"

#define INPUT_CLASS	"/sys/class/input"
#define MODULE_NODE	"/dev/vtkbd0"
#define BITS_PER_LONG	(sizeof(long) * CHAR_BIT)
#define LONGS(bits)	(((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)

struct reading {
	const struct tool *tool;
	struct inputs *inputs;
};

/* A file of a device; its last newline is the file's own. */
static long read_file(const struct tool *tool, const char *node, const char *what, char *buf,
		      size_t size)
{
	struct text path = { 0 };
	long len;

	text_add(&path, INPUT_CLASS "/%s/%s", node, what);
	len = tool->ops->read(path.s, buf, size);
	if (len > 0 && buf[len - 1] == '\n')
		buf[len - 1] = 0;
	return len;
}

/* Numbers in hexadecimal, those of the lowest bits last, leading zeroes left out. */
static void parse_bits(char *s, unsigned long *bits, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		char *word = strrchr(s, ' ');

		bits[i] = strtoul(word ? word + 1 : s, NULL, 16);
		if (!word)
			return;
		*word = 0;
	}
}

static bool has_key(const unsigned long *keys, unsigned int from, unsigned int to)
{
	for (unsigned int key = from; key <= to; key++)
		if (keys[key / BITS_PER_LONG] & 1ul << key % BITS_PER_LONG)
			return true;
	return false;
}

/* Return: whether consoles would hear it. */
static bool read_keys(const struct tool *tool, const char *node, struct input_device *dev)
{
	unsigned long keys[LONGS(KEY_CNT)] = { 0 };
	char buf[512];

	if (read_file(tool, node, "capabilities/key", buf, sizeof(buf)) <= 0)
		return false;
	parse_bits(buf, keys, LONGS(KEY_CNT));
	dev->letters = has_key(keys, KEY_A, KEY_A) && has_key(keys, KEY_ENTER, KEY_ENTER);
	return has_key(keys, KEY_RESERVED + 1, BTN_MISC - 1) ||
	       has_key(keys, KEY_BRL_DOT1, KEY_BRL_DOT10);
}

static void note_event(const char *name, void *data)
{
	sscanf(name, "event%d", (int *)data);
}

static void read_place(const struct tool *tool, struct input_device *dev)
{
	struct text path = { 0 };
	char buf[256];

	/* A Bluetooth keyboard (uhid) is virtual, too, but below another folder. */
	text_add(&path, INPUT_CLASS "/%s", dev->node);
	tool->ops->list(path.s, note_event, &dev->event);
	dev->made = tool->ops->link(path.s, buf, sizeof(buf)) > 0 && strstr(buf, "/virtual/input/");
	dev->inhibited = read_file(tool, dev->node, "inhibited", buf, sizeof(buf)) > 0 &&
			 atoi(buf);
}

static struct input_device *add(struct inputs *inputs, const char *node)
{
	struct input_device *dev = &inputs->all[inputs->nr];

	if (inputs->nr == MAX_INPUTS)
		return NULL;
	*dev = (struct input_device) { .event = -1, .grabber = -1 };
	snprintf(dev->node, sizeof(dev->node), "%s", node);
	return dev;
}

static void read_device(const char *name, void *data)
{
	const struct reading *r = data;
	struct input_device *dev;
	unsigned int number;
	char buf[256] = "";

	if (sscanf(name, "input%u", &number) != 1)
		return;
	dev = add(r->inputs, name);
	if (!dev || !read_keys(r->tool, name, dev))
		return;
	read_place(r->tool, dev);
	read_file(r->tool, name, "name", buf, sizeof(buf));
	snprintf(dev->name, sizeof(dev->name), "%.*s", (int)sizeof(dev->name) - 1, buf);
	r->inputs->nr++;
}

static void note_answer(struct input_device *dev, const struct vtkbd_device_info *info)
{
	dev->asked = true;
	dev->grabbed = info->flags & VTKBD_D_GRABBED;
	dev->ours = info->flags & VTKBD_D_OURS;
	sscanf(info->grabber, "event%d", &dev->grabber);
	dev->repeats = info->flags & VTKBD_D_REPEAT;
	dev->delay_ms = info->delay_ms;
	dev->period_ms = info->period_ms;
}

/* One that sysfs does not show is one that was plugged in meanwhile, or sysfs is hidden. */
static void add_answer(const struct reading *r, struct vtkbd_device_info *info, char *name)
{
	struct input_device *dev;

	info->node[sizeof(info->node) - 1] = 0;
	info->grabber[sizeof(info->grabber) - 1] = 0;
	name[INPUT_NAME_LEN - 1] = 0;
	dev = (struct input_device *)input_find(r->inputs, info->node);
	if (!dev && info->flags & VTKBD_D_KEYS) {
		dev = add(r->inputs, info->node);
		if (!dev)
			return;
		memcpy(dev->name, name, sizeof(dev->name));
		r->inputs->nr++;
	}
	if (dev)
		note_answer(dev, info);
}

/* A module that is older than this request, or a user who may not ask, leaves it unknown. */
static void ask_module(const struct reading *r, int fd)
{
	for (unsigned int i = 0; i < MAX_INPUTS; i++) {
		char name[INPUT_NAME_LEN] = "";
		struct vtkbd_device_info info = {
			.index = i, .name = (uintptr_t)name, .name_room = sizeof(name),
		};

		if (r->tool->ops->ioctl(fd, VTKBD_GET_DEVICE, &info))
			return;
		add_answer(r, &info, name);
	}
}

static void find_module(const struct reading *r, const struct source *src)
{
	const struct device_ops *ops = r->tool->ops;
	int fd = src->fd;

	if (src->kind != &source_vtkbd)
		fd = ops->device(MODULE_NODE) ? device_open(r->tool, MODULE_NODE) : -1;
	if (fd < 0)
		return;
	ask_module(r, fd);
	if (fd != src->fd)
		ops->close(fd);
}

static int by_number(const void *a, const void *b)
{
	const struct input_device *one = a, *other = b;

	return atoi(one->node + strlen("input")) - atoi(other->node + strlen("input"));
}

void inputs_read(struct inputs *inputs, const struct source *src)
{
	const struct reading r = { .tool = src->tool, .inputs = inputs };

	inputs->nr = 0;
	src->tool->ops->list(INPUT_CLASS, read_device, (void *)&r);
	find_module(&r, src);
	qsort(inputs->all, inputs->nr, sizeof(*inputs->all), by_number);
}

const struct input_device *input_find(const struct inputs *inputs, const char *node)
{
	for (int i = 0; i < inputs->nr; i++)
		if (!strcmp(inputs->all[i].node, node))
			return &inputs->all[i];
	return NULL;
}

/* Without the module there is still vtkbd's parameter, but then nothing of others is known. */
enum heard input_heard(const struct source *src, const struct input_device *dev)
{
	if (dev->inhibited)
		return HEARD_NO;
	if (!dev->asked)
		return HEARD_UNKNOWN;
	if (!dev->grabbed)
		return HEARD_YES;
	return dev->ours && src->kind == &source_vtkbd ? HEARD_YES : HEARD_NO;
}
