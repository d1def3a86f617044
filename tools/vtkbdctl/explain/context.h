/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where keys are tried: the console and what around it decides whether a key is heard,
 * read and obeyed.
 */
#ifndef VTKBDCTL_EXPLAIN_CONTEXT_H
#define VTKBDCTL_EXPLAIN_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "console/source.h"
#include "explain/core_source.h"
#include "explain/terminal.h"
#include "system/readers.h"

/**
 * struct context - where keys are typed
 * @src: the source
 * @seat: the keyboard
 * @con: the console
 * @core: what the module is built from
 * @assumed: SIM_* that could not be read
 * @in_use: consoles in use, bit by number
 * @terminal: its line discipline; not known of a console that no program has open
 * @unread: no program has the console open; false also if that is not known
 * @ownerless: the process that must allow a switch has ended
 * @withheld: vtkbd has taken the keys from the kernel's own keyboard
 * @taken: a program has grabbed every keyboard on which texts can be typed
 * @unasked: of such a keyboard nobody says whether it is grabbed
 * @readers: keyboards and processes
 * @sysrq: kernel.sysrq, 0 where its handler hears no key
 */
struct context {
	struct source *src;
	struct seat seat;
	struct console con;
	struct module_core core;
	unsigned int assumed;
	uint64_t in_use;
	struct terminal terminal;
	bool unread;
	bool ownerless;
	bool withheld;
	bool taken;
	bool unasked;
	struct readers readers;
	long sysrq;
};

/* Complains if it fails. Return: 0 or -1; context_free() in any case. */
int context_read(struct context *context, struct source *src, unsigned int number);
void context_free(struct context *context);

#endif
