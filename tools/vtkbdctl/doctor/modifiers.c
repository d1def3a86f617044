// SPDX-License-Identifier: GPL-2.0
/*
 * Compares the modifiers of the keyboard that consoles share with the keys that the devices
 * have down. A device that is grabbed between a press and its release leaves the modifier
 * held. Who is not root may not ask the devices, and is not answered here.
 */
#include <linux/kd.h>
#include <linux/keyboard.h>

#include "console/node.h"
#include "console/source.h"
#include "doctor/modifiers.h"
#include "doctor/snapshot.h"
#include "keys/held.h"
#include "keys/names.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define NR_KEYCODES	256	/* of a keymap */

/* Return: held modifiers, 0 if they are not known. */
static unsigned int read_held(const struct machine *machine, const struct node *node)
{
	struct seat seat;
	unsigned int held;

	if (machine->src->kind == &source_vt)
		return node_held(node, &held) ? 0 : held;
	if (machine->src->kind->read_seat(machine->src, &seat) ||
	    !seat_knows(&seat, VTKBD_S_NO_KEYS))
		return 0;
	return seat.info.shift_state;
}

/* Return: the modifier that a key is for in a keymap, or -1. */
static int modifier_in(const struct node *node, unsigned int keymap, unsigned int keycode)
{
	struct kbentry entry = { .kb_table = keymap, .kb_index = keycode };

	if (node->tool->ops->ioctl(node->fd, KDGKBENT, &entry) ||
	    KTYP(entry.kb_value) != KT_SHIFT)
		return -1;
	return KVAL(entry.kb_value) == KVAL(K_CAPSSHIFT) ? KG_SHIFT : KVAL(entry.kb_value);
}

static void read_modifiers(const struct node *node, int modifier[NR_KEYCODES])
{
	modifier[0] = -1;
	for (unsigned int key = 1; key < NR_KEYCODES; key++)
		modifier[key] = modifier_in(node, K_NORMTAB, key);
}

/* Which keymap was in use when the key was pressed is not known. */
static unsigned int modifiers_of(const struct node *node, unsigned int keycode)
{
	unsigned int set = 0;

	for (unsigned int keymap = 0; keymap < MAX_NR_KEYMAPS; keymap++) {
		int modifier = modifier_in(node, keymap, keycode);

		if (modifier >= 0)
			set |= 1u << modifier;
	}
	return set;
}

/*
 * One of which a key is down is not stray; nor is one without a key in the plain keymap: no
 * key could be named.
 */
static void compare(struct machine *machine, const struct node *node, const struct held *held)
{
	unsigned int down = 0, have_keys = 0;
	int modifier[NR_KEYCODES];

	read_modifiers(node, modifier);
	for (unsigned int key = 0; key < NR_KEYCODES; key++) {
		if (modifier[key] >= 0)
			have_keys |= 1u << modifier[key];
		if (held->down[key])
			down |= modifiers_of(node, key);
	}
	machine->stray &= have_keys & ~down;
	for (unsigned int key = 0; key < NR_KEYCODES; key++)
		if (modifier[key] >= 0 && machine->stray & 1u << modifier[key])
			text_add(&machine->stray_keys, " %s", key_text(key).s);
}

/* Without evdev, or where sysfs is hidden, a keyboard's keys may be down all the same. */
static bool all_can_be_asked(const struct inputs *inputs)
{
	for (int i = 0; i < inputs->nr; i++)
		if (inputs->all[i].event < 0)
			return false;
	return inputs->nr;
}

/* The devices are asked between two looks at the modifiers: who taps a key is not blamed. */
static void look(struct machine *machine, const struct node *node)
{
	unsigned int before = read_held(machine, node);
	struct held held;

	if (!before || !all_can_be_asked(&machine->inputs))
		return;
	held_read(machine->src->tool, &held);
	if (held.denied)
		return;
	machine->stray = before & read_held(machine, node);
	compare(machine, node, &held);
}

void modifiers_read(struct machine *machine)
{
	const struct tool *tool = machine->src->tool;
	struct node node = {
		.tool = tool, .name = source_node(machine->src, machine->seat.info.foreground),
	};

	machine->stray = 0;
	if (machine->withheld)
		return;
	node.fd = device_open(tool, node.name.s);
	if (node.fd >= 0)
		look(machine, &node);
	node_close(&node);
}
