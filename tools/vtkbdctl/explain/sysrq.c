// SPDX-License-Identifier: GPL-2.0
/*
 * Which keys the kernel's SysRq handler keeps. Alt and SysRq begin it, the release of that
 * Alt ends it; if no other key was pressed between, it types both afterwards. Shift
 * selects among commands and is none itself.
 */
#include <stddef.h>
#include <string.h>

#include <linux/input-event-codes.h>

#include "explain/sysrq.h"
#include "tool.h"

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

/* From keycode 2 on, as the kernel's handler has them. */
static const char letters[] =
	"1234567890-=\0\0qwertyuiop[]\0\0asdfghjkl;'`\0\\zxcvbnm,./";

enum {
	LOG = 1 << 1, KEYBOARD = 1 << 2, DUMP = 1 << 3, SYNC = 1 << 4,
	REMOUNT = 1 << 5, SIGNAL = 1 << 6, BOOT = 1 << 7, NICE = 1 << 8,
};

static const struct sysrq_command commands[] = {
	{ 'b', BOOT,	 "restart at once" },
	{ 'c', DUMP,	 "crash" },
	{ 'd', DUMP,	 "print held locks" },
	{ 'e', SIGNAL,	 "SIGTERM to all processes" },
	{ 'f', SIGNAL,	 "end a process to have memory" },
	{ 'i', SIGNAL,	 "SIGKILL to all processes" },
	{ 'j', SIGNAL,	 "thaw frozen file systems" },
	{ 'k', KEYBOARD, "secure attention: everything on the console is killed" },
	{ 'l', DUMP,	 "print what all CPUs do" },
	{ 'm', DUMP,	 "print memory use" },
	{ 'n', NICE,	 "take real-time priorities away" },
	{ 'o', BOOT,	 "power off" },
	{ 'p', DUMP,	 "print registers" },
	{ 'q', DUMP,	 "print timers" },
	{ 'r', KEYBOARD, "put the keyboard of the kernel's console into unicode or xlate" },
	{ 's', SYNC,	 "write file systems out" },
	{ 't', DUMP,	 "print tasks" },
	{ 'u', REMOUNT,	 "mount file systems read-only" },
	{ 'v', 0,	 "bring the text console back" },
	{ 'w', DUMP,	 "print blocked tasks" },
	{ 'z', DUMP,	 "print the trace buffer" },
};

static const struct sysrq_command level = { '0', LOG, "set the log level" };
static const struct sysrq_command help = { 0, 0, "print help" };

const struct sysrq_command *sysrq_command(unsigned int code)
{
	char letter = code >= KEY_1 && code - KEY_1 < sizeof(letters) - 1 ?
		      letters[code - KEY_1] : 0;

	if (letter >= '0' && letter <= '9')
		return &level;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].letter == letter)
			return &commands[i];
	return &help;
}

bool sysrq_allows(const struct sysrq_command *command, long setting)
{
	return !command->letter || setting == 1 || setting & command->bit;
}
