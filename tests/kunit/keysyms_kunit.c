// SPDX-License-Identifier: GPL-2.0
/*
 * All 65536 keysyms: which may be bound, what KDGKBENT returns for them, and
 * that pressing any of them stays inside every table (KASAN and UBSAN watch).
 * And the 8-bit screen map, in both directions.
 */
#include "fixture.h"

static const struct fix_mode modes[] = FIX_MODES;
FIX_TABLE(modes);

/* How many values each keysym type has: written here again, not taken from the core. */
static const unsigned int nr_values[] = {
	256, 256, 20, 20, 27, 256, 4, 9, 256, 26, 9, 256, 9, 256, 11,
};

static bool is_typed(unsigned int sym)
{
	return KTYP(sym) < ARRAY_SIZE(nr_values);
}

static bool may_be_bound(unsigned int sym, u8 kbdmode)
{
	if (is_typed(sym))
		return KVAL(sym) < nr_values[KTYP(sym)];
	return kbdmode == K_UNICODE;
}

static void types_have_their_values(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	unsigned int sym;
	int err;

	for (sym = 0; sym <= 0xffff; sym++) {
		err = may_be_bound(sym, mode->mode) ? 0 : -EINVAL;
		if (vtkbd_keymap_check(fixture(test)->core.keymap.rules, mode->mode, sym) == err)
			continue;
		KUNIT_FAIL(test, "keysym %04x: not %d", sym, err);
		return;
	}
}

static void only_unicode_gets_untyped_keysyms(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	unsigned int sym;
	u16 want, got;

	for (sym = 0; sym <= 0xffff; sym++) {
		fix_bind(test, 0, FIX_KEY, sym);
		want = is_typed(sym) || mode->mode == K_UNICODE ? sym : K_HOLE;
		got = vtkbd_keymap_get(km, 0, FIX_KEY, mode->mode);
		if (got == want)
			continue;
		KUNIT_FAIL(test, "keysym %04x: returned as %04x", sym, got);
		return;
	}
}

static void accepted_keysyms_can_be_set(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct vtkbd_keymap_edit edit = {
		.index = FIX_KEY, .may = VTKBD_MAY_SET_SAK,
	};
	unsigned int sym;
	unsigned int lacks;
	u16 got;

	for (sym = 0; sym <= 0xffff; sym++) {
		if (vtkbd_keymap_check(f->core.keymap.rules, K_UNICODE, sym))
			continue;
		edit.sym = sym;
		lacks = vtkbd_keymap_set(&f->core.keymap, &edit);
		got = vtkbd_keymap_get(&f->core.keymap, 0, FIX_KEY, K_UNICODE);
		if (!lacks && got == sym)
			continue;
		KUNIT_FAIL(test, "keysym %04x: lacks %u, then %04x", sym, lacks, got);
		return;
	}
}

/* The longest result is a four-byte accent and a four-byte character. */
static bool is_sane(const struct vtkbd_out *out)
{
	return out->len <= 8 && out->action.type < VTKBD_NR_ACTS;
}

/* Whatever the key did, its modifier is up again, unless it is a lock. */
static bool press_and_release(struct fixture *f)
{
	int value;

	for (value = 2; value >= 0; value--) {
		fix_event(f, FIX_KEY, value);
		if (!is_sane(&f->out))
			return false;
	}
	return !f->core.shift_state;
}

/* One key alone selects map 0 or the map of one modifier. */
static void bind_where_one_key_leads(struct vtkbd_keymap *km, u16 sym)
{
	unsigned int modifier;

	km->map[0][FIX_KEY] = VTKBD_SYM(sym);
	for (modifier = 0; modifier < KG_CAPSSHIFT; modifier++)
		km->map[BIT(modifier)][FIX_KEY] = VTKBD_SYM(sym);
}

/* An accent without a pair, and a code typed on the keypad. */
static void leave_work_pending(struct fixture *f)
{
	fix_rest(f);
	f->core.diacr = 0x10fffe;
	f->core.npadch_active = true;
	f->core.npadch_value = 0x10fffd;
}

static void accepted_keysyms_can_be_pressed(struct kunit *test)
{
	const struct fix_mode *mode = test->param_value;
	struct fixture *f = fixture(test);
	unsigned int sym, modifier;

	for (modifier = 0; modifier < KG_CAPSSHIFT; modifier++)
		fix_bind(test, BIT(modifier), FIX_KEY, K_HOLE);
	f->kbd.kbdmode = mode->mode;
	for (sym = 0; sym <= 0xffff; sym++) {
		if (!may_be_bound(sym, K_UNICODE))
			continue;
		bind_where_one_key_leads(&f->core.keymap, sym);
		leave_work_pending(f);
		if (press_and_release(f))
			continue;
		KUNIT_FAIL(test, "keysym %04x: '%s', then '%s'", sym, fix_out(f),
			   fix_state(f));
		return;
	}
}

/* A map that was never checked, as a bug elsewhere might leave it. */
static void unknown_types_and_specials_do_nothing(struct kunit *test)
{
	unsigned int value;

	for (value = 0; value < 256; value++) {
		EXPECT_SYM(test, K(15, value), "");
		if (value >= VTKBD_NR_FN)
			EXPECT_SYM(test, K(KT_SPEC, value), "");
	}
	EXPECT_SYM(test, K_ALLOCATED, "");
	EXPECT_SYM(test, K_NOSUCHMAP, "");
}

struct screen_case {
	const char *name;
	u32 uni;
	int plain;
	int mapped;
};

/*
 * The screen map set below has U+20AC at a4 and at a5, U+F0A7 at a6, and a7
 * as "this font position"; all else is the identity.
 */
static const struct screen_case screens[] = {
	{ "NUL",			0x00, 0x00, 0x00 },
	{ "A",				0x41, 0x41, 0x41 },
	{ "last",			0xff, 0xff, 0xff },
	{ "first beyond",		0x100, -1, -1 },
	{ "font position",		0xf041, 0x41, 0x41 },
	{ "last font position",		0xf0ff, 0xff, 0xff },
	{ "beyond the font",		0xf100, -1, -1 },
	{ "below the font",		0xefff, -1, -1 },
	{ "17 bits are not cut",	0x10041, -1, -1 },
	{ "all bits are not cut",	0xffffffff, -1, -1 },
	{ "Euro, the first of two",	0x20ac, -1, 0xa4 },
	{ "character that is gone",	0xa4, 0xa4, -1 },
	{ "its font position, too",	0xf0a4, 0xa4, -1 },
	{ "another's font position",	0xf0a7, 0xa7, 0xa6 },
	{ "character whose position that is", 0xa7, 0xa7, 0xa7 },
};

FIX_TABLE(screens);

static void set_screen_map(struct kunit *test)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	u16 *map = km->screen.map;

	map[0xa4] = 0x20ac;
	map[0xa5] = 0x20ac;
	map[0xa6] = 0xf0a7;
	vtkbd_screen_map_init(&km->screen);
}

static void characters_to_8_bits(struct kunit *test)
{
	const struct screen_case *c = test->param_value;
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;

	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_8bit(&km->screen, c->uni), c->plain);
	set_screen_map(test);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_8bit(&km->screen, c->uni), c->mapped);
}

/* The short cut for a map that was never set gives what the search would. */
static void an_identity_map_may_be_searched_or_not(struct kunit *test)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	int found, quick;
	u32 uni;

	for (uni = 0; uni < 0x11000; uni += uni < 0x200 || uni >> 12 == 0xf ? 1 : 0x55) {
		km->screen.set = false;
		quick = vtkbd_screen_to_8bit(&km->screen, uni);
		km->screen.set = true;
		found = vtkbd_screen_to_8bit(&km->screen, uni);
		if (quick == found)
			continue;
		KUNIT_FAIL(test, "U+%04x: %d, but searched %d", uni, quick, found);
		return;
	}
}

/* So that keys are fast again once a program has restored the map. */
static void an_identity_map_counts_as_not_set(struct kunit *test)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	u16 *identity = kunit_kzalloc(test, VTKBD_SCREEN_MAP_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, identity);
	memcpy(identity, km->screen.map, VTKBD_SCREEN_MAP_SIZE);
	KUNIT_EXPECT_FALSE(test, km->screen.set);
	set_screen_map(test);
	KUNIT_EXPECT_TRUE(test, km->screen.set);
	memcpy(km->screen.map, identity, VTKBD_SCREEN_MAP_SIZE);
	vtkbd_screen_map_init(&km->screen);
	KUNIT_EXPECT_FALSE(test, km->screen.set);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_8bit(&km->screen, 0xa4), 0xa4);
}

static void eight_bits_to_characters(struct kunit *test)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;
	unsigned int c;

	for (c = 0; c < 256; c++)
		KUNIT_EXPECT_EQ(test, vtkbd_screen_to_uni(&km->screen, c), c);
	set_screen_map(test);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_uni(&km->screen, 0xa3), 0xa3u);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_uni(&km->screen, 0xa4), 0x20acu);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_uni(&km->screen, 0xa6), 0xf0a7u);
	KUNIT_EXPECT_EQ(test, vtkbd_screen_to_uni(&km->screen, 0xa7), 0xa7u);
}

static void keys_follow_the_screen_map(struct kunit *test)
{
	struct fixture *f = fixture(test);

	set_screen_map(test);
	EXPECT_SYM(test, K(KT_LATIN, 0xa5), "e2 82 ac");
	f->kbd.kbdmode = K_XLATE;
	EXPECT_SYM(test, K(KT_LATIN, 0xa5), "a4");
	EXPECT_SYM(test, 0x20ac ^ 0xf000, "a4");
	EXPECT_SYM(test, 0x00a4 ^ 0xf000, "");
}

static struct kunit_case keysyms_tests[] = {
	FIX_CASES(types_have_their_values, modes),
	FIX_CASES(only_unicode_gets_untyped_keysyms, modes),
	KUNIT_CASE(accepted_keysyms_can_be_set),
	FIX_CASES(accepted_keysyms_can_be_pressed, modes),
	KUNIT_CASE(unknown_types_and_specials_do_nothing),
	FIX_CASES(characters_to_8_bits, screens),
	KUNIT_CASE(an_identity_map_may_be_searched_or_not),
	KUNIT_CASE(an_identity_map_counts_as_not_set),
	KUNIT_CASE(eight_bits_to_characters),
	KUNIT_CASE(keys_follow_the_screen_map),
	{}
};

FIX_SUITE(keysyms, keysyms_tests);
