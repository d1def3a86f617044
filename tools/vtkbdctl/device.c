// SPDX-License-Identifier: GPL-2.0
/*
 * Talks to the machine. What a request means is for source_*.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "device.h"
#include "tool.h"

static int real_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int real_ioctl(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

static void real_close(int fd)
{
	close(fd);
}

static bool real_exists(const char *path)
{
	return !access(path, F_OK);
}

static uint64_t real_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static int real_write(int fd, const void *data, size_t size)
{
	ssize_t done = write(fd, data, size);

	if (done < 0)
		return -errno;
	return (size_t)done == size ? 0 : -EIO;
}

static int real_wait(unsigned int ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };
	sigset_t ending;
	int sig;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, NULL);
	sig = sigtimedwait(&ending, NULL, &time);
	return sig > 0 ? sig : 0;
}

const struct device_ops device_real = {
	.open = real_open,
	.ioctl = real_ioctl,
	.close = real_close,
	.exists = real_exists,
	.now = real_now,
	.write = real_write,
	.wait = real_wait,
};

/*
 * A console's ioctls ask for no access mode, so any that the node's permissions
 * allow will do. O_NOCTTY and O_NONBLOCK: looking must not make the console our
 * controlling terminal, nor wait for one.
 */
int device_open(const struct tool *tool, const char *path)
{
	static const int access_modes[] = { O_RDWR, O_RDONLY, O_WRONLY };
	int fd = -EACCES;

	for (size_t i = 0; i < ARRAY_SIZE(access_modes) && (fd == -EACCES || fd == -EROFS); i++)
		fd = tool->ops->open(path, access_modes[i] | O_NOCTTY | O_NONBLOCK);
	return fd;
}

const char *device_reason(int error)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return "no such device";
	case EACCES:
		return "permission denied: try as root";
	default:
		return strerror(error);
	}
}
