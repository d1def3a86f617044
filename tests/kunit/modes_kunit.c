// SPDX-License-Identifier: GPL-2.0
/*
 * Which keysym types do something in which keyboard mode: all sixteen k_*
 * handlers and the plain Unicode keysym, in each of the five modes.
 */
#include "fixture.h"

/**
 * struct mode_case - a keysym in a mode
 * @name: for people
 * @mode: K_*
 * @sym: what the key is bound to
 * @scan: bytes of the press in RAW and MEDIUMRAW
 * @scan_up: bytes of the release
 * @down: what else the press sends
 * @state: keyboard state while the key is down
 * @up: what else the release sends
 * @steps: notifier steps of the press
 */
struct mode_case {
	const char *name;
	u8 mode;
	u16 sym;
	const char *scan;
	const char *scan_up;
	const char *down;
	const char *state;
	const char *up;
	const char *steps;
};

/*
 * Notifier steps of a key that reaches its handler, and of one that does not.
 */
#define REACHED	"145"
#define STOPPED	"14"
#define UNI	"13"

#define CASE(mode_, mode_name, type_, sym_, scan_, scan_up_, down_, state_, up_, \
	     steps_) {							\
	.name = type_ " in " mode_name, .mode = mode_, .sym = sym_,	\
	.scan = scan_, .scan_up = scan_up_, .down = down_,		\
	.state = state_, .up = up_, .steps = steps_ }

/* XLATE and UNICODE as given; @m in the three others. */
#define ROWS(type, sym, xlate, unicode, state, up, steps, mstate, msteps) \
	CASE(K_XLATE, "XLATE", type, sym, "", "", xlate, state, "", steps), \
	CASE(K_UNICODE, "UNICODE", type, sym, "", "", unicode, state, up, steps), \
	CASE(K_RAW, "RAW", type, sym, "6f", "ef", "", mstate, "", msteps), \
	CASE(K_MEDIUMRAW, "MEDIUMRAW", type, sym, "00 81 c2", "80 81 c2", "", \
	     mstate, "", msteps), \
	CASE(K_OFF, "OFF", type, sym, "", "", "", mstate, "", msteps)

/* A type that sends nothing outside XLATE and UNICODE. */
#define TEXT(type, sym, xlate, unicode, state) \
	ROWS(type, sym, xlate, unicode, state, "", REACHED, "", STOPPED)

static const struct mode_case mode_cases[] = {
	TEXT("KT_LATIN", K(KT_LATIN, 0xe9), "e9", "c3 a9", ""),
	TEXT("KT_FN", K_F1, "{1b 5b 5b 41}", "{1b 5b 5b 41}", ""),
	ROWS("KT_SPEC", K_CAPS, "", "", "leds=4", "", REACHED, "", REACHED),
	TEXT("KT_PAD", K_PPLUS, "2b", "2b", ""),
	TEXT("KT_DEAD", K_DGRAVE, "", "", "diacr=60"),
	TEXT("KT_CONS", K(KT_CONS, 5), "SWITCH:5", "SWITCH:5", ""),
	TEXT("KT_CUR", K_UP, "1b 5b 41", "1b 5b 41", ""),
	ROWS("KT_SHIFT", K_SHIFT, "", "", "shift=01", "", REACHED, "shift=01",
	     REACHED),
	TEXT("KT_META", K(KT_META, 'a'), "1b 61", "1b 61", ""),
	TEXT("KT_ASCII", K_ASC7, "", "", "npad=7"),
	TEXT("KT_LOCK", K_CTRLLOCK, "", "", "lock=04"),
	TEXT("KT_LETTER", K(KT_LETTER, 'a'), "61", "61", ""),
	TEXT("KT_SLOCK", K_ALT_SLOCK, "", "", "shift=08 slock=08"),
	TEXT("KT_DEAD2", K(KT_DEAD2, 0xb4), "", "", "diacr=b4"),
	CASE(K_XLATE, "XLATE", "KT_BRL", K_BRL_DOT3, "", "", "", "", "", REACHED),
	CASE(K_UNICODE, "UNICODE", "KT_BRL", K_BRL_DOT3, "", "", "", "brl=04",
	     "e2 a0 84", REACHED),
	CASE(K_RAW, "RAW", "KT_BRL", K_BRL_DOT3, "6f", "ef", "", "", "", STOPPED),
	CASE(K_MEDIUMRAW, "MEDIUMRAW", "KT_BRL", K_BRL_DOT3, "00 81 c2",
	     "80 81 c2", "", "", "", STOPPED),
	CASE(K_OFF, "OFF", "KT_BRL", K_BRL_DOT3, "", "", "", "", "", STOPPED),
	TEXT("type 15", K(15, 'a'), "", "", ""),
	ROWS("Unicode", 0x20ac ^ 0xf000, "", "e2 82 ac", "", "", UNI, "", UNI),
};

FIX_TABLE(mode_cases);

/* Bytes of the mode itself, and bytes that the keysym adds. */
static const char *both(struct kunit *test, const char *scan, const char *rest)
{
	char *text = kunit_kzalloc(test, FIX_SHOWN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	snprintf(text, FIX_SHOWN, "%s%s", scan, rest);
	return text;
}

static void press_does_what_the_mode_allows(struct kunit *test)
{
	const struct mode_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	fix_listen(f);
	fix_press_sym(test, c->sym);
	EXPECT_OUT(test, both(test, c->scan, c->down));
	EXPECT_STATE(test, c->state);
	KUNIT_EXPECT_STREQ(test, f->steps, c->steps);
}

static void release_does_what_the_mode_allows(struct kunit *test)
{
	const struct mode_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = c->mode;
	fix_press_sym(test, c->sym);
	fix_listen(f);
	fix_release(f, FIX_KEY);
	EXPECT_OUT(test, both(test, c->scan_up, c->up));
	KUNIT_EXPECT_EQ(test, f->core.shift_state, 0);
	KUNIT_EXPECT_STREQ(test, f->steps, c->steps);
}

static struct kunit_case modes_tests[] = {
	FIX_CASES(press_does_what_the_mode_allows, mode_cases),
	FIX_CASES(release_does_what_the_mode_allows, mode_cases),
	{}
};

FIX_SUITE(modes, modes_tests);
