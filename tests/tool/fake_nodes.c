// SPDX-License-Identifier: GPL-2.0
/*
 * Nodes of the simulated machine, and which are open. Lines of the world:
 *
 *   node PATH KIND N          a device of KIND vtkbd, vt, uinput or evdev for console N
 *   refuse PATH ACCESS ERRNO  opening it with ACCESS (rdwr, rdonly, wronly, any)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "fake.h"

#define MAX_ITEMS	80
#define FIRST_FD	100

struct refusal {
	char path[64];
	char access[8];
	int error;
};

static struct {
	struct node node[MAX_ITEMS + 1];
	struct refusal refusal[MAX_ITEMS + 1];
	int nr_nodes, nr_refusals;
	const struct node *fd[MAX_ITEMS + 1];
	FILE *log;
} world;

void nodes_init(FILE *log)
{
	world.log = log;
}

int node_item(const char *line)
{
	struct refusal *r = &world.refusal[world.nr_refusals];
	struct node *d = &world.node[world.nr_nodes];

	if (sscanf(line, "node %63s %7s %u", d->path, d->kind, &d->console) == 3)
		return world.nr_nodes++ < MAX_ITEMS;
	if (sscanf(line, "refuse %63s %7s %d", r->path, r->access, &r->error) == 3)
		return world.nr_refusals++ < MAX_ITEMS;
	return 0;
}

const struct node *node_of(int fd)
{
	return world.fd[fd - FIRST_FD];
}

static const char *access_name(int flags)
{
	switch (flags & O_ACCMODE) {
	case O_RDWR:
		return "rdwr";
	case O_RDONLY:
		return "rdonly";
	default:
		return "wronly";
	}
}

/* Return: 0 if the world lets it be opened, or -errno. */
static int refusal_of(const char *path, int flags)
{
	for (int i = 0; i < world.nr_refusals; i++) {
		const struct refusal *r = &world.refusal[i];

		if (!strcmp(r->path, path) &&
		    (!strcmp(r->access, "any") || !strcmp(r->access, access_name(flags))))
			return -r->error;
	}
	return 0;
}

static int take_fd(const struct node *node)
{
	int fd = 0;

	while (world.fd[fd])
		if (++fd == MAX_ITEMS)
			die("too many descriptors");
	world.fd[fd] = node;
	return fd;
}

static int find_and_open(const char *path, int flags)
{
	if (refusal_of(path, flags))
		return refusal_of(path, flags);
	for (int i = 0; i < world.nr_nodes; i++) {
		if (strcmp(world.node[i].path, path))
			continue;
		return FIRST_FD + take_fd(&world.node[i]);
	}
	return -ENOENT;
}

int fake_open(const char *path, int flags)
{
	int fd = find_and_open(path, flags);

	fprintf(world.log, "open %s %s%s%s", path, access_name(flags),
		flags & O_NOCTTY ? " noctty" : "", flags & O_NONBLOCK ? " nonblock" : "");
	fprintf(world.log, fd < 0 ? " = -%s\n" : "\n", fd < 0 ? strerrorname_np(-fd) : "");
	return fd;
}

void fake_close(int fd)
{
	fprintf(world.log, "close %s\n", node_of(fd)->path);
	world.fd[fd - FIRST_FD] = NULL;
}

/*
 * The kernel's consoles are major 4; vtkbd's have the major that the world gives. As
 * stat() does, it follows the links in /proc/PID/fd.
 */
/* Devices that the kernel has given numbers for good; N is part of the minor. */
static dev_t well_known(const char *path)
{
	unsigned int n;

	if (sscanf(path, "/dev/input/event%u", &n) == 1)
		return makedev(13, n < 32 ? 64 + n : n);
	if (sscanf(path, "/dev/dri/card%u", &n) == 1)
		return makedev(226, n);
	if (!strcmp(path, "/dev/uinput") || !strcmp(path, "/dev/input/uinput"))
		return makedev(10, 223);
	if (!strcmp(path, "/dev/console"))
		return makedev(5, 1);
	return strcmp(path, "/dev/tty") ? 0 : makedev(5, 0);
}

/* Below another root it is the same device. */
dev_t fake_device(const char *path)
{
	char target[256];

	if (link_target(path, target, sizeof(target)) > 0)
		path = target;
	if (strstr(path, "/dev/"))
		path = strstr(path, "/dev/");
	if (well_known(path))
		return well_known(path);
	for (int i = 0; i < world.nr_nodes; i++)
		if (!strcmp(world.node[i].path, path))
			return makedev(strcmp(world.node[i].kind, "vt") ? 240 : 4,
				       world.node[i].console);
	return 0;
}
