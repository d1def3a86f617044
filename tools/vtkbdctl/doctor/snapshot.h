/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the checks of vtkbdctl doctor look at: one moment of the machine, read
 * once, so that a check is a function of it and of nothing else.
 */
#ifndef VTKBDCTL_DOCTOR_SNAPSHOT_H
#define VTKBDCTL_DOCTOR_SNAPSHOT_H

#include "console/line.h"
#include "console/source.h"
#include "output/text.h"
#include "system/inputs.h"
#include "system/proc.h"

#define MAX_LEDS	64

/**
 * struct led - an LED of a keyboard for a lock, as in sysfs
 * @name: such as input3::capslock
 * @bit: scroll, num or caps as 0 to 2
 * @trigger: what it follows in sysfs, "" if there are no triggers
 * @on: it is lit
 */
struct led {
	char name[64];
	char trigger[32];
	unsigned int bit;
	bool on;
};

/**
 * struct machine - what all consoles have in common
 * @src: where they were read
 * @seat: the keyboard
 * @procs: all processes
 * @inputs: all keyboards
 * @withheld: vtkbd has the keyboards, and the source is the kernel's own VT
 * @stray: modifiers that are held while no key for them is down, bit KG_*
 * @stray_keys: the keys that they may come from, each after a space
 * @owns_leds: the source's keyboard writes the LEDs
 * @led: lock LEDs of all keyboards, except those that follow another trigger
 * @nr_leds: how many
 * @other: lock LEDs that follow another trigger: somebody has chosen that
 * @nr_others: how many
 */
struct machine {
	struct source *src;
	struct seat seat;
	struct processes procs;
	struct inputs inputs;
	bool withheld;
	unsigned int stray;
	struct text stray_keys;
	bool owns_leds;
	struct led led[MAX_LEDS];
	int nr_leds;
	struct led other[MAX_LEDS];
	int nr_others;
};

/**
 * struct snapshot - one console that is in use
 * @machine: the machine
 * @con: its modes
 * @history: who set them; empty if the source has no history
 * @leader: leader of the session that it is the controlling terminal of, or NULL
 * @shell: what that session was made for: its leader, or the process that login(1) waits for
 * @line: its line discipline; read by doctor only, which opens the console for it
 */
struct snapshot {
	const struct machine *machine;
	struct console con;
	struct history history;
	const struct process *leader;
	const struct process *shell;
	struct line line;
};

/* Return: 0, or -1 after a complaint. machine_free() in any case. */
int machine_read(struct machine *machine, struct source *src);
void machine_free(struct machine *machine);
int snapshot_read(struct snapshot *s, const struct machine *machine, unsigned int number);

/* The process that a record names, if it is the same one and lives. */
const struct process *setter_process(const struct snapshot *s, const struct vtkbd_mode_change *c);
/* The process that must allow a switch, as far as is known; NULL if there is none. */
const struct process *owner_process(const struct snapshot *s);
/* A live process that may have taken the keyboard away on purpose and gives it back; or NULL. */
const struct process *mode_keeper(const struct snapshot *s);
/* Whether it is the foreground console, and shows text. */
bool is_text_in_front(const struct snapshot *s);
/* Whether its keys are characters. */
bool can_type(const struct snapshot *s);
/* Whether all processes that may have to do with the console were seen. */
bool is_certain(const struct snapshot *s);
/* The process that would lose the console if it became a text console; NULL if it is one. */
const struct process *console_user(const struct snapshot *s);
/* The session that has the console: its leader, or else the first process that reads it. */
const struct process *first_session(const struct snapshot *s);
/* A process of another session that reads the console, too, a leader if one does; or NULL. */
const struct process *second_session(const struct snapshot *s);
/* A process that waits for a switch away from this console, if it is in the foreground; or NULL. */
const struct process *switch_waiter(const struct snapshot *s);

#endif
