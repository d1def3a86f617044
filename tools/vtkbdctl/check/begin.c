// SPDX-License-Identifier: GPL-2.0
/*
 * Starts a program on the stage, and ends it. While it starts, keys are typed: what of
 * them reaches the console once the program reads the keyboard itself was typed twice.
 */
#include <sys/inotify.h>
#include <unistd.h>

#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/vt.h>

#include "check/act.h"
#include "check/stage.h"
#include "console/saved_state.h"
#include "console/source.h"
#include "system/device.h"
#include "system/proc.h"
#include "tool.h"

/* For its start, and for what it does of its own after a fault. */
#define START_MS	10000
#define STEP_MS		5
#define STEPS_A_KEY	4
/* For a program that takes only a part of its console, to take the rest. */
#define REST_MS		2000
#define CLOSE_MS	1000
/* EFFECT_MS apart: a program that never sleeps is taken for up, too. */
#define UP_LOOKS	20

/* The record of the mode is more exact than a look now and then. */
static uint64_t when_quiet(struct stage *s, const struct console *con)
{
	return con->last.to == con->info.kbdmode && con->last.when_ns > s->began.began_ns ?
	       con->last.when_ns : s->tool->ops->now();
}

/* Who only looked what kind of device it is, and closed it, has not begun to read. */
static void note_input(struct stage *s, const struct sample *now, struct sample *opened)
{
	struct began *b = &s->began;
	unsigned int events = stage_input_events(s);

	if (!b->input_ns && events & IN_OPEN) {
		b->input_ns = s->tool->ops->now();
		*opened = *now;
	}
	if (b->input_ns && !b->quiet_ns && events & IN_CLOSE && !stage_input_is_open(s))
		b->input_ns = b->leaked = b->signals = 0;
}

static void note(struct stage *s, const struct sample *first, struct sample *opened)
{
	struct began *b = &s->began;
	struct console con = stage_look(s);
	struct sample now = act_sample(s);

	note_input(s, &now, opened);
	if (!b->quiet_ns && stage_is_quiet(&con))
		b->quiet_ns = when_quiet(s, &con);
	if (b->input_ns && !b->quiet_ns) {
		b->leaked = now.bytes - opened->bytes;
		b->signals = now.signals - first->signals;
	}
	if (!b->taken_ns && stage_is_taken(&con))
		b->taken_ns = s->tool->ops->now();
}

static bool is_over(const struct stage *s, uint64_t now)
{
	const struct began *b = &s->began;
	uint64_t some = b->quiet_ns ?: b->input_ns;

	if (stage_ended(s) || (b->taken_ns && b->input_ns))
		return true;
	if (some && now - some > stage_ms(s, REST_MS) * 1000000ull)
		return true;
	return now - b->began_ns > stage_ms(s, START_MS) * 1000000ull;
}

static bool asks_or_is_quiet(struct stage *s)
{
	struct console con = stage_look(s);

	return stage_is_quiet(&con) || con.info.vtmode == VT_PROCESS;
}

/* No key is typed in a start that is disturbed: what the other console gets is its own. */
static void watch_start(struct stage *s, enum place to)
{
	struct sample first = act_sample(s), opened = first;
	bool disturb = to != MINE;

	for (unsigned int i = 0; !is_over(s, s->tool->ops->now()); i++) {
		note(s, &first, &opened);
		if (disturb && (s->began.input_ns || asks_or_is_quiet(s))) {
			act_activate(s, to);
			disturb = false;
		}
		if (to == MINE && i % STEPS_A_KEY == 0)
			act_press(s, "z");
		if (!stage_wait(s, STEP_MS))
			return;
	}
	note(s, &first, &opened);
}

/*
 * Much of a start may come after its console is taken, and what is asked of a program before
 * the end of it is another matter: it is up when it sleeps, and has slept for the most part of
 * some time. One that draws all the time does that, too.
 */
static void wait_up(struct stage *s)
{
	unsigned int ticks = stage_ms(s, EFFECT_MS) * sysconf(_SC_CLK_TCK) / 1000;
	struct process_stat last = { 0 }, now;

	for (int i = 0; i < UP_LOOKS && !stage_ended(s); i++) {
		if (!process_read_stat(s->tool, s->witness.told->program, &now))
			return;
		if (i && now.state == 'S' && now.used - last.used <= ticks / 4)
			return;
		last = now;
		if (!stage_wait(s, stage_ms(s, EFFECT_MS)))
			return;
	}
}

static void note_result(struct stage *s)
{
	struct console con = stage_look(s);

	s->began.kdmode = con.info.kdmode;
	s->began.vtmode = con.info.vtmode;
	s->began.quiet = stage_is_quiet(&con);
}

static int start(struct stage *s, enum place to)
{
	if (!s->witness.told->program)
		keeper_make_text(&s->src, s->number[MINE]);
	act_activate(s, MINE);
	if (act_wait_foreground(s, MINE, RELEASE_MS) < 0)
		return complain(s->tool, "console %u cannot be brought to the foreground",
				s->number[MINE]);
	evidence_begin(&s->evidence);
	stage_was_opened(s);
	s->began = (struct began) { .began_ns = s->tool->ops->now() };
	s->running = true;
	if (witness_start(&s->witness))
		return -EXIT_FAILED;
	watch_start(s, to);
	if (s->interrupted)
		return s->interrupted;
	wait_up(s);
	act_quiesce(s);
	note_result(s);
	return 0;
}

int stage_start(struct stage *s)
{
	return start(s, MINE);
}

int stage_start_disturbed(struct stage *s, enum place to)
{
	return start(s, to);
}

/* The kernel ends a tty's life a moment after its last close. */
static void disallocate(struct stage *s)
{
	unsigned long number = s->number[MINE];
	int ms = 0;

	while (s->tool->ops->ioctl(s->node[OTHER].fd, VT_DISALLOCATE, (void *)number) &&
	       ms < CLOSE_MS && stage_wait(s, STEP_MS))
		ms += STEP_MS;
}

void stage_stop(struct stage *s)
{
	s->running = false;
	if (!s->witness.pid)
		return;
	keyboard_release_all(&s->keyboard);
	witness_end(&s->witness);
	s->witness.apart = false;
	s->tool->ops->ioctl(s->node[OTHER].fd, VT_UNLOCKSWITCH, NULL);
	keeper_make_text(&s->src, s->number[MINE]);
	act_activate(s, OTHER);
	act_wait_foreground(s, OTHER, RELEASE_MS);
	disallocate(s);
}
