// SPDX-License-Identifier: GPL-2.0
/*
 * pulled /dev/NODE CONSOLE: keyboards that are pulled while keys of them are held, in each
 * keyboard mode: what the console gets of it, and of what is then typed on another keyboard. A
 * transcript as those of the conformance programs.
 */
#include <linux/keyboard.h>
#include <linux/tiocl.h>

#include "../conformance/keyboard.h"
#include "../conformance/switching.h"

#define BOARDS	2
#define STEPS	12

enum { END, DOWN, UP, TAP, REPEAT, HALF, PULL };

struct step {
	int what, board, key;
};

struct scene {
	const char *name;
	struct step step[STEPS];
};

/* Keys of which the default keymap has none of their kind. */
static const struct kbentry borrowed[] = {
	{ K_NORMTAB, KEY_F13, K(KT_DEAD, 0) },
	{ K_NORMTAB, KEY_F14, K_COMPOSE },
	{ K_NORMTAB, KEY_F15, K(KT_SLOCK, KG_SHIFT) },
	{ K_NORMTAB, KEY_F16, K(KT_LOCK, KG_SHIFT) },
	{ K_SHIFTTAB, KEY_F16, K(KT_LOCK, KG_SHIFT) },
};

static const struct scene scenes[] = {
	{ "a letter", { { DOWN, 0, KEY_A }, { PULL, 0, 0 } } },
	{ "a letter that repeats", { { DOWN, 0, KEY_A }, { REPEAT, 0, KEY_A },
	  { REPEAT, 0, KEY_A }, { PULL, 0, 0 } } },
	{ "a packet that has no end", { { HALF, 0, KEY_A }, { PULL, 0, 0 } } },
	{ "Shift", { { DOWN, 0, KEY_LEFTSHIFT }, { PULL, 0, 0 } } },
	{ "Shift and a letter", { { DOWN, 0, KEY_LEFTSHIFT }, { DOWN, 0, KEY_A },
	  { PULL, 0, 0 } } },
	{ "Ctrl", { { DOWN, 0, KEY_LEFTCTRL }, { PULL, 0, 0 } } },
	{ "Alt", { { DOWN, 0, KEY_LEFTALT }, { PULL, 0, 0 } } },
	{ "AltGr", { { DOWN, 0, KEY_RIGHTALT }, { PULL, 0, 0 } } },
	{ "Ctrl, Alt and AltGr", { { DOWN, 0, KEY_LEFTCTRL }, { DOWN, 0, KEY_LEFTALT },
	  { DOWN, 0, KEY_RIGHTALT }, { PULL, 0, 0 } } },
	{ "a dead key", { { DOWN, 0, KEY_F13 }, { PULL, 0, 0 } } },
	{ "a dead key that is pending", { { TAP, 0, KEY_F13 }, { DOWN, 0, KEY_LEFTSHIFT },
	  { PULL, 0, 0 } } },
	{ "Compose", { { DOWN, 0, KEY_F14 }, { PULL, 0, 0 } } },
	{ "Compose and a character", { { TAP, 0, KEY_F14 }, { TAP, 0, KEY_GRAVE },
	  { DOWN, 0, KEY_LEFTSHIFT }, { PULL, 0, 0 } } },
	{ "Shift that is sticky", { { DOWN, 0, KEY_F15 }, { PULL, 0, 0 } } },
	{ "Shift that is locked", { { DOWN, 0, KEY_F16 }, { PULL, 0, 0 }, { TAP, 1, KEY_A },
	  { TAP, 1, KEY_F16 } } },
	{ "Caps Lock", { { DOWN, 0, KEY_CAPSLOCK }, { PULL, 0, 0 }, { TAP, 1, KEY_A },
	  { TAP, 1, KEY_CAPSLOCK } } },
	{ "Num Lock", { { DOWN, 0, KEY_NUMLOCK }, { PULL, 0, 0 }, { TAP, 1, KEY_KP1 },
	  { TAP, 1, KEY_NUMLOCK } } },
	{ "Alt and half a code", { { DOWN, 0, KEY_LEFTALT }, { TAP, 0, KEY_KP6 },
	  { PULL, 0, 0 } } },
	{ "Alt and a digit that is held", { { DOWN, 0, KEY_LEFTALT }, { TAP, 0, KEY_KP6 },
	  { DOWN, 0, KEY_KP5 }, { PULL, 0, 0 } } },
	{ "half a code goes on at another", { { DOWN, 0, KEY_LEFTALT }, { TAP, 0, KEY_KP6 },
	  { DOWN, 1, KEY_LEFTALT }, { PULL, 0, 0 }, { TAP, 1, KEY_KP5 },
	  { UP, 1, KEY_LEFTALT } } },
	{ "Shift of two", { { DOWN, 0, KEY_LEFTSHIFT }, { DOWN, 1, KEY_LEFTSHIFT },
	  { PULL, 0, 0 }, { TAP, 1, KEY_A }, { UP, 1, KEY_LEFTSHIFT } } },
	{ "Shift of two, the second pulled", { { DOWN, 0, KEY_LEFTSHIFT },
	  { DOWN, 1, KEY_LEFTSHIFT }, { PULL, 1, 0 }, { TAP, 0, KEY_A },
	  { UP, 0, KEY_LEFTSHIFT } } },
	{ "both Shifts of two", { { DOWN, 0, KEY_LEFTSHIFT }, { DOWN, 1, KEY_RIGHTSHIFT },
	  { PULL, 0, 0 }, { TAP, 1, KEY_A }, { UP, 1, KEY_RIGHTSHIFT } } },
	{ "AltGr of two", { { DOWN, 0, KEY_RIGHTALT }, { DOWN, 1, KEY_RIGHTALT },
	  { PULL, 0, 0 }, { TAP, 1, KEY_2 }, { UP, 1, KEY_RIGHTALT } } },
	{ "a letter of two", { { DOWN, 0, KEY_A }, { DOWN, 1, KEY_A }, { PULL, 0, 0 },
	  { REPEAT, 1, KEY_A }, { UP, 1, KEY_A } } },
	{ "Shift of both, pulled one after the other", { { DOWN, 0, KEY_LEFTSHIFT },
	  { DOWN, 1, KEY_LEFTSHIFT }, { PULL, 0, 0 }, { PULL, 1, 0 } } },
	{ "a key that no keymap has", { { DOWN, 0, KEY_MICMUTE }, { DOWN, 0, KEY_LEFTSHIFT },
	  { PULL, 0, 0 } } },
	{ "Pause, and SysRq with Alt", { { DOWN, 0, KEY_PAUSE }, { DOWN, 0, KEY_RIGHTALT },
	  { DOWN, 0, KEY_PRINT }, { PULL, 0, 0 } } },
};

static int fd, steady;
static int board[BOARDS];

static void play(const struct step *s)
{
	int *on = &board[s->board];

	switch (s->what) {
	case DOWN:
		keyboard_key(*on, s->key, 1);
		break;
	case UP:
		keyboard_key(*on, s->key, 0);
		break;
	case TAP:
		keyboard_tap(*on, s->key);
		break;
	case REPEAT:
		keyboard_key(*on, s->key, 2);
		break;
	case HALF:
		keyboard_event(*on, EV_KEY, s->key, 1);
		break;
	case PULL:
		close(*on);
		*on = -1;
		break;
	}
}

static void say_modifiers(void)
{
	char subcode = TIOCL_GETSHIFTSTATE;
	int flags = 0;

	if (ioctl(fd, TIOCLINUX, &subcode))
		fail("TIOCL_GETSHIFTSTATE");
	ioctl(fd, KDGKBLED, &flags);
	printf("  modifiers %d, locks %#x\n", subcode, flags);
}

/* Twice: what was pending is there for the first of them only. */
static void say_next(void)
{
	for (int i = 0; i < 2; i++) {
		keyboard_tap(steady, KEY_A);
		say_typed("next", fd);
	}
	keyboard_key(steady, KEY_LEFTSHIFT, 1);
	keyboard_tap(steady, KEY_A);
	keyboard_key(steady, KEY_LEFTSHIFT, 0);
	say_typed("with Shift", fd);
}

static void play_scene(const struct scene *scene)
{
	printf("%s\n", scene->name);
	for (int i = 0; i < BOARDS; i++)
		board[i] = keyboard_open();
	for (const struct step *s = scene->step; s->what; s++) {
		play(s);
		if (s->what == PULL) {
			say_typed("pulled", fd);
			say_modifiers();
		}
	}
	say_typed("then", fd);
	for (int i = 0; i < BOARDS; i++)
		if (board[i] >= 0)
			close(board[i]);
	say_modifiers();
	say_next();
}

static void borrow(struct kbentry *before, bool back)
{
	for (size_t i = 0; i < COUNT(borrowed); i++) {
		struct kbentry entry = borrowed[i];

		if (!back) {
			before[i] = entry;
			ioctl(fd, KDGKBENT, &before[i]);
		}
		if (ioctl(fd, KDSKBENT, back ? &before[i] : &entry))
			fail("KDSKBENT");
	}
}

int main(int argc, char **argv)
{
	static const int modes[] = { K_UNICODE, K_XLATE, K_MEDIUMRAW, K_RAW, K_OFF };
	struct kbentry before[COUNT(borrowed)];
	struct termios terminal;

	fd = begin(argc, argv);
	steady = keyboard_open();
	keyboard_warm_up(steady, fd);
	terminal = make_raw(fd);
	borrow(before, false);
	for (size_t i = 0; i < COUNT(modes); i++) {
		NUMBER(fd, KDSKBMODE, modes[i]);
		for (size_t j = 0; j < COUNT(scenes); j++)
			play_scene(&scenes[j]);
	}
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	borrow(before, true);
	tcsetattr(fd, TCSANOW, &terminal);
	close(steady);
	return end();
}
