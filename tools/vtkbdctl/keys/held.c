// SPDX-License-Identifier: GPL-2.0
/*
 * Reads which keys are down from the keyboards themselves: the kernel's own VT does not
 * show it, and a device that vtkbd has grabbed still does. A device without keys of a
 * keyboard is not opened: that would start a mouse.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>

#include "keys/held.h"
#include "keys/names.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define INPUT_CLASS	"/sys/class/input"
#define BITS_PER_LONG	(sizeof(long) * CHAR_BIT)
#define LONGS(bits)	(((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)

_Static_assert(HELD_KEYS == KEY_CNT, "the kernel has other keys than held.h");

struct look {
	const struct tool *tool;
	struct held *held;
};

/* Numbers in hexadecimal, those of the lowest bits last, leading zeroes left out. */
static bool has_keyboards_key(char *bits)
{
	size_t base = 0;

	for (char *word = strrchr(bits, ' '); base < KEY_CNT; base += BITS_PER_LONG) {
		unsigned long set = strtoul(word ? word + 1 : bits, NULL, 16);

		for (size_t i = 0; i < BITS_PER_LONG && base + i < KEY_CNT; i++)
			if (set & 1ul << i && key_is_keyboards(base + i))
				return true;
		if (!word)
			return false;
		*word = 0;
		word = strrchr(bits, ' ');
	}
	return false;
}

static bool is_keyboard(const struct tool *tool, const char *name)
{
	struct text path = { 0 };
	char bits[512];
	long size;

	text_add(&path, INPUT_CLASS "/%s/device/capabilities/key", name);
	size = tool->ops->read(path.s, bits, sizeof(bits));
	return size > 0 && has_keyboards_key(bits);
}

static void add_keys(struct held *held, const unsigned long *down)
{
	for (unsigned int key = 0; key < KEY_CNT; key++)
		if (down[key / BITS_PER_LONG] & 1ul << key % BITS_PER_LONG)
			held->down[key] |= key_is_keyboards(key);
}

static void read_device(const char *name, void *data)
{
	unsigned long down[LONGS(KEY_CNT)] = { 0 };
	const struct look *look = data;
	const struct tool *tool = look->tool;
	struct text node = { 0 };
	int fd;

	if (strncmp(name, "event", strlen("event")) || !is_keyboard(tool, name))
		return;
	text_add(&node, "/dev/input/%s", name);
	fd = tool->ops->open(node.s, O_RDONLY | O_NONBLOCK);
	if (fd < 0) {
		look->held->denied |= fd != -ENODEV;	/* it was removed meanwhile */
		return;
	}
	if (tool->ops->ioctl(fd, EVIOCGKEY(sizeof(down)), down) >= 0)
		add_keys(look->held, down);
	tool->ops->close(fd);
}

void held_read(const struct tool *tool, struct held *held)
{
	struct look look = { .tool = tool, .held = held };

	*held = (struct held) { 0 };
	tool->ops->list(INPUT_CLASS, read_device, &look);
}
