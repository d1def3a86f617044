/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a check changes on the machine around it, and the process that undoes it whatever
 * becomes of us: keys that are typed must not act on a console of the kernel's, and
 * Ctrl-Alt-Del must reboot nothing.
 */
#ifndef VTKBDCTL_CHECK_KEEPER_H
#define VTKBDCTL_CHECK_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>

#include "console/source.h"
#include "check/witness.h"
#include "session/claim.h"

#define KEEPER_CONSOLES	3
#define KEEPER_SPARE	KEY_PROG4	/* no keyboard has it: a property may bind it */

/**
 * struct keeper - how it was
 * @src: vtkbd
 * @vt: the kernel's consoles, if it has some
 * @has_vt: it has
 * @shown: its foreground console
 * @foreground: vtkbd's
 * @cad: the module's parameter, empty until it is changed
 * @spare: the keysym of KEEPER_SPARE
 * @number: the consoles that are used
 * @witness: the session there
 * @lock: no second check runs: a socket that only one can have
 * @pid: the process, 0 if there is none
 * @lifeline: the end of its pipe
 */
struct keeper {
	struct source *src;
	struct source vt;
	bool has_vt;
	struct claim shown;
	unsigned int foreground;
	char cad[16];
	struct kbentry spare;
	const unsigned int *number;
	const struct witness *witness;
	int lock;
	pid_t pid;
	int lifeline;
};

/*
 * @number and @witness are set. Complains. Return: 0 or -1; keeper_end() in any case, before
 * which all that the witness has started has ended.
 */
int keeper_start(struct keeper *k, struct source *src, unsigned int foreground);
void keeper_end(struct keeper *k);
/* A console that nobody has is made a text console. */
void keeper_make_text(const struct source *src, unsigned int number);

#endif
