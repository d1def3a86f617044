// SPDX-License-Identifier: GPL-2.0
/* The keyboards, also those that are plugged in later, and what chords ask for. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <linux/vt.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "server.h"

#define FOLDER		"/dev/input"
#define BITS_PER_LONG	(8 * sizeof(long))
#define NR_LONGS(bits)	(((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)

#define CTRL_BITS	(1u << 0 | 1u << 1)
#define ALT_BITS	(1u << 2 | 1u << 3)

static bool is_keyboard(int fd)
{
	unsigned long keys[NR_LONGS(KEY_CNT)] = { 0 };

	return ioctl(fd, EVIOCGBIT(EV_KEY, sizeof(keys)), keys) >= 0 &&
	       keys[KEY_A / BITS_PER_LONG] >> KEY_A % BITS_PER_LONG & 1;
}

static bool is_open(const struct server *s, int number)
{
	for (int i = 0; i < s->nr_keyboards; i++)
		if (s->numbers[i] == number)
			return true;
	return false;
}

static void open_keyboard(struct server *s, int number)
{
	char path[PATH_LEN];
	int fd;

	snprintf(path, sizeof(path), FOLDER "/event%d", number);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (s->nr_keyboards == MAX_KEYBOARDS || !is_keyboard(fd)) {
		close(fd);
		return;
	}
	note(s, path, 0);
	s->numbers[s->nr_keyboards] = number;
	s->keyboards[s->nr_keyboards++] = fd;
}

static void scan(struct server *s)
{
	struct dirent *entry;
	DIR *folder = opendir(FOLDER);
	int number;

	if (!folder)
		return;
	while ((entry = readdir(folder)))
		if (sscanf(entry->d_name, "event%d", &number) == 1 && !is_open(s, number))
			open_keyboard(s, number);
	closedir(folder);
}

void input_changed(struct server *s)
{
	char events[4096];

	while (read(s->notify, events, sizeof(events)) > 0)
		;
	scan(s);
}

void input_start(struct server *s)
{
	if (s->reading || (s->id == DEAF_AFTER_SWITCH && s->away))
		return;
	if (s->id != STUCK_MODIFIERS)
		s->held = 0;
	s->reading = true;
	if (s->notify < 0) {
		s->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
		inotify_add_watch(s->notify, FOLDER, IN_CREATE | IN_ATTRIB);
	}
	input_changed(s);
	note(s, "reads the input devices", 0);
}

static void close_keyboard(struct server *s, int index)
{
	close(s->keyboards[index]);
	s->keyboards[index] = s->keyboards[--s->nr_keyboards];
	s->numbers[index] = s->numbers[s->nr_keyboards];
}

void input_stop(struct server *s)
{
	if (!s->reading || s->id == KEEPS_INPUT)
		return;
	while (s->nr_keyboards)
		close_keyboard(s, 0);
	s->reading = false;
	note(s, "reads no input devices", 0);
}

/* -- keys ------------------------------------------------------------------------- */

static unsigned int modifier(int code)
{
	static const int codes[] = { KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTALT, KEY_RIGHTALT };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i] == code)
			return 1u << i;
	return 0;
}

static int console_of(int code)
{
	if (code >= KEY_F1 && code <= KEY_F10)
		return code - KEY_F1 + 1;
	return code == KEY_F11 ? 11 : code == KEY_F12 ? 12 : 0;
}

static enum wish pressed(struct server *s, int code)
{
	int console = console_of(code);
	char what[32];

	if (!(s->held & CTRL_BITS) || !(s->held & ALT_BITS))
		return WISH_NOTHING;
	if (code == KEY_BACKSPACE)
		return WISH_END;
	if (console) {
		snprintf(what, sizeof(what), "VT_ACTIVATE %d", console);
		complain(s, what, console_call(s, what, VT_ACTIVATE, (void *)(long)console));
	}
	return WISH_NOTHING;
}

static enum wish heard(struct server *s, const struct input_event *event)
{
	unsigned int bit = modifier(event->code);

	if (event->type == EV_SYN && event->code == SYN_DROPPED)
		s->held = 0;
	if (event->type != EV_KEY)
		return WISH_NOTHING;
	s->held = event->value ? s->held | bit : s->held & ~bit;
	return event->value == 1 ? pressed(s, event->code) : WISH_NOTHING;
}

enum wish input_read(struct server *s, int index)
{
	struct input_event events[64];
	enum wish wish = WISH_NOTHING;
	ssize_t size = read(s->keyboards[index], events, sizeof(events));

	if (size < 0 && errno == ENODEV) {
		close_keyboard(s, index);
		s->held = 0;
	}
	for (ssize_t i = 0; !wish && (i + 1) * (ssize_t)sizeof(*events) <= size; i++)
		wish = heard(s, &events[i]);
	return wish;
}
