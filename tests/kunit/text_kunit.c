// SPDX-License-Identifier: GPL-2.0
/*
 * Keysyms that are text: characters in both character sets, strings, keypad
 * and cursor keys, Meta, and codes typed digit by digit.
 */
#include "fixture.h"

struct utf8_case {
	const char *name;
	u32 c;
	const char *sent;
};

static const struct utf8_case utf8s[] = {
	{ "U+0000",	0x0000, "00" },
	{ "U+007F",	0x007f, "7f" },
	{ "U+0080",	0x0080, "c2 80" },
	{ "U+07FF",	0x07ff, "df bf" },
	{ "U+0800",	0x0800, "e0 a0 80" },
	{ "U+D7FF",	0xd7ff, "ed 9f bf" },
	{ "U+D800 is a surrogate", 0xd800, "" },
	{ "U+DFFF is a surrogate", 0xdfff, "" },
	{ "U+E000",	0xe000, "ee 80 80" },
	{ "U+FFFE",	0xfffe, "ef bf be" },
	{ "U+FFFF is no character", 0xffff, "" },
	{ "U+10000",	0x10000, "f0 90 80 80" },
	{ "U+1FFFF",	0x1ffff, "f0 9f bf bf" },
	{ "U+10FFFF",	0x10ffff, "f4 8f bf bf" },
	{ "U+110000 is beyond Unicode", 0x110000, "" },
	{ "U+FFFFFFFF is beyond Unicode", 0xffffffff, "" },
};

FIX_TABLE(utf8s);

static void utf8_at_its_boundaries(struct kunit *test)
{
	const struct utf8_case *c = test->param_value;
	struct fixture *f = fixture(test);
	struct vtkbd_keyctx *x = &f->core.at;

	*x = (struct vtkbd_keyctx) { .core = &f->core, .kbd = &f->kbd };
	vtkbd_put_utf8(x, c->c);
	f->out = x->out;
	EXPECT_OUT(test, c->sent);
}

struct char_case {
	const char *name;
	u16 sym;
	const char *xlate;
	const char *unicode;
};

#define UNI(c)	((c) ^ 0xf000)

static const struct char_case chars[] = {
	{ "KT_LATIN NUL",	K(KT_LATIN, 0), "00", "00" },
	{ "KT_LATIN A",		K(KT_LATIN, 'A'), "41", "41" },
	{ "KT_LATIN 7f",	K(KT_LATIN, 0x7f), "7f", "7f" },
	{ "KT_LATIN 80",	K(KT_LATIN, 0x80), "80", "c2 80" },
	{ "KT_LATIN ff",	K(KT_LATIN, 0xff), "ff", "c3 bf" },
	{ "KT_LETTER e4",	K(KT_LETTER, 0xe4), "e4", "c3 a4" },
	{ "U+0100",		UNI(0x0100), "", "c4 80" },
	{ "U+20AC",		UNI(0x20ac), "", "e2 82 ac" },
	{ "U+EFFF",		UNI(0xefff), "", "ee bf bf" },
	{ "U+0000 as a character", UNI(0x0000), "00", "00" },
	{ "U+00E9 as a character", UNI(0x00e9), "e9", "c3 a9" },
	{ "U+D800",		UNI(0xd800), "", "" },
};

FIX_TABLE(chars);

static void characters_in_xlate(struct kunit *test)
{
	const struct char_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = K_XLATE;
	EXPECT_SYM(test, c->sym, c->xlate);
}

static void characters_in_unicode(struct kunit *test)
{
	const struct char_case *c = test->param_value;

	EXPECT_SYM(test, c->sym, c->unicode);
}

static void every_8bit_character_is_itself_in_xlate(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int c;

	f->kbd.kbdmode = K_XLATE;
	for (c = 0; c < 256; c++) {
		fix_press_sym(test, K(KT_LATIN, c));
		KUNIT_EXPECT_EQ(test, f->out.len, 1);
		KUNIT_EXPECT_EQ(test, f->out.buf[0], c);
	}
}

static void each_function_key_sends_its_string(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int fn;

	for (fn = 0; fn < MAX_NR_FUNC; fn++) {
		fix_press_sym(test, K(KT_FN, fn));
		KUNIT_EXPECT_PTR_EQ(test, (void *)f->out.str,
				    (void *)f->core.keymap.func[fn]);
		KUNIT_EXPECT_EQ(test, f->out.len, 0);
		EXPECT_RELEASE(test, FIX_KEY, "");
	}
	EXPECT_SYM(test, K_F12, "{1b 5b 32 34 7e}");
	EXPECT_SYM(test, K_HELP, "");
}

/**
 * struct pad_case - a keypad key under one setting
 * @name: for people
 * @value: number of the key
 * @modeflags: VTKBD_M_*
 * @num: Num Lock is on
 * @shift: a Shift key is held
 * @sent: what it sends
 */
struct pad_case {
	const char *name;
	u8 value;
	u8 modeflags;
	bool num;
	bool shift;
	const char *sent;
};

#define PAD(value_, key, setting, flags, num_, shift_, sent_) {		\
	.name = key " " setting, .value = value_, .modeflags = flags,	\
	.num = num_, .shift = shift_, .sent = sent_ }

/* plain; Num Lock; application; application and Shift; CR LF with Num Lock */
#define PADS(value, key, plain, num, appl, shifted, crlf)		\
	PAD(value, key, "plain", 0, false, false, plain),		\
	PAD(value, key, "NumLock", 0, true, false, num),		\
	PAD(value, key, "APPLIC", VTKBD_M_APPLIC, false, false, appl),	\
	PAD(value, key, "APPLIC NumLock", VTKBD_M_APPLIC, true, false, appl), \
	PAD(value, key, "APPLIC Shift", VTKBD_M_APPLIC, false, true, shifted), \
	PAD(value, key, "APPLIC Shift NumLock", VTKBD_M_APPLIC, true, true, num), \
	PAD(value, key, "CRLF", VTKBD_M_CRLF, true, false, crlf)

/* A key that sends the same with and without Num Lock. */
#define PAD_SAME(value, key, byte, appl) \
	PADS(value, key, byte, byte, appl, byte, byte)
/* A key that is a digit under Num Lock and something else without. */
#define PAD_DIGIT(value, key, nav, byte, appl) \
	PADS(value, key, nav, byte, appl, nav, byte)

static const struct pad_case pads[] = {
	PAD_DIGIT(0, "0", "{1b 5b 32 7e}", "30", "1b 4f 70"),
	PAD_DIGIT(1, "1", "{1b 5b 34 7e}", "31", "1b 4f 71"),
	PAD_DIGIT(2, "2", "1b 5b 42", "32", "1b 4f 72"),
	PAD_DIGIT(3, "3", "{1b 5b 36 7e}", "33", "1b 4f 73"),
	PAD_DIGIT(4, "4", "1b 5b 44", "34", "1b 4f 74"),
	PADS(5, "5", "1b 5b 47", "35", "1b 4f 75", "1b 4f 47", "35"),
	PAD_DIGIT(6, "6", "1b 5b 43", "36", "1b 4f 76"),
	PAD_DIGIT(7, "7", "{1b 5b 31 7e}", "37", "1b 4f 77"),
	PAD_DIGIT(8, "8", "1b 5b 41", "38", "1b 4f 78"),
	PAD_DIGIT(9, "9", "{1b 5b 35 7e}", "39", "1b 4f 79"),
	PAD_SAME(10, "plus", "2b", "1b 4f 6c"),
	PAD_SAME(11, "minus", "2d", "1b 4f 53"),
	PAD_SAME(12, "star", "2a", "1b 4f 52"),
	PAD_SAME(13, "slash", "2f", "1b 4f 51"),
	PADS(14, "Enter", "0d", "0d", "1b 4f 4d", "0d", "0d 0a"),
	PAD_DIGIT(15, "comma", "{1b 5b 33 7e}", "2c", "1b 4f 6e"),
	PAD_DIGIT(16, "dot", "{1b 5b 33 7e}", "2e", "1b 4f 6e"),
	PAD_SAME(17, "plusminus", "3f", "1b 4f 6d"),
	PAD_SAME(18, "left paren", "28", "1b 4f 50"),
	PAD_SAME(19, "right paren", "29", "1b 4f 51"),
};

FIX_TABLE(pads);

static void keypad_keys(struct kunit *test)
{
	const struct pad_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.modeflags |= c->modeflags;
	if (c->num)
		f->kbd.ledflags |= VTKBD_LED_NUM;
	if (c->shift)
		fix_press(f, KEY_LEFTSHIFT);
	EXPECT_SYM(test, K(KT_PAD, c->value), c->sent);
}

static void keypad_cursor_keys_follow_the_application(struct kunit *test)
{
	fixture(test)->kbd.modeflags |= VTKBD_M_CKMODE;
	EXPECT_SYM(test, K_P8, "1b 4f 41");
	EXPECT_SYM(test, K_P5, "1b 5b 47");
}

/*
 * A locked or sticky Shift is not held: the keypad stays in application mode.
 */
static void only_a_held_shift_takes_the_keypad_back(struct kunit *test)
{
	fixture(test)->kbd.modeflags |= VTKBD_M_APPLIC;
	fixture(test)->kbd.lockstate = BIT(KG_SHIFT);
	EXPECT_SYM(test, K_P8, "1b 4f 78");
}

struct cur_case {
	const char *name;
	u16 sym;
	const char *normal;
	const char *application;
};

static const struct cur_case curs[] = {
	{ "Down",	K_DOWN, "1b 5b 42", "1b 4f 42" },
	{ "Left",	K_LEFT, "1b 5b 44", "1b 4f 44" },
	{ "Right",	K_RIGHT, "1b 5b 43", "1b 4f 43" },
	{ "Up",		K_UP, "1b 5b 41", "1b 4f 41" },
};

FIX_TABLE(curs);

static void cursor_keys_in_both_modes(struct kunit *test)
{
	const struct cur_case *c = test->param_value;

	EXPECT_SYM(test, c->sym, c->normal);
	fixture(test)->kbd.modeflags |= VTKBD_M_APPLIC;
	EXPECT_SYM(test, c->sym, c->normal);
	fixture(test)->kbd.modeflags |= VTKBD_M_CKMODE;
	EXPECT_SYM(test, c->sym, c->application);
}

static void meta_is_an_escape_prefix(struct kunit *test)
{
	EXPECT_SYM(test, K(KT_META, 'a'), "1b 61");
	EXPECT_SYM(test, K(KT_META, 0), "1b 00");
	EXPECT_SYM(test, K(KT_META, 0xff), "1b ff");
}

/* One byte even in UNICODE, where it is not valid UTF-8. */
static void meta_is_the_high_bit(struct kunit *test)
{
	fixture(test)->kbd.modeflags &= ~VTKBD_M_META;
	EXPECT_SYM(test, K(KT_META, 'a'), "e1");
	EXPECT_SYM(test, K(KT_META, 0), "80");
	EXPECT_SYM(test, K(KT_META, 0xff), "ff");
	fixture(test)->kbd.kbdmode = K_XLATE;
	EXPECT_SYM(test, K(KT_META, 'a'), "e1");
}

struct ascii_case {
	const char *name;
	const char *digits;
	bool hex;
	const char *state;
};

static const struct ascii_case asciis[] = {
	{ "one digit",		"7", false, "npad=7" },
	{ "decimal",		"1234567890", false, "npad=1234567890" },
	{ "leading zeros",	"000065", false, "npad=65" },
	{ "largest",		"4294967295", false, "npad=4294967295" },
	{ "one more wraps",	"4294967296", false, "npad=0" },
	{ "twenty digits wrap",	"99999999999999999999", false, "npad=1661992959" },
	{ "hex zero",		"0", true, "npad=0" },
	{ "hex",		"20ac", true, "npad=8364" },
	{ "hex digits",		"9abcdef0", true, "npad=2596069104" },
	{ "nine hex digits wrap", "12345678f", true, "npad=591751055" },
};

FIX_TABLE(asciis);

static void digits_make_a_code(struct kunit *test)
{
	static const char hex_digits[] = "0123456789abcdef";
	const struct ascii_case *c = test->param_value;
	const char *d;
	int value;

	for (d = c->digits; *d; d++) {
		value = strchr(hex_digits, *d) - hex_digits;
		EXPECT_SYM(test, K(KT_ASCII, value + (c->hex ? 10 : 0)), "");
	}
	EXPECT_STATE(test, c->state);
}

static void decimal_and_hex_digits_mix(struct kunit *test)
{
	fix_tap_sym(test, K_ASC1);
	fix_tap_sym(test, K_HEXf);
	fix_tap_sym(test, K_ASC2);
	EXPECT_STATE(test, "npad=312");
}

static void alt_and_keypad_type_a_character(struct kunit *test)
{
	fix_press(fixture(test), KEY_LEFTALT);
	EXPECT_PRESS(test, KEY_KP2, "");
	EXPECT_PRESS(test, KEY_KP3, "");
	EXPECT_PRESS(test, KEY_KP3, "");
	EXPECT_RELEASE(test, KEY_LEFTALT, "c3 a9");
}

static void a_console_key_switches(struct kunit *test)
{
	EXPECT_SYM(test, K(KT_CONS, 0), "SWITCH:0");
	EXPECT_SYM(test, K(KT_CONS, 62), "SWITCH:62");
	EXPECT_SYM(test, K(KT_CONS, 255), "SWITCH:255");
}

static struct kunit_case text_tests[] = {
	FIX_CASES(utf8_at_its_boundaries, utf8s),
	FIX_CASES(characters_in_xlate, chars),
	FIX_CASES(characters_in_unicode, chars),
	KUNIT_CASE(every_8bit_character_is_itself_in_xlate),
	KUNIT_CASE(each_function_key_sends_its_string),
	FIX_CASES(keypad_keys, pads),
	KUNIT_CASE(keypad_cursor_keys_follow_the_application),
	KUNIT_CASE(only_a_held_shift_takes_the_keypad_back),
	FIX_CASES(cursor_keys_in_both_modes, curs),
	KUNIT_CASE(meta_is_an_escape_prefix),
	KUNIT_CASE(meta_is_the_high_bit),
	FIX_CASES(digits_make_a_code, asciis),
	KUNIT_CASE(decimal_and_hex_digits_mix),
	KUNIT_CASE(alt_and_keypad_type_a_character),
	KUNIT_CASE(a_console_key_switches),
	{}
};

FIX_SUITE(text, text_tests);
