/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only way to a device, to /proc or to /sys. Not behind it are: tracefs, which a
 * library accesses itself; netlink; mounts; our own session and standard streams.
 * device_real is the machine; a test has a struct device_ops of its own.
 */
#ifndef VTKBDCTL_SYSTEM_DEVICE_H
#define VTKBDCTL_SYSTEM_DEVICE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NS_PER_S	1000000000ull

struct tool;

/**
 * struct device_ops - what the tool asks of the machine
 * @open: as open(2); Return: descriptor, or -errno
 * @ioctl: as ioctl(2); Return: its result, 0 for all but VTKBD_ATTACH, or -errno
 * @close: as close(2)
 * @exists: whether a path exists
 * @read: a file of /proc or /sys as a string; Return: its bytes, at most
 *	@size - 1, or -errno
 * @link: where a symbolic link leads, as a string; Return: as @read
 * @list: calls @each with the name of each entry of a directory; Return: 0,
 *	or -errno
 * @device: the device number of a node, 0 if there is none
 * @devices: calls @each with the name and the device number of each entry of a directory
 *	that leads to a character device; Return: as @list
 * @now: CLOCK_REALTIME in nanoseconds
 * @write: as write(2), of all or nothing; Return: 0, or -errno
 * @takes_output: whether a terminal would take what is written to it now (poll(2));
 *	Return: 1, 0, or -errno
 * @peek: memory of a process at an address in it; Return: its bytes, or -errno
 * @wait: sleeps so many milliseconds. From the first call on, a signal that would
 *	end the program, but for KILL and those of its own faults, does nothing but end a
 *	wait; Return: its number, or 0
 * @nap: sleeps as long; a signal ends the program, or the sleep, as it does without it
 */
struct device_ops {
	int (*open)(const char *path, int flags);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	void (*close)(int fd);
	bool (*exists)(const char *path);
	long (*read)(const char *path, char *buf, size_t size);
	long (*link)(const char *path, char *buf, size_t size);
	int (*list)(const char *path, void (*each)(const char *name, void *data), void *data);
	dev_t (*device)(const char *path);
	int (*devices)(const char *path, void (*each)(const char *name, dev_t dev, void *data),
		       void *data);
	uint64_t (*now)(void);
	int (*write)(int fd, const void *data, size_t size);
	int (*takes_output)(int fd);
	long (*peek)(int pid, uint64_t address, void *buf, size_t size);
	int (*wait)(unsigned int ms);
	void (*nap)(unsigned int ms);
};

extern const struct device_ops device_real;

/* Opens a tty for its ioctls only. Return: descriptor, or -errno. */
int device_open(const struct tool *tool, const char *path);

/* A decimal number that a file of /proc or /sys holds, or @otherwise without the file. */
long device_number(const struct tool *tool, const char *path, long otherwise);

/* Signals that would end a program, except those for a fault of its own. */
sigset_t ending_signals(void);

/* "no such device" where strerror() would speak of files. */
const char *device_reason(int error);
/* For a request that needs a capability, which is named where it lacks: NEEDS("CAP_..."). */
#define NEEDS(capability) "not permitted: needs " capability
const char *request_reason(int error, const char *needs);

#endif
