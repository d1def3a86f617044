/* SPDX-License-Identifier: GPL-2.0 */
/* The module's parameter grab, a thread that writes 0 to it, and an input device by its name. */
#ifndef DEVICES_H
#define DEVICES_H

#include <linux/input.h>

#include "between.h"

#define GRAB		"/sys/module/vtkbd/parameters/grab"
#define MAX_DEVICES	32

static int grab;
static struct doer giver;

static inline void grab_open(void)
{
	grab = open(GRAB, O_WRONLY | O_CLOEXEC);
	if (grab < 0)
		fail(GRAB);
}

static inline void write_grab(char value)
{
	if (pwrite(grab, &value, 1, 0) != 1)
		fail(GRAB);
}

static inline void give_back(void)
{
	write_grab('0');
}

static inline int open_named(const char *name)
{
	char path[32], its[64];

	for (int n = 0, fd; n < MAX_DEVICES; n++) {
		snprintf(path, sizeof(path), "/dev/input/event%d", n);
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		memset(its, 0, sizeof(its));
		if (fd >= 0 && ioctl(fd, EVIOCGNAME(sizeof(its) - 1), its) >= 0 &&
		    !strcmp(its, name))
			return fd;
		close(fd);
	}
	fail(name);
}

/* Return: the keyboard's event device. All handlers have it, and the giver runs on @cpu. */
static inline int start_giver(int cpu)
{
	doer_start(&giver, cpu, give_back);
	pause_ms(300);
	return open_named("conformance");
}

#endif /* DEVICES_H */
