// SPDX-License-Identifier: GPL-2.0
/*
 * KT_SPEC: all twenty fn_* entries in each of the five modes, pressed, repeated and
 * released, and the state that one of them leaves for the next.
 */
#include "fixture.h"

/**
 * struct fn_case - a special function in a mode
 * @name: for people
 * @mode: K_*
 * @value: its number
 * @down: what the press sends where it acts
 * @state: keyboard state after it
 * @again: what a repeat sends, with the state as after the press
 * @again_state: keyboard state after the repeat
 * @everywhere: acts in modes that do not translate, too
 */
struct fn_case {
	const char *name;
	u8 mode;
	u8 value;
	const char *down;
	const char *state;
	const char *again;
	const char *again_state;
	bool everywhere;
};

#define CASE(mode_, mode_name, value_, fn, down_, state_, again_, again_state_, \
	     everywhere_) {						\
	.name = fn " in " mode_name, .mode = mode_, .value = value_,	\
	.down = down_, .state = state_, .again = again_,		\
	.again_state = again_state_, .everywhere = everywhere_ }

#define FN(value, fn, down, state, again, again_state) \
	FIX_IN_ALL_MODES(CASE, value, fn, down, state, again, again_state, false)

/* A function that does the same on each repeat and has no state. */
#define FN_SAME(value, fn, down)	FN(value, fn, down, "", down, "")
/* A function that is not run on a repeat. */
#define FN_ONCE(value, fn, down, state)	FN(value, fn, down, state, "", state)

static const struct fn_case fn_cases[] = {
	FN_SAME(0,  "fn_null", ""),
	FN_SAME(1,  "fn_enter", "0d"),
	FN_SAME(2,  "fn_show_ptregs", "SHOW_REGS"),
	FN_SAME(3,  "fn_show_mem", "SHOW_MEM"),
	FN_SAME(4,  "fn_show_state", "SHOW_STATE"),
	FN_SAME(5,  "fn_send_intr", "BREAK"),
	FN_SAME(6,  "fn_lastcons", "LASTCONS"),
	FN_ONCE(7,  "fn_caps_toggle", "", "leds=4"),
	FN_ONCE(8,  "fn_num", "", "leds=2"),
	FN_ONCE(9,  "fn_hold", "HOLD", ""),
	FN_SAME(10, "fn_scroll_forw", "SCROLL_FORW"),
	FN_SAME(11, "fn_scroll_back", "SCROLL_BACK"),
	FN_SAME(12, "fn_boot_it", "CAD"),
	FN_ONCE(13, "fn_caps_on", "", "leds=4"),
	FN(14, "fn_compose", "", "compose", "", "compose"),
	FIX_IN_ALL_MODES(CASE, 15, "fn_SAK", "SAK", "", "SAK", "", true),
	FN_SAME(16, "fn_dec_console", "PREVCONS"),
	FN_SAME(17, "fn_inc_console", "NEXTCONS"),
	FN_SAME(18, "fn_spawn_con", "SPAWN"),
	FN_ONCE(19, "fn_bare_num", "", "leds=2"),
};

FIX_TABLE(fn_cases);

static bool acts(const struct fn_case *c)
{
	return c->mode == K_XLATE || c->mode == K_UNICODE || c->everywhere;
}

/* What MEDIUMRAW sends for the key itself is not tested here. */
static void forget_keycode(struct fixture *f)
{
	if (f->kbd.kbdmode == K_MEDIUMRAW)
		f->out.len = 0;
}

/*
 * What RAW sends is not tested either: here the device passes on its own
 * scancodes.
 */
static void prepare(struct kunit *test)
{
	const struct fn_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	f->hw_raw = true;
	fix_press_sym(test, K(KT_SPEC, c->value));
	forget_keycode(f);
}

static void press_acts_in_its_modes_only(struct kunit *test)
{
	const struct fn_case *c = test->param_value;

	prepare(test);
	EXPECT_OUT(test, acts(c) ? c->down : "");
	EXPECT_STATE(test, acts(c) ? c->state : "");
}

static void repeat_acts_again_or_not(struct kunit *test)
{
	const struct fn_case *c = test->param_value;
	struct fixture *f = fixture(test);

	prepare(test);
	fix_repeat(f, FIX_KEY);
	forget_keycode(f);
	EXPECT_OUT(test, acts(c) ? c->again : "");
	EXPECT_STATE(test, acts(c) ? c->again_state : "");
}

static void release_does_nothing(struct kunit *test)
{
	const struct fn_case *c = test->param_value;
	struct fixture *f = fixture(test);

	prepare(test);
	fix_release(f, FIX_KEY);
	forget_keycode(f);
	EXPECT_OUT(test, "");
	EXPECT_STATE(test, acts(c) ? c->state : "");
}

static const struct fix_mode modes[] = FIX_MODES;
FIX_TABLE(modes);

/* Only fn_null does so, and only where it acts. */
static void null_recomputes_held_modifiers(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);
	bool acts = mode->mode == K_XLATE || mode->mode == K_UNICODE;

	f->kbd.kbdmode = mode->mode;
	f->core.shift_down[KG_SHIFT] = 1;
	f->core.shift_state = BIT(KG_SHIFT);
	fix_press_sym(test, K_HOLE);
	EXPECT_STATE(test, acts ? "" : "shift=01");
}

/*
 * The rule that the module exists for: no restart from a mode that does not
 * translate keys.
 */
static void ctrl_alt_del_of_the_default_keymap(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);
	bool acts = mode->mode == K_XLATE || mode->mode == K_UNICODE;

	f->kbd.kbdmode = mode->mode;
	fix_press(f, KEY_LEFTCTRL);
	fix_press(f, KEY_LEFTALT);
	fix_press(f, KEY_DELETE);
	KUNIT_EXPECT_EQ(test, f->out.action.type,
			acts ? VTKBD_ACT_CAD : VTKBD_ACT_NONE);
}

static void numbers_beyond_the_table_do_nothing(struct kunit *test)
{
	unsigned int value;

	for (value = VTKBD_NR_FN; value < 256; value++) {
		EXPECT_SYM(test, K(KT_SPEC, value), "");
		EXPECT_STATE(test, "");
	}
}

static void lock_keys_turn_their_flag_back(struct kunit *test)
{
	fix_tap_sym(test, K_CAPS);
	fix_tap_sym(test, K_CAPS);
	fix_tap_sym(test, K_NUM);
	fix_tap_sym(test, K_NUM);
	fix_tap_sym(test, K_BARENUMLOCK);
	fix_tap_sym(test, K_BARENUMLOCK);
	EXPECT_STATE(test, "");
}

static void caps_on_stays_on(struct kunit *test)
{
	fix_tap_sym(test, K_CAPSON);
	fix_tap_sym(test, K_CAPSON);
	EXPECT_STATE(test, "leds=4");
}

static void enter_sends_crlf_in_newline_mode(struct kunit *test)
{
	fixture(test)->kbd.modeflags |= VTKBD_M_CRLF;
	EXPECT_SYM(test, K_ENTER, "0d 0a");
}

static void enter_sends_a_pending_accent_first(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.modeflags |= VTKBD_M_CRLF;
	f->core.diacr = 0x10ffff;
	EXPECT_SYM(test, K_ENTER, "f4 8f bf bf 0d 0a");
	EXPECT_STATE(test, "");

	f->kbd.kbdmode = K_XLATE;
	f->core.diacr = 0xb4;
	EXPECT_SYM(test, K_ENTER, "b4 0d 0a");
	EXPECT_STATE(test, "");
}

static void enter_drops_an_accent_without_8bit_character(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = K_XLATE;
	f->core.diacr = 0x20ac;
	EXPECT_SYM(test, K_ENTER, "0d");
	EXPECT_STATE(test, "");
}

static void num_is_pf1_for_an_application(struct kunit *test)
{
	fixture(test)->kbd.modeflags |= VTKBD_M_APPLIC;
	fix_press_sym(test, K_NUM);
	EXPECT_OUT(test, "1b 4f 50");
	EXPECT_REPEAT(test, FIX_KEY, "1b 4f 50");
	EXPECT_RELEASE(test, FIX_KEY, "");
	EXPECT_STATE(test, "");
}

static void bare_num_stays_num_lock_for_an_application(struct kunit *test)
{
	fixture(test)->kbd.modeflags |= VTKBD_M_APPLIC;
	EXPECT_SYM(test, K_BARENUMLOCK, "");
	EXPECT_STATE(test, "leds=2");
}

static struct kunit_case special_tests[] = {
	FIX_CASES(press_acts_in_its_modes_only, fn_cases),
	FIX_CASES(repeat_acts_again_or_not, fn_cases),
	FIX_CASES(release_does_nothing, fn_cases),
	FIX_CASES(null_recomputes_held_modifiers, modes),
	FIX_CASES(ctrl_alt_del_of_the_default_keymap, modes),
	KUNIT_CASE(numbers_beyond_the_table_do_nothing),
	KUNIT_CASE(lock_keys_turn_their_flag_back),
	KUNIT_CASE(caps_on_stays_on),
	KUNIT_CASE(enter_sends_crlf_in_newline_mode),
	KUNIT_CASE(enter_sends_a_pending_accent_first),
	KUNIT_CASE(enter_drops_an_accent_without_8bit_character),
	KUNIT_CASE(num_is_pf1_for_an_application),
	KUNIT_CASE(bare_num_stays_num_lock_for_an_application),
	{}
};

FIX_SUITE(special, special_tests);
