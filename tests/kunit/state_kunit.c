// SPDX-License-Identifier: GPL-2.0
/*
 * A console's keyboard state: at the start, through mode changes, and after
 * a terminal reset.
 */
#include "fixture.h"

struct start_case {
	const char *name;
	bool utf8;
	u8 leds;
	u8 mode;
};

static const struct start_case starts[] = {
	{ "UTF-8",		true, 0, K_UNICODE },
	{ "8 bit",		false, 0, K_XLATE },
	{ "UTF-8, Num Lock",	true, VTKBD_LED_NUM, K_UNICODE },
};

FIX_TABLE(starts);

static void a_console_starts_clean(struct kunit *test)
{
	const struct start_case *c = test->param_value;
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	memset(kbd, 0xff, sizeof(*kbd));
	vtkbd_kbd_init(kbd, c->utf8, c->leds);
	KUNIT_EXPECT_EQ(test, kbd->kbdmode, c->mode);
	KUNIT_EXPECT_EQ(test, kbd->modeflags, VTKBD_M_REPEAT | VTKBD_M_META);
	KUNIT_EXPECT_EQ(test, kbd->ledflags, c->leds);
	KUNIT_EXPECT_EQ(test, kbd->default_leds, c->leds);
	KUNIT_EXPECT_FALSE(test, kbd->leds_by_ioctl);
	KUNIT_EXPECT_EQ(test, kbd->lockstate, 0);
	KUNIT_EXPECT_EQ(test, kbd->slockstate, 0);
}

struct set_mode_case {
	const char *name;
	unsigned long mode;
	int err;
	u8 kbdmode;
	bool recompute;
};

/*
 * The mode is K_OFF before, so a refused mode differs from all accepted ones.
 */
static const struct set_mode_case set_modes[] = {
	{ "RAW",	K_RAW, 0, K_RAW, false },
	{ "XLATE",	K_XLATE, 0, K_XLATE, true },
	{ "MEDIUMRAW",	K_MEDIUMRAW, 0, K_MEDIUMRAW, false },
	{ "UNICODE",	K_UNICODE, 0, K_UNICODE, true },
	{ "OFF",	K_OFF, 0, K_OFF, false },
	{ "5",		5, -EINVAL, K_OFF, false },
	{ "256",	256, -EINVAL, K_OFF, false },
	{ "31 bits",	0x7fffffff, -EINVAL, K_OFF, false },
	{ "all bits",	ULONG_MAX, -EINVAL, K_OFF, false },
#ifdef CONFIG_64BIT
	{ "33rd bit does not count", 1ul << 32 | K_XLATE, 0, K_XLATE, true },
#endif
};

FIX_TABLE(set_modes);

/* Only a mode that translates recomputes the held modifiers. */
static void a_mode_is_taken_or_refused(struct kunit *test)
{
	const struct set_mode_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = K_OFF;
	f->core.shift_state = BIT(KG_ALT);
	__set_bit(KEY_LEFTSHIFT, f->core.key_down);
	KUNIT_EXPECT_EQ(test, vtkbd_kbd_set_mode(&f->core, &f->kbd, c->mode),
			c->err);
	KUNIT_EXPECT_EQ(test, f->kbd.kbdmode, c->kbdmode);
	EXPECT_STATE(test, c->recompute ? "shift=01" : "shift=08");
}

static void a_mode_change_leaves_all_else(struct kunit *test)
{
	const struct set_mode_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.ledflags = VTKBD_LED_CAPS;
	f->kbd.lockstate = BIT(KG_CTRL);
	f->kbd.slockstate = BIT(KG_ALT);
	f->core.diacr = '`';
	f->core.dead_key_next = true;
	f->core.npadch_active = true;
	vtkbd_kbd_set_mode(&f->core, &f->kbd, c->mode);
	EXPECT_STATE(test, "lock=04 slock=08 leds=4 diacr=60 compose npad=0");
	KUNIT_EXPECT_EQ(test, f->kbd.modeflags, VTKBD_M_REPEAT | VTKBD_M_META);
}

/* A Shift key that went down in a raw mode shifts in the mode after it. */
static void keys_held_across_a_mode_change_count(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = K_OFF;
	fix_bind(test, 0, KEY_LEFTSHIFT, K_SHIFT_SLOCK);
	fix_press(f, KEY_LEFTSHIFT);
	EXPECT_STATE(test, "");
	KUNIT_ASSERT_EQ(test, vtkbd_kbd_set_mode(&f->core, &f->kbd, K_UNICODE), 0);
	EXPECT_STATE(test, "shift=01");
	EXPECT_PRESS(test, KEY_A, "41");
}

struct meta_case {
	const char *name;
	unsigned long meta;
	int err;
	bool prefix;
	bool prefix_before;
};

static const struct meta_case metas[] = {
	{ "bit",		K_METABIT, 0, false, true },
	{ "bit again",		K_METABIT, 0, false, false },
	{ "prefix",		K_ESCPREFIX, 0, true, false },
	{ "prefix again",	K_ESCPREFIX, 0, true, true },
	{ "0 with prefix",	0, -EINVAL, true, true },
	{ "2 with bit",		2, -EINVAL, false, false },
	{ "5 with prefix",	5, -EINVAL, true, true },
	{ "all bits",		ULONG_MAX, -EINVAL, true, true },
#ifdef CONFIG_64BIT
	{ "33rd bit does not count", 1ul << 32 | K_METABIT, 0, false, true },
#endif
};

FIX_TABLE(metas);

static void meta_is_taken_or_refused(struct kunit *test)
{
	const struct meta_case *c = test->param_value;
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	kbd->modeflags = VTKBD_M_CRLF | (c->prefix_before ? VTKBD_M_META : 0);
	KUNIT_EXPECT_EQ(test, vtkbd_kbd_set_meta(kbd, c->meta), c->err);
	KUNIT_EXPECT_EQ(test, kbd->modeflags,
			VTKBD_M_CRLF | (c->prefix ? VTKBD_M_META : 0));
}

static void a_reset_clears_what_programs_wrote(struct kunit *test)
{
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	memset(kbd, 0xff, sizeof(*kbd));
	kbd->kbdmode = K_MEDIUMRAW;
	kbd->leds_by_ioctl = true;
	kbd->default_leds = VTKBD_LED_NUM;
	vtkbd_kbd_reset(kbd);
	KUNIT_EXPECT_EQ(test, kbd->kbdmode, K_MEDIUMRAW);
	KUNIT_EXPECT_EQ(test, kbd->modeflags, VTKBD_M_REPEAT | VTKBD_M_META);
	KUNIT_EXPECT_EQ(test, kbd->ledflags, VTKBD_LED_NUM);
	KUNIT_EXPECT_EQ(test, kbd->default_leds, VTKBD_LED_NUM);
	KUNIT_EXPECT_FALSE(test, kbd->leds_by_ioctl);
	KUNIT_EXPECT_EQ(test, kbd->lockstate, 0);
	KUNIT_EXPECT_EQ(test, kbd->slockstate, 0);
}

static void a_reset_leaves_meta_and_brings_repeat_back(struct kunit *test)
{
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	kbd->modeflags = VTKBD_M_APPLIC | VTKBD_M_CKMODE;
	vtkbd_kbd_reset(kbd);
	KUNIT_EXPECT_EQ(test, kbd->modeflags, VTKBD_M_REPEAT);
}

static struct kunit_case state_tests[] = {
	FIX_CASES(a_console_starts_clean, starts),
	FIX_CASES(a_mode_is_taken_or_refused, set_modes),
	FIX_CASES(a_mode_change_leaves_all_else, set_modes),
	KUNIT_CASE(keys_held_across_a_mode_change_count),
	FIX_CASES(meta_is_taken_or_refused, metas),
	KUNIT_CASE(a_reset_clears_what_programs_wrote),
	KUNIT_CASE(a_reset_leaves_meta_and_brings_repeat_back),
	{}
};

FIX_SUITE(state, state_tests);
