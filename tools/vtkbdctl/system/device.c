// SPDX-License-Identifier: GPL-2.0
/*
 * Talks to the machine. What a request means is for console/.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "system/device.h"
#include "tool.h"

#define NS_PER_MS	1000000ull

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

/* Files of /proc are made while they are read: one read() may be a part. */
static long real_read(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -errno;
	while (used < size - 1 && (n = read(fd, buf + used, size - 1 - used)) > 0)
		used += n;
	if (n < 0)
		n = -errno;
	close(fd);
	buf[used] = 0;
	return n < 0 ? n : (long)used;
}

static long real_link(const char *path, char *buf, size_t size)
{
	ssize_t n = readlink(path, buf, size - 1);

	if (n < 0)
		return -errno;
	buf[n] = 0;
	return n;
}

static int real_list(const char *path, void (*each)(const char *name, void *data), void *data)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			each(entry->d_name, data);
	closedir(dir);
	return 0;
}

static dev_t real_device(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISCHR(st.st_mode) ? st.st_rdev : 0;
}

/*
 * Thousands of descriptors: one call for each, from the folder on. The kernel answers from what
 * it has; a file server that is away is not asked.
 */
static dev_t device_in(int folder, const char *name)
{
	struct statx st;

	if (statx(folder, name, AT_STATX_DONT_SYNC, STATX_TYPE, &st) || !S_ISCHR(st.stx_mode))
		return 0;
	return makedev(st.stx_rdev_major, st.stx_rdev_minor);
}

static int real_devices(const char *path, void (*each)(const char *name, dev_t dev, void *data),
			void *data)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		dev_t dev = *entry->d_name == '.' ? 0 : device_in(dirfd(dir), entry->d_name);

		if (dev)
			each(entry->d_name, dev, data);
	}
	closedir(dir);
	return 0;
}

static uint64_t real_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int real_write(int fd, const void *data, size_t size)
{
	ssize_t done = write(fd, data, size);

	if (done < 0)
		return -errno;
	return (size_t)done == size ? 0 : -EIO;
}

static int real_takes_output(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, 0) < 0 ? -errno : !!(p.revents & POLLOUT);
}

static long real_peek(int pid, uint64_t address, void *buf, size_t size)
{
	struct iovec here = { buf, size }, there = { (void *)(uintptr_t)address, size };
	ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);

	return n < 0 ? -errno : n;
}

static uint64_t monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static struct timespec time_until(uint64_t end)
{
	uint64_t now = monotonic_now(), left = end > now ? end - now : 0;

	return (struct timespec) { .tv_sec = left / NS_PER_S, .tv_nsec = left % NS_PER_S };
}

/*
 * Signals that do not end a process, those that stop it, and those for faults of our own.
 * All others would end this process.
 */
static const int left_alone[] = {
	SIGCHLD, SIGCONT, SIGURG, SIGWINCH,
	SIGTSTP, SIGTTIN, SIGTTOU,
	SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP,
};

sigset_t ending_signals(void)
{
	sigset_t set;

	sigfillset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(left_alone); i++)
		sigdelset(&set, left_alone[i]);
	return set;
}

/*
 * A process that is stopped and continued finds that the wait was interrupted, but gets no
 * signal.
 */
static int real_wait(unsigned int ms)
{
	uint64_t end = monotonic_now() + ms * NS_PER_MS;
	sigset_t ending = ending_signals();
	struct timespec left;
	int sig;

	sigprocmask(SIG_BLOCK, &ending, NULL);
	do {
		left = time_until(end);
		sig = sigtimedwait(&ending, NULL, &left);
	} while (sig < 0 && errno == EINTR);
	return sig > 0 ? sig : 0;
}

static void real_nap(unsigned int ms)
{
	struct timespec left = { .tv_nsec = ms * NS_PER_MS };

	nanosleep(&left, NULL);
}

const struct device_ops device_real = {
	.open = real_open,
	.ioctl = real_ioctl,
	.close = real_close,
	.exists = real_exists,
	.read = real_read,
	.link = real_link,
	.list = real_list,
	.device = real_device,
	.devices = real_devices,
	.now = real_now,
	.write = real_write,
	.takes_output = real_takes_output,
	.peek = real_peek,
	.wait = real_wait,
	.nap = real_nap,
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

long device_number(const struct tool *tool, const char *path, long otherwise)
{
	char buf[32];

	if (tool->ops->read(path, buf, sizeof(buf)) <= 0)
		return otherwise;
	return strtol(buf, NULL, 10);
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

const char *request_reason(int error, const char *needs)
{
	return error == EPERM ? needs : device_reason(error);
}
