// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbd's core is given a step. What the module does around it, ioctl/ and action.c, is done
 * here in a few lines: privileges, and actions.
 */
#include <linux/slab.h>
#include <stdio.h>

#include "core.h"
#include "terminal.h"

#include "side.h"

static const uint8_t numbers[] = SIDE_NUMBERS;

static struct {
	struct vtkbd_core core;
	struct vtkbd_tunables tun;
	struct vtkbd_kbd kbd[SIDE_CONSOLES];
	struct vtkbd_escape esc[SIDE_CONSOLES];
	bool open[SIDE_CONSOLES], stopped[SIDE_CONSOLES];
	unsigned long now;
	unsigned int fg, last, stops;
	int want;
	u8 by_ioctl;
	bool utf8;
} me;
static struct side_seen *seen;

static unsigned int index_of(const struct step *step, unsigned int at)
{
	return step->arg[at] % SIDE_CONSOLES;
}

static struct vtkbd_kbd *console(const struct step *step, unsigned int at)
{
	return &me.kbd[index_of(step, at)];
}

/* A warning of the core's is a difference: the kernel's keyboard has none. */
bool kunit_warned(bool is, const char *what, const char *file, int line)
{
	if (is) {
		fprintf(stderr, "fuzz: %s:%d: warning: %s\n", file, line, what);
		side_log(&seen->notes, UINT32_MAX);
	}
	return is;
}

static bool may_change(uint32_t may)
{
	return may & MAY_PERM && may & MAY_CONFIG;
}

static unsigned long wide(const struct step *step)
{
	return step->arg[2] | (unsigned long)step->arg[3] << 32;
}

/* -- what a key has done ------------------------------------------------------------------- */

static void request(unsigned int number)
{
	if (side_find(number) < SIDE_CONSOLES)
		me.want = number;
}

static void request_step(int step)
{
	unsigned int at = (me.fg + SIDE_CONSOLES + step) % SIDE_CONSOLES;

	request(numbers[at]);
}

/* Output is stopped, or goes on: the lock flags of the foreground console afterwards. */
static u8 flags_held(u8 flags)
{
	if (!me.open[me.fg])
		return flags;
	return me.stopped[me.fg] ? flags & ~VTKBD_LED_SCROLL : flags | VTKBD_LED_SCROLL;
}

static void hold(void)
{
	if (!me.open[me.fg])
		return;
	side_log(&seen->acts, SIDE_HOLD);
	me.kbd[me.fg].ledflags = flags_held(me.kbd[me.fg].ledflags);
	me.stopped[me.fg] = !me.stopped[me.fg];
}

/* Those that are only reported, and those that are carried out elsewhere. */
static const uint16_t reported[VTKBD_NR_ACTS] = {
	[VTKBD_ACT_CAD] = SIDE_CAD, [VTKBD_ACT_SAK] = SIDE_SAK, [VTKBD_ACT_SPAWN] = SIDE_SPAWN,
	[VTKBD_ACT_SCROLL_FORW] = SIDE_SCROLL_FORW, [VTKBD_ACT_SCROLL_BACK] = SIDE_SCROLL_BACK,
	[VTKBD_ACT_SHOW_REGS] = SIDE_SHOW_REGS, [VTKBD_ACT_SHOW_MEM] = SIDE_SHOW_MEM,
	[VTKBD_ACT_SHOW_STATE] = SIDE_SHOW_STATE,
};

static void act(const struct vtkbd_action *action)
{
	if (reported[action->type])
		side_log(&seen->acts, reported[action->type]);
	switch (action->type) {
	case VTKBD_ACT_HOLD:
		hold();
		break;
	case VTKBD_ACT_SWITCH:
		request(action->arg);
		break;
	case VTKBD_ACT_LASTCONS:
		request(me.last);
		break;
	case VTKBD_ACT_PREVCONS:
		request_step(-1);
		break;
	case VTKBD_ACT_NEXTCONS:
		request_step(1);
		break;
	}
}

static void switch_consoles(void)
{
	int want = me.want;

	me.want = -1;
	if (want < 0)
		return;
	side_log(&seen->acts, SIDE_GO | want);
	if (want == numbers[me.fg])
		return;
	me.last = numbers[me.fg];
	me.fg = side_find(want);
	vtkbd_shift_recompute(&me.core);
}

/*
 * The kernel stops and starts output while it handles the key, vtkbd when the seat's lock is
 * dropped: the kernel's last note of the key already has the LED's flag.
 */
static bool note(struct vtkbd_core *core, unsigned long step, const struct vtkbd_note *what)
{
	bool holds = step == KBD_POST_KEYSYM && core->at.out.action.type == VTKBD_ACT_HOLD;
	u32 flags = holds ? flags_held(what->ledflags) : what->ledflags;

	side_log(&seen->notes, step << 24 | (unsigned int)what->down << 16 | what->shift);
	side_log(&seen->notes, flags << 24 | what->value);
	side_log(&seen->notes, what->kbd - me.kbd);
	return me.stops & BIT(step);
}

static void put(const char *bytes, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		side_log(&seen->bytes, me.fg << 16 | (unsigned char)bytes[i]);
}

/* -- steps ------------------------------------------------------------------------------------ */

static u32 lights(void)
{
	return vtkbd_leds_word(&me.kbd[me.fg], me.by_ioctl);
}

static long do_key(const struct step *step)
{
	struct vtkbd_event ev = {
		.code = step->arg[1], .value = step->arg[2] % 3, .now = me.now,
		.hw_raw = step->arg[0] % SIDE_KEYBOARDS == 0,
	};
	u32 before = lights();

	vtkbd_core_key(&me.core, &me.kbd[me.fg], &ev);
	/* The module looks after the LEDs only where the core says so. */
	if (lights() != before && !me.core.at.out.leds)
		side_log(&seen->acts, UINT32_MAX);
	put((const char *)me.core.at.out.buf, me.core.at.out.len);
	if (me.core.at.out.str)
		put(me.core.at.out.str, strlen(me.core.at.out.str));
	if (me.core.at.out.brk)
		side_log(&seen->bytes, me.fg << 16 | SIDE_BREAK);
	act(&me.core.at.out.action);
	return 0;
}

static long do_scancode(const struct step *step)
{
	char byte = step->arg[0];

	if (me.kbd[me.fg].kbdmode == K_RAW)
		put(&byte, 1);
	return 0;
}

static long do_time(const struct step *step)
{
	me.now += step->arg[0];
	return 0;
}

static long do_mode(const struct step *step)
{
	return vtkbd_kbd_set_mode(&me.core, console(step, 0), step->arg[1]);
}

static long do_meta(const struct step *step)
{
	return vtkbd_kbd_set_meta(console(step, 0), step->arg[1]);
}

static long do_lights(const struct step *step)
{
	if (!(step->arg[1] & MAY_PERM))
		return -EPERM;
	vtkbd_leds_set_pattern(console(step, 0), &me.by_ioctl, wide(step));
	return 0;
}

static long do_flags(const struct step *step)
{
	if (!(step->arg[1] & MAY_PERM))
		return -EPERM;
	return vtkbd_leds_set_flags(console(step, 0), wide(step));
}

static long set_entry(struct vtkbd_keymap_edit *edit)
{
	unsigned int lacks;

	edit->spare = malloc(NR_KEYS * sizeof(u16));
	lacks = vtkbd_keymap_set(&me.core.keymap, edit);
	free(edit->spare);
	if (edit->modifiers)
		vtkbd_shift_recompute(&me.core);
	return lacks ? -EPERM : 0;
}

static long kdskbent(const struct vtkbd_kbd *kbd, uint32_t may, struct vtkbd_keymap_edit edit)
{
	long err;

	if (!may_change(may))
		return -EPERM;
	if (!edit.index && edit.sym == K_NOSUCHMAP) {
		free(vtkbd_keymap_remove(&me.core.keymap, edit.map));
		return 0;
	}
	edit.may = (may & MAY_ADMIN ? VTKBD_MAY_SET_SAK : 0) |
		   (may & MAY_RESOURCE ? VTKBD_MAY_ADD_MAPS : 0);
	err = vtkbd_keymap_check(me.core.keymap.rules, kbd->kbdmode, edit.sym);
	return err || !edit.index ? err : set_entry(&edit);
}

static long do_entry(const struct step *step)
{
	return kdskbent(console(step, 0), step->arg[1], (struct vtkbd_keymap_edit) {
			.map = step->arg[2], .index = step->arg[3], .sym = step->arg[4] });
}

static long do_maps(const struct step *step)
{
	bool remove = step->arg[4];
	long done = 0;

	for (unsigned int map = step->arg[2]; map < 256 && map <= step->arg[3]; map++)
		done += !kdskbent(console(step, 0), step->arg[1], (struct vtkbd_keymap_edit) {
				  .map = map, .index = !remove,
				  .sym = remove ? K_NOSUCHMAP : K_HOLE });
	return done;
}

static long do_read(const struct step *step)
{
	side_log(&seen->data, vtkbd_keymap_get(&me.core.keymap, step->arg[1], step->arg[2],
					       console(step, 0)->kbdmode));
	return 0;
}

static long do_ask(const struct step *step)
{
	const struct vtkbd_kbd *kbd = console(step, 0);

	side_log(&seen->data, vtkbd_leds_flags(kbd) << 8 | (u8)lights());
	side_log(&seen->data, kbd->kbdmode);
	side_log(&seen->data, kbd->modeflags & VTKBD_M_META ? K_ESCPREFIX : K_METABIT);
	side_log(&seen->data, me.core.shift_state);
	return 0;
}

static long do_string(const struct step *step)
{
	char text[sizeof(((struct kbsentry *)NULL)->kb_string) + 128];

	if (!may_change(step->arg[0]))
		return -EPERM;
	side_text(step, text, sizeof(text));
	if (strlen(text) >= sizeof(((struct kbsentry *)NULL)->kb_string))
		return -EINVAL;
	free(vtkbd_keymap_swap_string(&me.core.keymap, step->arg[1], strdup(text)));
	return 0;
}

static long do_text(const struct step *step)
{
	const char *at = me.core.keymap.func[step->arg[0] & 0xff] ?: "";

	for (; *at; at++)
		side_log(&seen->data, (unsigned char)*at);
	return 0;
}

static long do_accents(const struct step *step)
{
	const struct vtkbd_screen_map *screen = &me.core.keymap.screen;
	struct kbdiacruc table[MAX_DIACR];
	uint32_t a[3];

	if (!(step->arg[0] & MAY_PERM))
		return -EPERM;
	if (step->arg[2] >= MAX_DIACR)
		return -EINVAL;
	for (unsigned int i = 0; i < step->arg[2]; i++) {
		side_accent(step, i, a);
		for (unsigned int j = 0; j < 3 && step->arg[1]; j++)
			a[j] = vtkbd_screen_to_uni(screen, a[j]);
		table[i] = (struct kbdiacruc) { a[0], a[1], a[2] };
	}
	vtkbd_keymap_set_accents(&me.core.keymap, table, step->arg[2]);
	return 0;
}

static uint32_t narrow(u32 c)
{
	return vtkbd_screen_to_8bit(&me.core.keymap.screen, c) & 0xff;
}

static long do_composed(const struct step *step)
{
	const struct vtkbd_keymap *km = &me.core.keymap;
	const struct kbdiacruc *a;

	for (a = km->accent; a < km->accent + km->nr_accents; a++) {
		if (step->arg[0]) {
			side_log(&seen->data, narrow(a->diacr) << 16 | narrow(a->base) << 8 |
				 narrow(a->result));
			continue;
		}
		side_log(&seen->data, a->diacr);
		side_log(&seen->data, a->base);
		side_log(&seen->data, a->result);
	}
	return 0;
}

static long do_screen(const struct step *step)
{
	side_screen(step, me.core.keymap.screen.map);
	vtkbd_screen_map_init(&me.core.keymap.screen);
	return 0;
}

static long do_braille(const struct step *step)
{
	me.tun.brl_timeout = step->arg[0];
	me.tun.brl_nbchords = step->arg[1];
	return 0;
}

static long do_notify(const struct step *step)
{
	me.core.notify = step->arg[0] ? note : NULL;
	me.stops = step->arg[1];
	return 0;
}

static long do_utf8(const struct step *step)
{
	me.utf8 = step->arg[0];
	return 0;
}

static long do_open(const struct step *step)
{
	me.open[index_of(step, 0)] = step->arg[1];
	return 0;
}

static long do_switch(const struct step *step)
{
	unsigned int number = step->arg[0] & 0xff;

	request(number);
	return side_find(number) < SIDE_CONSOLES ? 0 : -EINVAL;
}

static long do_write(const struct step *step)
{
	unsigned int at = index_of(step, 0);
	struct vtkbd_terminal t = {
		.rules = me.core.keymap.rules, .esc = &me.esc[at], .kbd = &me.kbd[at],
		.leds_by_ioctl = &me.by_ioctl, .utf8 = me.utf8,
	};
	u8 bytes[STEP_ARGS];
	size_t nr = step->nr - 1, done = 0;

	if (!me.open[at])
		return -EIO;
	if (me.stopped[at])
		return 0;
	for (unsigned int i = 0; i < nr; i++)
		bytes[i] = step->arg[i + 1];
	while (done < nr) {
		done += vtkbd_escape_write(&t, bytes + done, nr - done);
		act(&t.action);
	}
	return done;
}

static long (*const run[NR_OPS])(const struct step *step) = { STEP_OPS(STEP_FUNCTION) };

static void ours_step(const struct step *step, struct side_seen *into)
{
	side_seen_clear(into);
	seen = into;
	seen->result = run[step->op](step);
	switch_consoles();
}

static void ours_reset(void)
{
	vtkbd_keymap_destroy(&me.core.keymap);
	memset(&me, 0, sizeof(me));
	if (vtkbd_keymap_init(&me.core.keymap, vtkbd_rules_of(theirs_major, theirs_minor)))
		abort();
	me.core.tun = &me.tun;
	me.tun = (struct vtkbd_tunables) { .brl_timeout = 300, .brl_nbchords = 1 };
	me.want = -1;
	me.utf8 = true;
	for (unsigned int i = 0; i < SIDE_CONSOLES; i++) {
		vtkbd_kbd_init(&me.kbd[i], true, 0);
		vtkbd_escape_reset(&me.esc[i], true);
		me.open[i] = true;
	}
}

/* -- what can be seen -------------------------------------------------------------------------- */

static void console_state(struct side_console *to, const struct vtkbd_kbd *kbd,
			  const struct vtkbd_escape *esc)
{
	*to = (struct side_console) {
		.mode = kbd->kbdmode, .flags = kbd->modeflags, .leds = kbd->ledflags,
		.default_leds = kbd->default_leds, .pattern = kbd->leds_by_ioctl,
		.lock = kbd->lockstate, .sticky = kbd->slockstate, .utf8 = esc->utf8,
		.controls = esc->show_controls, .mouse = esc->report_mouse,
		.paste = theirs_paste && esc->bracketed_paste,
	};
}

static void ours_state(struct side_state *state)
{
	memcpy(state->key_down, me.core.key_down, sizeof(state->key_down));
	memcpy(state->shift_down, me.core.shift_down, sizeof(state->shift_down));
	state->npadch_value = me.core.npadch_value;
	state->diacr = me.core.diacr;
	state->shift = me.core.shift_state;
	state->dead_key_next = me.core.dead_key_next;
	state->npadch_active = me.core.npadch_active;
	state->rep = me.core.rep;
	state->lights = lights();
	state->foreground = numbers[me.fg];
	state->nr_maps = me.core.keymap.nr_maps;
	for (unsigned int i = 0; i < SIDE_CONSOLES; i++)
		console_state(&state->console[i], &me.kbd[i], &me.esc[i]);
}

static void ours_maps(struct side_maps *maps)
{
	*maps = (struct side_maps) {
		.map = me.core.keymap.map, .string = me.core.keymap.func,
		.accents = me.core.keymap.accent, .nr_accents = me.core.keymap.nr_accents,
		.screen = me.core.keymap.screen.map,
	};
}

const struct side ours = {
	.reset = ours_reset, .step = ours_step, .state = ours_state, .maps = ours_maps,
};
