// SPDX-License-Identifier: GPL-2.0
/*
 * Which keys the kernel's SysRq handler keeps. Alt and SysRq begin it, the release of
 * that Alt ends it; if nothing was pressed between, it types both after all.
 * Shift chooses among commands and is none.
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

/* A key that was heard going down is heard going up, whatever happens between. */
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
