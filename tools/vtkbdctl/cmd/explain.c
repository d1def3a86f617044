// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl explain: what keys would do on a console now, step by step. It types
 * on a copy of the keyboard's state; the console never hears of it.
 */
#include <stdlib.h>

#include <linux/input-event-codes.h>

#include "command.h"
#include "console/modes.h"
#include "console/source.h"
#include "explain/context.h"
#include "explain/core_source.h"
#include "explain/describe.h"
#include "explain/effect.h"
#include "explain/rules.h"
#include "explain/sysrq.h"
#include "explain/terminal.h"
#include "explain/to_json.h"
#include "keys/chord.h"
#include "keys/names.h"
#include "output/keyboards.h"
#include "output/style.h"
#include "output/table.h"
#include "simulate/simulate.h"
#include "system/inputs.h"
#include "tool.h"

#define KEY_WIDTH	10
#define MAX_STEPS	256	/* asked for; SysRq makes two of each at most */

/**
 * struct play - keys that were tried
 * @context: where
 * @sim: the keyboard
 * @sysrq: the SysRq handler, which gets keys before it
 * @nr: steps
 * @left: number of the step that took the foreground away, or -1
 * @variants: the same by all rules, if that is asked for
 * @step: one for each press and release
 */
struct play {
	struct context context;
	struct sim *sim;
	struct sysrq sysrq;
	int nr;
	int left;
	struct variants variants;
	struct sim_step step[2 * MAX_STEPS];
};

static struct sim_step *next_step(struct play *play, unsigned int code, bool down)
{
	struct sim_step *step = &play->step[play->nr++];

	*step = (struct sim_step) { .code = code, .down = down, .type = -1 };
	return step;
}

/* Keys after a switch belong to the other console. */
static void hear_key(struct play *play, struct sim_step *step)
{
	struct effect e;

	sim_key(play->sim, step->code, step->down, step);
	e = effect_of(&play->context, step);
	play->context.assumed |= e.assumed;
	if (e.stops && !e.why)
		sim_hold(play->sim, step);
	if (play->left < 0 && e.leaves)
		play->left = step - play->step;
}

/* As if Alt and SysRq had been pressed now. */
static void give_back(struct play *play, unsigned int alt)
{
	const unsigned int code[] = { alt, KEY_SYSRQ, KEY_SYSRQ, alt };

	for (size_t i = 0; i < ARRAY_SIZE(code); i++) {
		struct sim_step *step = next_step(play, code[i], i < ARRAY_SIZE(code) / 2);

		hear_key(play, step);
		step->again = true;
	}
}

static void try_key(struct play *play, unsigned int code, bool down)
{
	struct sim_step *step = next_step(play, code, down);
	unsigned int alt = 0;

	if (play->context.withheld)
		step->taken = SIM_GRAB;
	else if (play->context.taken)
		step->taken = SIM_PROGRAM;
	else if (sysrq_takes(&play->sysrq, code, down, &alt))
		step->taken = down && sysrq_is_command(code) ? SIM_COMMAND : SIM_SYSRQ;
	else
		hear_key(play, step);
	if (alt)
		give_back(play, alt);
}

static void try_chord(struct play *play, const struct chord *chord)
{
	for (int i = 0; i < chord->nr; i++)
		try_key(play, chord->code[i], true);
	for (int i = chord->nr - 1; i >= 0; i--)
		try_key(play, chord->code[i], false);
}

/* An Alt key that is held is assumed to be held on this keyboard. */
static void begin_sysrq(struct play *play)
{
	static const unsigned int alts[] = { KEY_LEFTALT, KEY_RIGHTALT };
	unsigned int unused;

	play->sysrq = (struct sysrq) { .on = play->context.sysrq };
	for (size_t i = 0; i < ARRAY_SIZE(alts); i++)
		if (sim_holds(play->sim, alts[i]))
			sysrq_takes(&play->sysrq, alts[i], true, &unused);
}

#define AGAIN	", typed by the SysRq handler, as no other key was pressed"

static void print_if(const struct tool *tool, const char *key, const char *value)
{
	if (value && *value)
		print_wrapped(tool, KEY_WIDTH, key, value);
}

static void print_result(const struct context *context, const struct sim_step *step)
{
	const struct tool *tool = context->src->tool;

	if (step->nr_bytes)
		print_if(tool, "bytes", describe_bytes(step).s);
	if (step->brk)
		print_if(tool, "bytes", "a BREAK");
	print_if(tool, "action", effect_of(context, step).what.s);
	print_if(tool, "state", describe_state(step).s);
	print_if(tool, "nothing", describe_reason(context, step));
}

/* A step without any result takes one line. */
static void print_step(const struct context *context, const struct sim_step *step)
{
	const char *move = step->down ? "down" : "up";
	const struct tool *tool = context->src->tool;
	FILE *out = tool->out;

	fprintf(out, "\n%s %s%s", key_text(step->code).s, move, step->again ? AGAIN : "");
	if (step->taken || (!step->down && !step->action && describe_reason(context, step))) {
		fprintf(out, ": %s\n",
			step->taken ? describe_taker(step) : describe_reason(context, step));
		print_if(tool, "action", effect_of(context, step).what.s);
		print_if(tool, "nothing", step->taken ? effect_of(context, step).why : NULL);
		return;
	}
	fprintf(out, "\n  %-10s %u\n", "keycode", step->code);
	print_if(tool, "modifiers", describe_modifiers(step).s);
	print_if(tool, "keysym", describe_keysym(step).s);
	if (step->handler)
		print_if(tool, "mode gate", step->gate ? "passes" : "stops here");
	if (step->gate)
		print_if(tool, "handler", describe_handler(step).s);
	print_result(context, step);
}

/* Keys of those do not come here, whatever is explained. */
static void print_grabbed(const struct context *context)
{
	const struct inputs *inputs = &context->readers.inputs;

	for (int i = 0; i < inputs->nr; i++)
		if (input_is_taken(&inputs->all[i]))
			print_paragraph(context->src->tool, "  ",
					keyboard_words(context->src, &inputs->all[i],
						       &context->readers).s);
}

static void print_head(const struct context *context)
{
	const struct vtkbd_console_info *i = &context->con.info;
	FILE *out = context->src->tool->out;

	fprintf(out, "console %u: %s: %s\n", i->console, mode_text(i->kbdmode).s,
		describe_mode(i->kbdmode));
	if (!(i->flags & VTKBD_F_FOREGROUND))
		fprintf(out, "  in the background: keys go to console %u now\n",
			context->seat.info.foreground);
	if (context->unread)
		fprintf(out, "  unread: no program has it open; bytes wait for one, "
			"and then for the next key\n");
	if (!context->readers.all_seen)
		fprintf(out, "  assumed: a program reads it: not all processes may be looked at\n");
	print_grabbed(context);
	for (int k = 0; k < nr_assumptions; k++)
		if (context->assumed & assumptions[k].bit)
			fprintf(out, "  assumed: %s\n", assumptions[k].words);
}

static void print_fates(const struct play *play)
{
	FILE *out = play->context.src->tool->out;

	for (int k = 0; k < play->nr; k++)
		for (int i = 0; i < play->step[k].nr_bytes; i++) {
			struct fate f = describe_fate(&play->context, &play->step[k], i);

			if (f.name)
				fprintf(out, "\nterminal: byte %02x (%s): %s%s%s",
					play->step[k].bytes[i], f.name, f.what.s,
					*f.why.s ? ": nothing, " : "", f.why.s);
		}
}

/* The last key that was pressed is the one that was meant. */
static const char *why_nothing(const struct play *play)
{
	for (int i = play->nr - 1; i >= 0; i--)
		if (play->step[i].down)
			return describe_reason(&play->context, &play->step[i]);
	return NULL;
}

static int print_bytes(const struct play *play)
{
	FILE *out = play->context.src->tool->out;
	int bytes = 0;

	fprintf(out, "in all:");
	for (int i = 0; i < play->nr; i++)
		if (play->step[i].nr_bytes) {
			fprintf(out, " %s", describe_bytes(&play->step[i]).s);
			bytes += play->step[i].nr_bytes;
		}
	fprintf(out, "%s%d byte%s", bytes ? ", " : " ", bytes, bytes == 1 ? "" : "s");
	return bytes;
}

/* Return: how many. */
static int print_effects(const struct play *play)
{
	FILE *out = play->context.src->tool->out;
	int nr = 0;

	for (int i = 0; i < play->nr; i++) {
		struct effect e = effect_of(&play->context, &play->step[i]);

		if (!*e.what.s)
			continue;
		fprintf(out, "\nin all: %s%s%s", e.what.s, e.why ? ": nothing, " : "",
			e.why ?: "");
		nr++;
	}
	return nr;
}

/* It comes first: the steps say why. */
static void print_answer(const struct play *play)
{
	const struct tool *tool = play->context.src->tool;
	const char *why = why_nothing(play);
	int bytes;

	fputs(style(tool, STYLE_STRONG), tool->out);
	bytes = print_bytes(play);
	if (!print_effects(play) && !bytes && why)
		fprintf(tool->out, ": %s", why);
	print_fates(play);
	fprintf(tool->out, "%s\n", style(tool, STYLE_NONE));
	if (play->left >= 0)
		fprintf(tool->out, "If it switches, the keys after %s are another console's.\n",
			key_text(play->step[play->left].code).s);
	fputc('\n', tool->out);
}

static int print_play(const struct play *play)
{
	print_answer(play);
	print_head(&play->context);
	if (play->variants.nr)
		variants_print(&play->context, &play->variants);
	for (int i = 0; i < play->nr && !play->variants.nr; i++)
		print_step(&play->context, &play->step[i]);
	return 0;
}

static void try_chords(struct play *play, const struct chord *chord, int nr)
{
	play->nr = 0;
	play->left = -1;
	begin_sysrq(play);
	for (int i = 0; i < nr; i++)
		try_chord(play, &chord[i]);
}

/* Each time from the state that the console is in. */
static int try_all_rules(struct play *play, const struct chord *chord, int nr)
{
	const unsigned int used = sim_rules_used(play->sim);

	sim_keep(play->sim, SIM_START);
	for (unsigned int i = 0; i < sim_nr_rules() && i < MAX_VARIANTS; i++) {
		sim_use_rules(play->sim, i);
		try_chords(play, chord, nr);
		if (variants_add(&play->variants, i, play->step, play->nr))
			return complain(play->context.src->tool, "out of memory");
		sim_go_back(play->sim, SIM_START);
	}
	play->variants.used = used;
	sim_use_rules(play->sim, used);
	return 0;
}

static int explain(struct play *play, struct source *src, unsigned int number,
		   const struct chord *chord, int nr, unsigned int options)
{
	struct context *context = &play->context;

	int err = context_read(context, src, number);

	if (err)
		return err;
	play->sim = sim_load(src, &context->con, &context->assumed);
	if (!play->sim)
		return -EXIT_UNREAD;
	if (context->unasked && !context->withheld)
		context->assumed |= SIM_UNGRABBED;
	core_source_warn(src, &context->core);
	err = options & OPT_RULES ? try_all_rules(play, chord, nr) : 0;
	try_chords(play, chord, nr);
	sim_free(play->sim);
	if (err)
		return err;
	return options & OPT_JSON ? explain_json(context, play->step, play->nr, &play->variants) :
				    print_play(play);
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

	err = args_console(tool, args->operand[0], &number);
	err = err ?: usage_error(parse_chords(tool, args, chord));
	err = err ?: source_open(&src, tool, args->options & OPT_VT);
	if (err)
		return err;
	err = explain(play, &src, number, chord, args->nr - 1, args->options);
	variants_free(&play->variants);
	context_free(&play->context);
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
	return exit_code(err);
}

const struct command cmd_explain = {
	.name = "explain",
	.operands = "N CHORD...",
	.summary = "say what keys would do on console N, and why",
	.details = "Say what comes of keys pressed on console N as it is now, then follow them\n"
		   "through its keyboard: keycode, modifiers, keysym, mode gate, handler, and bytes\n"
		   "or action, or why nothing comes of them. A CHORD is keys joined by -, as in\n"
		   "ctrl-alt-delete, pressed in that order and released in reverse; vtkbdctl keys\n"
		   "lists their names, and keycodeNUMBER is one, too. An action that would not be\n"
		   "carried out is named with the reason, and so is who keeps a key from the\n"
		   "keyboard. Nothing is typed and nothing is changed.\n"
		   "With --rules, what the keyboards of other kernels would make of the same keys.",
	.options = OPT_JSON | OPT_VT | OPT_RULES,
	.run = run_explain,
};
