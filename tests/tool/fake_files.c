// SPDX-License-Identifier: GPL-2.0
/*
 * Files of the made-up machine: those of /proc and /sys are under a folder that
 * the test fills; without one there are none.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"

char fake_root[256];

static const char *beneath(const char *path)
{
	static char full[1024];

	snprintf(full, sizeof(full), "%s%s", fake_root, path);
	return full;
}

long fake_read(const char *path, char *buf, size_t size)
{
	int fd = *fake_root ? open(beneath(path), O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n;

	if (fd < 0)
		return *fake_root ? -errno : -ENOENT;
	n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = 0;
	return n;
}

long fake_link(const char *path, char *buf, size_t size)
{
	ssize_t n = readlink(beneath(path), buf, size - 1);

	if (n < 0)
		return -errno;
	buf[n] = 0;
	return n;
}

/* A folder named hidden inside stands for one without read permission. */
int fake_list(const char *path, void (*each)(const char *name, void *data), void *data)
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
