// SPDX-License-Identifier: GPL-2.0
/* The ioctls of <linux/vt.h>. */
#include <signal.h>

#include "../blanker.h"
#include "rows.h"

#ifndef VT_GETCONSIZECSRPOS
#define VT_GETCONSIZECSRPOS	_IOR('V', 0x10, unsigned short[4])
#endif
#define OTHER_CON	2	/* which is allocated */

/* -- owners and switches --------------------------------------------------------------- */

static void process_mode(void)
{
	arg.vtmode = (struct vt_mode){ .mode = VT_PROCESS, .relsig = SIGUSR1,
				       .acqsig = SIGUSR1 };
}

static void process_mode_undo(void)
{
	struct vt_mode automatic = { .mode = VT_AUTO };

	ioctl(fd, VT_SETMODE, &automatic);
}

static void owned(void)
{
	signal(SIGUSR1, SIG_IGN);
	process_mode();
	ioctl(fd, VT_SETMODE, &arg.vtmode);
}

static int is_asked(void)
{
	struct vtkbd_console_info info = { .console = 1 };

	return !ioctl(fd, VTKBD_GET_CONSOLE, &info) && info.pending == OTHER_CON;
}

/* A switch away from console 1 waits for its owner's answer. */
static void asked(void)
{
	owned();
	ioctl(fd, VT_ACTIVATE, OTHER_CON);
	if (!becomes(is_asked))
		wrong(row->call.name, 0, "no switch waits for its owner");
}

static void go_undo(void)
{
	ioctl(fd, VT_ACTIVATE, 1);
	ioctl(fd, VT_WAITACTIVE, 1);
}

static void asked_undo(void)
{
	process_mode_undo();
	go_undo();
}

static void to_other(void)
{
	clear();
	arg.setactivate.console = OTHER_CON;
}

static void lock_undo(void)
{
	ioctl(fd, VT_UNLOCKSWITCH, 0);
}

/* -- waiting ------------------------------------------------------------------------------ */

static void an_event(void)
{
	clear();
	arg.event.event = VT_EVENT_BLANK;
	blanker_begin(&fd);
}

/* -- sizes ---------------------------------------------------------------------------------- */

static void same_size(void)
{
	struct winsize now;

	clear();
	ioctl(fd, TIOCGWINSZ, &now);
	arg.sizes = (struct vt_sizes){ .v_rows = now.ws_row, .v_cols = now.ws_col };
}

static void same_consize(void)
{
	struct winsize now;

	clear();
	ioctl(fd, TIOCGWINSZ, &now);
	arg.consize.v_rows = now.ws_row;
	arg.consize.v_cols = now.ws_col;
}

static const struct row rows[] = {
	ARG(VT_OPENQRY, clear, NULL), ARG(VT_GETMODE, clear, NULL),
	ARG(VT_SETMODE, process_mode, process_mode_undo), ARG(VT_GETSTATE, clear, NULL),
	STAGED(VT_RELDISP, 0, asked, asked_undo), STAGED(VT_RELDISP, 1, asked, asked_undo),
	STAGED(VT_RELDISP, VT_ACKACQ, owned, process_mode_undo),
	NUM(VT_ACTIVATE, OTHER_CON, go_undo), NUM(VT_WAITACTIVE, 1, NULL),
	NUM(VT_ACTIVATE, FREE_CON, go_undo), NUM(VT_DISALLOCATE, FREE_CON, NULL),
	ARG(VT_RESIZE, same_size, NULL), ARG(VT_RESIZEX, same_consize, NULL),
	NUM(VT_LOCKSWITCH, 0, lock_undo), NUM(VT_UNLOCKSWITCH, 0, NULL),
	ARG(VT_WAITEVENT, an_event, blanker_end), ARG(VT_SETACTIVATE, to_other, go_undo),
	/* Not in every kernel, and vtkbd has those that the kernel has. */
	{ .call = { .name = "VT_GETCONSIZECSRPOS", .prepare = clear, .refusal = ENOTTY },
	  .cmd = VT_GETCONSIZECSRPOS },
};

const struct table vt_table = TABLE(rows);
