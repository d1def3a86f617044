// SPDX-License-Identifier: GPL-2.0
/*
 * The bytes of RAW and MEDIUMRAW. The expected RAW bytes are those of an AT keyboard
 * (scancode set 1), which Kbuild here chooses on every architecture.
 */
#include "fixture.h"

struct scan_case {
	const char *name;
	u16 code;
	const char *down;
	const char *up;
};

static const struct scan_case raws[] = {
	{ "Esc",		KEY_ESC, "01", "81" },
	{ "A",			KEY_A, "1e", "9e" },
	{ "left Shift",		KEY_LEFTSHIFT, "2a", "aa" },
	{ "right Shift",	KEY_RIGHTSHIFT, "36", "b6" },
	{ "F10",		KEY_F10, "44", "c4" },
	{ "Num Lock",		KEY_NUMLOCK, "45", "c5" },
	{ "102nd",		KEY_102ND, "56", "d6" },
	{ "F12",		KEY_F12, "58", "d8" },
	{ "Ro",			KEY_RO, "73", "f3" },
	{ "Yen",		KEY_YEN, "7d", "fd" },
	{ "keypad Enter",	KEY_KPENTER, "e0 1c", "e0 9c" },
	{ "right Ctrl",		KEY_RIGHTCTRL, "e0 1d", "e0 9d" },
	{ "keypad slash",	KEY_KPSLASH, "e0 35", "e0 b5" },
	{ "right Alt",		KEY_RIGHTALT, "e0 38", "e0 b8" },
	{ "Home",		KEY_HOME, "e0 47", "e0 c7" },
	{ "Up",			KEY_UP, "e0 48", "e0 c8" },
	{ "Delete",		KEY_DELETE, "e0 53", "e0 d3" },
	{ "left Meta",		KEY_LEFTMETA, "e0 5b", "e0 db" },
	{ "right Meta",		KEY_RIGHTMETA, "e0 5c", "e0 dc" },
	{ "Menu",		KEY_COMPOSE, "e0 5d", "e0 dd" },
	{ "Power",		KEY_POWER, "e0 5e", "e0 de" },
	{ "Mute",		KEY_MUTE, "e0 20", "e0 a0" },
	{ "F13",		KEY_F13, "5d", "dd" },
	{ "F24",		KEY_F24, "6f", "ef" },
	{ "brightness",		KEY_BRIGHTNESSUP, "e0 54", "e0 d4" },
	{ "Pause",		KEY_PAUSE, "e1 1d 45", "e1 9d c5" },
	{ "Print Screen",	KEY_SYSRQ, "e0 2a e0 37", "e0 aa e0 b7" },
	{ "Hangeul is never released", KEY_HANGEUL, "f2", "" },
	{ "Hanja is never released", KEY_HANJA, "f1", "" },
	{ "reserved",		KEY_RESERVED, "", "" },
	{ "unknown",		KEY_UNKNOWN, "", "" },
	{ "last of the table",	255, "", "" },
	{ "first beyond it",	256, "", "" },
	{ "last of all",	KEY_MAX, "", "" },
};

FIX_TABLE(raws);

static void raw_sends_what_an_at_keyboard_would(struct kunit *test)
{
	const struct scan_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = K_RAW;
	EXPECT_PRESS(test, c->code, c->down);
	EXPECT_REPEAT(test, c->code, c->down);
	EXPECT_RELEASE(test, c->code, c->up);
}

static void hardware_scancodes_are_not_made_up(struct kunit *test)
{
	const struct scan_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = K_RAW;
	fixture(test)->hw_raw = true;
	EXPECT_PRESS(test, c->code, "");
	EXPECT_RELEASE(test, c->code, "");
	KUNIT_EXPECT_EQ(test, fixture(test)->core.untranslated, 0ull);
}

/* The counter counts presses that send nothing. */
static void keys_without_scancode_are_counted(struct kunit *test)
{
	const struct scan_case *c = test->param_value;
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = K_RAW;
	fix_press(f, c->code);
	KUNIT_EXPECT_EQ(test, f->core.untranslated, *c->down ? 0ull : 1ull);
	f->kbd.kbdmode = K_UNICODE;
	fix_press(f, c->code);
	KUNIT_EXPECT_EQ(test, f->core.untranslated, *c->down ? 0ull : 1ull);
}

static void raw_prints_screen_as_sysrq_under_alt(struct kunit *test)
{
	struct fixture *f = fixture(test);

	f->kbd.kbdmode = K_RAW;
	fix_press(f, KEY_LEFTALT);
	EXPECT_PRESS(test, KEY_SYSRQ, "54");
	EXPECT_RELEASE(test, KEY_SYSRQ, "d4");
	fix_press(f, KEY_RIGHTALT);
	fix_release(f, KEY_LEFTALT);
	EXPECT_PRESS(test, KEY_SYSRQ, "54");
	fix_release(f, KEY_RIGHTALT);
	EXPECT_RELEASE(test, KEY_SYSRQ, "e0 aa e0 b7");
	fix_press(f, KEY_LEFTCTRL);
	EXPECT_PRESS(test, KEY_SYSRQ, "e0 2a e0 37");
}

static bool is_special(unsigned int code)
{
	return code == KEY_PAUSE || code == KEY_SYSRQ || code == KEY_HANGEUL ||
	       code == KEY_HANJA;
}

static void a_release_is_the_press_with_its_high_bit_set(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct vtkbd_out down;
	unsigned int code;

	f->kbd.kbdmode = K_RAW;
	for (code = 0; code <= KEY_MAX; code++) {
		if (is_special(code))
			continue;
		fix_press(f, code);
		down = f->out;
		if (down.len)
			down.buf[down.len - 1] |= 0x80;
		fix_release(f, code);
		KUNIT_EXPECT_EQ(test, f->out.len, down.len);
		KUNIT_EXPECT_EQ(test, memcmp(f->out.buf, down.buf, down.len), 0);
	}
}

static const struct scan_case mediumraws[] = {
	{ "0",		0, "00", "80" },
	{ "1",		1, "01", "81" },
	{ "127",	127, "7f", "ff" },
	{ "128",	128, "00 81 80", "80 81 80" },
	{ "255",	255, "00 81 ff", "80 81 ff" },
	{ "256",	256, "00 82 80", "80 82 80" },
	{ "KEY_MAX",	KEY_MAX, "00 85 ff", "80 85 ff" },
	{ "Pause is nothing special", KEY_PAUSE, "77", "f7" },
	{ "Hangeul is nothing special", KEY_HANGEUL, "7a", "fa" },
};

FIX_TABLE(mediumraws);

static void mediumraw_sends_keycodes(struct kunit *test)
{
	const struct scan_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = K_MEDIUMRAW;
	EXPECT_PRESS(test, c->code, c->down);
	EXPECT_REPEAT(test, c->code, c->down);
	EXPECT_RELEASE(test, c->code, c->up);
}

static void mediumraw_is_made_for_any_hardware(struct kunit *test)
{
	const struct scan_case *c = test->param_value;

	fixture(test)->kbd.kbdmode = K_MEDIUMRAW;
	fixture(test)->hw_raw = true;
	EXPECT_PRESS(test, c->code, c->down);
	EXPECT_RELEASE(test, c->code, c->up);
}

/* Decode as a program that reads MEDIUMRAW does. */
static unsigned int decode(const struct vtkbd_out *out, bool *up)
{
	*up = out->buf[0] & 0x80;
	if (out->len == 1)
		return out->buf[0] & 0x7f;
	return (out->buf[1] & 0x7f) << 7 | (out->buf[2] & 0x7f);
}

static void every_keycode_can_be_read_back(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int code;
	bool up;

	f->kbd.kbdmode = K_MEDIUMRAW;
	for (code = 0; code <= KEY_MAX; code++) {
		fix_press(f, code);
		KUNIT_EXPECT_EQ(test, decode(&f->out, &up), code);
		KUNIT_EXPECT_FALSE(test, up);
		fix_release(f, code);
		KUNIT_EXPECT_EQ(test, decode(&f->out, &up), code);
		KUNIT_EXPECT_TRUE(test, up);
	}
}

static void off_sends_nothing_for_any_key(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int code;

	f->kbd.kbdmode = K_OFF;
	for (code = 0; code <= KEY_MAX; code++) {
		EXPECT_PRESS(test, code, "");
		EXPECT_REPEAT(test, code, "");
		EXPECT_RELEASE(test, code, "");
	}
}

static struct kunit_case raw_tests[] = {
	FIX_CASES(raw_sends_what_an_at_keyboard_would, raws),
	FIX_CASES(hardware_scancodes_are_not_made_up, raws),
	FIX_CASES(keys_without_scancode_are_counted, raws),
	KUNIT_CASE(raw_prints_screen_as_sysrq_under_alt),
	KUNIT_CASE(a_release_is_the_press_with_its_high_bit_set),
	FIX_CASES(mediumraw_sends_keycodes, mediumraws),
	FIX_CASES(mediumraw_is_made_for_any_hardware, mediumraws),
	KUNIT_CASE(every_keycode_can_be_read_back),
	KUNIT_CASE(off_sends_nothing_for_any_key),
	{}
};

FIX_SUITE(raw, raw_tests);
