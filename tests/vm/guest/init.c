// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the test VM: mounts the file systems that tests need, loads the modules
 * named in /etc/modules, then serves the control line for ever. It turns the hard
 * Ctrl-Alt-Del off, so that the kernel sends SIGINT here; every SIGINT is reported to
 * the host with its siginfo.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "serve.h"

static const struct {
	const char *type, *where;
} mounts[] = {
	{ "proc", "/proc" },
	{ "sysfs", "/sys" },
	{ "devtmpfs", "/dev" },
	{ "devpts", "/dev/pts" },
	{ "tmpfs", "/dev/shm" },
	{ "tmpfs", "/run" },
	{ "tmpfs", "/tmp" },
	{ "debugfs", "/sys/kernel/debug" },
	{ "tracefs", "/sys/kernel/tracing" },
};

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (mount("none", mounts[i].where, mounts[i].type, 0, NULL) &&
		    errno != EBUSY)	/* the kernel mounted devtmpfs itself */
			fprintf(stderr, "init: mount %s: %s\n", mounts[i].where,
				strerror(errno));
	}
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fprintf(stderr, "init: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void load_modules(void)
{
	char path[512];
	FILE *list = fopen("/etc/modules", "re");

	if (!list)
		return;
	while (fgets(path, sizeof(path), list)) {
		path[strcspn(path, "\n")] = '\0';
		load_module(path);
	}
	fclose(list);
}

static void set_environment(void)
{
	setenv("PATH", "/share/bin:/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("LD_LIBRARY_PATH", "/share/lib", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", "vt100", 1);
}

int main(void)
{
	umask(022);
	setsid();
	mount_all();
	set_environment();
	reboot(RB_DISABLE_CAD);
	load_modules();
	/* Of the kernel's command line. */
	serve(getenv("vm_control"));
	return 1;	/* PID 1 ending is a panic, and panic=-1 ends QEMU */
}
