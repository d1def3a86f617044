// SPDX-License-Identifier: GPL-2.0
/*
 * What a program sees as /dev/ttyN: a mount namespace of its own, in which vtkbd's
 * nodes are mounted over the kernel's. It ends with the last process in it, and
 * takes the mounts along.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>

#include <linux/vtkbd.h>

#include "output/text.h"
#include "session/namespace.h"
#include "system/device.h"
#include "tool.h"

#define SYSFS "/sys/class/tty/"

static const char *reason(void)
{
	return errno == EPERM ? "not permitted: needs CAP_SYS_ADMIN: try as root" :
				strerror(errno);
}

static int put_over(const struct tool *tool, const char *ours, const char *theirs)
{
	if (!mount(ours, theirs, NULL, MS_BIND, NULL))
		return 0;
	return complain(tool, "%s: cannot mount it over %s: %s", ours, theirs, reason());
}

/* A container may have a few of them only; those that are needed have to be there. */
static int put_node_over(const struct tool *tool, unsigned int n, bool needed)
{
	struct text ours = { 0 }, theirs = { 0 };

	text_add(&ours, "/dev/vtkbd%u", n);
	text_add(&theirs, "/dev/tty%u", n);
	if (!needed && !tool->ops->exists(theirs.s))
		return 0;
	return put_over(tool, ours.s, theirs.s);
}

/* What is mounted elsewhere later shows here too, but not the other way round. */
int namespace_unshare(const struct tool *tool)
{
	if (!unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		return 0;
	return complain(tool, "cannot make a mount namespace: %s", reason());
}

int namespace_enter(const struct tool *tool, unsigned int console, bool keep_tty0)
{
	if (namespace_unshare(tool))
		return -1;
	for (unsigned int n = keep_tty0; n <= VTKBD_NR_CONSOLES; n++)
		if (put_node_over(tool, n, n == 0 || n == console))
			return -1;
	return put_over(tool, SYSFS "vtkbd0/active_tty", SYSFS "tty0/active");
}
