// SPDX-License-Identifier: GPL-2.0
/*
 * The state that must be equal on both sides: bytes, modes, LEDs, held modifiers, the
 * foreground console and its owner, and the keymap.
 */
#include <errno.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/tiocl.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "side.h"

#define SETTLE_MS	1000
#define SHOWN_BYTES	256

/* -- state ------------------------------------------------------------------ */

struct number {
	const char *name;
	unsigned int cmd;
};

/* Each fills in an int or the first byte of one. */
static const struct number console_numbers[] = {
	{ "KDGKBMODE", KDGKBMODE },
	{ "KDGKBMETA", KDGKBMETA },
	{ "KDGKBLED", KDGKBLED },
	{ "KDGETMODE", KDGETMODE },
};
#define NR_NUMBERS	(sizeof(console_numbers) / sizeof(console_numbers[0]))

/* What TIOCLINUX returns about the seat, by its return value or in the first byte. */
static const struct {
	const char *name;
	char subcode;
	bool returned;
} tiocl[] = {
	{ "modifiers held", TIOCL_GETSHIFTSTATE, false },
	{ "TIOCL_GETMOUSEREPORTING", TIOCL_GETMOUSEREPORTING, false },
	{ "TIOCL_GETFGCONSOLE", TIOCL_GETFGCONSOLE, true },
	{ "TIOCL_GETKMSGREDIRECT", TIOCL_GETKMSGREDIRECT, false },
};
#define NR_TIOCL	(sizeof(tiocl) / sizeof(tiocl[0]))

struct state {
	int number[NR_CONSOLES + 1][NR_NUMBERS];
	struct vt_mode vt_mode[NR_CONSOLES + 1];
	int foreground;
	int lights;
	int tiocl[NR_TIOCL];
};

static void ask(const struct side *s, unsigned int num, const char *name,
		unsigned int cmd, void *answer)
{
	if (ioctl(s->fd[num], cmd, answer))
		die("%s on %s%u: %s", name, s->prefix, num, strerror(errno));
}

static int foreground(const struct side *s)
{
	struct vt_stat stat = { 0 };

	ask(s, 1, "VT_GETSTATE", VT_GETSTATE, &stat);
	return stat.v_active;
}

static void seat_info(struct vtkbd_seat_info *info)
{
	ask(&sides[OURS], 1, "VTKBD_GET_SEAT", VTKBD_GET_SEAT, info);
}

static int tiocl_get(const struct side *s, unsigned int i)
{
	unsigned char answer = tiocl[i].subcode;
	int ret = ioctl(s->fd[1], TIOCLINUX, &answer);

	if (ret < 0)
		die("%s on %s1: %s", tiocl[i].name, s->prefix, strerror(errno));
	return tiocl[i].returned ? ret : answer;
}

static void state_get(const struct side *s, struct state *state)
{
	memset(state, 0, sizeof(*state));
	for_each_console(num) {
		for (unsigned int i = 0; i < NR_NUMBERS; i++)
			ask(s, num, console_numbers[i].name, console_numbers[i].cmd,
			    &state->number[num][i]);
		ask(s, num, "VT_GETMODE", VT_GETMODE, &state->vt_mode[num]);
	}
	ask(s, 1, "KDGETLED", KDGETLED, &state->lights);
	state->foreground = foreground(s);
	for (unsigned int i = 0; i < NR_TIOCL; i++)
		state->tiocl[i] = tiocl_get(s, i);
}

static void say_number(const char *name, unsigned int num, int real, int ours)
{
	if (real != ours)
		printf("difference: console %u: %s: real %#x, vtkbd %#x\n", num, name,
		       real, ours);
}

static void say_vt_mode(unsigned int num, const struct vt_mode *real,
			const struct vt_mode *ours)
{
	say_number("VT_GETMODE mode", num, real->mode, ours->mode);
	say_number("VT_GETMODE waitv", num, real->waitv, ours->waitv);
	say_number("VT_GETMODE relsig", num, real->relsig, ours->relsig);
	say_number("VT_GETMODE acqsig", num, real->acqsig, ours->acqsig);
}

static bool states_differ(bool print)
{
	static struct state real, ours;

	state_get(&sides[REAL], &real);
	state_get(&sides[OURS], &ours);
	if (!memcmp(&real, &ours, sizeof(real)))
		return false;
	if (!print)
		return true;
	for_each_console(num) {
		for (unsigned int i = 0; i < NR_NUMBERS; i++)
			say_number(console_numbers[i].name, num, real.number[num][i],
				   ours.number[num][i]);
		say_vt_mode(num, &real.vt_mode[num], &ours.vt_mode[num]);
	}
	say_number("foreground", 0, real.foreground, ours.foreground);
	say_number("KDGETLED", 0, real.lights, ours.lights);
	for (unsigned int i = 0; i < NR_TIOCL; i++)
		say_number(tiocl[i].name, 0, real.tiocl[i], ours.tiocl[i]);
	return true;
}

/* -- bytes ------------------------------------------------------------------ */

static void say_bytes(const struct side *s, unsigned int num, size_t from)
{
	size_t end = s->input[num].len, first = from > 16 ? from - 16 : 0;

	printf("difference: console %u, byte %zu of %zu: %s%u:", num, from, end,
	       s->prefix, num);
	if (end - first > SHOWN_BYTES)
		end = first + SHOWN_BYTES;
	for (size_t i = first; i < end; i++)
		printf(i == from ? " [%02x]" : " %02x", s->input[num].byte[i]);
	printf(end < s->input[num].len ? " ...\n" : "\n");
}

static bool bytes_differ(unsigned int num, bool print)
{
	const struct side *real = &sides[REAL], *ours = &sides[OURS];
	size_t i = 0;

	if (real->input[num].len == ours->input[num].len &&
	    !memcmp(real->input[num].byte, ours->input[num].byte, real->input[num].len))
		return false;
	if (!print)
		return true;
	while (i < real->input[num].len && i < ours->input[num].len &&
	       real->input[num].byte[i] == ours->input[num].byte[i])
		i++;
	say_bytes(real, num, i);
	say_bytes(ours, num, i);
	return true;
}

bool sides_differ(bool print)
{
	bool differ = states_differ(print);

	for_each_console(num)
		differ |= bytes_differ(num, print);
	return differ;
}

/*
 * After RIS the built-in keyboard leaves its LEDs unchanged until the next key or call.
 * Setting the flags to their present value is such a call, and changes nothing else.
 */
static void refresh_lights(void)
{
	for_each_side(s) {
		unsigned char flags;

		ask(s, 1, "KDGKBLED", KDGKBLED, &flags);
		ask(s, 1, "KDSKBLED", KDSKBLED, (void *)(unsigned long)flags);
	}
}

bool sides_differ_settled(void)
{
	sides_read();
	for (int ms = 0; ms < SETTLE_MS; ms += 5) {
		if (!sides_differ(false))
			return false;
		refresh_lights();
		pause_ms(5);
		sides_read();
	}
	return sides_differ(true);
}

bool foreground_agrees(void)
{
	for (int ms = 0; ms < SETTLE_MS; ms++) {
		if (foreground(&sides[REAL]) == foreground(&sides[OURS]))
			return true;
		pause_ms(1);
	}
	return false;
}

/* -- the keymap ------------------------------------------------------------- */

static unsigned int entry_get(const struct side *s, unsigned int map, unsigned int key)
{
	struct kbentry entry = { .kb_table = map, .kb_index = key };

	ask(s, 1, "KDGKBENT", KDGKBENT, &entry);
	return entry.kb_value;
}

static bool map_differs(unsigned int map)
{
	for (unsigned int key = 0; key < NR_KEYS; key++) {
		unsigned int real = entry_get(&sides[REAL], map, key);
		unsigned int ours = entry_get(&sides[OURS], map, key);

		if (real != ours) {
			printf("difference: map %u, key %u: real %#x, vtkbd %#x\n", map, key,
			       real, ours);
			return true;
		}
		if (!key && real == K_NOSUCHMAP)
			break;
	}
	return false;
}

static bool strings_differ(void)
{
	static struct kbsentry real, ours;

	for (unsigned int i = 0; i < MAX_NR_FUNC; i++) {
		real.kb_func = ours.kb_func = i;
		ask(&sides[REAL], 1, "KDGKBSENT", KDGKBSENT, &real);
		ask(&sides[OURS], 1, "KDGKBSENT", KDGKBSENT, &ours);
		if (strcmp((char *)real.kb_string, (char *)ours.kb_string)) {
			printf("difference: function string %u: real \"%s\", vtkbd \"%s\"\n",
			       i, real.kb_string, ours.kb_string);
			return true;
		}
	}
	return false;
}

static bool accents_differ(void)
{
	static struct kbdiacrsuc real, ours;

	ask(&sides[REAL], 1, "KDGKBDIACRUC", KDGKBDIACRUC, &real);
	ask(&sides[OURS], 1, "KDGKBDIACRUC", KDGKBDIACRUC, &ours);
	if (real.kb_cnt == ours.kb_cnt &&
	    !memcmp(real.kbdiacruc, ours.kbdiacruc, real.kb_cnt * sizeof(ours.kbdiacruc[0])))
		return false;
	printf("difference: accents: %u on the real one, %u on vtkbd, or what they are\n",
	       real.kb_cnt, ours.kb_cnt);
	return true;
}

bool keymaps_differ(void)
{
	bool differ = strings_differ() | accents_differ();

	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		differ |= map_differs(map);
	return differ;
}

uint64_t keys_heard(void)
{
	struct vtkbd_seat_info info;

	seat_info(&info);
	return info.keys;
}
