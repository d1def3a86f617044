// SPDX-License-Identifier: GPL-2.0
/*
 * Says what sim.c saw. Whether an action is carried out depends on more than the
 * key: that is said here too.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>

#include "device.h"
#include "keysym.h"
#include "modes.h"
#include "tool.h"
#include "way.h"

const char *way_mode(unsigned int kbdmode)
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

static bool translates(const struct scene *scene)
{
	return scene->con.info.kbdmode == K_XLATE || scene->con.info.kbdmode == K_UNICODE;
}

struct text way_modifiers(const struct sim_step *step)
{
	struct text t = text_bits(modifier_names, step->map, " ", "none");

	text_add(&t, ": keymap %u%s", step->map, step->has_map ? "" : ", which there is not");
	return t;
}

struct text way_keysym(const struct sim_step *step)
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

struct text way_handler(const struct sim_step *step)
{
	struct text t = { 0 };

	text_add(&t, "%s", step->handler ? step->handler : "none");
	if (step->function)
		text_add(&t, ", %s", step->function);
	return t;
}

struct text way_bytes(const struct sim_step *step)
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

static long read_number(const struct scene *scene, const char *path, long otherwise)
{
	char buf[32];

	if (scene->src->tool->ops->read(path, buf, sizeof(buf)) <= 0)
		return otherwise;
	return strtol(buf, NULL, 10);
}

/* The kernel's own follows two sysctls, vtkbd its parameter and its seat's rule. */
static struct text cad_text(const struct scene *scene)
{
	const struct vtkbd_seat_info *i = &scene->seat.info;
	unsigned int cad = scene->seat.known ? i->cad : VTKBD_CAD_SIGNAL;
	long pid = read_number(scene, "/proc/sys/kernel/cad_pid", 1);
	struct text t = { 0 };

	if (!scene->con.recorded && read_number(scene, "/proc/sys/kernel/ctrl-alt-del", 0))
		cad = VTKBD_CAD_REBOOT;
	text_add(&t, "Ctrl-Alt-Del: ");
	if (scene->seat.known && !i->acts)
		text_add(&t, "only reported, since the seat listens; else ");
	if (cad == VTKBD_CAD_SIGNAL)
		text_add(&t, "SIGINT to process %ld", pid);
	else
		text_add(&t, "%s", cad == VTKBD_CAD_REBOOT ? "restart at once" : "nothing");
	return t;
}

static struct text switch_text(const struct scene *scene, unsigned int number)
{
	const struct vtkbd_console_info *i = &scene->con.info;
	struct text t = { 0 };
	struct console to;

	text_add(&t, "switch to console %u", number);
	if (i->vtmode == VT_AUTO && i->kdmode != KD_TEXT)
		text_add(&t, ": refused, this one shows graphics and has no owner to ask");
	else if (number == i->console)
		text_add(&t, ", which this is");
	else if (number > VTKBD_NR_CONSOLES)
		text_add(&t, ", which there is not");
	else if (!scene->src->kind->read_console(scene->src, number, &to) &&
		 !(to.info.flags & VTKBD_F_ALLOCATED))
		text_add(&t, ": refused, it is unused");
	else if (i->vtmode == VT_PROCESS)
		text_add(&t, ", if the owner lets go");
	return t;
}

/* What is there to say of an action that its name does not. */
static const char *action_words(const char *name)
{
	static const char *const words[][2] = {
		{ "sak",		"secure attention: everything on this console is killed" },
		{ "last-console",	"switch to the console before" },
		{ "previous-console",	"switch to the next lower console in use" },
		{ "next-console",	"switch to the next higher console in use" },
		{ "hold",		"stop or start this console's output" },
		{ "spawn",		"signal the process that asked for it (KDSIGACCEPT)" },
		{ "scroll-forward",	"scroll forward; nothing without a screen" },
		{ "scroll-back",	"scroll back; nothing without a screen" },
		{ "show-registers",	"print registers to the kernel log" },
		{ "show-memory",	"print memory use to the kernel log" },
		{ "show-state",		"print tasks to the kernel log" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i][0], name))
			return words[i][1];
	return name;
}

struct text way_action(const struct scene *scene, const struct sim_step *step)
{
	const char *name = action_name(step->action);
	struct text t = { 0 };

	if (!strcmp(name, "cad"))
		return cad_text(scene);
	if (!strcmp(name, "switch"))
		return switch_text(scene, step->arg + 1u);
	text_add(&t, "%s", action_words(name));
	return t;
}

static void add_bits(struct text *t, const char *what, const char *const names[NR_BITS],
		     unsigned int before, unsigned int after)
{
	if (before != after)
		text_add(t, "%s%s: %s", *t->s ? "; " : "", what,
			 text_bits(names, after, " ", "none").s);
}

struct text way_state(const struct sim_step *step)
{
	const struct sim_state *b = &step->before, *a = &step->after;
	struct text t = { 0 };

	add_bits(&t, "held", modifier_names, b->held, a->held);
	add_bits(&t, "locked", modifier_names, b->locked, a->locked);
	add_bits(&t, "sticky", modifier_names, b->sticky, a->sticky);
	add_bits(&t, "lock lights", led_names, b->leds, a->leds);
	if (a->composing && !b->composing)
		text_add(&t, "%sCompose: the next character is an accent", *t.s ? "; " : "");
	if (a->dead && a->dead != b->dead)
		text_add(&t, "%saccent U+%04x waits for a character", *t.s ? "; " : "", a->dead);
	if (a->code_active && (!b->code_active || a->code != b->code))
		text_add(&t, "%scharacter code so far: %u", *t.s ? "; " : "", a->code);
	return t;
}

/* The first that is so; asked only where nothing came of a key that was pressed. */
static const char *why_nothing(const struct scene *scene, const struct sim_step *step)
{
	if (!step->has_map)
		return "there is no keymap for these modifiers";
	if (!step->has_keysym)
		return "keymaps end at keycode 255";
	if (step->keysym == K_HOLE)
		return scene->assumed & SIM_HIDDEN ?
		       "no function is bound to it here, or a character that is hidden" :
		       "nothing is bound to it here";
	if (!translates(scene) && !step->gate)
		return "this mode lets only modifiers and SAK act";
	if (step->type == KT_FN)
		return "the function string is empty";
	if (step->type == -1 || step->type == KT_LATIN)
		return "the character has no place among the 8-bit ones, or is none";
	return "the handler has nothing to do here";
}

const char *way_why(const struct scene *scene, const struct sim_step *step)
{
	if (step->nr_bytes || step->brk || step->action || *way_state(step).s)
		return NULL;
	return step->down ? why_nothing(scene, step) : "releasing it means nothing";
}
