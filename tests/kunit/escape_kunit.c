// SPDX-License-Identifier: GPL-2.0
/*
 * Sequences that a program writes to change the keyboard. Each is written at
 * once, and then split in two at every place. What each sequence does was seen
 * on the built-in consoles: tests/conformance/written.c and the typist compare
 * there.
 */
#include "fixture.h"
#include "terminal.h"

#define KEPT	(VTKBD_M_META | VTKBD_M_REPEAT)

struct written {
	struct vtkbd_escape esc;
	struct vtkbd_terminal terminal;
	u8 pattern;
};

static struct written *terminal_of(struct kunit *test, bool utf8)
{
	struct written *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	w->terminal = (struct vtkbd_terminal) {
		.rules = fixture(test)->core.keymap.rules,
		.esc = &w->esc,
		.kbd = &fixture(test)->kbd,
		.leds_by_ioctl = &w->pattern,
		.utf8 = true,
	};
	vtkbd_escape_reset(&w->esc, utf8);
	return w;
}

static size_t put(struct written *w, const char *text, size_t len)
{
	return vtkbd_escape_write(&w->terminal, (const u8 *)text, len);
}

struct flag_case {
	const char *name;
	const char *text;
	u8 modeflags;
};

static const struct flag_case sequences[] = {
	{ "plain text",			"abc",			KEPT },
	{ "DECCKM on",			"\e[?1h",		KEPT | VTKBD_M_CKMODE },
	{ "DECCKM off",			"\e[?1h\e[?1l",		KEPT },
	{ "1 without a prefix",		"\e[1h",		KEPT },
	{ "1 with another prefix",	"\e[>1h",		KEPT },
	{ "DECKPAM",			"\e=",			KEPT | VTKBD_M_APPLIC },
	{ "DECKPNM",			"\e=\e>",		KEPT },
	{ "LNM on",			"\e[20h",		KEPT | VTKBD_M_CRLF },
	{ "LNM off",			"\e[20h\e[20l",		KEPT },
	{ "20 with a prefix",		"\e[?20h",		KEPT },
	{ "DECARM off",			"\e[?8l",		VTKBD_M_META },
	{ "DECARM on",			"\e[?8l\e[?8h",		KEPT },
	{ "several modes",		"\e[?1;8l\e[?5;1h",
	  VTKBD_M_META | VTKBD_M_CKMODE },
	{ "RIS",			"\e=\e[20h\e[?1h\e[?8l\ec", KEPT },
	{ "CSI as one byte of UTF-8",	"\xc2\x9b?1h",		KEPT | VTKBD_M_CKMODE },
	{ "continuation byte 9b",	"\xc4\x9b?1h",		KEPT },
	{ "CAN in the middle",		"\e[?\x18" "1h",	KEPT },
	{ "SUB in the middle",		"\e[?\x1a" "1h",	KEPT },
	{ "LF in the middle",		"\e[?\n1h",		KEPT | VTKBD_M_CKMODE },
	{ "DEL in the middle",		"\e[?\x7f" "1h",	KEPT | VTKBD_M_CKMODE },
	{ "ESC starts again",		"\e[?\e[?1h",		KEPT | VTKBD_M_CKMODE },
	{ "OSC swallows",		"\e]0;\e[",		KEPT },
	{ "OSC ends with BEL",		"\e]0;title\a\e=",	KEPT | VTKBD_M_APPLIC },
	{ "DCS swallows text",		"\eP?1h",		KEPT },
	{ "palette ends at seven digits", "\e]P1234567\xc2\x9b?1h",
	  KEPT | VTKBD_M_CKMODE },
	{ "palette ends at a letter",	"\e]P12x\xc2\x9b?1h",	KEPT | VTKBD_M_CKMODE },
	{ "function key's report",	"\e[[?\e=",		KEPT | VTKBD_M_APPLIC },
	{ "character set",		"\e(=",			KEPT },
	{ "a font shows controls: 9b is CSI", "\e[11m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "the other font does",	"\e[1;12m\xc4\x9b?1h",	KEPT | VTKBD_M_CKMODE },
	{ "the first font does not",	"\e[11m\e[10m\xc4\x9b?1h", KEPT },
	{ "no attribute but a font",	"\e[11m\e[m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "the last font counts",	"\e[11;12;10m\xc4\x9b?1h", KEPT },
	{ "a font with a prefix",	"\e[?11m\xc4\x9b?1h",	KEPT },
	{ "a font, then RIS",		"\e[11m\ec\xc4\x9b?1h", KEPT },
	{ "a font, then SI",		"\e[11m\x0f\xc4\x9b?1h", KEPT },
	{ "a colour of 256",		"\e[38;5;11m\xc4\x9b?1h", KEPT },
	{ "a font behind it",		"\e[48;5;1;11m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "red, green, blue",		"\e[38;2;11;11;11m\xc4\x9b?1h", KEPT },
	{ "a font behind them",		"\e[38;2;1;2;3;11m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "too few for a colour",	"\e[48;2;1;11m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "no colour takes one",	"\e[38;11m\xc4\x9b?1h", KEPT },
	{ "a colour at the end",	"\e[11;38m\xc4\x9b?1h", KEPT | VTKBD_M_CKMODE },
	{ "strange byte in a sequence",	"\e[?1$h\e=",		KEPT | VTKBD_M_APPLIC },
};

FIX_TABLE(sequences);

static void sequences_set_flags(struct kunit *test)
{
	const struct flag_case *c = test->param_value;
	struct written *w = terminal_of(test, true);
	size_t len = strlen(c->text);

	KUNIT_EXPECT_EQ(test, put(w, c->text, len), len);
	KUNIT_EXPECT_EQ(test, fixture(test)->kbd.modeflags, c->modeflags);
}

static void a_sequence_may_be_cut_anywhere(struct kunit *test)
{
	const struct flag_case *c = test->param_value;
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;
	struct written *w = terminal_of(test, true);
	size_t len = strlen(c->text);
	size_t cut;

	for (cut = 0; cut <= len; cut++) {
		vtkbd_escape_reset(&w->esc, true);
		kbd->modeflags = KEPT;
		KUNIT_EXPECT_EQ(test, put(w, c->text, cut), cut);
		KUNIT_EXPECT_EQ(test, put(w, c->text + cut, len - cut), len - cut);
		KUNIT_EXPECT_EQ_MSG(test, kbd->modeflags, c->modeflags,
				    "%s, cut at %zu", c->name, cut);
	}
}

static void without_utf8_the_byte_is_csi(struct kunit *test)
{
	struct written *w = terminal_of(test, false);

	put(w, "\xc4\x9b?1h", 5);
	KUNIT_EXPECT_EQ(test, fixture(test)->kbd.modeflags, KEPT | VTKBD_M_CKMODE);
}

static void percent_chooses_utf8(struct kunit *test)
{
	struct written *w = terminal_of(test, true);

	put(w, "\e%@", 3);
	KUNIT_EXPECT_FALSE(test, w->esc.utf8);
	put(w, "\e%G", 3);
	KUNIT_EXPECT_TRUE(test, w->esc.utf8);
	put(w, "\e%@\ec", 5);
	KUNIT_EXPECT_TRUE(test, w->esc.utf8);
}

static void ris_resets_locks_and_keeps_the_mode(struct kunit *test)
{
	struct vtkbd_kbd *kbd = &fixture(test)->kbd;
	struct written *w = terminal_of(test, true);

	*kbd = (struct vtkbd_kbd) {
		.kbdmode = K_XLATE, .modeflags = VTKBD_M_APPLIC,
		.lockstate = 1, .slockstate = 2, .leds_by_ioctl = true,
		.ledflags = 7, .default_leds = VTKBD_LED_NUM,
	};
	put(w, "\ec", 2);
	KUNIT_EXPECT_EQ(test, kbd->kbdmode, K_XLATE);
	KUNIT_EXPECT_EQ(test, kbd->modeflags, VTKBD_M_REPEAT);
	KUNIT_EXPECT_EQ(test, kbd->lockstate, 0);
	KUNIT_EXPECT_EQ(test, kbd->slockstate, 0);
	KUNIT_EXPECT_EQ(test, kbd->ledflags, VTKBD_LED_NUM);
	KUNIT_EXPECT_FALSE(test, kbd->leds_by_ioctl);
}

struct decll_case {
	const char *name;
	const char *text;
	u8 pattern;
	bool by_ioctl;
};

/* The pattern was 5 before, and the LEDs did not show it. */
static const struct decll_case decll[] = {
	{ "none",		"\e[q",		0, true },
	{ "Scroll",		"\e[1q",	1, true },
	{ "Num",		"\e[2q",	2, true },
	{ "Caps",		"\e[3q",	4, true },
	{ "no such LED",		"\e[4q",	5, false },
	{ "another's sequence",	"\e[?1q",	5, false },
};

FIX_TABLE(decll);

static void decll_turns_on_one_led_alone(struct kunit *test)
{
	const struct decll_case *c = test->param_value;
	struct written *w = terminal_of(test, true);

	w->pattern = 5;
	put(w, c->text, strlen(c->text));
	KUNIT_EXPECT_EQ(test, w->pattern, c->pattern);
	KUNIT_EXPECT_EQ(test, fixture(test)->kbd.leds_by_ioctl, c->by_ioctl);
}

struct setterm_case {
	const char *name;
	const char *text;
	u8 type;
	unsigned int arg;
};

static const struct setterm_case setterms[] = {
	{ "first console",	"\e[12;1]",	VTKBD_ACT_SWITCH, 0 },
	{ "last console",	"\e[12;63]",	VTKBD_ACT_SWITCH, 62 },
	{ "console 0",		"\e[12;0]",	VTKBD_ACT_NONE, 0 },
	{ "one too many",	"\e[12;64]",	VTKBD_ACT_NONE, 0 },
	{ "previous console",	"\e[15]",	VTKBD_ACT_LASTCONS, 0 },
	{ "with a prefix",	"\e[?15]",	VTKBD_ACT_NONE, 0 },
};

FIX_TABLE(setterms);

static void a_switch_is_an_action(struct kunit *test)
{
	const struct setterm_case *c = test->param_value;
	struct written *w = terminal_of(test, true);

	put(w, c->text, strlen(c->text));
	KUNIT_EXPECT_EQ(test, w->terminal.action.type, c->type);
	KUNIT_EXPECT_EQ(test, w->terminal.action.arg, c->arg);
}

static const struct setterm_case pokes[] = {
	{ "unblank",			"\e[13]",	.arg = true },
	{ "when to go blank",		"\e[9;5]",	.arg = true },
	{ "and text behind it",		"\e[13]text",	.arg = true },
	{ "when to power down",		"\e[14;5]" },
	{ "unblank, with a prefix",	"\e[?13]" },
	{ "text",			"text\r\n" },
};

FIX_TABLE(pokes);

static void a_screen_is_unblanked(struct kunit *test)
{
	const struct setterm_case *c = test->param_value;
	struct written *w = terminal_of(test, true);

	put(w, c->text, strlen(c->text));
	KUNIT_EXPECT_EQ(test, w->terminal.poke, (bool)c->arg);
	KUNIT_EXPECT_EQ(test, w->terminal.action.type, VTKBD_ACT_NONE);
	put(w, "a", 1);
	KUNIT_EXPECT_FALSE(test, w->terminal.poke);
}

static void reading_stops_for_an_action(struct kunit *test)
{
	struct written *w = terminal_of(test, true);
	static const char text[] = "\e[15]\e=";

	KUNIT_EXPECT_EQ(test, put(w, text, sizeof(text) - 1), 5ul);
	KUNIT_EXPECT_EQ(test, fixture(test)->kbd.modeflags, KEPT);
	KUNIT_EXPECT_EQ(test, put(w, text + 5, sizeof(text) - 6), 2ul);
	KUNIT_EXPECT_EQ(test, w->terminal.action.type, VTKBD_ACT_NONE);
	KUNIT_EXPECT_EQ(test, fixture(test)->kbd.modeflags, KEPT | VTKBD_M_APPLIC);
}

static void parameters_without_end_are_bounded(struct kunit *test)
{
	struct written *w = terminal_of(test, true);
	unsigned int i;

	put(w, "\e[?", 3);
	for (i = 0; i < 4 * VTKBD_ESC_NR_PAR; i++)
		put(w, "7;", 2);
	put(w, "1h", 2);
	KUNIT_EXPECT_EQ(test, w->esc.state, VTKBD_ESC_GROUND);
	KUNIT_EXPECT_LT(test, w->esc.npar, VTKBD_ESC_NR_PAR);
}

static struct kunit_case escape_tests[] = {
	FIX_CASES(sequences_set_flags, sequences),
	FIX_CASES(a_sequence_may_be_cut_anywhere, sequences),
	KUNIT_CASE(without_utf8_the_byte_is_csi),
	KUNIT_CASE(percent_chooses_utf8),
	KUNIT_CASE(ris_resets_locks_and_keeps_the_mode),
	FIX_CASES(decll_turns_on_one_led_alone, decll),
	FIX_CASES(a_switch_is_an_action, setterms),
	FIX_CASES(a_screen_is_unblanked, pokes),
	KUNIT_CASE(reading_stops_for_an_action),
	KUNIT_CASE(parameters_without_end_are_bounded),
	{}
};

FIX_SUITE(escape, escape_tests);
