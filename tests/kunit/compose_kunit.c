// SPDX-License-Identifier: GPL-2.0
/*
 * Characters made of several keys: dead keys and Compose. Braille chords are in
 * braille_kunit.c.
 */
#include "fixture.h"

#define DEAD2(c)	K(KT_DEAD2, c)
#define LATIN(c)	K(KT_LATIN, c)

struct dead_case {
	const char *name;
	u16 sym;
	const char *state;
	const char *accent;
};

static const struct dead_case deads[] = {
	{ "grave",		K_DGRAVE, "diacr=60", "60" },
	{ "acute",		K_DACUTE, "diacr=27", "27" },
	{ "circumflex",		K_DCIRCM, "diacr=5e", "5e" },
	{ "tilde",		K_DTILDE, "diacr=7e", "7e" },
	{ "diaeresis",		K_DDIERE, "diacr=22", "22" },
	{ "cedilla",		K_DCEDIL, "diacr=2c", "2c" },
	{ "macron",		K_DMACRON, "diacr=5f", "5f" },
	{ "breve",		K_DBREVE, "diacr=55", "55" },
	{ "dot above",		K_DABDOT, "diacr=2e", "2e" },
	{ "ring above",		K_DABRING, "diacr=2a", "2a" },
	{ "double acute",	K_DDBACUTE, "diacr=3d", "3d" },
	{ "caron",		K_DCARON, "diacr=63", "63" },
	{ "ogonek",		K_DOGONEK, "diacr=6b", "6b" },
	{ "iota",		K_DIOTA, "diacr=69", "69" },
	{ "voiced sound",	K_DVOICED, "diacr=23", "23" },
	{ "semivoiced sound",	K_DSEMVOICED, "diacr=6f", "6f" },
	{ "dot below",		K_DBEDOT, "diacr=21", "21" },
	{ "hook",		K_DHOOK, "diacr=3f", "3f" },
	{ "horn",		K_DHORN, "diacr=2b", "2b" },
	{ "stroke",		K_DSTROKE, "diacr=2d", "2d" },
	{ "comma above",	K_DABCOMMA, "diacr=29", "29" },
	{ "reversed comma above", K_DABREVCOMMA, "diacr=28", "28" },
	{ "double grave",	K_DDBGRAVE, "diacr=3a", "3a" },
	{ "inverted breve",	K_DINVBREVE, "diacr=6e", "6e" },
	{ "comma below",	K_DBECOMMA, "diacr=3b", "3b" },
	{ "currency",		K_DCURRENCY, "diacr=24", "24" },
	{ "greek",		K_DGREEK, "diacr=40", "40" },
	{ "KT_DEAD2 7f",	DEAD2(0x7f), "diacr=7f", "7f" },
};

FIX_TABLE(deads);

static void a_dead_key_waits_for_the_next_character(struct kunit *test)
{
	const struct dead_case *c = test->param_value;

	EXPECT_SYM(test, c->sym, "");
	EXPECT_STATE(test, c->state);
}

static void a_space_gives_the_accent(struct kunit *test)
{
	const struct dead_case *c = test->param_value;

	fix_tap_sym(test, c->sym);
	EXPECT_SYM(test, LATIN(' '), c->accent);
	EXPECT_STATE(test, "");
}

static void no_match_gives_accent_and_character(struct kunit *test)
{
	const struct dead_case *c = test->param_value;
	char both[16];

	fix_tap_sym(test, c->sym);
	snprintf(both, sizeof(both), "%s 25", c->accent);
	EXPECT_SYM(test, LATIN('%'), both);
	EXPECT_STATE(test, "");
}

static void the_same_dead_key_again_stays_pending(struct kunit *test)
{
	const struct dead_case *c = test->param_value;

	fix_tap_sym(test, c->sym);
	EXPECT_SYM(test, c->sym, "");
	EXPECT_STATE(test, c->state);
}

static void the_accent_itself_gives_it_once(struct kunit *test)
{
	fix_tap_sym(test, K_DACUTE);
	EXPECT_SYM(test, LATIN('\''), "27");
	EXPECT_STATE(test, "");
}

struct compose_case {
	const char *name;
	u8 mode;
	u16 dead, base;
	const char *sent;
};

static const struct compose_case composes[] = {
	{ "a grave, UNICODE",	K_UNICODE, K_DGRAVE, LATIN('a'), "c3 a0" },
	{ "a grave, XLATE",	K_XLATE, K_DGRAVE, LATIN('a'), "e0" },
	{ "a grave, as letter",	K_UNICODE, K_DGRAVE, K(KT_LETTER, 'a'), "c3 a0" },
	{ "A acute",		K_UNICODE, DEAD2('\''), LATIN('A'), "c3 81" },
	{ "c cedilla",		K_UNICODE, K_DCEDIL, LATIN('c'), "c3 a7" },
	{ "n tilde",		K_XLATE, K_DTILDE, LATIN('n'), "f1" },
	{ "y diaeresis",	K_XLATE, K_DDIERE, LATIN('y'), "ff" },
	{ "a Unicode base",	K_UNICODE, K_DGRAVE, 'a' ^ 0xf000, "c3 a0" },
	{ "no such pair, XLATE", K_XLATE, DEAD2(0xb4), LATIN('%'), "b4 25" },
	{ "no such pair, UNICODE", K_UNICODE, DEAD2(0xb4), LATIN('%'),
	  "c2 b4 25" },
};

FIX_TABLE(composes);

static void a_dead_key_makes_another_character(struct kunit *test)
{
	const struct compose_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = c->mode;
	fix_tap_sym(test, c->dead);
	EXPECT_SYM(test, c->base, c->sent);
	EXPECT_STATE(test, "");
}

static void a_dead_key_is_for_one_character(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	fix_tap_sym(test, LATIN('a'));
	EXPECT_SYM(test, LATIN('a'), "61");
}

static void keys_that_are_no_characters_leave_it_pending(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, K_UP, "1b 5b 41");
	fix_tap_sym(test, K_SHIFT);
	EXPECT_SYM(test, LATIN('a'), "c3 a0");
}

static void another_dead_key_lets_the_first_go(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, K_DACUTE, "60");
	EXPECT_SYM(test, LATIN('a'), "c3 a1");
}

static const struct kbdiacruc stacked[] = {
	{ '^', '\'', 0x1d },
	{ 0x1d, 'a', 0x1ea5 },
	{ 0x1d, 'a', 'X' },
};

/* Vietnamese needs this. If two pairs fit, the first one is used. */
static void dead_keys_stack(struct kunit *test)
{
	vtkbd_keymap_set_accents(&fixture(test)->core.keymap, stacked,
				 ARRAY_SIZE(stacked));
	fix_tap_sym(test, K_DCIRCM);
	EXPECT_SYM(test, K_DACUTE, "");
	EXPECT_STATE(test, "diacr=1d");
	EXPECT_SYM(test, LATIN('a'), "e1 ba a5");
}

static void pairs_past_the_end_of_the_table_do_not_count(struct kunit *test)
{
	struct vtkbd_keymap *km = &fixture(test)->core.keymap;

	vtkbd_keymap_set_accents(km, stacked, 0);
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, LATIN('a'), "60 61");
}

/* 0 means that no character is pending, so this accent cannot be pending. */
static void a_dead_key_of_nul_is_none(struct kunit *test)
{
	EXPECT_SYM(test, DEAD2(0), "");
	EXPECT_SYM(test, LATIN('a'), "61");
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, DEAD2(0), "60");
	EXPECT_STATE(test, "");
}

static void a_character_without_8bit_form_is_not_sent(struct kunit *test)
{
	fixture(test)->kbd.kbdmode = K_XLATE;
	vtkbd_keymap_set_accents(&fixture(test)->core.keymap, stacked, 2);
	fix_tap_sym(test, K_DCIRCM);
	fix_tap_sym(test, K_DACUTE);
	EXPECT_SYM(test, LATIN('a'), "");
	EXPECT_STATE(test, "");
}

static void compose_makes_the_next_character_dead(struct kunit *test)
{
	EXPECT_SYM(test, K_COMPOSE, "");
	EXPECT_SYM(test, LATIN('`'), "");
	EXPECT_STATE(test, "diacr=60");
	EXPECT_SYM(test, LATIN('a'), "c3 a0");
	EXPECT_STATE(test, "");
}

static void compose_takes_unicode_characters(struct kunit *test)
{
	EXPECT_SYM(test, K_COMPOSE, "");
	EXPECT_SYM(test, 0x20ac ^ 0xf000, "");
	EXPECT_SYM(test, LATIN('a'), "e2 82 ac 61");
}

static void compose_waits_past_a_dead_key(struct kunit *test)
{
	fix_tap_sym(test, K_COMPOSE);
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_STATE(test, "diacr=60 compose");
	EXPECT_SYM(test, LATIN('a'), "");
	EXPECT_STATE(test, "diacr=e0");
}

static void compose_twice_is_compose_once(struct kunit *test)
{
	fix_tap_sym(test, K_COMPOSE);
	fix_tap_sym(test, K_COMPOSE);
	fix_tap_sym(test, LATIN('`'));
	EXPECT_SYM(test, LATIN('a'), "c3 a0");
}

static void compose_of_nul_is_forgotten(struct kunit *test)
{
	fix_tap_sym(test, K_COMPOSE);
	EXPECT_SYM(test, LATIN(0), "");
	EXPECT_STATE(test, "");
}

static void a_repeated_character_composes_once(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	fix_press_sym(test, LATIN('a'));
	EXPECT_OUT(test, "c3 a0");
	EXPECT_REPEAT(test, FIX_KEY, "61");
}

static struct kunit_case compose_tests[] = {
	FIX_CASES(a_dead_key_waits_for_the_next_character, deads),
	FIX_CASES(a_space_gives_the_accent, deads),
	FIX_CASES(no_match_gives_accent_and_character, deads),
	FIX_CASES(the_same_dead_key_again_stays_pending, deads),
	KUNIT_CASE(the_accent_itself_gives_it_once),
	FIX_CASES(a_dead_key_makes_another_character, composes),
	KUNIT_CASE(a_dead_key_is_for_one_character),
	KUNIT_CASE(keys_that_are_no_characters_leave_it_pending),
	KUNIT_CASE(another_dead_key_lets_the_first_go),
	KUNIT_CASE(dead_keys_stack),
	KUNIT_CASE(pairs_past_the_end_of_the_table_do_not_count),
	KUNIT_CASE(a_dead_key_of_nul_is_none),
	KUNIT_CASE(a_character_without_8bit_form_is_not_sent),
	KUNIT_CASE(compose_makes_the_next_character_dead),
	KUNIT_CASE(compose_takes_unicode_characters),
	KUNIT_CASE(compose_waits_past_a_dead_key),
	KUNIT_CASE(compose_twice_is_compose_once),
	KUNIT_CASE(compose_of_nul_is_forgotten),
	KUNIT_CASE(a_repeated_character_composes_once),
	{}
};

FIX_SUITE(compose, compose_tests);
