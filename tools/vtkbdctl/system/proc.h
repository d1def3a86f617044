/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes, as far as consoles concern them: what /proc has without asking
 * any of them. Nothing is judged here.
 */
#ifndef VTKBDCTL_SYSTEM_PROC_H
#define VTKBDCTL_SYSTEM_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/vtkbd.h>

/* Numbers of event devices: those above are not looked for. */
#define MAX_EVENTS	512

struct source;
struct tool;

/**
 * struct process_stat - what is used of /proc/PID/stat
 * @comm: command name
 * @ppid: its parent
 * @pgrp: its process group
 * @sid: its session
 * @tpgid: foreground process group of its controlling terminal, or -1
 * @tty: device number of that terminal, or 0
 * @start: ticks from boot to its start
 * @used: ticks that it has run
 * @state: 'S' if it sleeps, 'T' or 't' if it is stopped
 */
struct process_stat {
	char comm[VTKBD_COMM_LEN];
	int ppid;
	int pgrp;
	int sid;
	int tpgid;
	dev_t tty;
	unsigned long long start;
	unsigned long used;
	char state;
};

/**
 * struct process - one process
 * @pid: its ID
 * @ppid: its parent
 * @sid: its session
 * @pgrp: its process group
 * @tpgid: foreground process group of its controlling terminal, or -1
 * @tty: console that is its controlling terminal, or 0
 * @born_ns: CLOCK_REALTIME of its start, to a hundredth of a second
 * @comm: its command name
 * @open: consoles that it has open, bit by number; bit 0 is node 0
 * @input: those of them that it can read from
 * @events: event devices (/dev/input/eventN) that it has open, bit by number
 * @card: number of a graphics card (/dev/dri/cardN) that it has open, or -1
 * @stopped: by a signal or a debugger
 * @types: has /dev/uinput open: it may have made a keyboard of its own
 * @waits: console that it waits for in VT_WAITACTIVE, or 0
 * @reads: consoles that it waits to read from, bit by number
 * @writes: consoles that it waits to write to, likewise
 */
struct process {
	int pid;
	int ppid;
	int sid;
	int pgrp;
	int tpgid;
	unsigned int tty;
	uint64_t born_ns;
	char comm[VTKBD_COMM_LEN];
	uint64_t open;
	uint64_t input;
	uint64_t events[MAX_EVENTS / 64];
	int card;
	bool stopped;
	bool types;
	unsigned int waits;
	uint64_t reads;
	uint64_t writes;
};

/**
 * struct processes - all of them, by number
 * @all: the array
 * @nr: its length
 * @complete: nothing of any process was hidden from the caller
 * @foreign: they are those of a container: their numbers are not the machine's
 * @unlisted: there may be processes that /proc does not list (hidepid, a container)
 */
struct processes {
	struct process *all;
	int nr;
	bool complete;
	bool foreign;
	bool unlisted;
};

/**
 * struct process_signals - signals that a process does not die of, bit N - 1 for N
 * @blocks: those that it blocks
 * @ignores: those that it ignores
 * @handles: those that it handles
 */
struct process_signals {
	uint64_t blocks;
	uint64_t ignores;
	uint64_t handles;
};

static inline bool process_reads(const struct process *p, unsigned int console)
{
	return p->reads & 1ull << console;
}

/* A file of its folder in /proc. Return: as device_ops.read. */
long process_read_file(const struct tool *tool, int pid, const char *name, char *buf, size_t size);
/* In a file of a line for each: what follows @name, with its colon; or NULL. */
char *process_line(char *buf, const char *name);
/* Number 0 is the caller. Return: whether there is such a process. */
bool process_read_stat(const struct tool *tool, int pid, struct process_stat *stat);
/* Of one that is gone: none. Not among what is read of all processes: few are asked for it. */
struct process_signals process_signals(const struct tool *tool, int pid);
/* It has this event device open; none has number -1. */
bool process_reads_event(const struct process *p, int event);
/* It has an input device or a graphics card open, as a display server has. */
bool process_is_seated(const struct process *p);
/* It has the console open, or as its controlling terminal, which may have no number. */
bool process_has(const struct process *p, unsigned int console);

/* Return: 0, or -1 after a complaint. The caller frees in any case. */
int processes_read(const struct source *src, struct processes *procs);
/*
 * A second look, a moment later, at those that wait for a console: a switch that is just taking
 * place is no reason to wait. Those that do not any more have no @waits then.
 */
void processes_look_again(const struct source *src, struct processes *procs);
void processes_free(struct processes *procs);

const struct process *process_find(const struct processes *procs, int pid);
/* By a number that the kernel or the module noted: NULL in a container, where it is another's. */
const struct process *process_recorded(const struct processes *procs, int pid);
/* The session that has a console as its controlling terminal; NULL if none has. */
const struct process *process_leader(const struct processes *procs, unsigned int console);
/* It is in another PID namespace than this program: a container's. */
bool process_is_contained(const struct source *src, const struct process *proc);
/* A variable of its environment, as it was when its program was started. */
bool process_getenv(const struct source *src, int pid, const char *name,
		    char *value, int size);

#endif
