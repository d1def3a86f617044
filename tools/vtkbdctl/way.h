/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words for the way of a key: what each step of it came to, and why nothing
 * came of it where nothing did.
 */
#ifndef VTKBDCTL_WAY_H
#define VTKBDCTL_WAY_H

#include "sim.h"

/**
 * struct scene - where keys are typed
 * @src: the source
 * @seat: the keyboard
 * @con: the console
 * @assumed: SIM_* that were not to be known
 */
struct scene {
	struct source *src;
	struct seat seat;
	struct console con;
	unsigned int assumed;
};

struct text way_modifiers(const struct sim_step *step);
struct text way_keysym(const struct sim_step *step);
struct text way_handler(const struct sim_step *step);
/* Characters as in C, at most as long as a text. */
struct text way_bytes(const struct sim_step *step);
/* What the action does here, "" if there is none. */
struct text way_action(const struct scene *scene, const struct sim_step *step);
/* What it changed for the keys to come, "" if nothing. */
struct text way_state(const struct sim_step *step);
/* Why nothing came of it, or NULL if something did. */
const char *way_why(const struct scene *scene, const struct sim_step *step);
/* What the mode does with keys. */
const char *way_mode(unsigned int kbdmode);

#endif
