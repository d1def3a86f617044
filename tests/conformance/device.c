// SPDX-License-Identifier: GPL-2.0
/*
 * Ioctls for the input devices: scancode tables, repeat rate, tones; and the key that
 * requests a new console. All is restored.
 */
#include <linux/keyboard.h>

#include "keyboard.h"
#include "switching.h"

#define SPAWN_KEY	KEY_F24	/* free in the default keymap */

/* -- scancodes ---------------------------------------------------------------------- */

static void say_keycode(int fd, struct run *run, unsigned int scancode)
{
	struct kbkeycode code = { scancode, 0xa5a5a5a5 };

	raw_ioctl(fd, KDGETKEYCODE, (unsigned long)&code);
	run_add(run, scancode, "%s %u", errname(), code.keycode);
}

static void all_scancodes(int fd)
{
	struct run run = { .what = "KDGETKEYCODE" };

	for (unsigned int scancode = 0; scancode < 1200; scancode++)
		say_keycode(fd, &run, scancode);
	say_keycode(fd, &run, 0x7fffffff);
	say_keycode(fd, &run, 0x80000000);
	say_keycode(fd, &run, 0xffffffff);
	run_end(&run);
}

static void set_keycode(int fd, unsigned int scancode, unsigned int keycode)
{
	struct run run = { .what = "KDGETKEYCODE" };
	struct kbkeycode before = { scancode, 0 }, code = { scancode, keycode };

	raw_ioctl(fd, KDGETKEYCODE, (unsigned long)&before);
	printf("scancode %u, keycode %u\n", scancode, keycode);
	POINTER(fd, KDSETKEYCODE, "code", &code);
	say_keycode(fd, &run, scancode);
	run_end(&run);
	POINTER(fd, KDSETKEYCODE, "as before", &before);
}

static void set_keycodes(int fd)
{
	static const unsigned int keycodes[] = {
		0, 1, 30, 239, 240, 255, 256, 767, 768, 0x10000, 0x80000000, ~0U,
	};
	static const unsigned int scancodes[] = { 0, 1, 30, 127, 511, 512, 1024, ~0U };

	for (size_t i = 0; i < COUNT(keycodes); i++)
		set_keycode(fd, 30, keycodes[i]);
	for (size_t i = 0; i < COUNT(scancodes); i++)
		set_keycode(fd, scancodes[i], 30);
}

/* -- repeat rate ---------------------------------------------------------------------- */

static void say_rate(int fd, struct kbd_repeat rate)
{
	printf("delay %d, period %d\n", rate.delay, rate.period);
	POINTER(fd, KDKBDREP, "rate", &rate);
	printf("  delay %d, period %d\n", rate.delay, rate.period);
}

static void rates(int fd)
{
	/*
	 * A PC keyboard's driver rounds the rate to one that the keyboard has, in a work item
	 * of its own: before or after the next call. These it leaves as they are, but for the
	 * last two, which are not read again.
	 */
	static const struct kbd_repeat wishes[] = {
		{ 0, 0 }, { 500, 0 }, { 0, 100 }, { 750, 50 }, { -1, -1 }, { 1000, 0 },
		{ 1, 1 }, { 0x7fffffff, 0x7fffffff },
	};
	struct kbd_repeat before = { 0, 0 };

	raw_ioctl(fd, KDKBDREP, (unsigned long)&before);
	for (size_t i = 0; i < COUNT(wishes); i++)
		say_rate(fd, wishes[i]);
	say_rate(fd, before);
}

/* -- tones ------------------------------------------------------------------------------ */

static void tones(int fd)
{
	static const unsigned long periods[] = {
		0, 1, 20, 1193, 0xffff, 0x10000, 0xffffffff, 0x7fff0000, 0x00010001,
		(unsigned long)0x100000000ULL, ~0UL, 0,
	};

	for (size_t i = 0; i < COUNT(periods); i++) {
		NUMBER(fd, KIOCSOUND, periods[i]);
		NUMBER(fd, KDMKTONE, periods[i]);
	}
	NUMBER(fd, KDMAPDISP, 1);
	NUMBER(fd, KDUNMAPDISP, 1);
}

/* -- the key that asks for a new console --------------------------------------------------- */

static volatile sig_atomic_t asked;

static void on_asked(int signo)
{
	(void)signo;
	asked++;
}

static int look_asked(int fd)
{
	(void)fd;
	return asked;
}

static void bind_spawn(int fd, int keysym)
{
	struct kbentry entry = { 0, SPAWN_KEY, keysym };

	POINTER(fd, KDSKBENT, "spawn key", &entry);
}

static void press_spawn(int keyboard)
{
	keyboard_tap(keyboard, SPAWN_KEY);
	printf("  asked %d times\n", settled(look_asked, -1));
}

static void accept_signals(int fd, int keyboard)
{
	static const unsigned long signals[] = {
		SIGUSR1, 0, 9, 65, 66, 256, 0xffffffff, (unsigned long)0x10000000aULL, ~0UL,
		SIGKILL, SIGSTOP, 64, SIGUSR1,
	};

	signal(SIGUSR1, on_asked);
	signal(64, on_asked);
	bind_spawn(fd, K_SPAWNCONSOLE);
	press_spawn(keyboard);
	for (size_t i = 0; i < COUNT(signals); i++) {
		NUMBER(fd, KDSIGACCEPT, signals[i]);
		if (signals[i] != SIGSTOP)
			press_spawn(keyboard);
	}
	bind_spawn(fd, K_HOLE);
	press_spawn(keyboard);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open();

	all_scancodes(fd);
	set_keycodes(fd);
	rates(fd);
	tones(fd);
	accept_signals(fd, keyboard);
	FAULTS(fd, KDGETKEYCODE);
	FAULTS(fd, KDSETKEYCODE);
	FAULTS(fd, KDKBDREP);
	close(keyboard);
	return end();
}
