// SPDX-License-Identifier: GPL-2.0
/*
 * sweep [FIRST LAST]: every keysym value, as an 8-bit and as a UNICODE
 * program may bind it, in each keyboard mode, pressed, repeated and released:
 * under no modifier, Shift, Shift_Lock, both, and a sticky Shift, with and
 * without a dead key before it, and all that with Caps Lock too.
 *
 * Keys are typed on console 1; consoles 2 and 3, in UNICODE and XLATE, bind keysyms.
 * Status 1: the sides differ; the keysym is printed.
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
#define KEY_LOCK	KEY_C
#define KEY_STICKY	KEY_V
#define CHECK_EVERY	32

#define TAP(key)	(key), 1, (key), 0
#define TYPE		KEY_SWEPT, 1, KEY_SWEPT, 2, KEY_SWEPT, 0
#define SHIFTED(keys)	KEY_LEFTSHIFT, 1, keys, KEY_LEFTSHIFT, 0

/*
 * In modes that translate, keys set each state. The letter ends a dead key that is
 * still pending, and a sticky Shift that was not used.
 */
#define STATES \
	TYPE, \
	SHIFTED(TYPE), \
	TAP(KEY_STICKY), TYPE, \
	TAP(KEY_DEAD), TYPE, TAP(KEY_A), \
	TAP(KEY_DEAD), SHIFTED(TYPE), TAP(KEY_A), \
	TAP(KEY_LOCK), TYPE, SHIFTED(TYPE), \
		TAP(KEY_DEAD), TYPE, TAP(KEY_A), TAP(KEY_LOCK)

static const uint32_t plain[] = { STATES };
static const uint32_t with_caps[] = { TAP(KEY_CAPSLOCK), STATES, TAP(KEY_CAPSLOCK) };

/* In the other modes programs set it, before the mode is set: see enter(). */
static const uint32_t held_or_not[] = { TYPE, SHIFTED(TYPE) };

/* The state at the start of a pass through all keysyms. */
struct pass {
	unsigned int kbdmode;
	bool caps, locked, dead;	/* in the modes that do not translate */
};

static const struct pass passes[] = {
	{ .kbdmode = K_XLATE }, { .kbdmode = K_UNICODE },
#define RAW_PASSES(mode) \
	{ .kbdmode = mode }, \
	{ .kbdmode = mode, .caps = true, .dead = true }, \
	{ .kbdmode = mode, .caps = true, .locked = true }
	RAW_PASSES(K_RAW), RAW_PASSES(K_MEDIUMRAW), RAW_PASSES(K_OFF),
};

static bool translates(const struct pass *pass)
{
	return pass->kbdmode == K_XLATE || pass->kbdmode == K_UNICODE;
}

static bool bind(unsigned int num, unsigned int map, unsigned int key, unsigned int keysym)
{
	struct kbentry entry = { map, key, keysym };

	return both("KDSKBENT", num, KDSKBENT, (unsigned long)&entry);
}

static bool bind_in_both(unsigned int num, unsigned int key, unsigned int keysym)
{
	return bind(num, 0, key, keysym) && bind(num, 1, key, keysym);
}

/* With Shift the next keysym: a key with one meaning would not show a modifier. */
static bool bind_pair(unsigned int num, unsigned int keysym)
{
	unsigned int shifted = keysym_is_harmless(keysym ^ 1) ? keysym ^ 1 : K_HOLE;

	return bind(num, 0, KEY_SWEPT, keysym) && bind(num, 1, KEY_SWEPT, shifted);
}

static void type(const uint32_t *pairs, size_t size)
{
	keyboard_send(0, pairs, size / sizeof(pairs[0]) / 2);
}

static void tap(unsigned int key)
{
	const uint32_t pairs[] = { TAP(key) };

	type(pairs, sizeof(pairs));
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

static void type_states(void)
{
	type(plain, sizeof(plain));
	type(with_caps, sizeof(with_caps));
}

static bool sweep_one(const struct pass *pass, unsigned int keysym)
{
	bool ok = pass->kbdmode != K_XLATE || bind_pair(3, keysym);

	ok = ok && bind_pair(2, keysym);
	if (!translates(pass)) {
		type(held_or_not, sizeof(held_or_not));
		return ok && foreground_agrees();
	}
	type_states();
	return ok && foreground_agrees() && calm(keysym);
}

static bool check(void)
{
	bool differ = sides_differ_settled();

	sides_forget();
	return !differ;
}

/* Set the state of a pass, from one in which nothing is locked or pending. */
static bool enter(const struct pass *pass)
{
	if (pass->locked)
		tap(KEY_LOCK);
	if (pass->dead)
		tap(KEY_DEAD);
	return both("KDSKBLED", 1, KDSKBLED, pass->caps ? K_CAPSLOCK : 0) &&
	       both("KDSKBMODE", 1, KDSKBMODE, pass->kbdmode);
}

/* And back: the letter shows whether lock and dead key are unchanged. */
static bool leave(const struct pass *pass)
{
	bool ok = check() && both("KDSKBMODE", 1, KDSKBMODE, K_UNICODE);

	tap(KEY_A);
	tap(KEY_A);
	if (pass->locked)
		tap(KEY_LOCK);
	return check() && ok;
}

static bool sweep_stretch(const struct pass *pass, unsigned int first, unsigned int last)
{
	bool ok = enter(pass);

	for (unsigned int keysym = first; ok && keysym <= last; keysym++)
		if (keysym_is_harmless(keysym))
			ok = sweep_one(pass, keysym);
	return leave(pass) && ok;
}

/* The keysyms of a range that differed, once more, one by one. */
static void find(const struct pass *pass, unsigned int first, unsigned int last)
{
	for (unsigned int keysym = first; keysym <= last; keysym++)
		if (!sweep_stretch(pass, keysym, keysym)) {
			printf("sweep: keysym %#06x\n", keysym);
			return;
		}
	puts("sweep: none of them alone");
}

static bool sweep_pass(const struct pass *pass, unsigned int first, unsigned int last)
{
	for (unsigned int end; first <= last; first = end + 1) {
		end = first | (CHECK_EVERY - 1);
		end = end < last ? end : last;
		if (sweep_stretch(pass, first, end))
			continue;
		printf("sweep: mode %u%s%s%s, keysyms %#06x to %#06x\n", pass->kbdmode,
		       pass->caps ? ", Caps Lock" : "", pass->locked ? ", Shift_Lock" : "",
		       pass->dead ? ", dead key" : "", first, end);
		find(pass, first, end);
		return false;
	}
	return true;
}

/* Keys that set the states must mean the same with and without Shift. */
static void prepare(void)
{
	both("KDSKBMODE", 1, KDSKBMODE, K_UNICODE);
	both("KDSKBMODE", 2, KDSKBMODE, K_UNICODE);
	both("KDSKBMODE", 3, KDSKBMODE, K_XLATE);
	bind_in_both(2, KEY_DEAD, K_DGRAVE);
	bind_in_both(2, KEY_LOCK, K_SHIFTLOCK);
	bind_in_both(2, KEY_STICKY, K_SHIFT_SLOCK);
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
	prepare();
	start = keys_heard();
	for (unsigned int i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		if (!sweep_pass(&passes[i], first, last))
			return 1;
	printf("sweep: %u keysyms, %llu key events\n", last - first + 1,
	       (unsigned long long)(keys_heard() - start));
	return 0;
}
