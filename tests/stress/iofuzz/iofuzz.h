/* SPDX-License-Identifier: GPL-2.0 */
/*
 * iofuzz: random requests to a loaded vtkbd from many threads at once.
 *
 * main.c starts and watches the processes, worker.c is what each thread does, rows.c the table
 * of ioctls and fill.c their arguments, place.c where an argument is in memory, keyboard.c the
 * devices, text.c what is written, ring.c the last steps of a thread.
 */
#ifndef IOFUZZ_H
#define IOFUZZ_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PAGE		4096UL
#define NODES		64
#define SLOTS		8	/* nodes that a process has open */
#define ATTACHED	4
#define KEYBOARDS	2
#define THREADS		2	/* of a process */
#define MAX_PROCS	16
#define AREA_PAGES	4

/* -- random.c: what a seed makes ----------------------------------------------- */

struct stream {
	uint64_t state;
};

void stream_begin(struct stream *s, uint64_t seed, unsigned int thread, unsigned int life);
uint64_t any(struct stream *s);
uint64_t below(struct stream *s, uint64_t limit);
/* True once in so many times. */
bool once_in(struct stream *s, unsigned int times);
/* A number at the edge of a type, or any. */
uint64_t edge(struct stream *s);
/* A console: mostly one of a few, at times none that exists. */
uint64_t console(struct stream *s);

/* -- ring.c: the last steps of a thread, in one page ------------------------------ */

#define RING_MAGIC	"iofuzz-ring-0001"
#define RING_ENTRIES	126
#define STILL		(-9999)		/* the result of a step that has not ended */

struct entry {
	uint32_t step;
	uint16_t kind;		/* of enum step */
	uint16_t place;		/* of enum place */
	uint32_t what;		/* a row, a node, bytes: as the kind has it */
	int32_t slot;
	uint64_t arg;
	int32_t result;		/* or -errno */
	uint32_t room;
};

struct ring {
	char magic[16];
	uint64_t seed;
	uint32_t thread;
	uint32_t life;
	uint32_t next;
	uint32_t room[7];
	struct entry entry[RING_ENTRIES];
};

_Static_assert(sizeof(struct ring) <= PAGE, "a ring is one page: memory is not in one piece");

struct entry *ring_begin(struct ring *ring, struct entry step);
void ring_print(const struct ring *ring);
/* All rings in a file, which may be a dump of the guest's memory. */
int rings_print_file(const char *path);

/* -- place.c: where an argument is ------------------------------------------------- */

enum place {
	PLACE_IN,		/* in the middle of a page */
	PLACE_END,		/* its last byte is the page's */
	PLACE_ODD,		/* at an odd address */
	PLACE_STRADDLE,		/* begins in a page, ends in none */
	PLACE_READ_ONLY,
	PLACE_NULL,
	PLACE_UNMAPPED,
	PLACE_KERNEL,
	PLACES
};

extern const char *const place_names[PLACES];

struct area {
	unsigned char *page;		/* AREA_PAGES of them; none behind them */
	unsigned char *read_only;	/* the same */
};

void area_make(struct area *area);
enum place place_any(struct stream *s);
/* Where size bytes are; whether they can be written beforehand. */
unsigned char *place_of(const struct area *area, struct stream *s, enum place place, size_t size);
bool place_is_whole(enum place place);

/* -- rows.c, fill.c: ioctls and their arguments --------------------------------------- */

struct worker;

struct row {
	const char *name;
	unsigned long cmd;
	unsigned int size;	/* of the structure; 0: the argument is a number */
	unsigned int weight;
	unsigned int flags;
	uint64_t (*number)(struct stream *s);
	void (*fill)(struct worker *w, void *buf);
};

#define ROW_SIZED	1	/* the number has the caller's size, which may be another */
#define ROW_WAITS	2	/* until an event or a signal */
#define ROW_NEVER	4	/* it succeeds on no console */
#define ROW_READER	8	/* for a descriptor of VTKBD_ATTACH or VTKBD_SET_FAULT */
#define ROW_NESTED	16	/* the structure has the address of more */
#define ROW_ATTACHES	32	/* it returns a descriptor */

#define ATTACH_NUMBER	(0xbd << 8 | 3)	/* VTKBD_ATTACH without its size */
#define FAULT_NUMBER	(0xbd << 8 | 11)	/* VTKBD_SET_FAULT */

extern const struct row rows[];
extern const unsigned int nr_rows;

unsigned int row_any(struct stream *s, unsigned int reader);
/* A number near that of an ioctl that exists, or of none. */
unsigned long number_wild(struct stream *s);

/* -- worker.c: what a thread does -------------------------------------------------------- */

enum step {
	STEP_IOCTL, STEP_WILD, STEP_OPEN, STEP_CLOSE, STEP_WRITE, STEP_READ, STEP_KEY,
	STEP_READER, STEP_PLUG, STEP_UNPLUG, STEP_PARAM, STEP_HANGUP, STEP_SIGNAL, STEP_ASYNC,
	STEP_MODULE, STEP_SYSFS, STEPS
};

extern const char *const step_names[STEPS];

/* What the threads of a process have in common: one closes what another uses. */
struct process {
	int node[SLOTS];
	int reader[ATTACHED];
	int keyboard[KEYBOARDS];
};

/* In memory that all processes share. */
struct shared {
	uint64_t steps[MAX_PROCS * THREADS];
	uint64_t tried[256], done[256];		/* by row */
	uint64_t did[STEPS];
	pid_t pid[MAX_PROCS];
	uint32_t life[MAX_PROCS];
	int bad;				/* a thread saw what must not be */
	char what[256];
	struct ring *ring[MAX_PROCS * THREADS];
};

struct worker {
	struct stream s;
	struct process *process;
	struct shared *shared;
	struct ring *ring;
	struct area area;
	unsigned int thread;			/* of all */
	const char *module;			/* its file; NULL: it stays loaded */
	bool list;				/* do nothing, print the steps */
};

void worker_run(struct worker *w, uint64_t until);
/* Something that no result of a correct module is. */
void worker_bad(struct worker *w, const char *what, long value);
int node_open(unsigned int num, int flags);

/* -- keyboard.c, text.c, module.c ----------------------------------------------------------- */

int keyboard_plug(void);
int keyboard_key(int fd, unsigned int code, int value);
unsigned int keycode_any(struct stream *s);
/* Escape sequences and text for write(2); how many bytes. */
size_t text_any(struct stream *s, unsigned char *buf, size_t room);

int module_load(const char *file, const char *params);
int module_unload(void);
/* Parameters for loading, chosen by a number. */
const char *module_params(uint64_t number);
int param_write(uint64_t number);

/* -- answer.c: what must be true between two rounds ------------------------------------------ */

/* NULL, or what is wrong with the consoles. fresh: nothing has been changed since loading. */
const char *consoles_answer(bool fresh);

#endif /* IOFUZZ_H */
