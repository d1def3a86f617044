// SPDX-License-Identifier: GPL-2.0
/*
 * The tables that say what keys mean: their defaults, and every way to change
 * them. keysyms_kunit.c tests which keysyms are allowed.
 */
#include <linux/slab.h>

#include "fixture.h"

#define MAY_ALL	(VTKBD_MAY_SET_SAK | VTKBD_MAY_ADD_MAPS)

/* The maps that the default keymap has. */
static const u8 default_maps[] = { 0, 1, 2, 4, 5, 8, 12 };

static struct vtkbd_keymap *keymap(struct kunit *test)
{
	return &fixture(test)->core.keymap;
}

static u16 *new_map(struct kunit *test)
{
	u16 *map = kmalloc_array(NR_KEYS, sizeof(u16), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	return map;
}

/* As the ioctl does it, with memory for a new map; @used: it was needed. */
static unsigned int set(struct kunit *test, u8 map, u8 index, u16 sym,
			unsigned int may, bool *used)
{
	struct fixture *f = fixture(test);
	struct vtkbd_keymap_edit edit = {
		.map = map, .index = index, .sym = sym, .may = may,
		.spare = new_map(test),
	};
	unsigned int lacks = vtkbd_keymap_set(&f->core.keymap, &edit);

	if (edit.modifiers)
		vtkbd_shift_recompute(&f->core);
	*used = !edit.spare;
	kfree(edit.spare);
	return lacks;
}

static u16 get(struct kunit *test, u8 map, u8 index)
{
	return vtkbd_keymap_get(keymap(test), map, index, K_UNICODE);
}

static void the_default_maps_are_there(struct kunit *test)
{
	unsigned int map, next = 0;
	bool wanted;

	for (map = 0; map < MAX_NR_KEYMAPS; map++) {
		wanted = next < ARRAY_SIZE(default_maps) &&
			 map == default_maps[next];
		next += wanted;
		KUNIT_EXPECT_EQ(test, !!keymap(test)->map[map], wanted);
	}
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps,
			(unsigned int)ARRAY_SIZE(default_maps));
}

struct entry_case {
	const char *name;
	u8 map, index;
	u16 sym;
};

static const struct entry_case entries[] = {
	{ "entry 0",		0, 0, K_HOLE },
	{ "A",			0, KEY_A, K(KT_LETTER, 'a') },
	{ "Shift A",		1, KEY_A, K(KT_LETTER, 'A') },
	{ "Ctrl A",		4, KEY_A, K(KT_LATIN, 1) },
	{ "Alt A",		8, KEY_A, K(KT_META, 'a') },
	{ "Enter",		0, KEY_ENTER, K_ENTER },
	{ "left Shift",		0, KEY_LEFTSHIFT, K_SHIFT },
	{ "right Alt",		0, KEY_RIGHTALT, K_ALTGR },
	{ "F1",			0, KEY_F1, K_F1 },
	{ "Alt F1",		8, KEY_F1, K(KT_CONS, 0) },
	{ "Ctrl Alt F12",	12, KEY_F12, K(KT_CONS, 11) },
	{ "Ctrl Alt Delete",	12, KEY_DELETE, K_BOOT },
	{ "last",		0, 255, K_HOLE },
	{ "no such map",	3, KEY_A, K_HOLE },
	{ "no such map's entry 0", 3, 0, K_NOSUCHMAP },
	{ "last map's entry 0",	255, 0, K_NOSUCHMAP },
};

FIX_TABLE(entries);

static void entries_of_the_default_keymap(struct kunit *test)
{
	const struct entry_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, get(test, c->map, c->index), c->sym);
}

static void the_default_strings_are_there(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_STREQ(test, keymap(test)->func[KVAL(K_F1)], "\033[[A");
	KUNIT_EXPECT_STREQ(test, keymap(test)->func[KVAL(K_F20)], "\033[34~");
	KUNIT_EXPECT_STREQ(test, keymap(test)->func[KVAL(K_PAUSE)], "\033[P");
	KUNIT_EXPECT_NULL(test, keymap(test)->func[KVAL(K_HELP)]);
	for (i = KVAL(K_F21); i < MAX_NR_FUNC; i++)
		KUNIT_EXPECT_NULL(test, keymap(test)->func[i]);
}

static void the_default_accents_are_there(struct kunit *test)
{
	struct vtkbd_keymap *km = keymap(test);

	KUNIT_ASSERT_EQ(test, km->nr_accents, 68u);
	KUNIT_EXPECT_EQ(test, km->accent[0].diacr, (unsigned int)'`');
	KUNIT_EXPECT_EQ(test, km->accent[0].base, (unsigned int)'A');
	KUNIT_EXPECT_EQ(test, km->accent[0].result, 0xc0u);
	KUNIT_EXPECT_EQ(test, km->accent[67].result, 0xffu);
}

/* Two seats share nothing. */
static void a_second_keymap_is_a_copy_of_its_own(struct kunit *test)
{
	struct vtkbd_keymap *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	u16 there;

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_ASSERT_EQ(test, vtkbd_keymap_init(other, keymap(test)->rules), 0);
	fix_bind(test, 0, KEY_A, K(KT_LATIN, 'x'));
	keymap(test)->func[0][0] = 'x';
	there = vtkbd_keymap_get(other, 0, KEY_A, K_UNICODE);
	KUNIT_EXPECT_EQ(test, there, K(KT_LETTER, 'a'));
	KUNIT_EXPECT_STREQ(test, other->func[0], "\033[[A");
	vtkbd_keymap_destroy(other);
	KUNIT_EXPECT_NULL(test, memchr_inv(other, 0, sizeof(*other)));
	/* Once more, as after a failed start. */
	vtkbd_keymap_destroy(other);
}

static void an_entry_of_a_map_is_set(struct kunit *test)
{
	bool used;

	KUNIT_EXPECT_EQ(test, set(test, 0, KEY_A, K(KT_LATIN, 'x'), 0, &used), 0u);
	KUNIT_EXPECT_FALSE(test, used);
	KUNIT_EXPECT_EQ(test, get(test, 0, KEY_A), K(KT_LATIN, 'x'));
	KUNIT_EXPECT_EQ(test, get(test, 1, KEY_A), K(KT_LETTER, 'A'));
	EXPECT_PRESS(test, KEY_A, "78");
}

static void a_missing_map_is_made_full_of_holes(struct kunit *test)
{
	unsigned int i;
	bool used;

	KUNIT_EXPECT_EQ(test, set(test, 3, KEY_A, K(KT_LATIN, 'x'), 0, &used), 0u);
	KUNIT_EXPECT_TRUE(test, used);
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 8u);
	KUNIT_EXPECT_EQ(test, get(test, 3, 0), K_ALLOCATED);
	for (i = 1; i < NR_KEYS; i++)
		KUNIT_EXPECT_EQ(test, get(test, 3, i),
				i == KEY_A ? K(KT_LATIN, 'x') : K_HOLE);
}

static void add_maps_to_the_limit(struct kunit *test)
{
	unsigned int map;
	bool used;

	for (map = 0; map < MAX_NR_KEYMAPS; map++)
		if (!keymap(test)->map[map] && map != 1)
			KUNIT_ASSERT_EQ(test, set(test, map, 1, K_HOLE, 0, &used), 0u);
}

/* A default map that is removed still counts, so the limit can be reached. */
static void one_map_too_many_needs_a_privilege(struct kunit *test)
{
	bool used;

	kfree(vtkbd_keymap_remove(keymap(test), 1));
	add_maps_to_the_limit(test);
	KUNIT_ASSERT_EQ(test, keymap(test)->nr_maps,
			(unsigned int)MAX_NR_OF_USER_KEYMAPS);

	KUNIT_EXPECT_EQ(test, set(test, 1, KEY_A, K_UP, VTKBD_MAY_SET_SAK, &used),
			VTKBD_MAY_ADD_MAPS);
	KUNIT_EXPECT_FALSE(test, used);
	KUNIT_EXPECT_EQ(test, get(test, 1, 0), K_NOSUCHMAP);

	KUNIT_EXPECT_EQ(test, set(test, 1, KEY_A, K_UP, VTKBD_MAY_ADD_MAPS, &used),
			0u);
	KUNIT_EXPECT_TRUE(test, used);
	KUNIT_EXPECT_EQ(test, get(test, 1, KEY_A), K_UP);
}

static void the_limit_is_not_for_maps_that_exist(struct kunit *test)
{
	bool used;

	keymap(test)->nr_maps = MAX_NR_OF_USER_KEYMAPS;
	KUNIT_EXPECT_EQ(test, set(test, 0, KEY_A, K_UP, 0, &used), 0u);
}

static void map_0_stays(struct kunit *test)
{
	u16 *map = keymap(test)->map[0];

	KUNIT_EXPECT_NULL(test, vtkbd_keymap_remove(keymap(test), 0));
	KUNIT_EXPECT_PTR_EQ(test, keymap(test)->map[0], map);
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 7u);
}

static void a_map_that_is_not_there_is_not_removed(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, vtkbd_keymap_remove(keymap(test), 3));
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 7u);
}

static void removed_maps_are_handed_back_and_counted(struct kunit *test)
{
	u16 *map = keymap(test)->map[1];
	bool used;

	KUNIT_EXPECT_PTR_EQ(test, vtkbd_keymap_remove(keymap(test), 1), map);
	KUNIT_EXPECT_NULL(test, keymap(test)->map[1]);
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 7u);
	kfree(map);

	KUNIT_ASSERT_EQ(test, set(test, 3, KEY_A, K_UP, 0, &used), 0u);
	map = keymap(test)->map[3];
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 8u);
	KUNIT_EXPECT_PTR_EQ(test, vtkbd_keymap_remove(keymap(test), 3), map);
	KUNIT_EXPECT_EQ(test, keymap(test)->nr_maps, 7u);
	kfree(map);
}

/**
 * struct sak_case - a change from or to SAK
 * @name: for people
 * @old: keysym before
 * @new: keysym asked for
 * @may: VTKBD_MAY_*
 * @lacks: the result: VTKBD_MAY_* that is also needed
 */
struct sak_case {
	const char *name;
	u16 old, new;
	unsigned int may;
	unsigned int lacks;
};

static const struct sak_case saks[] = {
	{ "bind without",	K_UP, K_SAK, 0, VTKBD_MAY_SET_SAK },
	{ "bind with the wrong one", K_UP, K_SAK, VTKBD_MAY_ADD_MAPS, VTKBD_MAY_SET_SAK },
	{ "bind with",		K_UP, K_SAK, VTKBD_MAY_SET_SAK, 0 },
	{ "unbind without",	K_SAK, K_UP, 0, VTKBD_MAY_SET_SAK },
	{ "unbind with",	K_SAK, K_UP, MAY_ALL, 0 },
	{ "bind again without",	K_SAK, K_SAK, 0, 0 },
	{ "neither",		K_UP, K_DOWN, 0, 0 },
};

FIX_TABLE(saks);

static void a_sak_key_needs_a_privilege(struct kunit *test)
{
	const struct sak_case *c = test->param_value;
	bool used;

	fix_bind(test, 0, KEY_A, c->old);
	KUNIT_EXPECT_EQ(test, set(test, 0, KEY_A, c->new, c->may, &used), c->lacks);
	KUNIT_EXPECT_EQ(test, get(test, 0, KEY_A), c->lacks ? c->old : c->new);
}

static void a_map_made_for_a_refused_sak_stays(struct kunit *test)
{
	bool used;

	KUNIT_EXPECT_EQ(test, set(test, 3, KEY_A, K_SAK, 0, &used),
			VTKBD_MAY_SET_SAK);
	KUNIT_EXPECT_TRUE(test, used);
	KUNIT_EXPECT_EQ(test, get(test, 3, 0), K_ALLOCATED);
	KUNIT_EXPECT_EQ(test, get(test, 3, KEY_A), K_HOLE);
}

/**
 * struct recompute_case - does a change recompute the held modifiers?
 * @name: for people
 * @map: where
 * @old: keysym before
 * @new: keysym after
 * @recompute: it does
 */
struct recompute_case {
	const char *name;
	u8 map;
	u16 old, new;
	bool recompute;
};

static const struct recompute_case recomputes[] = {
	{ "modifier comes",		0, K_UP, K_CTRL, true },
	{ "modifier goes",		0, K_CTRL, K_UP, true },
	{ "modifier stays",		0, K_CTRL, K_CTRL, false },
	{ "no modifier",		0, K_UP, K_DOWN, false },
	{ "sticky modifier",		0, K_UP, K_CTRL_SLOCK, false },
	{ "modifier in another map",	1, K_UP, K_CTRL, false },
};

FIX_TABLE(recomputes);

static void new_modifier_keys_are_counted(struct kunit *test)
{
	const struct recompute_case *c = test->param_value;
	struct fixture *f = fixture(test);
	bool used;

	fix_bind(test, c->map, KEY_A, c->old);
	f->core.shift_state = BIT(KG_CTRLR);
	KUNIT_EXPECT_EQ(test, set(test, c->map, KEY_A, c->new, 0, &used), 0u);
	EXPECT_STATE(test, c->recompute ? "" : "shift=80");
}

static void strings_are_swapped(struct kunit *test)
{
	char *old = keymap(test)->func[0];
	char *new = kstrdup("new", GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_EXPECT_PTR_EQ(test, vtkbd_keymap_swap_string(keymap(test), 0, new),
			    old);
	EXPECT_PRESS(test, KEY_F1, "{6e 65 77}");
	KUNIT_EXPECT_PTR_EQ(test, vtkbd_keymap_swap_string(keymap(test), 0, old),
			    new);
	kfree(new);
	KUNIT_EXPECT_NULL(test, vtkbd_keymap_swap_string(keymap(test), 255, NULL));
}

static void accents_are_replaced(struct kunit *test)
{
	static const struct kbdiacruc one = { 'x', 'y', 'z' };
	struct vtkbd_keymap *km = keymap(test);

	vtkbd_keymap_set_accents(km, &one, 1);
	KUNIT_EXPECT_EQ(test, km->nr_accents, 1u);
	KUNIT_EXPECT_EQ(test, memcmp(km->accent, &one, sizeof(one)), 0);
	vtkbd_keymap_set_accents(km, &one, 0);
	KUNIT_EXPECT_EQ(test, km->nr_accents, 0u);
}

static void a_full_accent_table_fits(struct kunit *test)
{
	struct vtkbd_keymap *km = keymap(test);
	struct kbdiacruc *full;

	full = kunit_kzalloc(test, MAX_DIACR * sizeof(*full), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, full);
	full[MAX_DIACR - 2] = (struct kbdiacruc){ '`', 'a', 'X' };
	vtkbd_keymap_set_accents(km, full, MAX_DIACR - 1);
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, K(KT_LATIN, 'a'), "58");
}

static struct kunit_case keymap_tests[] = {
	KUNIT_CASE(the_default_maps_are_there),
	FIX_CASES(entries_of_the_default_keymap, entries),
	KUNIT_CASE(the_default_strings_are_there),
	KUNIT_CASE(the_default_accents_are_there),
	KUNIT_CASE(a_second_keymap_is_a_copy_of_its_own),
	KUNIT_CASE(an_entry_of_a_map_is_set),
	KUNIT_CASE(a_missing_map_is_made_full_of_holes),
	KUNIT_CASE(one_map_too_many_needs_a_privilege),
	KUNIT_CASE(the_limit_is_not_for_maps_that_exist),
	KUNIT_CASE(map_0_stays),
	KUNIT_CASE(a_map_that_is_not_there_is_not_removed),
	KUNIT_CASE(removed_maps_are_handed_back_and_counted),
	FIX_CASES(a_sak_key_needs_a_privilege, saks),
	KUNIT_CASE(a_map_made_for_a_refused_sak_stays),
	FIX_CASES(new_modifier_keys_are_counted, recomputes),
	KUNIT_CASE(strings_are_swapped),
	KUNIT_CASE(accents_are_replaced),
	KUNIT_CASE(a_full_accent_table_fits),
	{}
};

FIX_SUITE(keymap, keymap_tests);
