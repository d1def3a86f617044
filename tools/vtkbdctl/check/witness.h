/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The session on the console that the program takes: a process that stands for the shell
 * behind it. It has the console as its terminal, notes each signal that the keyboard
 * sends, reads what leaks to the console, and is the parent of the program.
 */
#ifndef VTKBDCTL_CHECK_WITNESS_H
#define VTKBDCTL_CHECK_WITNESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "output/text.h"

struct tool;

#define WITNESS_SIGNALS	65
#define MAX_SPARED	64

/**
 * struct testimony - what the witness notes, in memory that it shares with us
 * @program: the program's process
 * @manager: that of a seatd for it, or 0
 * @mounts: number of the mount namespace in which all of them are, or 0
 * @ready: the program was started
 * @ended: it has ended, with @status as waitpid() has it
 * @status: see @ended
 * @signal: how often each signal came
 */
struct testimony {
	volatile pid_t program;
	volatile pid_t manager;
	volatile ino_t mounts;
	volatile bool ready;
	volatile bool ended;
	volatile int status;
	volatile unsigned int signal[WITNESS_SIGNALS];
};

/**
 * struct witness - the witness, as its parent has it
 * @tool: for complaints
 * @argv: the program
 * @console: its console's number
 * @base: the path of a console's node without its number
 * @hide: as in struct program
 * @keep_tty0: likewise
 * @apart: the program has a session of its own, without a terminal, as a service has
 * @spared: children of ours that are not ended with the others
 * @nr_spared: how many
 * @output: a file for what the program prints
 * @told: shared memory
 * @pid: the process, 0 if there is none
 * @fd: our end of its socket
 */
struct witness {
	const struct tool *tool;
	char **argv;
	unsigned int console;
	const char *base;
	bool hide;
	bool keep_tty0;
	bool apart;
	pid_t spared[MAX_SPARED];
	int nr_spared;
	int output;
	struct testimony *told;
	pid_t pid;
	int fd;
};

/* Those that we have now: a shell that becomes this command leaves its own. */
void witness_spare_children(struct witness *w);
/* Makes @told. Complains. Return: 0 or -1. */
int witness_share(struct witness *w);
/* Complains. Return: 0 or -1; witness_end() in any case. */
int witness_start(struct witness *w);
/*
 * What can be read from the console now, escaped. Return: false if the witness was killed
 * or stopped, or its terminal was hung up.
 */
bool witness_read(struct witness *w, struct text *read);
/* Kills it, the program, and all that they have started. */
void witness_end(struct witness *w);
/* The same by another process, which is not their parent, when ours was killed. */
void witness_end_orphans(const struct witness *w);

#endif
