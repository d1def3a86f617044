// SPDX-License-Identifier: GPL-2.0
/*
 * Puts the console back. Called in an orderly end, by the handler of a crash and by the
 * guardian; so only system calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/vt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "server.h"

static int ask(int fd, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(fd, request, arg);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

static int put_text(const struct saved *saved, int fd)
{
	(void)saved;
	return ask(fd, KDSETMODE, (void *)KD_TEXT);
}

static int put_keyboard(const struct saved *saved, int fd)
{
	return ask(fd, KDSKBMODE, (void *)(long)saved->kbmode);
}

/* VT_SETMODE would cancel a switch that waits for an answer. */
static int put_switching(const struct saved *saved, int fd)
{
	struct vt_mode mode = { .mode = VT_AUTO };

	(void)saved;
	ask(fd, VT_RELDISP, (void *)1);
	return ask(fd, VT_SETMODE, &mode);
}

static int put_terminal(const struct saved *saved, int fd)
{
	return tcsetattr(fd, TCSANOW, &saved->termios) ? -errno : 0;
}

static int open_again(const struct saved *saved, int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = open(saved->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return *fd < 0 ? -errno : 0;
}

/* A call that fails is tried once more by a new descriptor: what we have may be hung up. */
static int put_one(int (*put)(const struct saved *saved, int fd), const struct saved *saved,
		   int *fd)
{
	int err = *fd < 0 ? -EBADF : put(saved, *fd);

	if (!err)
		return 0;
	err = open_again(saved, fd);
	return err ?: put(saved, *fd);
}

/* Return: 0, or the first error that was left. */
int put_back(const struct saved *saved, int *fd, unsigned int parts)
{
	static const struct {
		enum part part;
		int (*put)(const struct saved *saved, int fd);
	} ways[] = {
		{ TEXT, put_text }, { KEYBOARD, put_keyboard },
		{ SWITCHING, put_switching }, { TERMINAL, put_terminal },
	};
	int first = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		int err = parts & ways[i].part ? put_one(ways[i].put, saved, fd) : 0;

		first = first ?: err;
	}
	return first;
}
