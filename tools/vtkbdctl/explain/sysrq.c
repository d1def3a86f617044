// SPDX-License-Identifier: GPL-2.0
/*
 * Which keys the kernel's SysRq handler keeps. Alt and SysRq begin it, the release of that
 * Alt ends it; if no other key was pressed between, it types both afterwards. Shift
 * selects among commands and is none itself.
 */
#include <linux/input-event-codes.h>

#include "explain/sysrq.h"

static bool is_alt(unsigned int code)
{
	return code == KEY_LEFTALT || code == KEY_RIGHTALT;
}

bool sysrq_is_command(unsigned int code)
{
	return !is_alt(code) && code != KEY_SYSRQ && code != KEY_LEFTSHIFT &&
	       code != KEY_RIGHTSHIFT;
}

static void alt_moves(struct sysrq *s, unsigned int code, bool down, unsigned int *give_back)
{
	s->alt = down ? code : 0;
	if (down)
		s->alone = false;
	if (down || code != s->held_by)
		return;
	s->held_by = 0;
	if (s->alone)
		*give_back = code;
}

static void follow(struct sysrq *s, unsigned int code, bool down, unsigned int *give_back)
{
	if (is_alt(code)) {
		alt_moves(s, code, down, give_back);
	} else if (code == KEY_SYSRQ) {
		if (down && s->alt) {
			s->held_by = s->alt;
			s->alone = true;
		}
	} else if (sysrq_is_command(code) && down && s->held_by) {
		s->alone = false;
	}
}

/* If a key's press was passed on, its release is passed on, too. */
bool sysrq_takes(struct sysrq *s, unsigned int code, bool down, unsigned int *give_back)
{
	bool passed = s->passed[code];

	*give_back = 0;
	if (!s->on)
		return false;
	follow(s, code, down, give_back);
	if (!s->held_by)
		s->passed[code] = down;
	else if (!down)
		s->passed[code] = false;
	return s->held_by && (down || !passed);
}
