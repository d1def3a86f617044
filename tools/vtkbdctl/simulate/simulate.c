// SPDX-License-Identifier: GPL-2.0
/*
 * Tries keys on the module's core and records what happens to them, from the core's own
 * notifier steps. What a key does is not decided here.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <core.h>

#include "output/utf8.h"
#include "simulate/load.h"
#include "simulate/simulate.h"
#include "tool.h"

static const char *const handler_names[VTKBD_NR_KSYM_TYPES] = {
	[KT_LATIN] = "k_self",	[KT_FN] = "k_fn",	[KT_SPEC] = "k_spec",
	[KT_PAD] = "k_pad",	[KT_DEAD] = "k_dead",	[KT_CONS] = "k_cons",
	[KT_CUR] = "k_cur",	[KT_SHIFT] = "k_shift",	[KT_META] = "k_meta",
	[KT_ASCII] = "k_ascii",	[KT_LOCK] = "k_lock",	[KT_LETTER] = "k_lowercase",
	[KT_SLOCK] = "k_slock",	[KT_DEAD2] = "k_dead2",	[KT_BRL] = "k_brl",
	[VTKBD_KT_CSI] = "k_ignore",
};

static const char *const function_names[VTKBD_NR_FN] = {
	"fn_null", "fn_enter", "fn_show_ptregs", "fn_show_mem", "fn_show_state",
	"fn_send_intr", "fn_lastcons", "fn_caps_toggle", "fn_num", "fn_hold",
	"fn_scroll_forw", "fn_scroll_back", "fn_boot_it", "fn_caps_on", "fn_compose",
	"fn_SAK", "fn_dec_console", "fn_inc_console", "fn_spawn_con", "fn_bare_num",
};

static const char *const action_names[VTKBD_NR_ACTS] = {
	[VTKBD_ACT_CAD]		 = "cad",
	[VTKBD_ACT_SAK]		 = "sak",
	[VTKBD_ACT_SWITCH]	 = "switch",
	[VTKBD_ACT_LASTCONS]	 = "last-console",
	[VTKBD_ACT_PREVCONS]	 = "previous-console",
	[VTKBD_ACT_NEXTCONS]	 = "next-console",
	[VTKBD_ACT_HOLD]	 = "hold",
	[VTKBD_ACT_SPAWN]	 = "spawn",
	[VTKBD_ACT_SCROLL_FORW]	 = "scroll-forward",
	[VTKBD_ACT_SCROLL_BACK]	 = "scroll-back",
	[VTKBD_ACT_SHOW_REGS]	 = "show-registers",
	[VTKBD_ACT_SHOW_MEM]	 = "show-memory",
	[VTKBD_ACT_SHOW_STATE]	 = "show-state",
};

const char *action_name(unsigned int action)
{
	return action < VTKBD_NR_ACTS && action_names[action] ? action_names[action] : "";
}

static bool note_keycode(struct sim *sim, const struct vtkbd_note *note)
{
	const u16 *map = sim->core.keymap.map[note->shift];
	struct sim_step *step = sim->step;

	step->map = note->shift;
	step->has_map = map;
	step->has_keysym = map && note->value < NR_KEYS;
	if (step->has_keysym)
		step->keysym = VTKBD_SYM(map[note->value]);
	return false;
}

static bool note_unicode(struct sim *sim, const struct vtkbd_note *note)
{
	struct sim_step *step = sim->step;

	step->type = -1;
	step->value = note->value;
	step->gate = vtkbd_mode_translates(sim->kbd.kbdmode);
	step->handler = "k_unicode";
	return false;
}

/* The core made a letter a character already, whatever Caps Lock made of it. */
static bool note_keysym(struct sim *sim, const struct vtkbd_note *note)
{
	struct sim_step *step = sim->step;

	if (!step->has_keysym)
		step->keysym = VTKBD_SYM(note->value);	/* a braille dot's own */
	step->has_keysym = true;
	step->type = KTYP(step->keysym) == KT_LETTER ? KT_LATIN :
						       KTYP(note->value) - VTKBD_SYM_TYPED;
	step->value = KVAL(note->value);
	step->handler = handler_names[step->type];
	if (step->type == VTKBD_KT_CSI && sim->core.keymap.rules->csi_keysyms)
		step->handler = "k_csi";
	if (step->type == KT_SPEC && step->value < VTKBD_NR_FN)
		step->function = function_names[step->value];
	return false;
}

static bool note_step(struct vtkbd_core *core, unsigned long what, const struct vtkbd_note *note)
{
	struct sim *sim = (struct sim *)core;

	switch (what) {
	case KBD_KEYCODE:
		return note_keycode(sim, note);
	case KBD_UNICODE:
		return note_unicode(sim, note);
	case KBD_KEYSYM:
		return note_keysym(sim, note);
	case KBD_POST_KEYSYM:
		sim->step->gate = true;
	}
	return false;
}

static struct sim_state state_of(const struct sim *sim)
{
	return (struct sim_state) {
		.held = sim->core.shift_state,
		.locked = sim->kbd.lockstate,
		.sticky = sim->kbd.slockstate,
		.leds = sim->kbd.ledflags,
		.composing = sim->core.dead_key_next,
		.dead = sim->core.diacr,
		.code_active = sim->core.npadch_active,
		.code = sim->core.npadch_value,
	};
}

/* k_spec goes on with SAK alone where keys are not translated. */
static bool spec_stops(const struct sim *sim, const struct sim_step *step)
{
	return step->type == KT_SPEC && !vtkbd_mode_translates(sim->kbd.kbdmode) &&
	       step->value != KVAL(K_SAK);
}

static void note_result(struct sim *sim, const struct vtkbd_out *out, struct sim_step *step)
{
	size_t len = out->str ? strlen(out->str) : 0;

	if (len > SIM_BYTES - VTKBD_OUT_BYTES)
		len = SIM_BYTES - VTKBD_OUT_BYTES;
	memcpy(step->bytes, out->buf, out->len);
	if (len)
		memcpy(step->bytes + out->len, out->str, len);
	step->nr_bytes = out->len + len;
	step->brk = out->brk;
	step->action = out->action.type;
	step->arg = out->action.arg;
	step->gate = step->gate && !spec_stops(sim, step);
	step->after = state_of(sim);
}

void sim_key(struct sim *sim, unsigned int code, bool down, struct sim_step *step)
{
	struct vtkbd_event ev = { .code = code, .value = down, .now = sim->now };

	*step = (struct sim_step) {
		.code = code, .down = down, .type = -1, .before = state_of(sim),
	};
	sim->now++;
	sim->step = step;
	sim->core.notify = note_step;
	vtkbd_core_key(&sim->core, &sim->kbd, &ev);
	note_result(sim, &sim->core.at.out, step);
}

void sim_hold(struct sim *sim, struct sim_step *step)
{
	sim->kbd.ledflags ^= VTKBD_LED_SCROLL;
	step->after = state_of(sim);
}

bool sim_holds(const struct sim *sim, unsigned int code)
{
	return test_bit(code, sim->core.key_down);
}

unsigned int sim_nr_rules(void)
{
	return vtkbd_nr_generations;
}

struct sim_rules sim_rules(unsigned int index)
{
	const struct vtkbd_rules *rules = &vtkbd_generation[index];

	return (struct sim_rules) { .major = rules->major, .minor = rules->minor };
}

unsigned int sim_rules_used(const struct sim *sim)
{
	return sim->core.keymap.rules - vtkbd_generation;
}

void sim_use_rules(struct sim *sim, unsigned int index)
{
	sim->core.keymap.rules = &vtkbd_generation[index];
}

void sim_keep(struct sim *sim, enum sim_place place)
{
	sim->kept[place] = (struct sim_kept) {
		.fingers = sim->core.fingers, .kbd = sim->kbd,
	};
}

void sim_go_back(struct sim *sim, enum sim_place place)
{
	sim->core.fingers = sim->kept[place].fingers;
	sim->kbd = sim->kept[place].kbd;
}

/* utf8_read() looks at no more than a string of its size. */
bool sim_is_char(const struct sim *sim, const unsigned char *bytes, int nr, uint32_t *c)
{
	char text[8] = { 0 };

	if (nr < 1 || nr >= (int)sizeof(text))
		return false;
	if (sim->kbd.kbdmode != K_UNICODE) {
		*c = vtkbd_screen_to_uni(&sim->core.keymap.screen, bytes[0]);
		return nr == 1;
	}
	memcpy(text, bytes, nr);
	return utf8_read(text, c) == nr;
}

unsigned int sim_lock_key(const struct sim *sim)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		for (unsigned int key = 1; sim->core.keymap.map[map] && key < NR_KEYS; key++) {
			u16 sym = VTKBD_SYM(sim->core.keymap.map[map][key]);

			if (KTYP(sym) == KT_LOCK || KTYP(sym) == KT_SLOCK)
				return sym;
		}
	return 0;
}

unsigned int sim_accents(const struct sim *sim, const struct kbdiacruc **accents)
{
	*accents = sim->core.keymap.accent;
	return sim->core.keymap.nr_accents;
}

void sim_free(struct sim *sim)
{
	if (!sim)
		return;
	vtkbd_keymap_destroy(&sim->core.keymap);
	free(sim);
}
