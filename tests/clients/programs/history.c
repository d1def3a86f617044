// SPDX-License-Identifier: GPL-2.0
/*
 * Which programs set the keyboard mode of a vtkbd console: history CONSOLE prints a
 * line for each change that VTKBD_GET_HISTORY returns, oldest first: cause, command,
 * pid, from, to.
 */
#include <fcntl.h>
#include <linux/vtkbd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const causes[] = {
	[VTKBD_CAUSE_INIT] = "init",
	[VTKBD_CAUSE_IOCTL] = "ioctl",
	[VTKBD_CAUSE_SAK] = "sak",
	[VTKBD_CAUSE_OWNER_DIED] = "owner-died",
	[VTKBD_CAUSE_DISALLOCATE] = "disallocate",
};

/* By the K_* number. */
static const char *const modes[] = { "raw", "xlate", "mediumraw", "unicode", "off" };

static void print_change(const struct vtkbd_mode_change *c)
{
	printf("%s\t%s\t%d\t%s\t%s\n", causes[c->cause], c->comm, c->pid, modes[c->from],
	       modes[c->to]);
}

int main(int argc, char **argv)
{
	struct vtkbd_mode_change change[64];
	struct vtkbd_history history = {
		.room = 64, .change_size = sizeof(*change), .change = (uintptr_t)change,
	};
	const char *node = "/dev/vtkbd0";
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: history CONSOLE\n");
		return 2;
	}
	if (access(node, F_OK))
		node = "/dev/tty0";	/* where vtkbd stands in for the kernel's VT */
	history.console = atoi(argv[1]);
	fd = open(node, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, VTKBD_GET_HISTORY, &history)) {
		perror(node);
		return 1;
	}
	for (unsigned int i = 0; i < history.count; i++)
		print_change(&change[i]);
	return 0;
}
