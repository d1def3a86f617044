// SPDX-License-Identifier: GPL-2.0
/*
 * The effect on the keyboard of what a program writes to a console: each sequence
 * whole, split at every place, inside and after others, and cut off. Then cursor,
 * keypad and Enter keys are typed and the LEDs are read. Sequences that a terminal
 * answers (reports) are left out: they need a screen.
 */
#include "keyboard.h"

struct text {
	const char *bytes;
	int len;
};

#define TEXT(string) { string, sizeof(string) - 1 }

static const struct text texts[] = {
	TEXT("\033[?1h"), TEXT("\033[?1l"), TEXT("\033="), TEXT("\033>"),
	TEXT("\033[20h"), TEXT("\033[20l"), TEXT("\033[?8l"), TEXT("\033[?8h"),
	TEXT("\033[0q"), TEXT("\033[1q"), TEXT("\033[2q"), TEXT("\033[3q"),
	TEXT("\033[4q"), TEXT("\033[q"), TEXT("\033[1;2q"), TEXT("\033[?1q"),
	TEXT("\033[?1;8h\033[20h\033="), TEXT("\033c"),
	TEXT("\033[?1h\033=\033[20h\033[2q\033c"),
	/* parameters: none, many, too many, large, wrapping */
	TEXT("\033[h"), TEXT("\033[;20h"), TEXT("\033[?;1h"), TEXT("\033[?1;h"),
	TEXT("\033c\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;20h"),
	TEXT("\033[20l\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;20h"),
	TEXT("\033[4294967297h"), TEXT("\033[?4294967297h"), TEXT("\033[020h"),
	/* prefixes and intermediates */
	TEXT("\033c\033[>1h"), TEXT("\033[=1h"), TEXT("\033[<1h"), TEXT("\033[?>1h"),
	TEXT("\033[20 h"), TEXT("\033[20!h"), TEXT("\033[2?0h"), TEXT("\033[:20h"),
	TEXT("\033[20h\033[20$l"), TEXT("\033[??1h"), TEXT("\033[1?h"),
	/* control characters inside */
	TEXT("\033c\033[?\0331h"), TEXT("\033[?1\0301h"), TEXT("\033[?1\032h"),
	TEXT("\033[?\t1\nh"), TEXT("\033c\033[?\0071\177h"), TEXT("\033[?1\000l"),
	TEXT("\033\033="), TEXT("\033\n>"), TEXT("\033[\033="), TEXT("\033[?1\016h\017"),
	/* sequences that are skipped: function keys, charsets, strings, palettes */
	TEXT("\033c\033[[A="), TEXT("\033[[\033="), TEXT("\033c\033(=\033)=\033#="),
	TEXT("\033]0;\033=\a"), TEXT("\033c\033]0;[?1h\a\033[20h"), TEXT("\033]x\033[?1h"),
	TEXT("\033c\033P[?1h\a"), TEXT("\033P\033[?1h"), TEXT("\033c\033_=\033\\\033="),
	TEXT("\033^\030\033>"), TEXT("\033]P1234567\033="), TEXT("\033c\033]P123\033="),
	TEXT("\033c\033]P1234567\302\233?1h"), TEXT("\033c\033]P123456\302\233?1h"),
	TEXT("\033c\033Px\303\233?1h"), TEXT("\033c\033_x\303\233?1h"),
	TEXT("\033c\033^x\303\233?1h"), TEXT("\033c\033]12\303\233?1h"),
	TEXT("\033c\033]P12345678[?1h"), TEXT("\033c\033]Pg\033="), TEXT("\033]R\033>"),
	TEXT("\033Pq\tx\n\r\033="), TEXT("\033c\033%@\033="), TEXT("\033%G\033>"),
	TEXT("\033%=\033="),
	/* CSI as one character: U+009B, and the byte alone with UTF-8 off */
	TEXT("\033c\302\233?1h"), TEXT("\033c\233?1h"), TEXT("\033%@\233?1h"),
	TEXT("\033c\033%@\302\233?1h"), TEXT("\033c\033%8\340\202\233?1h"),
	TEXT("\303\233?1h"), TEXT("\342\302\233?1h"), TEXT("\033c\302\033[?1h"),
	TEXT("\033c\360\237\233?1h"), TEXT("\033c\377\302\233?1h"),
	TEXT("\033c\302\233\302\233?1h"), TEXT("\033c\033[?\2331h"),
	/* control characters shown: UTF-8 is not read then */
	TEXT("\033c\016\302\233?1h\017"), TEXT("\033c\033[3h\302\233?1h\033[3l"),
	TEXT("\033c\033[3h\033[?1h\033[3l"), TEXT("\033c\016\017\302\233?1h"),
	TEXT("\033c\033[?3h\302\233?1h"), TEXT("\033c\033%@\016\233?1h\017\033%G"),
	/* the same by a font; the second byte of U+011B is then a CSI */
	TEXT("\033c\033[11m\304\233?1h"), TEXT("\304\2332q"), TEXT("\033[10m\304\2333q\304\233?1l"),
	TEXT("\033c\033[12m\304\233?1h\033[m\304\2331q"), TEXT("\033[0;10m\304\2332q"),
	TEXT("\033c\033[12;11;10m\304\233?1h"), TEXT("\033[10;1;12m\304\233?1h"),
	TEXT("\033c\033[11m\017\304\233?1h"), TEXT("\033[11m\033c\304\233?1h"),
	TEXT("\033c\016\033[10m\304\233?1h"), TEXT("\033[11m\033[3l\304\233?1h"),
	TEXT("\033c\033[9;13m\304\233?1h"), TEXT("\033[4294967307m\304\233?1h"),
	TEXT("\033c\033[?11m\304\233?1h"), TEXT("\033[>11m\304\233?1h"),
	TEXT("\033[=11m\304\233?1h"), TEXT("\033[<11m\304\233?1h"), TEXT("\033[11 m\304\233?1h"),
	TEXT("\033[?m\033[11n\304\233?1h"), TEXT("\033[11m\304\0337\0338\033(B\304\2331q"),
	TEXT("\033c\033[11m\a\t\030\032\177\304\2332q\033[10m"),
	/* parameters that belong to a colour */
	TEXT("\033c\033[38;5;11m\304\233?1h"), TEXT("\033[48;5;11m\304\233?1h"),
	TEXT("\033[38;5;1;11m\304\233?1h"), TEXT("\033c\033[38;11m\304\233?1h"),
	TEXT("\033[38;1;11m\304\233?1h"), TEXT("\033c\033[38;2;11;11;11m\304\233?1h"),
	TEXT("\033[38;2;1;2;3;12m\304\233?1h"), TEXT("\033c\033[38;2;11m\304\233?1h"),
	TEXT("\033c\033[48;2;1;11m\304\233?1h"), TEXT("\033c\033[48;2;10;11;12m\304\233?1h"),
	TEXT("\033c\033[38;5;1;48;5;11m\304\233?1h"), TEXT("\033c\033[38;5;38;11m\304\233?1h"),
	TEXT("\033c\033[38;38;11m\304\233?1h"), TEXT("\033c\033[38;5m\304\233?1h"),
	TEXT("\033c\033[38m\304\233?1h"), TEXT("\033c\033[58;5;11m\304\233?1h"),
	TEXT("\033c\033[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;11m\304\233?1h"),
	TEXT("\033c\033[1;2;3;4;5;6;7;8;9;1;2;3;4;5;38;11m\304\233?1h"),
	TEXT("\033c\033[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;11m\304\233?1h"),
	TEXT("\033c"),
};

static const int keys[] = { KEY_UP, KEY_KP8, KEY_KP5, KEY_KPENTER, KEY_ENTER, KEY_NUMLOCK,
			    KEY_KP8, KEY_NUMLOCK };

static void put(int fd, const char *bytes, int len)
{
	if (write(fd, bytes, len) != len)
		fail("write");
}

/* Autorepeat can be turned off too: a repeat of Up, last. */
static void ask_keyboard(int fd, int keyboard)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		keyboard_tap(keyboard, keys[i]);
	keyboard_key(keyboard, KEY_UP, 1);
	keyboard_key(keyboard, KEY_UP, 2);
	keyboard_key(keyboard, KEY_UP, 0);
	say_typed("  keys", fd);
	ANSWER(fd, KDGKBLED);
	ANSWER(fd, KDGKBMODE);
	ANSWER(fd, KDGKBMETA);
}

static int lights(int fd)
{
	char leds = -1;

	ioctl(fd, KDGETLED, &leds);
	return leds;
}

static void whole(int fd, int keyboard)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		say_bytes("write", texts[i].bytes, texts[i].len);
		put(fd, texts[i].bytes, texts[i].len);
		ask_keyboard(fd, keyboard);
		printf("  lights %#x\n", settled(lights, fd));
	}
}

/* One byte a write: a sequence may begin in one write and continue in the next. */
static void split(int fd, int keyboard)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		say_bytes("split", texts[i].bytes, texts[i].len);
		for (int at = 0; at < texts[i].len; at++)
			put(fd, texts[i].bytes + at, 1);
		ask_keyboard(fd, keyboard);
	}
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open();
	struct termios before = make_raw(fd);

	ask_keyboard(fd, keyboard);
	whole(fd, keyboard);
	split(fd, keyboard);
	put(fd, "\033c", 2);
	NUMBER(fd, KDSETLED, 0xff);
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, &before);
	close(keyboard);
	return end();
}
