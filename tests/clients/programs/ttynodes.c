// SPDX-License-Identifier: GPL-2.0
/*
 * Puts vtkbd's nodes in the place of /dev/ttyN for every process, PID 1 and logind
 * included: ttynodes FIRST renames /dev/ttyN to /dev/real-ttyN and makes /dev/ttyN a
 * node of the same device as /dev/vtkbdN, with FIRST <= N <= 63.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define LAST 63

static void must(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

static void replace(int n)
{
	char real[32], aside[32], ours[32];
	struct stat old, new;

	snprintf(real, sizeof(real), "/dev/tty%d", n);
	snprintf(aside, sizeof(aside), "/dev/real-tty%d", n);
	snprintf(ours, sizeof(ours), "/dev/vtkbd%d", n);
	must(stat(real, &old), real);
	must(stat(ours, &new), ours);
	must(rename(real, aside), real);
	must(mknod(real, old.st_mode, new.st_rdev), real);
	must(chown(real, old.st_uid, old.st_gid), real);
	must(chmod(real, old.st_mode & 07777), real);
}

int main(int argc, char **argv)
{
	int first = argc == 2 ? atoi(argv[1]) : -1;

	if (first < 0 || first > LAST) {
		fprintf(stderr, "usage: ttynodes FIRST\n");
		return 2;
	}
	for (int n = first; n <= LAST; n++)
		replace(n);
	return 0;
}
