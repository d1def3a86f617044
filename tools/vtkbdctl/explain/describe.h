/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words for the way of a key: what each step of it came to, and why nothing
 * came of it where nothing did.
 */
#ifndef VTKBDCTL_WAY_H
#define VTKBDCTL_WAY_H

#include "explain/context.h"
#include "output/text.h"

struct text way_modifiers(const struct sim_step *step);
struct text way_keysym(const struct sim_step *step);
struct text way_handler(const struct sim_step *step);
/* Characters as in C, at most as long as a text. */
struct text way_bytes(const struct sim_step *step);
/* Who keeps the key from the keyboard, or NULL. */
const char *way_taken(const struct sim_step *step);
/* What it changed for the keys to come, "" if nothing. */
struct text way_state(const struct sim_step *step);
/* Why nothing comes of it, or NULL if something does. */
const char *way_why(const struct scene *scene, const struct sim_step *step);
/* What the mode does with keys. */
const char *way_mode(unsigned int kbdmode);

#endif
