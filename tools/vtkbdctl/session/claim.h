/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A console for one program: chosen, brought to the front, and put back.
 */
#ifndef VTKBDCTL_SESSION_CLAIM_H
#define VTKBDCTL_SESSION_CLAIM_H

#include "console/node.h"
#include "console/saved_state.h"

struct source;

/**
 * struct claim - a console that is ours for a while
 * @src: where it is
 * @number: which
 * @node: keeps it open, so that nobody finds it free
 * @before: how it was
 * @was_there: it was in use
 * @foreground: which console is to have the keyboard in the end, if @number has it
 */
struct claim {
	struct source *src;
	unsigned int number;
	struct node node;
	struct saved_state before;
	bool was_there;
	unsigned int foreground;
};

/*
 * Each complains if it fails. claim_take() changes nothing yet, and refuses what a
 * display server has unless forced; number 0 is the foreground console. What
 * claim_to_front() does is undone if claim_note_foreground() came before it.
 * Return: 0 or -1.
 */
int claim_take(struct claim *c, struct source *src, unsigned int number, bool force);
int claim_note_foreground(struct claim *c);
int claim_to_front(struct claim *c);
int claim_restore(const struct claim *c);

/* Leaves it to another process that has it too. */
void claim_close(struct claim *c);
/* Gives it up. */
void claim_drop(struct claim *c);

#endif
