/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What vtkbdctl watch has on the screen.
 */
#ifndef VTKBDCTL_WATCH_VIEW_H
#define VTKBDCTL_WATCH_VIEW_H

#include <stdbool.h>

#include "console/source.h"
#include "keys/held.h"
#include "output/text.h"
#include "system/inputs.h"

#define MAX_ACTIONS	64

/**
 * struct action - what changed
 * @time: the time of day, of the latest time
 * @what: in words
 * @times: how often, if it was repeated
 */
struct action {
	struct text time;
	struct text what;
	unsigned int times;
};

/**
 * struct view - what is on the screen
 * @src: where it comes from
 * @seat: the keyboard
 * @old_seat: as it was before
 * @inputs: keyboards
 * @old_inputs: as they were before
 * @held: keys that are down
 * @con: consoles, by number
 * @old: as they were before
 * @unread: how many could not be read
 * @begun: there is a before
 * @action: what changed, the latest first
 * @nr_actions: how many
 * @first: first console that is shown
 */
struct view {
	struct source *src;
	struct seat seat, old_seat;
	struct inputs inputs, old_inputs;
	struct held held;
	struct console con[VTKBD_NR_CONSOLES + 1], old[VTKBD_NR_CONSOLES + 1];
	int unread;
	bool begun;
	struct action action[MAX_ACTIONS];
	int nr_actions;
	int first;
};

/* changes.c: reads all, and notes what has changed. Return: 0, or an error of tool.h. */
int view_read(struct view *v);
/* changes.c: who is asked before a switch, in brief only number and name, and where to one waits. */
struct text view_owner(const struct tool *tool, const struct console *con, bool brief);
/* draw.c: fills the screen. */
void view_draw(struct view *v);

#endif
