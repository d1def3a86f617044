// SPDX-License-Identifier: GPL-2.0
/*
 * What differs between the generations of rules.h, each generation on any kernel.
 * The bytes of a generation are those of the VT of its kernels: the typist and the
 * sweep compare them there (tests/oracle).
 */
#include "fixture.h"
#include "terminal.h"

/* Modifiers held for a key, by keycodes of the default keymap. */
#define HOLD_SHIFT	BIT(0)
#define HOLD_ALT	BIT(1)
#define HOLD_CTRL	BIT(2)
#define HOLD_ALTGR	BIT(3)

static const u16 hold_keys[] = {
	KEY_LEFTSHIFT, KEY_LEFTALT, KEY_LEFTCTRL, KEY_RIGHTALT,
};

static void use_rules(struct kunit *test, unsigned int major, unsigned int minor)
{
	fixture(test)->core.keymap.rules = vtkbd_rules_of(major, minor);
}

struct version_case {
	const char *name;
	unsigned int major;
	unsigned int minor;
	unsigned int want_major;
	unsigned int want_minor;
};

static const struct version_case versions[] = {
	{ "6.0: before the first",	6, 0,	6, 1 },
	{ "6.1",			6, 1,	6, 1 },
	{ "6.11",			6, 11,	6, 1 },
	{ "6.12",			6, 12,	6, 12 },
	{ "6.19",			6, 19,	6, 12 },
	{ "7.0",			7, 0,	6, 12 },
	{ "7.1",			7, 1,	7, 1 },
	{ "7.2",			7, 2,	7, 1 },
	{ "7.3",			7, 3,	7, 3 },
	{ "8.0: behind the last",	8, 0,	7, 3 },
};

FIX_TABLE(versions);

static void a_kernel_has_the_rules_of_its_generation(struct kunit *test)
{
	const struct version_case *c = test->param_value;
	const struct vtkbd_rules *rules = vtkbd_rules_of(c->major, c->minor);

	KUNIT_EXPECT_EQ(test, (unsigned int)rules->major, c->want_major);
	KUNIT_EXPECT_EQ(test, (unsigned int)rules->minor, c->want_minor);
}

struct key_case {
	const char *name;
	u16 sym;
	unsigned int held;
	const char *before;
	const char *since;
};

/* @before 7.1 and @since then; the key is bound in the plain keymap and those that are. */
static const struct key_case keys[] = {
	{ "left",		K_LEFT, 0,	"1b 5b 44", "1b 5b 44" },
	{ "Shift left",		K_LEFT, HOLD_SHIFT, "1b 5b 44", "1b 5b 31 3b 32 44" },
	{ "Ctrl up",		K_UP, HOLD_CTRL, "1b 5b 41", "1b 5b 31 3b 35 41" },
	{ "Ctrl Alt right",	K_RIGHT, HOLD_CTRL | HOLD_ALT,
				"1b 5b 43", "1b 5b 31 3b 37 43" },
	{ "AltGr does not count", K_DOWN, HOLD_ALTGR, "1b 5b 42", "1b 5b 42" },
	{ "KT_CSI 3",		K(VTKBD_KT_CSI, 3), 0, "", "1b 5b 33 7e" },
	{ "KT_CSI 99",		K(VTKBD_KT_CSI, 99), 0, "", "1b 5b 39 39 7e" },
	{ "Shift KT_CSI 15",	K(VTKBD_KT_CSI, 15), HOLD_SHIFT, "", "1b 5b 31 35 3b 32 7e" },
};

FIX_TABLE(keys);

static void press_with(struct kunit *test, const struct key_case *c)
{
	struct fixture *f = fixture(test);
	unsigned int i;

	fix_bind_all(test, FIX_KEY, c->sym);
	for (i = 0; i < ARRAY_SIZE(hold_keys); i++)
		if (c->held & BIT(i))
			fix_press(f, hold_keys[i]);
	fix_press(f, FIX_KEY);
}

static void before_7_1(struct kunit *test)
{
	const struct key_case *c = test->param_value;

	use_rules(test, 7, 0);
	press_with(test, c);
	EXPECT_OUT(test, c->before);
}

static void since_7_1(struct kunit *test)
{
	const struct key_case *c = test->param_value;

	use_rules(test, 7, 1);
	press_with(test, c);
	EXPECT_OUT(test, c->since);
}

/* Shift, Ctrl and Alt together have no map in the default keymap. */
static void a_cursor_key_without_a_map_is_looked_up_plain(struct kunit *test)
{
	struct fixture *f = fixture(test);

	fix_press(f, KEY_LEFTSHIFT);
	fix_press(f, KEY_LEFTALT);
	fix_press(f, KEY_LEFTCTRL);
	use_rules(test, 7, 0);
	EXPECT_PRESS(test, KEY_LEFT, "");
	fix_release(f, KEY_LEFT);
	use_rules(test, 7, 1);
	EXPECT_PRESS(test, KEY_LEFT, "1b 5b 31 3b 38 44");
}

static void another_key_is_not(struct kunit *test)
{
	struct fixture *f = fixture(test);

	use_rules(test, 7, 1);
	fix_press(f, KEY_LEFTSHIFT);
	fix_press(f, KEY_LEFTALT);
	fix_press(f, KEY_LEFTCTRL);
	EXPECT_PRESS(test, KEY_A, "");
}

/* The stored value of K_HOLE is the character U+0200. */
static void only_the_stored_hole_falls_back(struct kunit *test)
{
	struct fixture *f = fixture(test);

	use_rules(test, 7, 1);
	fix_bind(test, 0, FIX_KEY, K_LEFT);
	fix_bind(test, BIT(KG_SHIFT), FIX_KEY, VTKBD_SYM(K_HOLE));
	fix_press(f, KEY_LEFTSHIFT);
	EXPECT_PRESS(test, FIX_KEY, "1b 5b 31 3b 32 44");
	fix_release(f, FIX_KEY);
	fix_bind(test, BIT(KG_SHIFT), FIX_KEY, K_HOLE);
	EXPECT_PRESS(test, FIX_KEY, "");
}

struct bind_case {
	const char *name;
	unsigned int minor;
	u8 kbdmode;
	u16 sym;
	int err;
};

static const struct bind_case binds[] = {
	{ "7.0 UNICODE takes any value",	0, K_UNICODE, K(VTKBD_KT_CSI, 100), 0 },
	{ "7.0 XLATE takes none",		0, K_XLATE, K(VTKBD_KT_CSI, 1), -EINVAL },
	{ "7.1 XLATE takes 99",			1, K_XLATE, K(VTKBD_KT_CSI, 99), 0 },
	{ "7.1 XLATE refuses 100",		1, K_XLATE, K(VTKBD_KT_CSI, 100), -EINVAL },
	{ "7.1 UNICODE refuses 100",		1, K_UNICODE, K(VTKBD_KT_CSI, 100), -EINVAL },
};

FIX_TABLE(binds);

static void type_15_in_a_keymap(struct kunit *test)
{
	const struct bind_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, vtkbd_keymap_check(vtkbd_rules_of(7, c->minor), c->kbdmode,
						 c->sym), c->err);
}

struct written_case {
	const char *name;
	const char *text;
	bool before;
	bool since;
};

/* Does it show control characters, font 11, before 7.1 and since then? */
static const struct written_case colours[] = {
	{ "semicolons",			"\e[38;5;11;11m", true, true },
	{ "colons",			"\e[38:5:9;11m", false, true },
	{ "a colour behind colons",	"\e[38:5:11m", false, false },
	{ "mixed to the end",		"\e[48:5;9:11m", false, true },
	{ "a colon behind no colour",	"\e[4:3;11m", false, false },
};

FIX_TABLE(colours);

static bool shows_controls(struct kunit *test, unsigned int minor, const char *text)
{
	struct vtkbd_escape esc;
	u8 pattern = 0;
	struct vtkbd_terminal t = {
		.rules = vtkbd_rules_of(7, minor), .esc = &esc,
		.kbd = &fixture(test)->kbd, .leds_by_ioctl = &pattern,
	};

	vtkbd_escape_reset(&esc, true);
	vtkbd_escape_write(&t, (const u8 *)text, strlen(text));
	return esc.show_controls;
}

static void colons_separate_parameters_of_a_colour(struct kunit *test)
{
	const struct written_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, shows_controls(test, 0, c->text), c->before);
	KUNIT_EXPECT_EQ(test, shows_controls(test, 1, c->text), c->since);
}

static struct kunit_case rules_tests[] = {
	FIX_CASES(a_kernel_has_the_rules_of_its_generation, versions),
	FIX_CASES(before_7_1, keys),
	FIX_CASES(since_7_1, keys),
	KUNIT_CASE(a_cursor_key_without_a_map_is_looked_up_plain),
	KUNIT_CASE(another_key_is_not),
	KUNIT_CASE(only_the_stored_hole_falls_back),
	FIX_CASES(type_15_in_a_keymap, binds),
	FIX_CASES(colons_separate_parameters_of_a_colour, colours),
	{}
};

FIX_SUITE(rules, rules_tests);
