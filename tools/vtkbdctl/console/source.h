/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where consoles are read from: the vtkbd module, or the kernel's own VT, which
 * knows less. Both fill the structures of <linux/vtkbd.h>, so that listings are
 * written once; what the kernel's VT does not provide is marked as not known, never invented.
 */
#ifndef VTKBDCTL_CONSOLE_SOURCE_H
#define VTKBDCTL_CONSOLE_SOURCE_H

#include <stdbool.h>

#include <linux/vtkbd.h>

#include "output/text.h"

struct source;
struct tool;

/* For complain_unused(). */
#define NO_MODE		", so without a mode"

/* There if the kernel has a VT of its own; lists its allocated consoles. */
#define SOURCE_VT_CLASS "/sys/class/vc"

/**
 * struct seat - the keyboard
 * @info: only @info.foreground is valid unless @known
 * @known: it is from the module; for what the module withholds see seat_knows()
 * @denied: the module refused it; a more privileged caller would get it
 */
struct seat {
	struct vtkbd_seat_info info;
	bool known;
	bool denied;
};

/**
 * struct console - one console
 * @info: console and flags are always valid, the rest as below; not its address of @last
 * @last: who set its mode
 * @known: its modes and LEDs were read
 * @recorded: so was all else: owner, openers, who set the mode; for sticky modifiers
 *	and the setter see console_knows_sticky() and console_knows_setter()
 * @relsig: signal that asks the owner under VT_PROCESS, 0 if not known
 * @shown_leds: what the LEDs show, bits as in KDGETLED; -1 if not known
 */
struct console {
	struct vtkbd_console_info info;
	struct vtkbd_mode_change last;
	bool known;
	bool recorded;
	int relsig;
	int shown_leds;
};

/* @what: VTKBD_S_NO_*, which the module withholds from less privileged callers */
static inline bool seat_knows(const struct seat *seat, unsigned int what)
{
	return seat->known && !(seat->info.flags & what);
}

static inline bool console_knows_sticky(const struct console *con)
{
	return con->recorded && !(con->info.flags & VTKBD_F_NO_STICKY);
}

static inline bool console_knows_setter(const struct console *con)
{
	return con->recorded && !(con->info.flags & VTKBD_F_NO_HISTORY);
}

/* "auto", "process" or "process 12": who is asked before a switch. */
struct text console_switching(const struct console *con);

/* A module that keeps more has its latest ones read. */
#define HISTORY_MAX	64

/**
 * struct history - who set the mode of a console
 * @info: how many are known, of how many; not its address of @change
 * @change: oldest first
 */
struct history {
	struct vtkbd_history info;
	struct vtkbd_mode_change change[HISTORY_MAX];
};

/*
 * Each call complains if it fails. Return: 0 or -EXIT_UNREAD.
 * @default_utf8: the file with the module parameter that says in which mode consoles start
 * @one_by_one: each console has to be opened, so that one may fail and others not;
 *	of one that does, number and flags are valid
 */
struct source_kind {
	const char *name;
	const char *default_utf8;
	bool one_by_one;
	int (*open)(struct source *src);
	int (*read_seat)(struct source *src, struct seat *seat);
	/* Number 0 is the foreground console. */
	int (*read_console)(struct source *src, unsigned int number, struct console *con);
	/* NULL if the source has no history. */
	int (*read_history)(struct source *src, unsigned int number, struct history *history);
};

extern const struct source_kind source_vtkbd;
extern const struct source_kind source_vt;

/**
 * struct source - consoles to read
 * @tool: for its devices and complaints
 * @kind: which of the two
 * @base: a console's node without its number
 * @fd: vtkbd's node 0, or -1
 */
struct source {
	const struct tool *tool;
	const struct source_kind *kind;
	const char *base;
	int fd;
};

/* Of the kernel's consoles, without opening it. */
bool vt_is_allocated(const struct tool *tool, unsigned int number);
/* Why the module refuses a request that only reads. */
const char *vtkbd_reason(int error);
/* Whether the vtkbd module is there and withholds the keys from the kernel's keyboard. */
bool vtkbd_grabs(const struct tool *tool);
/* Its tracepoint does not tell which key it was: root has not set this parameter. */
#define VTKBD_TRACE_KEYS	"/sys/module/vtkbd/parameters/trace_keys"
bool vtkbd_withholds_keys(const struct tool *tool);

/* open.c; complains if it fails. Return: 0 or -EXIT_UNREAD. */
int source_open(struct source *src, const struct tool *tool, bool vt);
void source_close(struct source *src);
/*
 * open.c; for all consoles in turn: one that cannot be read is complained of and counted, and
 * does not hide the others. Return: 0, or an error if the others cannot be read either.
 */
int source_read_next(struct source *src, unsigned int number, struct console *con,
		     int *nr_unread);
/* The device number of its consoles, whose minor numbers are theirs; 0 if no node is there. */
unsigned int source_major(const struct source *src);
struct text source_node(const struct source *src, unsigned int number);
/* "console @number: unused" and what follows from it. Return: -1. */
int complain_unused(const struct tool *tool, unsigned int number, const char *so);
/* The mode that its consoles start with. */
int source_default_mode(const struct source *src);

#endif
