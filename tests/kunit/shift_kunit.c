// SPDX-License-Identifier: GPL-2.0
/*
 * Modifiers: held ones are counted, locked and sticky ones belong to the
 * console, and a code typed on the keypad ends with the modifier.
 */
#include "fixture.h"

static void two_keys_of_a_modifier_are_counted(struct kunit *test)
{
	fix_press(fixture(test), KEY_LEFTSHIFT);
	fix_press(fixture(test), KEY_RIGHTSHIFT);
	fix_release(fixture(test), KEY_LEFTSHIFT);
	EXPECT_STATE(test, "shift=01");
	EXPECT_PRESS(test, KEY_A, "41");
	fix_release(fixture(test), KEY_RIGHTSHIFT);
	EXPECT_STATE(test, "");
	EXPECT_PRESS(test, KEY_A, "61");
}

static void a_lone_release_counts_for_nothing(struct kunit *test)
{
	fix_release(fixture(test), KEY_LEFTSHIFT);
	fix_release(fixture(test), KEY_LEFTSHIFT);
	fix_press(fixture(test), KEY_LEFTSHIFT);
	EXPECT_STATE(test, "shift=01");
	fix_release(fixture(test), KEY_LEFTSHIFT);
	EXPECT_STATE(test, "");
}

static void a_repeat_is_not_counted(struct kunit *test)
{
	fix_press(fixture(test), KEY_LEFTSHIFT);
	fix_repeat(fixture(test), KEY_LEFTSHIFT);
	fix_repeat(fixture(test), KEY_LEFTSHIFT);
	KUNIT_EXPECT_EQ(test, fixture(test)->core.shift_down[KG_SHIFT], 1);
	fix_release(fixture(test), KEY_LEFTSHIFT);
	EXPECT_STATE(test, "");
}

struct modifier_case {
	const char *name;
	u8 value;
	const char *held;
	const char *locked;
	const char *sticky;
};

static const struct modifier_case modifiers[] = {
	{ "Shift",  KG_SHIFT,  "shift=01", "lock=01", "slock=01" },
	{ "AltGr",  KG_ALTGR,  "shift=02", "lock=02", "slock=02" },
	{ "Ctrl",   KG_CTRL,   "shift=04", "lock=04", "slock=04" },
	{ "Alt",    KG_ALT,    "shift=08", "lock=08", "slock=08" },
	{ "ShiftL", KG_SHIFTL, "shift=10", "lock=10", "slock=10" },
	{ "ShiftR", KG_SHIFTR, "shift=20", "lock=20", "slock=20" },
	{ "CtrlL",  KG_CTRLL,  "shift=40", "lock=40", "slock=40" },
	{ "CtrlR",  KG_CTRLR,  "shift=80", "lock=80", "slock=80" },
	{ "CapsShift counts as Shift, locks nothing", KG_CAPSSHIFT, "shift=01",
	  "", "" },
};

FIX_TABLE(modifiers);

/* Every map that the modifier under test could choose must have the key. */
static void add_map(struct kunit *test, u8 value)
{
	if (value < KG_CAPSSHIFT)
		fix_bind(test, BIT(value), FIX_KEY, K_HOLE);
}

static void a_modifier_holds_until_released(struct kunit *test)
{
	const struct modifier_case *c = test->param_value;

	add_map(test, c->value);
	fix_press_sym(test, K(KT_SHIFT, c->value));
	EXPECT_STATE(test, c->held);
	fix_release(fixture(test), FIX_KEY);
	EXPECT_STATE(test, "");
}

static void a_lock_turns_over_at_each_press(struct kunit *test)
{
	const struct modifier_case *c = test->param_value;
	struct fixture *f = fixture(test);

	add_map(test, c->value);
	fix_press_sym(test, K(KT_LOCK, c->value));
	EXPECT_STATE(test, c->locked);
	fix_repeat(f, FIX_KEY);
	EXPECT_STATE(test, c->locked);
	fix_release(f, FIX_KEY);
	EXPECT_STATE(test, c->locked);
	fix_press(f, FIX_KEY);
	EXPECT_STATE(test, "");
}

static void a_sticky_modifier_stays_after_its_release(struct kunit *test)
{
	const struct modifier_case *c = test->param_value;
	struct fixture *f = fixture(test);

	add_map(test, c->value);
	fix_press_sym(test, K(KT_SLOCK, c->value));
	fix_repeat(f, FIX_KEY);
	fix_release(f, FIX_KEY);
	EXPECT_STATE(test, c->sticky);
	fix_press(f, FIX_KEY);
	fix_release(f, FIX_KEY);
	EXPECT_STATE(test, "");
}

static void caps_shift_undoes_caps_lock_when_pressed(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_CAPS | VTKBD_LED_NUM;
	fix_press_sym(test, K_CAPSSHIFT);
	EXPECT_STATE(test, "shift=01 leds=2");
	f->kbd.ledflags |= VTKBD_LED_CAPS;
	fix_repeat(f, FIX_KEY);
	EXPECT_STATE(test, "shift=01 leds=6");
	fix_release(f, FIX_KEY);
	EXPECT_STATE(test, "leds=6");
}

static void shift_leaves_caps_lock_alone(struct kunit *test)
{
	fixture(test)->kbd.ledflags = VTKBD_LED_CAPS;
	fix_tap_sym(test, K_SHIFT);
	EXPECT_STATE(test, "leds=4");
}

static void recompute_counts_the_keys_that_are_down(struct kunit *test)
{
	struct vtkbd_core *core = &fixture(test)->core;

	core->shift_state = 0xff;
	memset(core->shift_down, 7, sizeof(core->shift_down));
	__set_bit(KEY_LEFTSHIFT, core->key_down);
	__set_bit(KEY_RIGHTSHIFT, core->key_down);
	__set_bit(KEY_LEFTCTRL, core->key_down);
	__set_bit(KEY_A, core->key_down);
	__set_bit(KEY_MAX, core->key_down);
	vtkbd_shift_recompute(core);
	EXPECT_STATE(test, "shift=05");
	KUNIT_EXPECT_EQ(test, core->shift_down[KG_SHIFT], 2);
	KUNIT_EXPECT_EQ(test, core->shift_down[KG_CTRL], 1);
	KUNIT_EXPECT_EQ(test, core->shift_down[KG_ALT], 0);
}

static void recompute_counts_sticky_and_caps_shift_keys(struct kunit *test)
{
	struct vtkbd_core *core = &fixture(test)->core;

	fix_bind(test, 0, KEY_Q, K_ALT_SLOCK);
	fix_bind(test, 0, KEY_W, K_CAPSSHIFT);
	fix_bind(test, 0, KEY_E, K_CAPSSHIFT_SLOCK);
	fix_bind(test, 0, KEY_R, K_CTRLLOCK);
	fix_bind(test, 1, KEY_T, K_CTRL);
	bitmap_set(core->key_down, KEY_Q, KEY_T - KEY_Q + 1);
	vtkbd_shift_recompute(core);
	EXPECT_STATE(test, "shift=09");
	KUNIT_EXPECT_EQ(test, core->shift_down[KG_SHIFT], 2);
	KUNIT_EXPECT_EQ(test, core->shift_down[KG_CAPSSHIFT], 0);
}

struct final_case {
	const char *name;
	u8 held, sticky, locked, map;
};

static const struct final_case finals[] = {
	{ "nothing",				0x00, 0x00, 0x00, 0x00 },
	{ "held",				0x04, 0x00, 0x00, 0x04 },
	{ "held and sticky add up",		0x04, 0x08, 0x00, 0x0c },
	{ "held and sticky are one",		0x04, 0x04, 0x00, 0x04 },
	{ "locked",				0x00, 0x00, 0x01, 0x01 },
	{ "locked undoes held",			0x01, 0x00, 0x01, 0x00 },
	{ "locked undoes sticky",		0x00, 0x01, 0x01, 0x00 },
	{ "locked undoes held and sticky",	0x01, 0x01, 0x01, 0x00 },
	{ "all eight",				0x0f, 0xf0, 0x00, 0xff },
};

FIX_TABLE(finals);

static void the_keymap_in_force(struct kunit *test)
{
	const struct final_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->core.shift_state = c->held;
	f->kbd.slockstate = c->sticky;
	f->kbd.lockstate = c->locked;
	KUNIT_EXPECT_EQ(test, vtkbd_shift_final(&f->core, &f->kbd), c->map);
}

static void a_locked_shift_is_undone_by_shift(struct kunit *test)
{
	fix_tap_sym(test, K_SHIFTLOCK);
	EXPECT_PRESS(test, KEY_A, "41");
	fix_press(fixture(test), KEY_LEFTSHIFT);
	EXPECT_PRESS(test, KEY_A, "61");
}

static void a_sticky_shift_is_for_one_key(struct kunit *test)
{
	fix_tap_sym(test, K_SHIFT_SLOCK);
	EXPECT_PRESS(test, KEY_A, "41");
	EXPECT_PRESS(test, KEY_B, "62");
}

static void sticky_modifiers_with_a_keymap_add_up(struct kunit *test)
{
	fix_tap_sym(test, K_CTRL_SLOCK);
	fix_tap_sym(test, K_ALT_SLOCK);
	EXPECT_STATE(test, "slock=0c");
	EXPECT_PRESS(test, KEY_DELETE, "CAD");
	EXPECT_STATE(test, "");
}

/* The default keymap has no map for Shift and AltGr together. */
static void sticky_modifiers_without_a_keymap_do_not(struct kunit *test)
{
	fix_tap_sym(test, K_SHIFT_SLOCK);
	fix_tap_sym(test, K_ALTGR_SLOCK);
	EXPECT_STATE(test, "slock=02");
}

/* A lock is part of the choice: with it there may be no map, or one. */
static void locks_count_for_sticky_modifiers(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.lockstate = BIT(KG_ALTGR);
	f->kbd.slockstate = BIT(KG_CTRL) | BIT(KG_ALTGR);
	fix_tap_sym(test, K_SHIFT_SLOCK);
	KUNIT_EXPECT_EQ(test, f->kbd.slockstate, 0x07);

	f->kbd.slockstate = BIT(KG_ALTGR);
	f->kbd.lockstate = BIT(KG_ALTGR) | BIT(KG_ALT);
	fix_press_sym(test, K_SHIFT_SLOCK);
	KUNIT_EXPECT_EQ(test, f->kbd.slockstate, 0x01);
}

struct npadch_case {
	const char *name;
	u8 mode;
	u32 code;
	const char *sent;
};

static const struct npadch_case npadchs[] = {
	{ "UNICODE 0",		K_UNICODE, 0, "00" },
	{ "UNICODE 65",		K_UNICODE, 65, "41" },
	{ "UNICODE 8364",	K_UNICODE, 8364, "e2 82 ac" },
	{ "UNICODE U+10FFFF",	K_UNICODE, 0x10ffff, "f4 8f bf bf" },
	{ "UNICODE too large",	K_UNICODE, 0x110000, "" },
	{ "XLATE 65",		K_XLATE, 65, "41" },
	{ "XLATE takes the low byte", K_XLATE, 8364, "ac" },
	{ "OFF too",		K_OFF, 233, "e9" },
};

FIX_TABLE(npadchs);

static void a_typed_code_is_sent_with_the_modifier(struct kunit *test)
{
	const struct npadch_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	fix_press(f, KEY_LEFTALT);
	f->core.npadch_active = true;
	f->core.npadch_value = c->code;
	EXPECT_RELEASE(test, KEY_LEFTALT, c->sent);
	EXPECT_STATE(test, "");
	fix_press(f, KEY_LEFTALT);
	EXPECT_RELEASE(test, KEY_LEFTALT, "");
}

static void a_typed_code_waits_for_the_last_key_of_a_modifier(struct kunit *test)
{
	struct fixture *f = fixture(test);

	fix_bind_all(test, KEY_RIGHTALT, K_ALT);
	fix_press(f, KEY_LEFTALT);
	fix_press(f, KEY_RIGHTALT);
	EXPECT_PRESS(test, KEY_KP6, "");
	EXPECT_PRESS(test, KEY_KP5, "");
	EXPECT_RELEASE(test, KEY_LEFTALT, "");
	EXPECT_STATE(test, "shift=08 npad=65");
	EXPECT_RELEASE(test, KEY_RIGHTALT, "41");
}

static void any_modifier_ends_a_typed_code(struct kunit *test)
{
	struct fixture *f = fixture(test);

	fix_press(f, KEY_LEFTALT);
	fix_press(f, KEY_LEFTCTRL);
	f->core.npadch_active = true;
	f->core.npadch_value = 'x';
	EXPECT_RELEASE(test, KEY_LEFTCTRL, "78");
	EXPECT_STATE(test, "shift=08");
}

static struct kunit_case shift_tests[] = {
	KUNIT_CASE(two_keys_of_a_modifier_are_counted),
	KUNIT_CASE(a_lone_release_counts_for_nothing),
	KUNIT_CASE(a_repeat_is_not_counted),
	FIX_CASES(a_modifier_holds_until_released, modifiers),
	FIX_CASES(a_lock_turns_over_at_each_press, modifiers),
	FIX_CASES(a_sticky_modifier_stays_after_its_release, modifiers),
	KUNIT_CASE(caps_shift_undoes_caps_lock_when_pressed),
	KUNIT_CASE(shift_leaves_caps_lock_alone),
	KUNIT_CASE(recompute_counts_the_keys_that_are_down),
	KUNIT_CASE(recompute_counts_sticky_and_caps_shift_keys),
	FIX_CASES(the_keymap_in_force, finals),
	KUNIT_CASE(a_locked_shift_is_undone_by_shift),
	KUNIT_CASE(a_sticky_shift_is_for_one_key),
	KUNIT_CASE(sticky_modifiers_with_a_keymap_add_up),
	KUNIT_CASE(sticky_modifiers_without_a_keymap_do_not),
	KUNIT_CASE(locks_count_for_sticky_modifiers),
	FIX_CASES(a_typed_code_is_sent_with_the_modifier, npadchs),
	KUNIT_CASE(a_typed_code_waits_for_the_last_key_of_a_modifier),
	KUNIT_CASE(any_modifier_ends_a_typed_code),
	{}
};

FIX_SUITE(shift, shift_tests);
