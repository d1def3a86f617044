// SPDX-License-Identifier: GPL-2.0
/*
 * Files of the made-up machine: those of /proc and /sys are under a folder that
 * the test fills; without one there are none. The module's core_source is a line of
 * the world instead:
 *
 *   root DIR                  the folder
 *   after-nap PATH            a file that is gone once the tool has slept
 *   deny PATH                 a file that may not be read
 *   core HASH                 what it says; - is a module that has no such file. Without
 *                             the line it is what the tool is built from
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain/core_source.h"
#include "fake.h"

static char fake_root[256];

static char fake_core[64], after_nap[256], denied[256];

/* How often each was asked; into the file that VTKBD_FAKE_COUNT names. */
static struct {
	unsigned int reads, links, lists, devices;
} count;

static __attribute__((destructor)) void write_count(void)
{
	const char *path = getenv("VTKBD_FAKE_COUNT");
	FILE *out = path ? fopen(path, "we") : NULL;

	if (!out)
		return;
	fprintf(out, "reads %u\nlinks %u\nlists %u\ndevices %u\n", count.reads, count.links,
		count.lists, count.devices);
	fclose(out);
}

static const char *beneath(const char *path)
{
	static char full[1024];

	snprintf(full, sizeof(full), "%s%s", fake_root, path);
	return full;
}

int file_item(const char *line)
{
	return sscanf(line, "core %63s", fake_core) == 1 ||
	       sscanf(line, "deny %255s", denied) == 1 ||
	       sscanf(line, "after-nap %255s", after_nap) == 1 ||
	       sscanf(line, "root %255s", fake_root) == 1;
}

/* In the folder of the module's node 0, under the name that it has on this machine. */
static int is_core(const char *path)
{
	const char *node = fake_device("/dev/vtkbd0") ? "vtkbd0" : "tty0";
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "/sys/class/tty/%s/core_source", node);
	return !strcmp(path, wanted);
}

static long read_core(char *buf, size_t size)
{
	const char *hash = *fake_core ? fake_core : core_source;

	if (!strcmp(hash, "-"))
		return -ENOENT;
	snprintf(buf, size, "%s\n", hash);
	return strlen(buf);
}

long fake_read(const char *path, char *buf, size_t size)
{
	int fd = -1;
	ssize_t n;

	count.reads++;
	if (!strcmp(path, denied))
		return -EPERM;

	if (is_core(path))
		return read_core(buf, size);
	if (*fake_root)
		fd = open(beneath(path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return *fake_root ? -errno : -ENOENT;
	n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = 0;
	return n;
}

void fake_nap(unsigned int ms)
{
	(void)ms;
	if (*after_nap)
		unlink(beneath(after_nap));
}

long link_target(const char *path, char *buf, size_t size)
{
	ssize_t n = readlink(beneath(path), buf, size - 1);

	if (n < 0)
		return -errno;
	buf[n] = 0;
	return n;
}

long fake_link(const char *path, char *buf, size_t size)
{
	count.links++;
	return link_target(path, buf, size);
}

int fake_exists_file(const char *path)
{
	return *fake_root && !access(beneath(path), F_OK);
}

/* A folder named hidden inside stands for one without read permission. */
static int each_entry(const char *path, void (*each)(const char *name, void *data), void *data)
{
	DIR *dir = *fake_root ? opendir(beneath(path)) : NULL;
	struct dirent *entry;

	if (!dir)
		return *fake_root ? -errno : -ENOENT;
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, "hidden")) {
			closedir(dir);
			return -EACCES;
		}
		if (entry->d_name[0] != '.')
			each(entry->d_name, data);
	}
	closedir(dir);
	return 0;
}

int fake_list(const char *path, void (*each)(const char *name, void *data), void *data)
{
	count.lists++;
	return each_entry(path, each, data);
}

struct folder {
	const char *path;
	void (*each)(const char *name, dev_t dev, void *data);
	void *data;
};

static void try_device(const char *name, void *data)
{
	const struct folder *f = data;
	char path[512];
	dev_t dev;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	dev = fake_device(path);
	if (dev)
		f->each(name, dev, f->data);
}

int fake_devices(const char *path, void (*each)(const char *name, dev_t dev, void *data), void *data)
{
	struct folder f = { path, each, data };

	count.devices++;
	return each_entry(path, try_device, &f);
}
