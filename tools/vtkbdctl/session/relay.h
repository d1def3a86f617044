/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes in both directions between a console and the user, until one of them ends.
 */
#ifndef VTKBDCTL_SESSION_RELAY_H
#define VTKBDCTL_SESSION_RELAY_H

#include <signal.h>
#include <stdbool.h>

enum relay_end {
	RELAY_LEFT,		/* the user typed the escape key, or had no more to type */
	RELAY_GONE,		/* the console was deallocated */
	RELAY_SIGNAL,		/* relay.signal ended it */
	RELAY_FAILED,		/* relay.error on relay.failed */
};

#define NO_ESCAPE	(-1)

/**
 * struct relay - what to pass on
 * @console: descriptor that VTKBD_ATTACH gave, not blocking
 * @type: pass on what is typed; else standard input is not looked at
 * @is_terminal: standard input is one: it has no end, and @escape leaves
 * @escape: a character, or NO_ESCAPE
 * @resized: called when the user's terminal has a new size
 * @signal: out: which signal, for RELAY_SIGNAL
 * @error: out: errno, for RELAY_FAILED
 * @failed: out: what failed
 */
struct relay {
	int console;
	bool type;
	bool is_terminal;
	int escape;
	void (*resized)(const struct relay *r);
	int signal;
	int error;
	const char *failed;
};

/* Blocks the signals that relay_run() listens to; it has to, for relay_run(). */
void relay_block_signals(sigset_t *before);
enum relay_end relay_run(struct relay *r);

#endif
