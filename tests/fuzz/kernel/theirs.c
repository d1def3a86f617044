// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own keyboard is given a step.
 */
#include <linux/consolemap.h>
#include <linux/kbd_diacr.h>
#include <linux/kbd_kern.h>
#include <linux/vt_kern.h>

#include "peek.h"

static const uint8_t numbers[] = SIDE_NUMBERS;

const unsigned int theirs_major = FUZZ_MAJOR, theirs_minor = FUZZ_MINOR;
#ifdef FUZZ_PASTE
const bool theirs_paste = true;
#else
const bool theirs_paste = false;
#endif

static unsigned int number(const struct step *step, unsigned int at)
{
	return numbers[step->arg[at] % SIDE_CONSOLES];
}

static bool allow(uint32_t may)
{
	fuzz_caps = (may & MAY_CONFIG ? CAP_SYS_TTY_CONFIG : 0) |
		    (may & MAY_ADMIN ? CAP_SYS_ADMIN : 0) |
		    (may & MAY_RESOURCE ? CAP_SYS_RESOURCE : 0);
	return may & MAY_PERM;
}

static unsigned long wide(const struct step *step)
{
	return step->arg[2] | (unsigned long)step->arg[3] << 32;
}

static long do_key(const struct step *step)
{
	fuzz_event(step->arg[0] % SIDE_KEYBOARDS, EV_KEY, step->arg[1], step->arg[2] % 3);
	return 0;
}

static long do_scancode(const struct step *step)
{
	fuzz_event(0, EV_MSC, MSC_RAW, step->arg[0] & 0xff);
	return 0;
}

static long do_time(const struct step *step)
{
	jiffies += step->arg[0];
	return 0;
}

static long do_mode(const struct step *step)
{
	return vt_do_kdskbmode(number(step, 0), step->arg[1]);
}

static long do_meta(const struct step *step)
{
	return vt_do_kdskbmeta(number(step, 0), step->arg[1]);
}

static long do_lights(const struct step *step)
{
	return vt_do_kdskled(number(step, 0), KDSETLED, wide(step), allow(step->arg[1]));
}

static long do_flags(const struct step *step)
{
	return vt_do_kdskled(number(step, 0), KDSKBLED, wide(step), allow(step->arg[1]));
}

static long do_entry(const struct step *step)
{
	struct kbentry entry = { step->arg[2], step->arg[3], step->arg[4] };

	return vt_do_kdsk_ioctl(KDSKBENT, &entry, allow(step->arg[1]), number(step, 0));
}

static long do_maps(const struct step *step)
{
	long done = 0;

	for (unsigned int map = step->arg[2]; map < 256 && map <= step->arg[3]; map++) {
		struct kbentry entry = { map, !step->arg[4], step->arg[4] ? K_NOSUCHMAP : K_HOLE };

		done += !vt_do_kdsk_ioctl(KDSKBENT, &entry, allow(step->arg[1]), number(step, 0));
	}
	return done;
}

static long do_read(const struct step *step)
{
	struct kbentry entry = { step->arg[1], step->arg[2] };
	long err = vt_do_kdsk_ioctl(KDGKBENT, &entry, true, number(step, 0));

	side_log(&fuzz_seen->data, entry.kb_value);
	return err;
}

static long do_ask(const struct step *step)
{
	unsigned int console = number(step, 0);
	unsigned char flags, lights;

	vt_do_kdskled(console, KDGKBLED, (unsigned long)&flags, true);
	vt_do_kdskled(console, KDGETLED, (unsigned long)&lights, true);
	side_log(&fuzz_seen->data, flags << 8 | lights);
	side_log(&fuzz_seen->data, vt_do_kdgkbmode(console));
	side_log(&fuzz_seen->data, vt_do_kdgkbmeta(console));
	side_log(&fuzz_seen->data, vt_get_shift_state());
	return 0;
}

static long do_string(const struct step *step)
{
	static struct { struct kbsentry entry; char more[128]; } user;

	user.entry.kb_func = step->arg[1];
	side_text(step, (char *)user.entry.kb_string, sizeof(user) - 1);
	return vt_do_kdgkb_ioctl(KDSKBSENT, &user.entry, allow(step->arg[0]));
}

static long do_text(const struct step *step)
{
	struct kbsentry entry = { .kb_func = step->arg[0] };
	long err = vt_do_kdgkb_ioctl(KDGKBSENT, &entry, true);

	for (const unsigned char *at = entry.kb_string; *at; at++)
		side_log(&fuzz_seen->data, *at);
	return err;
}

static long do_accents(const struct step *step)
{
	static struct kbdiacrsuc wide;
	static struct kbdiacrs narrow;
	uint32_t accent[3];

	wide.kb_cnt = narrow.kb_cnt = step->arg[2];
	for (unsigned int i = 0; i < step->arg[2] && i < ARRAY_SIZE(wide.kbdiacruc); i++) {
		side_accent(step, i, accent);
		wide.kbdiacruc[i] = (struct kbdiacruc) { accent[0], accent[1], accent[2] };
		narrow.kbdiacr[i] = (struct kbdiacr) { accent[0], accent[1], accent[2] };
	}
	if (step->arg[1])
		return vt_do_diacrit(KDSKBDIACR, &narrow, allow(step->arg[0]));
	return vt_do_diacrit(KDSKBDIACRUC, &wide, allow(step->arg[0]));
}

static long do_composed(const struct step *step)
{
	static struct kbdiacrsuc wide;
	static struct kbdiacrs narrow;
	unsigned int i;
	long err;

	if (step->arg[0]) {
		err = vt_do_diacrit(KDGKBDIACR, &narrow, true);
		for (i = 0; i < narrow.kb_cnt; i++)
			side_log(&fuzz_seen->data, narrow.kbdiacr[i].diacr << 16 |
				 narrow.kbdiacr[i].base << 8 | narrow.kbdiacr[i].result);
		return err;
	}
	err = vt_do_diacrit(KDGKBDIACRUC, &wide, true);
	for (i = 0; i < 3 * wide.kb_cnt; i++)
		side_log(&fuzz_seen->data, ((uint32_t *)wide.kbdiacruc)[i]);
	return err;
}

static long do_screen(const struct step *step)
{
	uint16_t map[256];
	uint8_t glyph[256];

	side_screen(step, map);
	if (!side_screen_is_glyphs(step))
		return con_set_trans_new(map);
	for (unsigned int i = 0; i < 256; i++)
		glyph[i] = map[i];
	return con_set_trans_old(glyph);
}

static long do_braille(const struct step *step)
{
	fuzz_braille(step->arg[0], step->arg[1]);
	return 0;
}

static long do_notify(const struct step *step)
{
	fuzz_listen = step->arg[0];
	fuzz_stops = step->arg[0] ? step->arg[1] : 0;
	return 0;
}

static long do_utf8(const struct step *step)
{
	default_utf8 = !!step->arg[0];
	return 0;
}

static long do_open(const struct step *step)
{
	fuzz_open(step->arg[0] % SIDE_CONSOLES, step->arg[1]);
	return 0;
}

static long do_switch(const struct step *step)
{
	return set_console(step->arg[0] & 0xff);
}

static long do_write(const struct step *step)
{
	unsigned char bytes[STEP_ARGS];
	long written;

	for (unsigned int i = 1; i < step->nr; i++)
		bytes[i - 1] = step->arg[i];
	fuzz_writing = true;
	written = fuzz_write(step->arg[0] % SIDE_CONSOLES, bytes, step->nr - 1);
	fuzz_writing = false;
	return written;
}

static long (*const run[NR_OPS])(const struct step *step) = { STEP_OPS(STEP_FUNCTION) };

static void theirs_step(const struct step *step, struct side_seen *seen)
{
	side_seen_clear(seen);
	fuzz_seen = seen;
	seen->result = run[step->op](step);
	fuzz_act();
	fuzz_lights();
}

static void theirs_reset(void)
{
	static struct side_seen unheard;
	static bool started;

	if (started) {
		fuzz_restore();
		return;
	}
	started = true;
	fuzz_seen = &unheard;
	fuzz_keyboard_init();
	fuzz_terminal_init();
	console_map_init();
	fuzz_act();
	fuzz_lights();
	fuzz_remember();
}

static void theirs_state(struct side_state *state)
{
	fuzz_keyboard_state(state);
	fuzz_terminal_state(state);
}

static void theirs_maps(struct side_maps *maps)
{
	static uint16_t screen[256];

	con_get_trans_new(screen);
	*maps = (struct side_maps) {
		.map = key_maps, .string = func_table, .accents = accent_table,
		.nr_accents = accent_table_size, .screen = screen,
	};
}

const struct side theirs = {
	.reset = theirs_reset, .step = theirs_step, .state = theirs_state, .maps = theirs_maps,
};
