// SPDX-License-Identifier: GPL-2.0
/*
 * Steps about state that the machine has only once: the scancode table and the repeat
 * rate of its keyboard, which both sides set on the same device. The first side's value
 * is restored before the second side sets its own, and the value set by one side is
 * read through the other. The screen map is here too, though each side has its own. A
 * machine may have no keyboard with a scancode table: there both sides have to refuse.
 */
#include <errno.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <string.h>
#include <sys/ioctl.h>

#include "ps2.h"
#include "run.h"
#include "side.h"

#define NR_SCANCODES	512
#define STRAIGHT(c)	(0xf000 | (c))

static unsigned int first_keycode[NR_SCANCODES];
static bool scancode_touched[NR_SCANCODES];
static struct kbd_repeat first_repeat;
static bool screen_map_touched;

static const struct side *other(const struct side *s)
{
	return &sides[s == &sides[REAL] ? OURS : REAL];
}

/* -- scancodes -------------------------------------------------------------- */

/* The keycode as if it had been returned. */
static struct answer keycode_get(const struct side *s, unsigned int num, unsigned int scancode)
{
	struct kbkeycode entry = { .scancode = scancode };
	struct answer answer = call(s, num, KDGETKEYCODE, (unsigned long)&entry);

	if (!answer.ret)
		answer.ret = entry.keycode;
	return answer;
}

static struct answer keycode_set(const struct side *s, unsigned int num, unsigned int scancode,
				 unsigned int keycode)
{
	struct kbkeycode entry = { scancode, keycode };

	return call(s, num, KDSETKEYCODE, (unsigned long)&entry);
}

bool do_keycode(const uint32_t *arg, unsigned int nr)
{
	struct answer before[NR_SIDES], set[NR_SIDES], after[NR_SIDES];
	unsigned int num = arg[0], scancode = arg[1];

	(void)nr;
	if (is_mark(scancode, arg[2]))
		die("scancode %#x, keycode %#x: not to be used", scancode, arg[2]);
	for_each_side(s) {
		before[s - sides] = keycode_get(s, num, scancode);
		set[s - sides] = keycode_set(s, num, scancode, arg[2]);
		after[other(s) - sides] = keycode_get(other(s), num, scancode);
		if (s != &sides[NR_SIDES - 1] && before[s - sides].ret >= 0)
			keycode_set(s, num, scancode, before[s - sides].ret);
	}
	if (scancode < NR_SCANCODES && before[REAL].ret >= 0)
		scancode_touched[scancode] = true;
	return same("KDGETKEYCODE", num, before) && same("KDSETKEYCODE", num, set) &&
	       same("KDGETKEYCODE of what the other set", num, after) && foreground_agrees();
}

/* -- the repeat rate -------------------------------------------------------- */

/* *repeat: in: values to set, above 0; out: values in use. */
static struct answer repeat_set(const struct side *s, unsigned int num,
				struct kbd_repeat *repeat)
{
	return call(s, num, KDKBDREP, (unsigned long)repeat);
}

static bool same_repeat(const char *when, unsigned int num, const struct kbd_repeat *repeat)
{
	const struct kbd_repeat *real = &repeat[REAL], *ours = &repeat[OURS];

	if (real->delay == ours->delay && real->period == ours->period)
		return true;
	printf("difference: console %u: KDKBDREP %s: real %d %d, vtkbd %d %d\n", num, when,
	       real->delay, real->period, ours->delay, ours->period);
	return false;
}

bool do_repeat(const uint32_t *arg, unsigned int nr)
{
	struct kbd_repeat before[NR_SIDES] = { }, told[NR_SIDES], seen[NR_SIDES] = { };
	struct answer answer[NR_SIDES];
	unsigned int num = arg[0];

	(void)nr;
	for_each_side(s) {
		unsigned int i = s - sides;
		struct kbd_repeat back;

		repeat_set(s, num, &before[i]);
		back = before[i];
		told[i] = (struct kbd_repeat){ arg[1], arg[2] };
		answer[i] = repeat_set(s, num, &told[i]);
		repeat_set(other(s), num, &seen[other(s) - sides]);
		if (s != &sides[NR_SIDES - 1])
			repeat_set(s, num, &back);
	}
	return same("KDKBDREP", num, answer) && same_repeat("before", num, before) &&
	       same_repeat("told", num, told) && same_repeat("of what the other set", num, seen);
}

/* -- the screen map --------------------------------------------------------- */

static bool screen_maps_agree(unsigned int num)
{
	unsigned short map[NR_SIDES][E_TABSZ];

	for_each_side(s)
		if (call(s, num, GIO_UNISCRNMAP, (unsigned long)map[s - sides]).ret)
			die("GIO_UNISCRNMAP on %s%u", s->prefix, num);
	for (unsigned int c = 0; c < E_TABSZ; c++)
		if (map[REAL][c] != map[OURS][c]) {
			printf("difference: console %u: screen map, %#x: real %#x, vtkbd %#x\n",
			       num, c, map[REAL][c], map[OURS][c]);
			return false;
		}
	return true;
}

bool do_screenmap(const uint32_t *arg, unsigned int nr)
{
	unsigned short map[E_TABSZ];

	for (unsigned int c = 0; c < E_TABSZ; c++)
		map[c] = STRAIGHT(c);
	for (unsigned int i = 1; i + 1 < nr; i += 2)
		map[arg[i] & 0xff] = arg[i + 1];
	screen_map_touched = true;
	return both("PIO_UNISCRNMAP", arg[0], PIO_UNISCRNMAP, (unsigned long)map) &&
	       screen_maps_agree(arg[0]);
}

bool do_glyphmap(const uint32_t *arg, unsigned int nr)
{
	unsigned char map[E_TABSZ];

	for (unsigned int c = 0; c < E_TABSZ; c++)
		map[c] = c;
	for (unsigned int i = 1; i + 1 < nr; i += 2)
		map[arg[i] & 0xff] = arg[i + 1];
	screen_map_touched = true;
	return both("PIO_SCRNMAP", arg[0], PIO_SCRNMAP, (unsigned long)map) &&
	       screen_maps_agree(arg[0]);
}

/* -- as the machine started ------------------------------------------------- */

void machine_keep(void)
{
	for (unsigned int i = 0; i < NR_SCANCODES; i++) {
		struct answer answer = keycode_get(&sides[REAL], 1, i);

		if (answer.ret < 0 && answer.err == EINVAL && !i)
			break;
		if (answer.ret < 0)
			die("KDGETKEYCODE %#x: %s", i, strerror(answer.err));
		first_keycode[i] = answer.ret;
	}
	if (call(&sides[REAL], 1, KDKBDREP, (unsigned long)&first_repeat).ret)
		die("KDKBDREP");
}

void machine_restore(void)
{
	struct kbd_repeat repeat = first_repeat;

	for (unsigned int i = 0; i < NR_SCANCODES; i++) {
		if (scancode_touched[i])
			keycode_set(&sides[REAL], 1, i, first_keycode[i]);
		scancode_touched[i] = false;
	}
	call(&sides[REAL], 1, KDKBDREP, (unsigned long)&repeat);
	if (screen_map_touched)
		do_glyphmap((uint32_t[]){ 1 }, 1);
	screen_map_touched = false;
}
