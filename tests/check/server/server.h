/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small display server that treats its console well, and as many that do not, each for
 * one reason (faults.c).
 */
#ifndef CHECK_SERVER_H
#define CHECK_SERVER_H

#include <linux/kd.h>
#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#define RELEASE		SIGUSR1
#define ACQUIRE		SIGUSR2

#define PATH_LEN	64
#define MAX_KEYBOARDS	16

enum fault_id {
	WELL_BEHAVED,
	/* start */
	K_OFF_LATE,
	NO_VT_PROCESS,
	NO_GRAPHICS,
	/* keys */
	NO_K_OFF,
	RAW_UNDRAINED,
	/* switch */
	NEVER_ACKS,
	SLOW_ACK,
	ACKS_THEN_DIES,
	DEAF_AFTER_SWITCH,
	STUCK_MODIFIERS,
	KEEPS_INPUT,
	HANDLERS_LATE,
	EXIT_HOLDS_SWITCH,
	/* kernel */
	IGNORES_EPERM,
	EINTR_GIVES_UP,
	FAILS_DIRTY,
	DOUBLE_RELEASE_CONFUSED,
	NO_RECHECK,
	IGNORES_HANGUP,
	/* end */
	RESTORES_NOTHING,
	RESTORES_TEXT_NOT_KEYBOARD,
	RESTORES_KEYBOARD_NOT_TEXT,
	LEAVES_RAW_TERMINAL,
	NO_GUARDIAN,
	GUARDIAN_HALF_DONE,
	CRASH_RESTORES_NOTHING,
	/* descriptors */
	LEAKS_DESCRIPTOR,
	LEAVES_HOLDER,
	CTTY,
};

/* What there is to put back. */
enum part {
	TEXT		= 1 << 0,
	KEYBOARD	= 1 << 1,
	SWITCHING	= 1 << 2,
	TERMINAL	= 1 << 3,
	ALL_PARTS	= TEXT | KEYBOARD | SWITCHING | TERMINAL,
};

/**
 * struct fault - how one form of the server differs from the well-behaved one
 * @name: for --fault
 * @property: of `vtkbdctl check`, the group that it breaks
 * @sentence: what it does
 * @left_at_end: parts that it does not put back in an orderly end
 * @left_at_failure: nor when it cannot start
 * @left_by_guardian: nor does its guardian when it was killed
 */
struct fault {
	const char *name;
	const char *property;
	const char *sentence;
	unsigned int left_at_end;
	unsigned int left_at_failure;
	unsigned int left_by_guardian;
};

/**
 * struct saved - the console as it was, in memory that is shared with the guardian
 * @taken: there may be something to put back
 * @path: its node
 * @kbmode: K_*
 * @termios: the terminal
 */
struct saved {
	volatile bool taken;
	char path[PATH_LEN];
	int kbmode;
	struct termios termios;
};

/**
 * struct server - all that it knows
 * @id: which form it is
 * @fault: the row of that form
 * @saved: the console as it was
 * @log: descriptor of --log, or -1
 * @fd: the console, or -1
 * @number: its number
 * @ready: the start was a success
 * @active: the console is in front, and nobody was promised that it is released
 * @lost: IGNORES_HANGUP: the descriptor is hung up
 * @given_up: IGNORES_EPERM, EINTR_GIVES_UP: the keyboard mode is left as it is
 * @late_done: K_OFF_LATE: the time has come
 * @off_due: K_OFF_LATE: when it comes, ms; or 0
 * @ack_due: SLOW_ACK: when a release is acknowledged, ms; or 0
 * @look_due: when the modes are looked at again, ms
 * @signals: signalfd
 * @guardian: its process, or 0
 * @lifeline: our end of a socket; the other tells the guardian that we are gone
 * @client: a child as a terminal would be, or 0
 * @reading: keyboards are open
 * @away: the console was released once
 * @notify: inotify of /dev/input, or -1
 * @keyboards: open ones
 * @numbers: theirs, of /dev/input/eventN
 * @nr_keyboards: how many
 * @held: bits of the modifiers that are down
 */
struct server {
	enum fault_id id;
	const struct fault *fault;
	struct saved *saved;
	int log;

	int fd;
	unsigned int number;
	bool ready;
	bool active;
	bool lost;
	bool given_up;
	bool late_done;
	long long off_due;
	long long ack_due;
	long long look_due;

	int signals;
	pid_t guardian;
	int lifeline;
	pid_t client;

	bool reading;
	bool away;
	int notify;
	int keyboards[MAX_KEYBOARDS];
	int numbers[MAX_KEYBOARDS];
	int nr_keyboards;
	unsigned int held;
};

/* What a key asks for. */
enum wish {
	WISH_NOTHING,
	WISH_END,
};

/* faults.c */
const struct fault *fault_of(enum fault_id id);
bool fault_find(const char *name, enum fault_id *id);
void fault_list(void);

/* log.c */
long long now_ms(void);
void note(const struct server *s, const char *what, int err);
int complain(const struct server *s, const char *what, int err);

/* console.c */
int console_open(struct server *s, const char *path);
int console_take(struct server *s);
int console_call(const struct server *s, const char *what, unsigned long request, void *arg);
int console_keyboard_off(struct server *s);
int console_look(struct server *s);
int console_in_front(const struct server *s, bool *front);
bool console_hung_up(const struct server *s);

/* put_back.c: safe in a signal handler */
int put_back(const struct saved *saved, int *fd, unsigned int parts);

/* input.c */
void input_start(struct server *s);
void input_stop(struct server *s);
void input_changed(struct server *s);
enum wish input_read(struct server *s, int index);

/* children.c */
int guardian_start(struct server *s);
void guardian_end(struct server *s);
int client_start(struct server *s);
void client_end(struct server *s);
int client_main(pid_t parent);
void holder_start(const struct server *s);

/* signals.c */
int signals_start(struct server *s);
void signals_left_alone(bool yes);

#endif
