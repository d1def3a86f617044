// SPDX-License-Identifier: GPL-2.0
/*
 * Says what simulate.c saw. Whether an action is carried out depends on more than the
 * key: see effect.c.
 */
#include <ctype.h>
#include <stddef.h>

#include <linux/kd.h>
#include <linux/keyboard.h>

#include "console/modes.h"
#include "explain/context.h"
#include "explain/describe.h"
#include "explain/effect.h"
#include "explain/terminal.h"
#include "keys/names.h"
#include "output/text.h"
#include "simulate/simulate.h"
#include "tool.h"

#define SYSRQ_KEEPS	"the kernel's SysRq handler keeps it, as Alt and SysRq are held"

const struct assumption assumptions[] = {
	{ SIM_NO_LOCKS,	 "no modifier is locked or sticky" },
	{ SIM_NO_APPLIC, "the terminal is in no application mode" },
	{ SIM_NO_DEAD,	 "no accent, Compose or character code is pending" },
	{ SIM_NO_HELD,	 "no modifier is held" },
	{ SIM_HIDDEN,	 "no Unicode characters are in the keymap: "
			 "no console is in unicode to ask" },
	{ SIM_UNLOCKED,	 "switches are not locked (VT_LOCKSWITCH)" },
	{ SIM_PREVIOUS,	 "there was another console before, and it is in use" },
	{ SIM_SPAWN,	 "a process has asked for it (KDSIGACCEPT)" },
	{ SIM_NO_STICKY, "no modifier is sticky" },
	{ SIM_NO_CODE,	 "nothing comes of the character code that was begun" },
	{ SIM_UNGRABBED, "no program has grabbed the keyboard (EVIOCGRAB)" },
	{ SIM_ACTS,	 "vtkbd acts on Ctrl-Alt-Del, as the module does by default" },
};

const int nr_assumptions = ARRAY_SIZE(assumptions);

const char *assumption_words(unsigned int bit)
{
	for (size_t i = 0; i < ARRAY_SIZE(assumptions); i++)
		if (assumptions[i].bit == bit)
			return assumptions[i].words;
	return NULL;
}

const char *describe_mode(unsigned int kbdmode)
{
	static const char *const words[NR_MODES] = {
		[K_XLATE]	= "keys become characters of 8 bits",
		[K_UNICODE]	= "keys become characters in UTF-8",
		[K_RAW]		= "scancodes are sent; of keysyms only modifiers and SAK count",
		[K_MEDIUMRAW]	= "keycodes are sent; of keysyms only modifiers and SAK count",
		[K_OFF]		= "nothing is sent; of keysyms only modifiers and SAK count",
	};

	return kbdmode < NR_MODES ? words[kbdmode] : "a mode unknown here";
}

static bool translates(const struct context *context)
{
	return context->con.info.kbdmode == K_XLATE || context->con.info.kbdmode == K_UNICODE;
}

struct text describe_modifiers(const struct sim_step *step)
{
	struct text t = text_bits(modifier_names, step->map, " ", "none");

	text_add(&t, ": keymap %u%s", step->map, step->has_map ? "" : ", which there is not");
	return t;
}

struct text describe_keysym(const struct sim_step *step)
{
	struct text t = { 0 };

	if (!step->has_keysym) {
		text_add(&t, "none");
		return t;
	}
	text_add(&t, "%s (0x%04x)", keysym_text(step->keysym).s, step->keysym);
	if (KTYP(step->keysym) == KT_LETTER && step->value != KVAL(step->keysym))
		text_add(&t, ", by Caps Lock %s", keysym_text(K(KT_LATIN, step->value)).s);
	return t;
}

struct text describe_handler(const struct sim_step *step)
{
	struct text t = { 0 };

	text_add(&t, "%s", step->handler ? step->handler : "none");
	if (step->function)
		text_add(&t, ", %s", step->function);
	return t;
}

struct text describe_bytes(const struct sim_step *step)
{
	struct text t = { 0 };

	text_add(&t, "\"");
	for (int i = 0; i < step->nr_bytes; i++) {
		unsigned char c = step->bytes[i];

		if (c == '"' || c == '\\')
			text_add(&t, "\\%c", c);
		else if (isprint(c))
			text_add(&t, "%c", c);
		else
			text_add(&t, "\\x%02x", c);
	}
	text_add(&t, "\"");
	return t;
}

static void add_bits(struct text *t, const char *what, const char *const names[NR_BITS],
		     unsigned int before, unsigned int after)
{
	if (before != after)
		text_add(t, "%s%s: %s", *t->s ? "; " : "", what,
			 text_bits(names, after, " ", "none").s);
}

struct text describe_state(const struct sim_step *step)
{
	const struct sim_state *b = &step->before, *a = &step->after;
	struct text t = { 0 };

	add_bits(&t, "held", modifier_names, b->held, a->held);
	add_bits(&t, "locked", modifier_names, b->locked, a->locked);
	add_bits(&t, "sticky", modifier_names, b->sticky, a->sticky);
	add_bits(&t, "lock LEDs", led_names, b->leds, a->leds);
	if (a->composing && !b->composing)
		text_add(&t, "%sCompose: the next character is an accent", *t.s ? "; " : "");
	if (a->dead && a->dead != b->dead)
		text_add(&t, "%saccent U+%04x waits for a character", *t.s ? "; " : "", a->dead);
	if (a->code_active && (!b->code_active || a->code != b->code))
		text_add(&t, "%scharacter code so far: %u", *t.s ? "; " : "", a->code);
	return t;
}

const char *describe_taker(const struct sim_step *step)
{
	static const char *const words[] = {
		[SIM_SYSRQ]   = SYSRQ_KEEPS,
		[SIM_COMMAND] = SYSRQ_KEEPS,
		[SIM_GRAB]    = "vtkbd withholds it from the kernel's own keyboard (grab=1)",
		[SIM_PROGRAM] = "a program has grabbed every keyboard",
	};

	return words[step->taken];
}

struct fate describe_fate(const struct context *context, const struct sim_step *step, int i)
{
	bool usual = translates(context) && step->nr_bytes == 1;

	if (context->unread)
		return (struct fate) { 0 };
	return terminal_fate(&context->terminal, step->bytes[i], usual);
}

/* The first that is so; asked only where nothing came of a key that was pressed. */
static const char *why_nothing(const struct context *context, const struct sim_step *step)
{
	if (!step->has_map)
		return "there is no keymap for these modifiers";
	if (!step->has_keysym)
		return "keymaps end at keycode 255";
	if (step->keysym == K_HOLE)
		return context->assumed & SIM_HIDDEN ?
		       "no function is bound to it here, or a character that is hidden" :
		       "nothing is bound to it here";
	if (!translates(context) && !step->gate)
		return "this mode lets only modifiers and SAK act";
	if (step->type == KT_FN)
		return "the function string is empty";
	if (step->type == -1 || step->type == KT_LATIN)
		return "the character has no place among the 8-bit ones, or is none";
	return "the handler has nothing to do here";
}

const char *describe_reason(const struct context *context, const struct sim_step *step)
{
	if (step->taken && step->taken != SIM_COMMAND)
		return describe_taker(step);
	if (step->taken || step->action)
		return effect_of(context, step).why;
	if (step->nr_bytes || step->brk || *describe_state(step).s)
		return NULL;
	return step->down ? why_nothing(context, step) : "releasing it means nothing";
}
