/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A keyboard to try keys on: the module's own core, filled with the state of a
 * console. Nothing that is done with it reaches the console.
 */
#ifndef VTKBDCTL_SIMULATE_SIMULATE_H
#define VTKBDCTL_SIMULATE_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

struct console;
struct kbdiacruc;
struct sim;
struct source;

/* What was read of a console is all there is to know, or this was assumed. */
enum sim_assumption {
	SIM_NO_LOCKS	= 1u << 0,	/* no locked or sticky modifiers */
	SIM_NO_APPLIC	= 1u << 1,	/* no application mode, Enter sends CR */
	SIM_NO_DEAD	= 1u << 2,	/* no dead key, Compose or code is pending */
	SIM_NO_HELD	= 1u << 3,	/* no modifier is held */
	SIM_HIDDEN	= 1u << 4,	/* characters of Unicode are not bound to keys */
	SIM_UNLOCKED	= 1u << 5,	/* switches are not locked */
	SIM_PREVIOUS	= 1u << 6,	/* there was a console before this, in use still */
	SIM_SPAWN	= 1u << 7,	/* a process has asked for KeyboardSignal */
	SIM_ACTS	= 1u << 8,	/* Ctrl-Alt-Del is acted on, as by default */
	SIM_NO_CODE	= 1u << 9,	/* the code that is pending does not matter */
	SIM_NO_STICKY	= 1u << 10,	/* no sticky modifiers */
	SIM_UNGRABBED	= 1u << 11,	/* no program has grabbed a keyboard */
};

/* What keeps a key from the keyboard. */
enum sim_taker {
	SIM_HEARD,	/* nothing does */
	SIM_SYSRQ,	/* the kernel's SysRq handler */
	SIM_COMMAND,	/* it as well, and acts on it */
	SIM_GRAB,	/* vtkbd, from the kernel's own keyboard */
	SIM_PROGRAM,	/* a program that has grabbed every keyboard */
};

#define SIM_BYTES	544

/**
 * struct sim_state - what keys leave behind for other keys
 * @held: modifiers
 * @locked: likewise
 * @sticky: likewise
 * @leds: lock flags
 * @composing: Compose was pressed
 * @dead: code point of the pending dead key, or 0
 * @code_active: a character code is being typed
 * @code: it, so far
 */
struct sim_state {
	uint8_t held;
	uint8_t locked;
	uint8_t sticky;
	uint8_t leds;
	bool composing;
	uint32_t dead;
	bool code_active;
	uint32_t code;
};

/**
 * struct sim_step - what became of one key event
 * @code: keycode
 * @down: pressed
 * @taken: enum sim_taker; if it is not SIM_HEARD, nothing below is filled in
 * @again: typed by the SysRq handler, which kept it first
 * @map: keymap in force
 * @has_map: there is one
 * @has_keysym: the key has an entry in it
 * @keysym: the entry, as KDGKBENT returns it
 * @type: KT_* that is acted on, or -1 for a character of Unicode
 * @value: its KVAL, or the character
 * @gate: the mode let it through to the handler
 * @handler: name of the k_* handler
 * @function: name of the fn_* handler, or NULL
 * @brk: a BREAK was sent
 * @action: enum vtkbd_action_type
 * @arg: its argument
 * @nr_bytes: how many bytes were sent
 * @bytes: they
 * @before: the state
 * @after: likewise
 */
struct sim_step {
	unsigned int code;
	bool down;
	uint8_t taken;
	bool again;
	uint8_t map;
	bool has_map;
	bool has_keysym;
	unsigned int keysym;
	int type;
	unsigned int value;
	bool gate;
	const char *handler;
	const char *function;
	bool brk;
	uint8_t action;
	uint8_t arg;
	int nr_bytes;
	unsigned char bytes[SIM_BYTES];
	struct sim_state before;
	struct sim_state after;
};

/* Two places for a saved state; the caller decides what each is for. */
enum sim_place {
	SIM_START,
	SIM_UNDER_WAY,
	SIM_PLACES
};

/* load.c; Return: a keyboard in the state that the console is in, or NULL after a complaint. */
struct sim *sim_load(struct source *src, const struct console *con, unsigned int *assumed);
/*
 * load.c; likewise, but no key is held and no character begun, as on a keyboard that
 * was just connected; function keys send nothing. Only the console itself is asked.
 */
struct sim *sim_load_idle(const struct source *src, const struct console *con);
void sim_free(struct sim *sim);
void sim_key(struct sim *sim, unsigned int code, bool down, struct sim_step *step);
/* The step stops output or starts it, which the Scroll Lock LED shows. */
void sim_hold(struct sim *sim, struct sim_step *step);
/* Whether a key is held, as far as is known. */
bool sim_holds(const struct sim *sim, unsigned int code);

/**
 * struct sim_rules - which kernels' keyboard it is
 * @major: the first of them
 * @minor: likewise
 */
struct sim_rules {
	unsigned int major;
	unsigned int minor;
};

/* How many there are, and each by its index, the oldest first. */
unsigned int sim_nr_rules(void);
struct sim_rules sim_rules(unsigned int index);
/* Index of those that the keyboard follows; and others for the next keys. */
unsigned int sim_rules_used(const struct sim *sim);
void sim_use_rules(struct sim *sim, unsigned int index);

/* Saves the state that keys change; restores the state that was saved last in that place. */
void sim_keep(struct sim *sim, enum sim_place place);
void sim_go_back(struct sim *sim, enum sim_place place);
/* Return: whether all of the bytes are one character in the console's mode; then *@c is it. */
bool sim_is_char(const struct sim *sim, const unsigned char *bytes, int nr, uint32_t *c);
/*
 * The keysym of a key that locks a modifier or makes it sticky, or 0 if the keymap has none.
 */
unsigned int sim_lock_key(const struct sim *sim);
/* The compose table. Return: how many entries. */
unsigned int sim_accents(const struct sim *sim, const struct kbdiacruc **accents);

/* Words for step->action; "" for none. %u is the console of a switch. */
const char *action_name(unsigned int action);

#endif
