// SPDX-License-Identifier: GPL-2.0
/*
 * The path of a key through vtkbd_core_key(): keycodes of any size, repeats,
 * the notifier steps, letters under Caps Lock, and the end of sticky state.
 */
#include <linux/slab.h>

#include "fixture.h"

static const struct fix_mode modes[] = FIX_MODES;
FIX_TABLE(modes);

static void the_result_is_overwritten(struct kunit *test)
{
	struct fixture *f = fixture(test);

	memset(&f->out, 0xa5, sizeof(f->out));
	fix_press(f, KEY_MAX);
	EXPECT_OUT(test, "");

	memset(&f->out, 0xa5, sizeof(f->out));
	fix_press(f, 0xffff);
	EXPECT_OUT(test, "");
}

/* All that a key may change, without the keymap that core points to. */
static void *state_copy(struct kunit *test)
{
	size_t start = offsetof(struct vtkbd_core, key_down);
	struct fixture *f = fixture(test);
	size_t size = sizeof(f->core) - start;
	void *copy = kunit_kzalloc(test, size + sizeof(f->kbd), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, (void *)&f->core + start, size);
	memcpy(copy + size, &f->kbd, sizeof(f->kbd));
	return copy;
}

static size_t state_size(void)
{
	return sizeof(struct vtkbd_core) -
	       offsetof(struct vtkbd_core, key_down) + sizeof(struct vtkbd_kbd);
}

static void keycodes_beyond_key_max_are_ignored(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);
	unsigned int code;
	void *before;

	f->kbd.kbdmode = mode->mode;
	f->kbd.slockstate = BIT(KG_CTRL);
	before = state_copy(test);
	fix_listen(f);
	for (code = KEY_MAX + 1; code <= 0xffff; code++) {
		fix_press(f, code);
		if (f->out.len || f->nr_steps)
			break;
		fix_release(f, code);
		if (f->out.len || f->nr_steps)
			break;
	}
	KUNIT_EXPECT_EQ(test, code, 0x10000u);
	KUNIT_EXPECT_EQ(test, memcmp(before, state_copy(test), state_size()), 0);
}

static bool is_braille_key(unsigned int code)
{
	return code >= KEY_BRL_DOT1 && code <= KEY_BRL_DOT8;
}

static void keys_beyond_the_keymap_have_no_keysym(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);
	unsigned int code;

	f->kbd.kbdmode = mode->mode;
	f->kbd.slockstate = BIT(KG_SHIFT);
	fix_listen(f);
	for (code = NR_KEYS; code <= KEY_MAX; code++) {
		if (is_braille_key(code))
			continue;
		fix_press(f, code);
		KUNIT_EXPECT_STREQ(test, f->steps, "1");
		KUNIT_EXPECT_EQ(test, f->out.len, mode->mode == K_MEDIUMRAW ? 3 : 0);
		KUNIT_EXPECT_TRUE(test, test_bit(code, f->core.key_down));
		fix_release(f, code);
		KUNIT_EXPECT_FALSE(test, test_bit(code, f->core.key_down));
	}
	EXPECT_STATE(test, "slock=01");
}

static void braille_keys_are_bound_to_their_dots(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int dot;

	fix_listen(f);
	for (dot = 1; dot <= 8; dot++) {
		fix_press(f, KEY_BRL_DOT1 + dot - 1);
		KUNIT_EXPECT_STREQ(test, f->steps, "145");
		KUNIT_EXPECT_EQ(test, f->note[1].value,
				(unsigned int)VTKBD_SYM(K(KT_BRL, dot)));
	}
	EXPECT_STATE(test, "brl=ff");
}

static void held_keys_are_known_in_every_mode(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = mode->mode;
	f->kbd.modeflags &= ~VTKBD_M_REPEAT;
	fix_press(f, KEY_A);
	KUNIT_EXPECT_TRUE(test, test_bit(KEY_A, f->core.key_down));
	fix_repeat(f, KEY_A);
	KUNIT_EXPECT_TRUE(test, test_bit(KEY_A, f->core.key_down));
	fix_release(f, KEY_A);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(f->core.key_down, KEY_CNT));
}

struct repeat_case {
	const char *name;
	u8 mode;
	const char *sent;
	const char *muted;
};

/* VTKBD_M_REPEAT does not stop what raw modes send for the key itself. */
static const struct repeat_case repeats[] = {
	{ "RAW",	K_RAW, "1e", "1e" },
	{ "XLATE",	K_XLATE, "61", "" },
	{ "MEDIUMRAW",	K_MEDIUMRAW, "1e", "1e" },
	{ "UNICODE",	K_UNICODE, "61", "" },
	{ "OFF",	K_OFF, "", "" },
};

FIX_TABLE(repeats);

static void keys_repeat(struct kunit *test)
{
	const struct repeat_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = c->mode;
	fix_press(fixture(test), KEY_A);
	EXPECT_REPEAT(test, KEY_A, c->sent);
	EXPECT_REPEAT(test, KEY_A, c->sent);
}

static void keys_do_not_repeat_without_the_flag(struct kunit *test)
{
	const struct repeat_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	f->kbd.modeflags &= ~VTKBD_M_REPEAT;
	f->kbd.slockstate = BIT(KG_CTRL);
	fix_listen(f);
	EXPECT_REPEAT(test, KEY_A, c->muted);
	KUNIT_EXPECT_STREQ(test, f->steps, "");
	EXPECT_STATE(test, "slock=04");
}

#define EURO	(0x20ac ^ 0xf000)

/**
 * struct step_case - which notifier steps a key reaches, and what stopping it
 *	does
 * @name: for people
 * @mode: K_*
 * @sym: what the key is bound to; 0: pressed where there is no map
 * @stop_at: KBD_* step at which the notifier stops the key, or 0
 * @steps: KBD_* steps seen
 * @sent: what the key sends nevertheless
 * @state: afterwards; it was "slock=04" before
 */
struct step_case {
	const char *name;
	u8 mode;
	u16 sym;
	u8 stop_at;
	const char *steps;
	const char *sent;
	const char *state;
};

static const struct step_case steps[] = {
	{ "keysym", K_UNICODE, K(KT_LATIN, 'a'), 0, "145", "61", "" },
	{ "keysym stopped at KEYCODE", K_UNICODE, K(KT_LATIN, 'a'), KBD_KEYCODE, "12",
	  "", "" },
	{ "keysym stopped at KEYSYM", K_UNICODE, K(KT_LATIN, 'a'), KBD_KEYSYM, "14",
	  "", "slock=04" },
	{ "keysym stopped after it was typed", K_UNICODE, K(KT_LATIN, 'a'),
	  KBD_POST_KEYSYM, "145", "61", "" },
	{ "keysym, UNICODE is not for it", K_UNICODE, K(KT_LATIN, 'a'), KBD_UNICODE,
	  "145", "61", "" },
	{ "keysym in OFF", K_OFF, K(KT_LATIN, 'a'), 0, "14", "", "slock=04" },
	{ "SAK in OFF", K_OFF, K_SAK, 0, "145", "SAK", "" },
	{ "SAK in OFF stopped at KEYSYM", K_OFF, K_SAK, KBD_KEYSYM, "14", "",
	  "slock=04" },
	{ "special in OFF", K_OFF, K_BOOT, 0, "145", "", "" },
	{ "modifier in OFF", K_OFF, K_ALT, 0, "145", "", "shift=08" },
	{ "modifier in OFF stopped at KEYSYM", K_OFF, K_ALT, KBD_KEYSYM, "14",
	  "", "slock=04" },
	{ "character", K_UNICODE, EURO, 0, "13", "e2 82 ac", "slock=04" },
	{ "character stopped at KEYCODE", K_UNICODE, EURO, KBD_KEYCODE, "12",
	  "", "" },
	{ "character stopped at UNICODE", K_UNICODE, EURO, KBD_UNICODE, "13",
	  "", "slock=04" },
	{ "character, KEYSYM is not for it", K_UNICODE, EURO, KBD_KEYSYM, "13",
	  "e2 82 ac", "slock=04" },
	{ "character in OFF", K_OFF, EURO, 0, "13", "", "slock=04" },
	{ "key without map", K_UNICODE, 0, 0, "12", "", "" },
	{ "key without map stopped at KEYCODE", K_UNICODE, 0, KBD_KEYCODE,
	  "12", "", "" },
	{ "key without map stopped at UNBOUND", K_UNICODE, 0,
	  KBD_UNBOUND_KEYCODE, "12", "", "" },
	{ "key without map in OFF", K_OFF, 0, 0, "12", "", "" },
};

FIX_TABLE(steps);

/* Ctrl is sticky; the default keymap has a map for that. */
static void press_step_case(struct kunit *test, const struct step_case *c)
{
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	f->stop_at = c->stop_at ? BIT(c->stop_at) : 0;
	f->kbd.slockstate = BIT(KG_CTRL);
	fix_listen(f);
	if (c->sym) {
		fix_bind_all(test, FIX_KEY, c->sym);
	} else {
		kfree(f->core.keymap.map[BIT(KG_CTRL)]);
		f->core.keymap.map[BIT(KG_CTRL)] = NULL;
	}
	fix_press(f, FIX_KEY);
}

static void notifiers_see_and_stop_keys(struct kunit *test)
{
	const struct step_case *c = test->param_value;

	press_step_case(test, c);
	KUNIT_EXPECT_STREQ(test, fixture(test)->steps, c->steps);
	EXPECT_OUT(test, c->sent);
	EXPECT_STATE(test, c->state);
}

/* The first step and UNBOUND report a keycode, all others the stored keysym. */
static void notifiers_get_keycode_or_keysym(struct kunit *test)
{
	const struct step_case *c = test->param_value;
	struct fixture *f = fixture(test);
	unsigned int i, want;

	press_step_case(test, c);
	for (i = 0; i < f->nr_steps; i++) {
		want = f->steps[i] <= '0' + KBD_UNBOUND_KEYCODE ? FIX_KEY :
		       VTKBD_SYM(c->sym);
		KUNIT_EXPECT_EQ(test, f->note[i].value, want);
		KUNIT_EXPECT_EQ(test, f->note[i].shift, BIT(KG_CTRL));
		KUNIT_EXPECT_EQ(test, f->note[i].down, 1);
	}
}

static void notifiers_get_press_repeat_and_release(struct kunit *test)
{
	struct fixture *f = fixture(test);
	int down;

	fix_listen(f);
	for (down = 0; down <= 2; down++) {
		fix_event(f, KEY_A, down);
		KUNIT_EXPECT_STREQ(test, f->steps, "145");
		KUNIT_EXPECT_EQ(test, f->note[0].down, down);
		KUNIT_EXPECT_EQ(test, f->note[1].down, down);
		KUNIT_EXPECT_EQ(test, f->note[2].down, down);
	}
}

static void the_last_step_reports_the_new_lock_flags(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_NUM;
	fix_listen(f);
	fix_press(f, KEY_CAPSLOCK);
	KUNIT_EXPECT_STREQ(test, f->steps, "145");
	KUNIT_EXPECT_EQ(test, f->note[0].ledflags, VTKBD_LED_NUM);
	KUNIT_EXPECT_EQ(test, f->note[1].ledflags, VTKBD_LED_NUM);
	KUNIT_EXPECT_EQ(test, f->note[2].ledflags, VTKBD_LED_NUM | VTKBD_LED_CAPS);
}

/* Shift and AltGr have no map together: held modifiers are recomputed. */
static void a_key_without_map_recomputes_modifiers(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->core.shift_state = BIT(KG_SHIFT) | BIT(KG_ALTGR);
	f->core.shift_down[KG_ALTGR] = 1;
	__set_bit(KEY_LEFTSHIFT, f->core.key_down);
	EXPECT_PRESS(test, KEY_A, "");
	EXPECT_STATE(test, "shift=01");
	KUNIT_EXPECT_EQ(test, f->core.shift_down[KG_ALTGR], 0);
}

static void a_stopped_keycode_recomputes_modifiers(struct kunit *test)
{
	struct fixture *f = fixture(test);

	fix_listen(f);
	f->stop_at = BIT(KBD_KEYCODE);
	EXPECT_PRESS(test, KEY_LEFTALT, "");
	EXPECT_STATE(test, "shift=08");
}

/**
 * struct caps_case - a letter under Caps Lock
 * @name: for people
 * @plain: keysym in map 0
 * @shifted: keysym in the map of Shift
 * @sent: by the key alone
 * @sent_shift: by the key with Shift held
 */
struct caps_case {
	const char *name;
	u16 plain, shifted;
	const char *sent, *sent_shift;
};

static const struct caps_case caps[] = {
	{ "letter", K(KT_LETTER, 'a'), K(KT_LETTER, 'A'), "41", "61" },
	{ "not a letter", K(KT_LATIN, '1'), K(KT_LATIN, '!'), "31", "21" },
	{ "letter here, character there", K(KT_LETTER, 'a'), K(KT_LATIN, '!'),
	  "21", "21" },
	/*
	 * F1 is value 0, Boot is 12: sent as these characters, not carried out.
	 */
	{ "letter here, F1 there", K(KT_LETTER, 'a'), K_F1, "00",
	  "{1b 5b 5b 41}" },
	{ "letter here, Boot there", K(KT_LETTER, 'a'), K_BOOT, "0c", "CAD" },
	{ "letter here, U+20AC there", K(KT_LETTER, 'a'), EURO, "c2 ac",
	  "e2 82 ac" },
	{ "both letters, the same", K(KT_LETTER, 'a'), K(KT_LETTER, 'a'), "61",
	  "61" },
};

FIX_TABLE(caps);

static void caps_lock_takes_letters_from_the_other_map(struct kunit *test)
{
	const struct caps_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_CAPS;
	fix_bind(test, 0, FIX_KEY, c->plain);
	fix_bind(test, 1, FIX_KEY, c->shifted);
	EXPECT_PRESS(test, FIX_KEY, c->sent);
	EXPECT_RELEASE(test, FIX_KEY, "");
	fix_press(f, KEY_LEFTSHIFT);
	EXPECT_PRESS(test, FIX_KEY, c->sent_shift);
}

static void letters_are_plain_without_caps_lock(struct kunit *test)
{
	fixture(test)->kbd.ledflags = VTKBD_LED_NUM | VTKBD_LED_SCROLL;
	fix_bind(test, 1, FIX_KEY, K(KT_LETTER, 'A'));
	fix_bind(test, 0, FIX_KEY, K(KT_LETTER, 'a'));
	EXPECT_PRESS(test, FIX_KEY, "61");
}

/* Notifiers get the keysym that is sent in the end. */
static void caps_lock_reports_the_keysym_of_the_other_map(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_CAPS;
	fix_listen(f);
	fix_press(f, KEY_A);
	KUNIT_EXPECT_STREQ(test, f->steps, "145");
	KUNIT_EXPECT_EQ(test, f->note[1].value,
			(unsigned int)VTKBD_SYM(K(KT_LETTER, 'A')));
	KUNIT_EXPECT_EQ(test, f->note[1].shift, 0);
}

static void caps_lock_without_the_other_map_changes_nothing(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_CAPS;
	f->kbd.lockstate = BIT(KG_CTRLL);
	fix_bind(test, BIT(KG_CTRLL), FIX_KEY, K(KT_LETTER, 'a'));
	EXPECT_PRESS(test, FIX_KEY, "61");
}

/**
 * struct sticky_case - does an event use a sticky modifier up?
 * @name: for people
 * @mode: K_*
 * @sym: what the key is bound to
 * @value: 0 up, 1 down, 2 repeat
 * @used_up: it does
 */
struct sticky_case {
	const char *name;
	u8 mode;
	u16 sym;
	u8 value;
	bool used_up;
};

static const struct sticky_case stickies[] = {
	{ "press",			K_UNICODE, K(KT_LATIN, 'a'), 1, true },
	{ "repeat",			K_UNICODE, K(KT_LATIN, 'a'), 2, true },
	{ "release",			K_UNICODE, K(KT_LATIN, 'a'), 0, true },
	{ "key that does nothing",	K_UNICODE, K_HOLE, 1, true },
	{ "modifier",			K_UNICODE, K_CTRL, 1, true },
	{ "letter",			K_XLATE, K(KT_LETTER, 'a'), 1, true },
	{ "other sticky modifier",	K_UNICODE, K_ALT_SLOCK, 1, false },
	{ "Unicode keysym",		K_UNICODE, EURO, 1, false },
	{ "Unicode keysym's release",	K_UNICODE, EURO, 0, false },
	{ "text in OFF",		K_OFF, K(KT_LATIN, 'a'), 1, false },
	{ "text in RAW",		K_RAW, K(KT_LATIN, 'a'), 1, false },
	{ "special in OFF",		K_OFF, K_BOOT, 1, true },
	{ "modifier in MEDIUMRAW",	K_MEDIUMRAW, K_CTRL, 1, true },
};

FIX_TABLE(stickies);

static void what_uses_a_sticky_modifier_up(struct kunit *test)
{
	const struct sticky_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	f->kbd.slockstate = BIT(KG_CTRL);
	fix_bind_all(test, FIX_KEY, c->sym);
	fix_event(f, FIX_KEY, c->value);
	KUNIT_EXPECT_EQ(test, !(f->kbd.slockstate & BIT(KG_CTRL)), c->used_up);
}

static struct kunit_case core_tests[] = {
	KUNIT_CASE(the_result_is_overwritten),
	FIX_CASES(keycodes_beyond_key_max_are_ignored, modes),
	FIX_CASES(keys_beyond_the_keymap_have_no_keysym, modes),
	KUNIT_CASE(braille_keys_are_bound_to_their_dots),
	FIX_CASES(held_keys_are_known_in_every_mode, modes),
	FIX_CASES(keys_repeat, repeats),
	FIX_CASES(keys_do_not_repeat_without_the_flag, repeats),
	FIX_CASES(notifiers_see_and_stop_keys, steps),
	FIX_CASES(notifiers_get_keycode_or_keysym, steps),
	KUNIT_CASE(notifiers_get_press_repeat_and_release),
	KUNIT_CASE(the_last_step_reports_the_new_lock_flags),
	KUNIT_CASE(a_key_without_map_recomputes_modifiers),
	KUNIT_CASE(a_stopped_keycode_recomputes_modifiers),
	FIX_CASES(caps_lock_takes_letters_from_the_other_map, caps),
	KUNIT_CASE(letters_are_plain_without_caps_lock),
	KUNIT_CASE(caps_lock_reports_the_keysym_of_the_other_map),
	KUNIT_CASE(caps_lock_without_the_other_map_changes_nothing),
	FIX_CASES(what_uses_a_sticky_modifier_up, stickies),
	{}
};

FIX_SUITE(core, core_tests);
