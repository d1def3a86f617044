// SPDX-License-Identifier: GPL-2.0
/*
 * Keys, switches, faults, and what they came to. No program is asked anything: what counts
 * is what the kernel's side and the session on the console see.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/stage.h"
#include "console/modes.h"
#include "console/saved_state.h"
#include "keys/chord.h"
#include "system/device.h"
#include "tool.h"

#define STEP_MS		2
#define HOLD_MS		5

/* Of the keyboard; what we send ourselves does not come this way. */
static const int typed_signals[] = { SIGINT, SIGQUIT, SIGTSTP };

struct sample act_sample(struct stage *s)
{
	struct seat seat = stage_seat(s);
	struct sample now = {
		.bytes = seat.info.bytes,
		.cad = seat.info.cad_pressed,
		.foreground = seat.info.foreground,
	};

	if (s->witness.told)
		for (size_t i = 0; i < ARRAY_SIZE(typed_signals); i++)
			now.signals += s->witness.told->signal[typed_signals[i]];
	return now;
}

int act_press(struct stage *s, const char *chords)
{
	const char *end;
	int err = 0;

	for (const char *word = chords; *word && !err; word = end + strspn(end, " ")) {
		struct chord chord = { 0 };
		struct text one = { 0 };

		end = word + strcspn(word, " ");
		text_add(&one, "%.*s", (int)(end - word), word);
		err = chord_parse(s->tool, one.s, &chord);
		err = err ?: keyboard_chord(&s->keyboard, &chord, HOLD_MS);
	}
	if (err && s->keyboard.ended)
		s->interrupted = -(EXIT_BY_SIGNAL + s->keyboard.ended);
	return err;
}

struct text act_switch_keys(const struct stage *s, enum place to)
{
	struct text t = { 0 };

	text_add(&t, "ctrl-alt-f%u", s->number[to]);
	return t;
}

/* Flushed: what has no Enter yet cannot be read. */
void act_quiesce(struct stage *s)
{
	struct node node;

	stage_wait(s, stage_ms(s, EFFECT_MS));
	if (node_open(&node, &s->src, s->number[MINE]))
		return;
	node_ask(&node, TCFLSH, "TCFLSH", (void *)TCIFLUSH);
	node_close(&node);
}

/* What a program reads from its console itself, in a mode of codes, leaks to nobody. */
static void describe_leak(struct stage *s, const struct sample *before, const struct sample *now,
			  const struct text *read, struct text *leaked)
{
	struct console con = stage_look(s);
	unsigned long long bytes = now->bytes - before->bytes;

	if (now->signals != before->signals)
		text_add(leaked, "a signal to the session's processes; ");
	if (*read->s)
		text_add(leaked, "%llu bytes, which a reader of the console got: \"%.60s\"; ", bytes,
			 read->s);
	else if (bytes && !stage_is_quiet(&con))
		text_add(leaked, "%llu bytes to the console; ", bytes);
	if (now->cad != before->cad)
		text_add(leaked, "Ctrl-Alt-Del, which signals process 1; ");
	if (now->foreground != before->foreground && !stage_is_quiet(&con))
		text_add(leaked, "a switch to console %u by the kernel; ", now->foreground);
	if (*leaked->s)
		text_add(leaked, "the keyboard mode is %s", mode_text(con.info.kbdmode).s);
}

bool act_is_quiet(struct stage *s, const struct sample *before, struct text *leaked)
{
	struct text read = { 0 };
	struct sample now;

	*leaked = (struct text) { 0 };
	stage_wait(s, stage_ms(s, EFFECT_MS));
	now = act_sample(s);
	witness_read(&s->witness, &read);
	describe_leak(s, before, &now, &read, leaked);
	return !*leaked->s;
}

bool act_types_quietly(struct stage *s, struct text *leaked)
{
	struct sample before = act_sample(s);

	act_press(s, "z q z enter");
	return act_is_quiet(s, &before, leaked);
}

void act_activate(struct stage *s, enum place to)
{
	unsigned long number = s->number[to];

	s->tool->ops->ioctl(s->node[to == OTHER ? THIRD : OTHER].fd, VT_ACTIVATE, (void *)number);
}

static uint64_t now_ms(const struct stage *s)
{
	return s->tool->ops->now() / 1000000;
}

typedef bool (*condition_fn)(struct stage *s, unsigned int value);

static int wait_for(struct stage *s, condition_fn is_so, unsigned int value, unsigned int ms)
{
	uint64_t from = now_ms(s);

	while (!is_so(s, value)) {
		if (now_ms(s) - from > stage_ms(s, ms) || !stage_wait(s, STEP_MS))
			return -1;
	}
	return now_ms(s) - from;
}

static bool is_foreground(struct stage *s, unsigned int number)
{
	return stage_seat(s).info.foreground == number;
}

/* What it never took is no matter of a switch. */
static bool is_taken(struct stage *s, unsigned int unused)
{
	struct console con = stage_look(s);

	(void)unused;
	return con.info.kdmode == s->began.kdmode && con.info.vtmode == s->began.vtmode &&
	       stage_is_quiet(&con) == s->began.quiet;
}

static bool is_plain(struct stage *s, unsigned int unused)
{
	struct console con = stage_look(s);

	(void)unused;
	return stage_is_plain(s, &con);
}

static bool has_ended(struct stage *s, unsigned int unused)
{
	(void)unused;
	return stage_ended(s);
}

int act_wait_foreground(struct stage *s, enum place to, unsigned int ms)
{
	return wait_for(s, is_foreground, s->number[to], ms);
}

int act_wait_taken(struct stage *s, unsigned int ms)
{
	return wait_for(s, is_taken, 0, ms);
}

int act_wait_plain(struct stage *s, unsigned int ms)
{
	return wait_for(s, is_plain, 0, ms);
}

int act_wait_end(struct stage *s, unsigned int ms)
{
	return wait_for(s, has_ended, 0, ms);
}

int act_switch(struct stage *s, enum place to, bool by_keys)
{
	if (by_keys)
		act_press(s, act_switch_keys(s, to).s);
	else
		act_activate(s, to);
	return act_wait_foreground(s, to, RELEASE_MS);
}

static bool has_opened(struct stage *s, unsigned int unused)
{
	(void)unused;
	return stage_was_opened(s) || stage_ended(s);
}

int act_return(struct stage *s)
{
	bool was_away = !is_foreground(s, s->number[MINE]);
	int ms;

	stage_was_opened(s);
	ms = act_switch(s, MINE, false);
	if (ms >= 0 && was_away) {
		wait_for(s, has_opened, 0, RELEASE_MS / 2);
		stage_wait(s, stage_ms(s, EFFECT_MS));
	}
	return ms;
}

struct text act_modes(struct stage *s)
{
	struct console con = stage_look(s);

	return stage_modes(&con);
}

/* What we read is not for it, and signals that end it are not blocked as they are here. */
static void __attribute__((noreturn)) become_shell(const struct stage *s, const char *line)
{
	struct text path = { 0 }, number = { 0 }, pid = { 0 };
	sigset_t none;
	int mounts;

	text_add(&pid, "%d", s->witness.told->program);
	text_add(&path, "/proc/%s/ns/mnt", pid.s);
	mounts = open(path.s, O_RDONLY | O_CLOEXEC);
	if (mounts < 0 || setns(mounts, CLONE_NEWNS))
		dprintf(s->witness.output, "%s: %s\n", path.s, strerror(errno));
	text_add(&number, "%u", s->number[MINE]);
	setenv("XDG_VTNR", number.s, 1);
	setenv("VTKBDCTL_PID", pid.s, 1);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	dup2(s->witness.output, STDOUT_FILENO);
	dup2(s->witness.output, STDERR_FILENO);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

/* Its process is ended with what the witness leaves. */
int act_run(struct stage *s, const char *line)
{
	pid_t pid = fork();

	if (pid == 0)
		become_shell(s, line);
	return pid < 0 ? complain(s->tool, "fork: %s", strerror(errno)) : 0;
}

void act_signal_program(struct stage *s, int sig)
{
	kill(s->witness.told->program, sig);
}

/**
 * struct holding - who looks for a console among a process's descriptors
 * @s: the stage
 * @pid: the process
 * @found: it has it
 */
struct holding {
	struct stage *s;
	int pid;
	bool found;
};

static void look_at_descriptor(const char *name, void *data)
{
	struct holding *h = data;
	struct text path = { 0 };
	dev_t device;

	text_add(&path, "/proc/%d/fd/%.16s", h->pid, name);
	device = h->s->tool->ops->device(path.s);
	if (device && major(device) == source_major(&h->s->src) &&
	    minor(device) == h->s->number[MINE] && strcmp(name, "0"))
		h->found = true;
}

bool act_holds_more_than_stdin(struct stage *s, int pid)
{
	struct holding h = { .s = s, .pid = pid };
	struct text folder = { 0 };

	text_add(&folder, "/proc/%d/fd", pid);
	s->tool->ops->list(folder.s, look_at_descriptor, &h);
	return h.found;
}

int act_fault(struct stage *s, enum place where, const struct vtkbd_fault *fault)
{
	struct vtkbd_fault_req req = {
		.console = s->number[where],
		.count = 1,
		.fault_size = sizeof(*fault),
		.fault = (uintptr_t)fault,
	};
	int fd = s->tool->ops->ioctl(s->node[OTHER].fd, VTKBD_SET_FAULT, &req);

	if (fd < 0)
		complain(s->tool, "console %u: VTKBD_SET_FAULT: %s", req.console,
			 request_reason(-fd, NEEDS("CAP_SYS_ADMIN")));
	return fd;
}

unsigned int act_fault_hits(struct stage *s, int fd)
{
	struct vtkbd_fault fault = { 0 };
	struct vtkbd_fault_req req = {
		.count = 1, .fault_size = sizeof(fault), .fault = (uintptr_t)&fault,
	};

	return s->tool->ops->ioctl(fd, VTKBD_GET_FAULTS, &req) < 0 ? 0 : fault.hits;
}
