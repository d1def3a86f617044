/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stage on which a program is tried: its console and two others, a keyboard, the
 * witness, and the view of the kernel's side.
 */
#ifndef VTKBDCTL_CHECK_STAGE_H
#define VTKBDCTL_CHECK_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "check/evidence.h"
#include "check/keeper.h"
#include "check/witness.h"
#include "console/node.h"
#include "console/source.h"
#include "keys/keyboard.h"

struct finding;
struct tool;

/* The program's console, and two to switch to. */
enum place { MINE, OTHER, THIRD, NR_PLACES = KEEPER_CONSOLES };

/**
 * struct stage_options - from the command line
 * @argv: the program
 * @end: a line for the shell that ends it, or NULL
 * @keep_tty0: as in struct program
 * @slow: by how much a machine is slower than time limits assume
 * @seed: for random intervals
 */
struct stage_options {
	char **argv;
	const char *end;
	bool keep_tty0;
	unsigned int slow;
	unsigned int seed;
};

/**
 * struct began - how a start went
 * @input_ns: when the program opened the keyboard, CLOCK_REALTIME; 0: it did not
 * @quiet_ns: when the keyboard mode left XLATE and UNICODE; 0: it did not
 * @taken_ns: when all of the console was taken; 0: it was not
 * @began_ns: when the program was started
 * @kdmode: of its console then; what it is to be again after each switch
 * @vtmode: likewise
 * @quiet: likewise, whether keys make no characters there
 * @leaked: bytes that keys sent to the console from @input_ns to @quiet_ns
 * @signals: signals that the keyboard sent in that time
 */
struct began {
	uint64_t input_ns;
	uint64_t quiet_ns;
	uint64_t taken_ns;
	uint64_t began_ns;
	int kdmode;
	int vtmode;
	bool quiet;
	uint64_t leaked;
	unsigned int signals;
};

/**
 * struct stage - see above
 * @tool: for its devices and complaints
 * @opt: what was asked for
 * @src: vtkbd
 * @number: the consoles
 * @node: the same, open
 * @was_there: whether they were in use before, by their modes or output
 * @foreground: the foreground console in the end
 * @keyboard: the one that is typed on
 * @event: number of its event device
 * @inotify: tells when that is opened
 * @keeper: what was changed on the machine
 * @witness: the session
 * @running: the program was started, and nothing has spoilt it since
 * @began: how that went
 * @evidence: what the kernel's side saw
 * @interrupted: a signal came: the exit code, negated
 */
struct stage {
	const struct tool *tool;
	const struct stage_options *opt;
	struct source src;
	unsigned int number[NR_PLACES];
	struct node node[NR_PLACES];
	bool was_there[NR_PLACES];
	unsigned int foreground;
	struct keyboard keyboard;
	int event;
	int inotify;
	struct keeper keeper;
	struct witness witness;
	bool running;
	struct began began;
	struct evidence evidence;
	int interrupted;
};

/* Complains. Return: 0 or an error of tool.h; stage_stop() and stage_close() in any case. */
int stage_open(struct stage *s, const struct tool *tool, const struct stage_options *opt);
void stage_close(struct stage *s);

/*
 * Starts the program, types during its start, and waits until it has its console, or has
 * ended, or some time is over. Return: 0, or -1 after a complaint.
 */
int stage_start(struct stage *s);
/* The same, with a switch to @to as soon as the program reads the keyboard or takes its console. */
int stage_start_disturbed(struct stage *s, enum place to);
/* Ends the program and all that it started, and makes its console a new one. */
void stage_stop(struct stage *s);

/* Waits. Return: false if a signal came that ends the check. */
bool stage_wait(struct stage *s, unsigned int ms);
/* What was done to the keyboard since this was asked last: inotify's bits. */
unsigned int stage_input_events(const struct stage *s);
bool stage_was_opened(const struct stage *s);
/* A process has it open; also if that cannot be told. */
bool stage_input_is_open(const struct stage *s);
/* A time limit, for machines as slow as the user said. */
unsigned int stage_ms(const struct stage *s, unsigned int ms);

/* The program's console; one that cannot be read has all zero. */
struct console stage_look(struct stage *s);
struct seat stage_seat(struct stage *s);
bool stage_ended(const struct stage *s);
/* "exit status 3", "SIGKILL" */
struct text stage_how_ended(const struct stage *s);
/* "off, graphics, process" */
struct text stage_modes(const struct console *con);
/* It is quiet: no key reaches the line discipline as a character. */
bool stage_is_quiet(const struct console *con);
/* It is quiet, in graphics mode, and asks before a switch. */
bool stage_is_taken(const struct console *con);
/*
 * It is as a text console is: no program has it, or a seat manager that goes on and lets
 * everybody switch. seatd does so.
 */
bool stage_is_plain(const struct stage *s, const struct console *con);

/* The latest line that the program printed, escaped; empty if there is none. */
struct text stage_said(const struct stage *s);

#endif
