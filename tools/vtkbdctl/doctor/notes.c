// SPDX-License-Identifier: GPL-2.0
/*
 * Notes are no findings: they have no fix, and the exit status does not count them.
 */
#include <string.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>

#include "console/source.h"
#include "doctor/notes.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "keys/names.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

/* --- a lock on the Caps Lock key that its LED does not show -------------------------------- */

/* The kernel's LED trigger of a lock, by its KVAL. */
static const char *const lock_triggers[] = {
	[KG_SHIFT] = "kbd-shiftlock",	[KG_ALTGR] = "kbd-altgrlock",
	[KG_CTRL] = "kbd-ctrllock",	[KG_ALT] = "kbd-altlock",
	[KG_SHIFTL] = "kbd-shiftllock", [KG_SHIFTR] = "kbd-shiftrlock",
	[KG_CTRLL] = "kbd-ctrlllock",	[KG_CTRLR] = "kbd-ctrlrlock",
};

/* Return: the keysym, or K_HOLE if it is not to be had. */
static unsigned int keysym_of_caps(const struct machine *machine)
{
	struct kbentry entry = { .kb_table = 0, .kb_index = KEY_CAPSLOCK };
	const struct source *src = machine->src;
	int err, fd = src->fd;

	if (fd < 0)
		fd = device_open(src->tool, source_node(src, machine->seat.info.foreground).s);
	if (fd < 0)
		return K_HOLE;
	err = src->tool->ops->ioctl(fd, KDGKBENT, &entry);
	if (fd != src->fd)
		src->tool->ops->close(fd);
	return err ? K_HOLE : entry.kb_value;
}

static bool has_led_for(const struct machine *machine, const char *trigger)
{
	for (int i = 0; i < machine->nr_others; i++)
		if (!strcmp(machine->other[i].trigger, trigger))
			return true;
	return false;
}

static struct text other_lock(const struct machine *machine)
{
	unsigned int keysym = keysym_of_caps(machine);
	struct text t = { 0 };
	const char *trigger;

	if (KTYP(keysym) != KT_LOCK || KVAL(keysym) >= ARRAY_SIZE(lock_triggers))
		return t;
	trigger = lock_triggers[KVAL(keysym)];
	if (!has_led_for(machine, trigger))
		text_add(&t, "the Caps Lock key is %s in this keymap, which the Caps Lock LED does "
			 "not show", keysym_text(keysym).s);
	if (*t.s && machine->src->kind == &source_vt)
		text_add(&t, " (an LED whose trigger is %s would)", trigger);
	return t;
}

/* --- LEDs that somebody has given another trigger --------------------------------------------- */

static struct text other_triggers(const struct machine *machine)
{
	struct text t = { 0 };

	for (int i = 0; i < machine->nr_others; i++)
		text_add(&t, "%s%s follows the trigger %s", i ? "; " : "",
			 text_word(machine->other[i].name).s,
			 text_word(machine->other[i].trigger).s);
	if (*t.s)
		text_add(&t, ", not its lock");
	return t;
}

/* --- one keyboard of several is grabbed ---------------------------------------------------------- */

static struct text one_is_taken(const struct machine *machine)
{
	const struct inputs *inputs = &machine->inputs;
	struct text t = { 0 };

	for (int i = 0; i < inputs->nr && one_is_heard(machine); i++) {
		const struct input_device *dev = &inputs->all[i];
		const struct process *taker = next_taker(machine, dev, NULL);

		if (!dev->letters || !input_is_taken(dev))
			continue;
		text_add(&t, "%s (%s) is grabbed", text_escape(dev->name).s, dev->node);
		if (taker)
			text_add(&t, " by %s", process_words(taker).s);
		text_add(&t, "; ");
	}
	if (*t.s)
		text_add(&t, "another keyboard is heard");
	return t;
}

/* --- what the kernel does not show -------------------------------------------------------------- */

static struct text unknown(const struct machine *machine)
{
	struct text t = { 0 };

	if (machine->src->kind == &source_vt)
		text_add(&t, "the kernel does not show whether modifiers are locked or switches "
			 "are, nor application keypad, cursor keys and repeat of a console");
	return t;
}

const struct note notes[] = {
	{ "other-lock", other_lock },
	{ "other-trigger", other_triggers },
	{ "one-grabbed", one_is_taken },
	{ "not-known", unknown },
};

const int nr_notes = ARRAY_SIZE(notes);
