/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the checks of vtkbdctl doctor look at: one moment of the machine, read
 * once, so that a check is a function of it and of nothing else.
 */
#ifndef VTKBDCTL_DOCTOR_SNAPSHOT_H
#define VTKBDCTL_DOCTOR_SNAPSHOT_H

#include "console/source.h"
#include "system/proc.h"

#define MAX_LIGHTS	64

/**
 * struct light - a lock light of a keyboard, as sysfs has it
 * @name: such as input3::capslock
 * @bit: scroll, num or caps as 0 to 2
 * @on: it shines
 */
struct light {
	char name[64];
	unsigned int bit;
	bool on;
};

/**
 * struct machine - what all consoles have in common
 * @src: where they were read
 * @seat: the keyboard
 * @procs: all processes
 * @owns_lights: its keyboard is the one that lights them
 * @light: lock lights of all keyboards, but for those that show something else
 * @nr_lights: how many
 */
struct machine {
	struct source *src;
	struct seat seat;
	struct processes procs;
	bool owns_lights;
	struct light light[MAX_LIGHTS];
	int nr_lights;
};

/**
 * struct snapshot - one console that is in use
 * @machine: the machine
 * @con: its modes
 * @history: who set them; empty if nobody keeps one
 * @leader: leader of the session that it is the controlling terminal of, or NULL
 * @shell: what that session was made for: its leader, or whom login(1) waits for
 */
struct snapshot {
	const struct machine *machine;
	struct console con;
	struct vtkbd_history history;
	const struct process *leader;
	const struct process *shell;
};

/* Return: 0, or -1 after a complaint. machine_free() in any case. */
int machine_read(struct machine *machine, struct source *src);
void machine_free(struct machine *machine);
int snapshot_read(struct snapshot *s, const struct machine *machine, unsigned int number);

/* The process that a record names, if it is the same one and lives. */
const struct process *setter_process(const struct snapshot *s, const struct vtkbd_mode_change *c);
/* Who must allow a switch, as far as can be known; NULL if there is none. */
const struct process *owner_process(const struct snapshot *s);
/* Whether somebody who may have taken the keyboard away on purpose is there to give it back. */
const struct process *mode_keeper(const struct snapshot *s);
/* Whether its keys are characters. */
bool can_type(const struct snapshot *s);
/* Whether nobody who may have to do with the console could be overlooked. */
bool is_certain(const struct snapshot *s);
/* Who would lose the console if it became a text console for typing; NULL if it is one. */
const struct process *console_user(const struct snapshot *s);
/* Who leads another session than the console's own, and is on the console all the same. */
const struct process *second_session(const struct snapshot *s);
/* systemd-logind, seatd: these have consoles open for others. */
bool is_seat_manager(const struct process *proc);
/* A process that sets terminals up for a login, by its name. */
bool is_getty(const char *comm);

#endif
