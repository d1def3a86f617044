// SPDX-License-Identifier: GPL-2.0
/*
 * Braille chords: which dots make a pattern, when, and the character that is sent.
 */
#include <linux/jiffies.h>

#include "fixture.h"

#define DOT(n)		(KEY_BRL_DOT1 + (n) - 1)
#define LATIN(c)	K(KT_LATIN, c)

static void press_dots(struct kunit *test, unsigned int dots)
{
	unsigned int dot;

	for (dot = 1; dot <= 8; dot++)
		if (dots & BIT(dot - 1))
			EXPECT_PRESS(test, DOT(dot), "");
}

/* Release all of them; only the last release may send something. */
static void release_dots(struct kunit *test, unsigned int dots, const char *sent)
{
	unsigned int dot;

	for (dot = 1; dot <= 8; dot++) {
		if (!(dots & BIT(dot - 1)))
			continue;
		dots &= ~BIT(dot - 1);
		EXPECT_RELEASE(test, DOT(dot), dots ? "" : sent);
	}
}

static void chord(struct kunit *test, unsigned int dots, const char *sent)
{
	press_dots(test, dots);
	release_dots(test, dots, sent);
}

static void later(struct kunit *test, unsigned int ms)
{
	fixture(test)->now += msecs_to_jiffies(ms);
}

struct chord_case {
	const char *name;
	unsigned int dots;
	const char *sent;
};

static const struct chord_case chords[] = {
	{ "dot 1",	0x01, "e2 a0 81" },
	{ "dot 6",	0x20, "e2 a0 a0" },
	{ "dot 8",	0x80, "e2 a2 80" },
	{ "dots 1 2 4",	0x0b, "e2 a0 8b" },
	{ "all dots",	0xff, "e2 a3 bf" },
};

FIX_TABLE(chords);

static void a_chord_is_a_pattern(struct kunit *test)
{
	const struct chord_case *c = test->param_value;

	chord(test, c->dots, c->sent);
	EXPECT_STATE(test, "");
	chord(test, c->dots, c->sent);
}

static void the_blank_pattern_has_a_key(struct kunit *test)
{
	EXPECT_SYM(test, K_BRL_BLANK, "e2 a0 80");
}

static void the_chord_is_what_was_held_as_its_release_began(struct kunit *test)
{
	press_dots(test, 0x03);
	EXPECT_RELEASE(test, DOT(1), "");
	EXPECT_PRESS(test, DOT(4), "");
	later(test, 300);
	EXPECT_RELEASE(test, DOT(2), "");
	EXPECT_RELEASE(test, DOT(4), "e2 a0 83");
	EXPECT_STATE(test, "");
}

/* The clock of a test starts just before it wraps. */
static void a_slow_release_begins_a_new_chord(struct kunit *test)
{
	press_dots(test, 0x07);
	EXPECT_RELEASE(test, DOT(1), "");
	fixture(test)->now += msecs_to_jiffies(300) + 1;
	EXPECT_RELEASE(test, DOT(2), "");
	EXPECT_RELEASE(test, DOT(3), "e2 a0 86");
}

static void the_timeout_is_tunable(struct kunit *test)
{
	fixture(test)->tun.brl_timeout = 1000;
	press_dots(test, 0x03);
	EXPECT_RELEASE(test, DOT(1), "");
	later(test, 1000);
	EXPECT_RELEASE(test, DOT(2), "e2 a0 83");
}

static void without_a_timeout_the_first_release_ends_the_chord(struct kunit *test)
{
	fixture(test)->tun.brl_timeout = 0;
	press_dots(test, 0x03);
	EXPECT_RELEASE(test, DOT(1), "e2 a0 83");
	EXPECT_RELEASE(test, DOT(2), "");
	EXPECT_STATE(test, "");
}

static void without_a_timeout_held_dots_join_the_next_chord(struct kunit *test)
{
	fixture(test)->tun.brl_timeout = 0;
	press_dots(test, 0x03);
	EXPECT_RELEASE(test, DOT(1), "e2 a0 83");
	EXPECT_PRESS(test, DOT(3), "");
	EXPECT_RELEASE(test, DOT(3), "e2 a0 86");
}

static void a_dot_that_was_not_pressed_makes_no_chord(struct kunit *test)
{
	EXPECT_RELEASE(test, DOT(1), "");
	EXPECT_STATE(test, "");
	fixture(test)->tun.brl_timeout = 0;
	EXPECT_RELEASE(test, DOT(1), "");
	EXPECT_STATE(test, "");
}

static void two_chords_make_one_pattern_if_so_tuned(struct kunit *test)
{
	fixture(test)->tun.brl_nbchords = 2;
	chord(test, 0x01, "");
	EXPECT_STATE(test, "chords=1:01");
	chord(test, 0x82, "e2 a2 83");
	EXPECT_STATE(test, "");
	chord(test, 0x04, "");
	chord(test, 0x04, "e2 a0 84");
}

static void a_chord_is_a_dead_key_if_so_tuned(struct kunit *test)
{
	fixture(test)->tun.brl_nbchords = 0;
	chord(test, 0x01, "");
	EXPECT_STATE(test, "diacr=2801");
	EXPECT_SYM(test, LATIN(' '), "e2 a0 81");
	EXPECT_STATE(test, "");
}

static void dead_chords_are_laid_over_each_other(struct kunit *test)
{
	fixture(test)->tun.brl_nbchords = 0;
	chord(test, 0x01, "");
	chord(test, 0x82, "");
	EXPECT_STATE(test, "diacr=2883");
	EXPECT_SYM(test, K_BRL_BLANK, "e2 a2 83");
	EXPECT_STATE(test, "");
}

static void a_dead_chord_and_a_letter_are_both_sent(struct kunit *test)
{
	fixture(test)->tun.brl_nbchords = 0;
	chord(test, 0x01, "");
	EXPECT_SYM(test, LATIN('a'), "e2 a0 81 61");
}

/* A pattern is never looked up, whatever is in the accent table. */
static void patterns_are_not_in_the_accent_table(struct kunit *test)
{
	static const struct kbdiacruc pair = { 0x2801, 'a', 'X' };

	vtkbd_keymap_set_accents(&fixture(test)->core.keymap, &pair, 1);
	fixture(test)->tun.brl_nbchords = 0;
	chord(test, 0x01, "");
	EXPECT_SYM(test, LATIN('a'), "e2 a0 81 61");
}

static void an_accent_and_a_pattern_are_not_laid_over(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	chord(test, 0x01, "60 e2 a0 81");
}

/* A blank pattern after a dead key does what a space does. */
static void the_blank_pattern_gives_an_accent(struct kunit *test)
{
	fix_tap_sym(test, K_DGRAVE);
	EXPECT_SYM(test, K_BRL_BLANK, "60");
}

static void dots_9_and_10_are_ignored(struct kunit *test)
{
	EXPECT_SYM(test, K_BRL_DOT9, "");
	EXPECT_SYM(test, K_BRL_DOT10, "");
	EXPECT_PRESS(test, KEY_BRL_DOT9, "");
	EXPECT_PRESS(test, KEY_BRL_DOT10, "");
	EXPECT_STATE(test, "");
}

static void only_unicode_knows_braille(struct kunit *test)
{
	fixture(test)->kbd.kbdmode = K_XLATE;
	chord(test, 0x03, "");
	EXPECT_SYM(test, K_BRL_BLANK, "");
	EXPECT_STATE(test, "");
}

static struct kunit_case braille_tests[] = {
	FIX_CASES(a_chord_is_a_pattern, chords),
	KUNIT_CASE(the_blank_pattern_has_a_key),
	KUNIT_CASE(the_chord_is_what_was_held_as_its_release_began),
	KUNIT_CASE(a_slow_release_begins_a_new_chord),
	KUNIT_CASE(the_timeout_is_tunable),
	KUNIT_CASE(without_a_timeout_the_first_release_ends_the_chord),
	KUNIT_CASE(without_a_timeout_held_dots_join_the_next_chord),
	KUNIT_CASE(a_dot_that_was_not_pressed_makes_no_chord),
	KUNIT_CASE(two_chords_make_one_pattern_if_so_tuned),
	KUNIT_CASE(a_chord_is_a_dead_key_if_so_tuned),
	KUNIT_CASE(dead_chords_are_laid_over_each_other),
	KUNIT_CASE(a_dead_chord_and_a_letter_are_both_sent),
	KUNIT_CASE(patterns_are_not_in_the_accent_table),
	KUNIT_CASE(an_accent_and_a_pattern_are_not_laid_over),
	KUNIT_CASE(the_blank_pattern_gives_an_accent),
	KUNIT_CASE(dots_9_and_10_are_ignored),
	KUNIT_CASE(only_unicode_knows_braille),
	{}
};

FIX_SUITE(braille, braille_tests);
