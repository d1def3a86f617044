/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keyboards: input devices whose keys go to consoles. sysfs has their names; whether one is
 * grabbed is known to the vtkbd module alone. Nothing is opened but vtkbd's node: to ask a
 * device would need its permission, and to find a grab would need one of our own.
 */
#ifndef VTKBDCTL_SYSTEM_INPUTS_H
#define VTKBDCTL_SYSTEM_INPUTS_H

#include <stdbool.h>

#include <linux/vtkbd.h>

#define MAX_INPUTS	256
#define INPUT_NAME_LEN	64

struct source;

/**
 * struct input_device - a keyboard
 * @node: such as input3
 * @event: N of its /dev/input/eventN, or -1
 * @name: as it calls itself; bytes as its driver gave them
 * @letters: it has letters and Enter: texts can be typed on it
 * @made: a program made it (uinput)
 * @inhibited: it is switched off in sysfs
 * @asked: the module answered: the rest is known
 * @grabbed: one handler has it alone
 * @ours: that handler is vtkbd
 * @grabber: else that handler's event device, or -1
 * @repeats: held keys repeat
 * @delay_ms: after so many milliseconds
 * @period_ms: and then every so many
 */
struct input_device {
	char node[16];
	int event;
	char name[INPUT_NAME_LEN];
	bool letters;
	bool made;
	bool inhibited;
	bool asked;
	bool grabbed;
	bool ours;
	int grabber;
	bool repeats;
	unsigned int delay_ms;
	unsigned int period_ms;
};

/**
 * struct inputs - all of them, by number
 * @all: the array
 * @nr: its length
 */
struct inputs {
	struct input_device all[MAX_INPUTS];
	int nr;
};

/* A machine without any, or that shows none, has none: this does not fail. */
void inputs_read(struct inputs *inputs, const struct source *src);

/* By its node; NULL if it is not there. */
const struct input_device *input_find(const struct inputs *inputs, const char *node);

/* A program has it alone, as far as the module says. */
static inline bool input_is_taken(const struct input_device *dev)
{
	return dev->asked && dev->grabbed && !dev->ours;
}

/**
 * enum heard - whether the consoles of a source get a keyboard's keys
 * @HEARD_NO: they do not
 * @HEARD_YES: they do
 * @HEARD_UNKNOWN: they do unless a program has grabbed it
 */
enum heard {
	HEARD_NO,
	HEARD_YES,
	HEARD_UNKNOWN,
};

enum heard input_heard(const struct source *src, const struct input_device *dev);

#endif
