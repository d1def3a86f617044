// SPDX-License-Identifier: GPL-2.0
/*
 * typed PREFIX CONSOLE: the keys of old bugs (tests/stress/bugs.py) and the bytes that come
 * of them, as a transcript like those of tests/conformance.
 */
#include <linux/keyboard.h>

#include "../../conformance/keyboard.h"

#define SYM(type, value)	((type) << 8 | (value))
#define CHUNK			16	/* keys whose bytes fit into a line */

static int fd, board;
static int kbdmode;

static void tap(int code)
{
	keyboard_tap(board, code);
}

static void set_mode(int mode)
{
	NUMBER(fd, KDSKBMODE, mode);
	kbdmode = mode;
}

/* What a tap of Enter ends with, by which it is known that all before it has arrived. */
static bool ends_with_enter(const unsigned char *bytes, int len)
{
	if (kbdmode == K_XLATE || kbdmode == K_UNICODE)
		return len && bytes[len - 1] == '\r';
	return len > 1 && bytes[len - 2] == KEY_ENTER && bytes[len - 1] == (KEY_ENTER | 0x80);
}

static void say_keys(const char *label)
{
	unsigned char bytes[512];
	int len = 0, got;

	tap(KEY_ENTER);
	for (int tries = 0; tries < 2000 && !ends_with_enter(bytes, len); tries++) {
		pause_ms(kbdmode == K_OFF ? 0 : 1);
		got = read(fd, bytes + len, sizeof(bytes) - len);
		len += got > 0 ? got : 0;
		if (kbdmode == K_OFF)
			break;
	}
	say_bytes(label, bytes, len);
}

static void set_entry(int table, int index, int value)
{
	struct kbentry entry = { table, index, value };

	POINTER(fd, KDSKBENT, "entry", &entry);
}

static int keyboard_with_all(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "all keys" };
	int all = open("/dev/uinput", O_WRONLY | O_CLOEXEC);

	if (all < 0 || ioctl(all, UI_SET_EVBIT, EV_KEY))
		fail("/dev/uinput");
	for (int key = 1; key <= KEY_MAX; key++)
		ioctl(all, UI_SET_KEYBIT, key);
	if (ioctl(all, UI_DEV_SETUP, &setup) || ioctl(all, UI_DEV_CREATE))
		fail("UI_DEV_CREATE");
	return all;
}

/* A keyboard is heard once the handlers have connected. */
static void warm_up(void)
{
	set_mode(K_UNICODE);
	for (int tries = 0; tries < 500 && pending(fd) < 1; tries++) {
		tap(KEY_A);
		pause_ms(10);
	}
	settled(pending, fd);
	tcflush(fd, TCIFLUSH);
}

/* -- codes typed on the keypad (CVE-2020-13974) ------------------------------------------- */

static int keypad(char digit)
{
	static const int keys[] = {
		KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7,
		KEY_KP8, KEY_KP9,
	};

	return keys[digit - '0'];
}

static void typed_codes(void)
{
	static const char *const codes[] = {
		"65", "00000000000000000065", "99999999999999999999", "4294967361",
		"2147483648", "4294967295", "1114111", "1114112", "55296", "256", "0",
	};

	for (size_t i = 0; i < COUNT(codes); i++) {
		keyboard_key(board, KEY_LEFTALT, 1);
		for (const char *digit = codes[i]; *digit; digit++)
			tap(keypad(*digit));
		keyboard_key(board, KEY_LEFTALT, 0);
		say_keys(codes[i]);
	}
}

/* -- keycodes that no keymap has (CVE-2020-0431) ------------------------------------------ */

static void high_codes(void)
{
	char label[32];

	for (int code = KEY_MICMUTE + 1; code <= KEY_MAX; code += CHUNK) {
		for (int i = code; i < code + CHUNK && i <= KEY_MAX; i++)
			tap(i);
		snprintf(label, sizeof(label), "from %#x", code);
		say_keys(label);
	}
}

/* Held while the mode changes: the modifiers are counted anew from the keys that are down. */
static void held_across_modes(void)
{
	static const int held[] = { KEY_BRL_DOT1, 0x1ff, KEY_MAX, KEY_LEFTSHIFT };
	static const int modes[] = { K_RAW, K_XLATE, K_MEDIUMRAW, K_UNICODE, K_OFF, K_XLATE };

	for (size_t i = 0; i < COUNT(modes); i++) {
		set_mode(modes[i]);
		for (size_t j = 0; j < COUNT(held); j++)
			keyboard_key(board, held[j], i % 2 ? 0 : 1);
		say_keys("held");
		tap(KEY_A);
		say_keys("a");
	}
}

/* -- braille ------------------------------------------------------------------------------ */

static void set_braille(const char *name, int value)
{
	const char *module = strstr(node_prefix, "vtkbd") ? "vtkbd" : "keyboard";
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/brl_%s", module, name);
	file = fopen(path, "we");
	if (!file || fprintf(file, "%d\n", value) < 0 || fclose(file))
		fail(path);
	printf("%s %d\n", name, value);
}

static void chord(const char *dots)
{
	for (const char *dot = dots; *dot; dot++)
		keyboard_key(board, KEY_BRL_DOT1 + *dot - '1', 1);
	for (const char *dot = dots; *dot; dot++)
		keyboard_key(board, KEY_BRL_DOT1 + *dot - '1', 0);
	say_keys(dots);
}

/* 9 and : are dots that the kernel knows no use for. */
static void braille(void)
{
	static const char *const chords[] = {
		"1", "12", "12345678", "9", ":", "19", "9:", "7", "8", "84", "1",
	};
	static const int chords_a_pattern[] = { 1, 2, 1, 0, 1 };

	set_braille("timeout", 0);
	for (size_t i = 0; i < COUNT(chords_a_pattern); i++) {
		set_braille("nbchords", chords_a_pattern[i]);
		for (size_t j = 0; j < COUNT(chords); j++)
			chord(chords[j]);
	}
	keyboard_key(board, KEY_BRL_DOT1, 1);
	set_braille("nbchords", 2);
	keyboard_key(board, KEY_BRL_DOT1, 0);
	set_braille("nbchords", 1);
	say_keys("changed while a dot is down");
	chord("23");
	set_braille("timeout", 300);
}

/* -- entries of the keymap ---------------------------------------------------------------- */

/* What Caps Lock finds behind a letter is sent as a character, whatever it is. */
static void letters_under_caps(void)
{
	static const int behind[] = {
		K_F1, SYM(KT_SPEC, 2), SYM(KT_SHIFT, 0), SYM(KT_LATIN, 'x'), K_UP, 0xf000 ^ 0xe9,
	};
	struct kbentry before = { 1, KEY_A, 0 };

	POINTER(fd, KDGKBENT, "before", &before);
	tap(KEY_CAPSLOCK);
	for (size_t i = 0; i < COUNT(behind); i++) {
		set_entry(1, KEY_A, behind[i]);
		tap(KEY_A);
		say_keys("a under Caps Lock");
	}
	set_entry(1, KEY_A, before.kb_value);
	tap(KEY_CAPSLOCK);
	tap(KEY_A);
	say_keys("a");
}

/* A group that is chosen by a sticky or locked Shift is no Shift of a cursor key. */
static void cursor_in_a_group(void)
{
	static const int types[] = { KT_SLOCK, KT_LOCK, KT_SHIFT };
	static const int groups[] = { KG_SHIFT, KG_SHIFTL, KG_SHIFTR, KG_CTRL };
	const int group_key = KEY_F13;

	for (size_t i = 0; i < COUNT(types) * COUNT(groups); i++) {
		set_entry(0, group_key, SYM(types[i / COUNT(groups)],
					    groups[i % COUNT(groups)]));
		keyboard_key(board, group_key, 1);
		tap(KEY_UP);
		keyboard_key(board, group_key, 0);
		tap(KEY_UP);
		tap(group_key);		/* a lock is off again */
		tap(KEY_UP);
		tap(KEY_UP);
		say_keys("up");
	}
	set_entry(0, group_key, K_HOLE);
}

int main(int argc, char **argv)
{
	struct termios before;

	fd = begin(argc, argv);
	before = make_raw(fd);
	board = keyboard_with_all();
	warm_up();
	for (int mode = K_XLATE; mode <= K_UNICODE; mode++) {
		if (mode != K_XLATE && mode != K_UNICODE && mode != K_MEDIUMRAW)
			continue;
		set_mode(mode);
		high_codes();
		if (mode == K_MEDIUMRAW)
			continue;
		typed_codes();
		braille();
		letters_under_caps();
		cursor_in_a_group();
	}
	held_across_modes();
	set_mode(K_UNICODE);
	tcsetattr(fd, TCSANOW, &before);
	return end();
}
