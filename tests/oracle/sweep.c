// SPDX-License-Identifier: GPL-2.0
/*
 * sweep [FIRST LAST]: every keysym value, as an 8-bit and as a UNICODE
 * program may bind it, in each keyboard mode, pressed, repeated and released:
 * alone, under Caps Lock, under Shift, and after a dead key.
 *
 * Console 1 is typed on; consoles 2 and 3, in UNICODE and XLATE, bind. Status
 * 1: the sides differ, and for which keysym is printed.
 */
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "run.h"
#include "side.h"

#define KEY_SWEPT	KEY_Z
#define KEY_DEAD	KEY_X
#define CHECK_EVERY	32

#define TAP(key)	(key), 1, (key), 0
#define TYPE		KEY_SWEPT, 1, KEY_SWEPT, 2, KEY_SWEPT, 0

static const uint32_t packet[] = {
	TYPE,
	TAP(KEY_CAPSLOCK), TYPE, TAP(KEY_CAPSLOCK),
	KEY_LEFTSHIFT, 1, TYPE, KEY_LEFTSHIFT, 0,
	TAP(KEY_DEAD), TYPE, TAP(KEY_A),
};

static bool bind(unsigned int num, unsigned int map, unsigned int key, unsigned int keysym)
{
	struct kbentry entry = { map, key, keysym };

	return both("KDSKBENT", num, KDSKBENT, (unsigned long)&entry);
}

/* A keysym with a type may have switched, locked or stopped something. */
static bool calm(unsigned int keysym)
{
	static const struct step
		reset = { OP_WRITE, 4, { 1, 030, 033, 'c' } },
		start = { OP_FLOW, 2, { 1, 0 } },
		go = { OP_ACTIVATE, 2, { 1, 1 } };

	if (KTYP(keysym) >= 15)
		return true;
	return run_step(&go) && run_step(&start) && run_step(&reset);
}

static bool sweep_one(unsigned int keysym, bool xlate)
{
	bool ok = !xlate || (bind(3, 0, KEY_SWEPT, keysym) && bind(3, 1, KEY_SWEPT, keysym));

	ok = ok && bind(2, 0, KEY_SWEPT, keysym) && bind(2, 1, KEY_SWEPT, keysym);
	keyboard_send(0, packet, sizeof(packet) / sizeof(packet[0]) / 2);
	return ok && foreground_agrees() && calm(keysym);
}

static bool check(void)
{
	bool differ = sides_differ_settled();

	sides_forget();
	return !differ;
}

/* The keysyms of a stretch that differed once more, one by one. */
static void find(unsigned int first, unsigned int last, bool xlate)
{
	for (unsigned int keysym = first; keysym <= last; keysym++)
		if (keysym_is_harmless(keysym) && (!sweep_one(keysym, xlate) || !check())) {
			printf("sweep: keysym %#06x\n", keysym);
			return;
		}
	puts("sweep: none of them alone");
}

static bool sweep_stretch(unsigned int first, unsigned int last, bool xlate)
{
	bool ok = true;

	for (unsigned int keysym = first; ok && keysym <= last; keysym++)
		if (keysym_is_harmless(keysym))
			ok = sweep_one(keysym, xlate);
	return check() && ok;
}

static bool sweep_mode(unsigned int kbdmode, unsigned int first, unsigned int last)
{
	both("KDSKBMODE", 1, KDSKBMODE, kbdmode);
	for (unsigned int end; first <= last; first = end + 1) {
		end = first | (CHECK_EVERY - 1);
		end = end < last ? end : last;
		if (sweep_stretch(first, end, kbdmode == K_XLATE))
			continue;
		printf("sweep: mode %u, keysyms %#06x to %#06x\n", kbdmode, first, end);
		find(first, end, kbdmode == K_XLATE);
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	unsigned int first = argc == 3 ? strtoul(argv[1], NULL, 0) : 0;
	unsigned int last = argc == 3 ? strtoul(argv[2], NULL, 0) : 0xffff;
	uint64_t start;

	if (argc != 1 && (argc != 3 || last > 0xffff || first > last)) {
		fputs("usage: sweep [FIRST LAST]\n", stderr);
		return 2;
	}
	guest_prepare();
	both("KDSKBMODE", 2, KDSKBMODE, K_UNICODE);
	both("KDSKBMODE", 3, KDSKBMODE, K_XLATE);
	bind(2, 0, KEY_DEAD, K_DGRAVE);
	start = keys_heard();
	for (unsigned int kbdmode = K_RAW; kbdmode <= K_OFF; kbdmode++)
		if (!sweep_mode(kbdmode, first, last))
			return 1;
	printf("sweep: %u keysyms, %llu key events\n", last - first + 1,
	       (unsigned long long)(keys_heard() - start));
	return 0;
}
