// SPDX-License-Identifier: GPL-2.0
/* The console: found, taken, and looked at now and then. */
#include <errno.h>
#include <fcntl.h>
#include <linux/major.h>
#include <linux/vt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

#define LATE_HANDLERS_MS	1500

static int call_once(const struct server *s, const char *what, unsigned long request, void *arg)
{
	int err = ioctl(s->fd, request, arg) < 0 ? -errno : 0;

	note(s, what, err);
	return err;
}

int console_call(const struct server *s, const char *what, unsigned long request, void *arg)
{
	int err;

	do
		err = call_once(s, what, request, arg);
	while (err == -EINTR);
	return err;
}

/* -- found ------------------------------------------------------------------------ */

/* /dev/tty and the node of the foreground console have no number of their own. */
static int find_number(struct server *s, const struct stat *st)
{
	struct vt_stat state;
	int err;

	s->number = minor(st->st_rdev);
	if (s->number && major(st->st_rdev) != TTYAUX_MAJOR)
		return 0;
	err = console_call(s, "VT_GETSTATE", VT_GETSTATE, &state);
	if (err)
		return complain(s, "VT_GETSTATE", err);
	s->number = state.v_active;
	snprintf(s->saved->path, sizeof(s->saved->path), "/dev/tty%u", s->number);
	return 0;
}

static void choose_path(struct server *s, const char *path)
{
	const char *number = getenv("XDG_VTNR");

	if (path)
		snprintf(s->saved->path, sizeof(s->saved->path), "%s", path);
	else
		snprintf(s->saved->path, sizeof(s->saved->path), "/dev/tty%s", number ?: "");
}

/* CTTY. The leader of a process group cannot have one; so it goes to another group first. */
static void own_session(void)
{
	pid_t other;

	if (setsid() >= 0 || getsid(0) == getpid())
		return;
	other = fork();
	if (!other)
		for (;;)
			pause();
	setpgid(other, other);
	setpgid(0, other);
	setsid();
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
}

static int open_flags(const struct server *s)
{
	int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;

	if (s->id == LEAKS_DESCRIPTOR)
		flags &= ~O_CLOEXEC;
	if (s->id == CTTY) {
		own_session();
		flags &= ~O_NOCTTY;
	}
	return flags;
}

int console_open(struct server *s, const char *path)
{
	struct stat st;
	int err = 0;

	choose_path(s, path);
	s->fd = open(s->saved->path, open_flags(s));
	if (s->fd < 0 || fstat(s->fd, &st))
		err = -errno;
	note(s, "open", err);
	return err ? complain(s, "open", err) : find_number(s, &st);
}

/* -- taken ------------------------------------------------------------------------ */

/* What was left in K_OFF by one that died is not what anybody wants back. */
static int save(struct server *s)
{
	int err = console_call(s, "KDGKBMODE", KDGKBMODE, &s->saved->kbmode);

	if (err)
		return complain(s, "KDGKBMODE", err);
	if (s->saved->kbmode == K_OFF)
		s->saved->kbmode = K_UNICODE;
	if (tcgetattr(s->fd, &s->saved->termios))
		return complain(s, "tcgetattr", -errno);
	s->saved->taken = true;
	return 0;
}

static int take_switching(struct server *s)
{
	const struct timespec late = { .tv_sec = LATE_HANDLERS_MS / 1000,
				       .tv_nsec = LATE_HANDLERS_MS % 1000 * 1000000l };
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = RELEASE, .acqsig = ACQUIRE };
	int err;

	if (s->id == NO_VT_PROCESS)
		return 0;
	if (s->id == HANDLERS_LATE)
		signals_left_alone(true);
	err = console_call(s, "VT_SETMODE VT_PROCESS", VT_SETMODE, &mode);
	if (s->id == HANDLERS_LATE) {
		nanosleep(&late, NULL);
		signals_left_alone(false);
	}
	return complain(s, "VT_SETMODE VT_PROCESS", err);
}

static int set_keyboard(struct server *s)
{
	if (s->id == RAW_UNDRAINED)
		return console_call(s, "KDSKBMODE K_RAW", KDSKBMODE, (void *)K_RAW);
	if (s->id == EINTR_GIVES_UP)
		return call_once(s, "KDSKBMODE K_OFF", KDSKBMODE, (void *)K_OFF);
	return console_call(s, "KDSKBMODE K_OFF", KDSKBMODE, (void *)K_OFF);
}

int console_keyboard_off(struct server *s)
{
	int err;

	if (s->id == NO_K_OFF || s->given_up || (s->id == K_OFF_LATE && !s->late_done))
		return 0;
	err = set_keyboard(s);
	s->given_up = (s->id == EINTR_GIVES_UP && err == -EINTR) ||
		      (s->id == IGNORES_EPERM && err);
	if (s->id == EINTR_GIVES_UP && s->given_up)
		return 0;
	complain(s, "KDSKBMODE K_OFF", err);
	return s->given_up ? 0 : err;
}

static int take_screen(struct server *s)
{
	if (s->id == NO_GRAPHICS)
		return 0;
	return complain(s, "KDSETMODE KD_GRAPHICS",
			console_call(s, "KDSETMODE KD_GRAPHICS", KDSETMODE, (void *)KD_GRAPHICS));
}

static int take_terminal(struct server *s)
{
	struct termios raw = s->saved->termios;
	int err;

	cfmakeraw(&raw);
	err = tcsetattr(s->fd, TCSANOW, &raw) ? -errno : 0;
	note(s, "tcsetattr raw", err);
	return complain(s, "tcsetattr", err);
}

/* One that starts in the background has itself called: it is told by the acquire signal. */
static int to_front(struct server *s, bool front)
{
	if (front)
		return 0;
	return complain(s, "VT_ACTIVATE", console_call(s, "VT_ACTIVATE", VT_ACTIVATE,
						       (void *)(long)s->number));
}

int console_take(struct server *s)
{
	static int (*const steps[])(struct server *s) = {
		save, take_switching, console_keyboard_off, take_screen, take_terminal,
	};
	bool front;
	int err = console_in_front(s, &front);

	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(*steps); i++)
		err = steps[i](s);
	return err ?: to_front(s, front);
}

/* -- looked at -------------------------------------------------------------------- */

int console_in_front(const struct server *s, bool *front)
{
	struct vt_stat state;
	int err;

	do
		err = ioctl(s->fd, VT_GETSTATE, &state) < 0 ? -errno : 0;
	while (err == -EINTR);
	*front = !err && state.v_active == s->number;
	return complain(s, "VT_GETSTATE", err);
}

static int read_mode(const struct server *s, unsigned long request, int *mode)
{
	int ret;

	do
		ret = ioctl(s->fd, request, mode);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? complain(s, "a mode", -errno) : 0;
}

/* A getty that starts on this console, for one, resets both. */
int console_look(struct server *s)
{
	int kbmode, kdmode;
	int err;

	if (s->id == NO_RECHECK)
		return 0;
	err = read_mode(s, KDGKBMODE, &kbmode) ?: read_mode(s, KDGETMODE, &kdmode);
	if (!err && kbmode != (s->id == RAW_UNDRAINED ? K_RAW : K_OFF))
		err = console_keyboard_off(s);
	if (!err && kdmode != KD_GRAPHICS)
		err = take_screen(s);
	return err;
}

bool console_hung_up(const struct server *s)
{
	struct pollfd p = { .fd = s->fd };

	return poll(&p, 1, 0) == 1 && (p.revents & POLLHUP);
}
