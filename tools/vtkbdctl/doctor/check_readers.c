// SPDX-License-Identifier: GPL-2.0
/*
 * States that the modes of a console do not show. As there is one keyboard, each is a state
 * of the foreground console.
 */
#include <linux/kd.h>
#include <linux/vtkbd.h>

#include "console/modes.h"
#include "doctor/check_readers.h"
#include "doctor/ending.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/inputs.h"
#include "system/proc.h"

/* --- a program without a console reads the same keyboard -------------------------------- */

bool is_overheard(const struct snapshot *s)
{
	return can_type(s) && console_reader(s) && outside_reader(s);
}

struct text overheard_evidence(const struct snapshot *s)
{
	const struct process *proc = outside_reader(s);
	const struct input_device *dev = keyboard_of(s, proc);
	struct text t = { 0 };

	text_add(&t, "%s has event%d (%s) open", process_words(proc).s, dev->event,
		 text_escape(dev->name).s);
	if (proc->card >= 0)
		text_add(&t, " and the graphics card card%d", proc->card);
	text_add(&t, ", but has taken no console; this one is in %s, and %s reads it",
		 mode_text(s->con.info.kbdmode).s, process_words(console_reader(s)).s);
	/* For whom the keys are meant is clear only of a display server. */
	if (proc->card < 0)
		text_add(&t, "; if it need not read them, this ends it: %s",
			 ending_command(s->machine, proc).s);
	return t;
}

/* --- a program has grabbed a keyboard ---------------------------------------------------- */

bool is_taken(const struct snapshot *s)
{
	return taken_keyboard(s);
}

struct text taken_evidence(const struct snapshot *s)
{
	const struct input_device *dev = taken_keyboard(s);
	const struct process *first = next_taker(s->machine, dev, NULL), *taker = first;
	struct text t = { 0 };

	text_add(&t, "%s (%s) is grabbed", text_escape(dev->name).s, dev->node);
	if (dev->grabber < 0) {
		text_add(&t, " by a part of the kernel, not through an event device");
		return t;
	}
	text_add(&t, " through event%d", dev->grabber);
	if (!first) {
		text_add(&t, "; which program has that open is hidden");
		return t;
	}
	text_add(&t, ", which %s", process_words(first).s);
	while ((taker = next_taker(s->machine, dev, taker)))
		text_add(&t, " and %s", process_words(taker).s);
	text_add(&t, taker_of(s, dev) ? " has open" : " have open: one of them has grabbed it");
	if (taker_of(s, dev))
		text_add(&t, "%s", reviver_words(s->machine, first).s);
	return t;
}

/* --- vtkbd has grabbed them, and the kernel's own consoles get nothing ----------------------- */

bool is_withheld(const struct snapshot *s)
{
	return s->machine->withheld && is_text_in_front(s);
}

struct text withheld_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "vtkbd is loaded with grab=1");
	(void)s;
	return t;
}

/* --- a modifier that nothing holds ------------------------------------------------------------ */

bool has_stray(const struct snapshot *s)
{
	return s->machine->stray && is_text_in_front(s) && can_type(s);
}

struct text stray_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "held: %s; down on no keyboard:%s",
		 text_bits(modifier_names, s->machine->stray, " ", "none").s,
		 s->machine->stray_keys.s);
	return t;
}
