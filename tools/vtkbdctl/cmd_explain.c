// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl explain: what keys would do on a console now, step by step. It types
 * on a copy of the keyboard's state; the console never hears of it.
 */
#include <stdlib.h>
#include <string.h>

#include "chord.h"
#include "command.h"
#include "explain_json.h"
#include "keysets.h"
#include "modes.h"
#include "tool.h"
#include "way.h"

#define MAX_STEPS 256

/**
 * struct play - keys that were tried
 * @scene: where
 * @nr: steps
 * @left: number of the step that took the foreground away, or -1
 * @step: one for each press and release
 */
struct play {
	struct scene scene;
	int nr;
	int left;
	struct sim_step step[MAX_STEPS];
};

static const struct {
	unsigned int bit;
	const char *words;
} assumptions[] = {
	{ SIM_NO_LOCKS,	 "no modifier is locked or sticky" },
	{ SIM_NO_APPLIC, "the terminal is in no application mode" },
	{ SIM_NO_DEAD,	 "no accent or Compose is pending" },
	{ SIM_NO_HELD,	 "no modifier is held" },
	{ SIM_HIDDEN,	 "no Unicode characters are in the keymap: no console is in unicode to ask" },
};

const char *assumption_words(unsigned int bit)
{
	for (size_t i = 0; i < ARRAY_SIZE(assumptions); i++)
		if (assumptions[i].bit == bit)
			return assumptions[i].words;
	return NULL;
}

/* Keys after a switch are the other console's. */
static void note_switch(struct play *play, const struct sim_step *step)
{
	static const char *const leaving[] = {
		"switch", "last-console", "previous-console", "next-console",
	};

	for (size_t i = 0; i < ARRAY_SIZE(leaving); i++)
		if (play->left < 0 && !strcmp(action_name(step->action), leaving[i]))
			play->left = play->nr - 1;
}

static void try_key(struct play *play, struct sim *sim, unsigned int code, bool down)
{
	struct sim_step *step = &play->step[play->nr++];

	sim_key(sim, code, down, step);
	note_switch(play, step);
}

static void try_chord(struct play *play, struct sim *sim, const struct chord *chord)
{
	for (int i = 0; i < chord->nr; i++)
		try_key(play, sim, chord->code[i], true);
	for (int i = chord->nr - 1; i >= 0; i--)
		try_key(play, sim, chord->code[i], false);
}

static void print_line(FILE *out, const char *key, const char *value)
{
	if (value && *value)
		fprintf(out, "  %-10s %s\n", key, value);
}

static void print_result(const struct scene *scene, const struct sim_step *step)
{
	FILE *out = scene->src->tool->out;

	if (step->nr_bytes)
		print_line(out, "bytes", way_bytes(step).s);
	if (step->brk)
		print_line(out, "bytes", "a BREAK");
	print_line(out, "action", way_action(scene, step).s);
	print_line(out, "state", way_state(step).s);
	print_line(out, "nothing", way_why(scene, step));
}

/* A release that means nothing takes one line. */
static void print_step(const struct scene *scene, const struct sim_step *step)
{
	FILE *out = scene->src->tool->out;

	if (!step->down && way_why(scene, step)) {
		fprintf(out, "\n%s up: %s\n", key_text(step->code).s, way_why(scene, step));
		return;
	}
	fprintf(out, "\n%s %s\n", key_text(step->code).s, step->down ? "down" : "up");
	fprintf(out, "  %-10s %u\n", "keycode", step->code);
	print_line(out, "modifiers", way_modifiers(step).s);
	print_line(out, "keysym", way_keysym(step).s);
	if (step->handler)
		print_line(out, "mode gate", step->gate ? "passes" : "stops here");
	if (step->gate)
		print_line(out, "handler", way_handler(step).s);
	print_result(scene, step);
}

static void print_head(const struct scene *scene)
{
	const struct vtkbd_console_info *i = &scene->con.info;
	FILE *out = scene->src->tool->out;

	fprintf(out, "console %u: %s: %s\n", i->console, mode_text(i->kbdmode).s,
		way_mode(i->kbdmode));
	if (!(i->flags & VTKBD_F_FOREGROUND))
		fprintf(out, "  in the background: keys go to console %u now\n",
			scene->seat.info.foreground);
	for (size_t k = 0; k < ARRAY_SIZE(assumptions); k++)
		if (scene->assumed & assumptions[k].bit)
			fprintf(out, "  assumed: %s\n", assumptions[k].words);
}

static void print_end(const struct play *play)
{
	FILE *out = play->scene.src->tool->out;
	int bytes = 0;

	fprintf(out, "\nin all:");
	for (int i = 0; i < play->nr; i++)
		if (play->step[i].nr_bytes) {
			fprintf(out, " %s", way_bytes(&play->step[i]).s);
			bytes += play->step[i].nr_bytes;
		}
	fprintf(out, "%s%d byte%s\n", bytes ? ", " : " ", bytes, bytes == 1 ? "" : "s");
	for (int i = 0; i < play->nr; i++)
		if (play->step[i].action)
			fprintf(out, "in all: %s\n", way_action(&play->scene, &play->step[i]).s);
	if (play->left >= 0)
		fprintf(out, "If it switches, the keys after %s are another console's.\n",
			key_text(play->step[play->left].code).s);
}

static int print_play(const struct play *play)
{
	print_head(&play->scene);
	for (int i = 0; i < play->nr; i++)
		print_step(&play->scene, &play->step[i]);
	print_end(play);
	return 0;
}

static int explain(struct play *play, unsigned int number, const struct chord *chord, int nr,
		   bool json)
{
	struct scene *scene = &play->scene;
	struct sim *sim;

	if (scene->src->kind->read_seat(scene->src, &scene->seat) ||
	    scene->src->kind->read_console(scene->src, number, &scene->con))
		return -1;
	if (!scene->con.known)
		return complain(scene->src->tool, "console %u: unused, so without a mode",
				scene->con.info.console);
	sim = sim_read(scene->src, &scene->con, &scene->assumed);
	if (!sim)
		return -1;
	for (int i = 0; i < nr; i++)
		try_chord(play, sim, &chord[i]);
	sim_free(sim);
	return json ? explain_json(scene, play->step, play->nr) : print_play(play);
}

static int parse_chords(const struct tool *tool, const struct args *args, struct chord *chord)
{
	int steps = 0;

	for (int i = 1; i < args->nr; i++) {
		if (chord_parse(tool, args->operand[i], &chord[i - 1]))
			return -1;
		steps += 2 * chord[i - 1].nr;
		if (steps > MAX_STEPS)
			return complain(tool, "%d keys are enough for one explanation",
					MAX_STEPS / 2);
	}
	return 0;
}

static int explain_args(const struct tool *tool, const struct args *args, struct play *play,
			struct chord *chord)
{
	unsigned int number;
	struct source src;
	int err;

	if (args_console(tool, args->operand[0], &number) || parse_chords(tool, args, chord) ||
	    source_open(&src, tool, args->options & OPT_VT))
		return -1;
	play->left = -1;
	play->scene.src = &src;
	err = explain(play, number, chord, args->nr - 1, args->options & OPT_JSON);
	source_close(&src);
	return err;
}

static int run_explain(const struct tool *tool, const struct args *args)
{
	struct chord *chord = calloc(args->nr, sizeof(*chord));
	struct play *play = calloc(1, sizeof(*play));
	int err;

	if (!chord || !play)
		err = complain(tool, "out of memory");
	else
		err = explain_args(tool, args, play, chord);
	free(play);
	free(chord);
	return err ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_explain = {
	.name = "explain",
	.operands = "N CHORD...",
	.summary = "say what keys would do on console N, and why",
	.details = "Follow keys through the keyboard of console N as it is now: keycode, modifiers,\n"
		   "keysym, mode gate, handler, and the bytes or the action that come of it, or why\n"
		   "nothing does. A CHORD is keys joined by -, as in ctrl-alt-delete, pressed in\n"
		   "that order and released in reverse; keys are named as in\n"
		   "linux/input-event-codes.h without KEY_, or keycodeNUMBER. Nothing is typed and\n"
		   "nothing is changed.",
	.options = OPT_JSON | OPT_VT,
	.run = run_explain,
};
