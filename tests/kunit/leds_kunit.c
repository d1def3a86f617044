// SPDX-License-Identifier: GPL-2.0
/*
 * Lock flags, their defaults, and what the LEDs show.
 */
#include "fixture.h"

struct flags_case {
	const char *name;
	unsigned long arg;
	int err;
	u8 flags, defaults;
};

/* A refused argument leaves the flags as they were: 5, with 2 as default. */
static const struct flags_case flags[] = {
	{ "none",			0x00, 0, 0, 0 },
	{ "Scroll",			0x01, 0, 1, 0 },
	{ "all",			0x07, 0, 7, 0 },
	{ "defaults",			0x70, 0, 0, 7 },
	{ "both",			0x34, 0, 4, 3 },
	{ "bit 3",			0x08, -EINVAL, 5, 2 },
	{ "bit 7",			0x80, -EINVAL, 5, 2 },
	{ "bit 8",			0x100, -EINVAL, 5, 2 },
	{ "all bits",			ULONG_MAX, -EINVAL, 5, 2 },
	{ "highest bit",		~(ULONG_MAX >> 1), -EINVAL, 5, 2 },
};

FIX_TABLE(flags);

static void flags_are_set_or_refused_as_a_whole(struct kunit *test)
{
	const struct flags_case *c = test->param_value;
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	kbd->ledflags = 5;
	kbd->default_leds = 2;
	KUNIT_EXPECT_EQ(test, vtkbd_leds_set_flags(kbd, c->arg), c->err);
	KUNIT_EXPECT_EQ(test, kbd->ledflags, c->flags);
	KUNIT_EXPECT_EQ(test, kbd->default_leds, c->defaults);
	KUNIT_EXPECT_EQ(test, vtkbd_leds_flags(kbd), c->flags | c->defaults << 4);
}

static void setting_flags_keeps_a_programs_pattern(struct kunit *test)
{
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	kbd->leds_by_ioctl = true;
	KUNIT_EXPECT_EQ(test, vtkbd_leds_set_flags(kbd, 7), 0);
	KUNIT_EXPECT_TRUE(test, kbd->leds_by_ioctl);
	KUNIT_EXPECT_EQ(test, vtkbd_leds_word(kbd, 2), 2u);
}

struct pattern_case {
	const char *name;
	unsigned long arg;
	bool by_ioctl;
	u8 pattern;
	u8 shown;
};

/* The pattern is 5 and the flags are 2 before. */
static const struct pattern_case patterns[] = {
	{ "all off",		0, true, 0, 0 },
	{ "Caps",		4, true, 4, 4 },
	{ "all on",		7, true, 7, 7 },
	{ "8 gives them back",	8, false, 5, 2 },
	{ "15 gives them back",	15, false, 5, 2 },
	{ "32 bits give them back", 0xffffffff, false, 5, 2 },
	{ "all bits give them back", ULONG_MAX, false, 5, 2 },
#ifdef CONFIG_64BIT
	{ "33rd bit does not count", 1ul << 32 | 3, true, 3, 3 },
#endif
};

FIX_TABLE(patterns);

static void leds_show_a_programs_pattern_or_the_flags(struct kunit *test)
{
	const struct pattern_case *c = test->param_value;
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;
	bool before;
	u8 by_ioctl;

	for (before = false; ; before = true) {
		kbd->ledflags = 2;
		kbd->leds_by_ioctl = before;
		by_ioctl = 5;
		vtkbd_leds_set_pattern(kbd, &by_ioctl, c->arg);
		KUNIT_EXPECT_EQ(test, kbd->leds_by_ioctl, c->by_ioctl);
		KUNIT_EXPECT_EQ(test, by_ioctl, c->pattern);
		KUNIT_EXPECT_EQ(test, vtkbd_leds_word(kbd, by_ioctl), c->shown);
		KUNIT_EXPECT_EQ(test, kbd->ledflags, 2);
		if (before)
			break;
	}
}

static void the_word_has_locked_modifiers_too(struct kunit *test)
{
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;

	kbd->lockstate = 0x81;
	kbd->ledflags = VTKBD_LED_NUM;
	KUNIT_EXPECT_EQ(test, vtkbd_leds_word(kbd, 5), 0x8102u);
	kbd->leds_by_ioctl = true;
	KUNIT_EXPECT_EQ(test, vtkbd_leds_word(kbd, 5), 0x8105u);
}

static void lock_keys_change_the_word(struct kunit *test)
{
	struct fixture *f = fixture(test);

	fix_press(f, KEY_CAPSLOCK);
	fix_press(f, KEY_NUMLOCK);
	KUNIT_EXPECT_EQ(test, vtkbd_leds_word(&f->kbd, 0), 6u);
}

static struct kunit_case leds_tests[] = {
	FIX_CASES(flags_are_set_or_refused_as_a_whole, flags),
	KUNIT_CASE(setting_flags_keeps_a_programs_pattern),
	FIX_CASES(leds_show_a_programs_pattern_or_the_flags, patterns),
	KUNIT_CASE(the_word_has_locked_modifiers_too),
	KUNIT_CASE(lock_keys_change_the_word),
	{}
};

FIX_SUITE(leds, leds_tests);
