// SPDX-License-Identifier: GPL-2.0
/*
 * failnth MODULE FIRST STEP LOADS: loads a module repeatedly while the kernel lets
 * one allocation fail: the FIRST one, then the one STEP later, and so on, until loading
 * needs fewer allocations or it was done LOADS times. After each failed load nothing of
 * the module may be left. It prints a line a load:
 *
 *	3 ENOMEM	refused, and nothing was left
 *	9 loaded	the module could do without it; unloaded again
 *	end 1234	loading takes so many allocations, each STEP th was tried
 *
 * Needs CONFIG_FAILSLAB and /proc/self/fail-nth.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "failslab.h"

static void die(const char *what)
{
	fprintf(stderr, "failnth: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void nothing_left(int n)
{
	if (!access("/sys/module/vtkbd", F_OK) || !access("/dev/vtkbd0", F_OK) ||
	    !access("/sys/class/tty/vtkbd1", F_OK)) {
		printf("%d left something behind\n", n);
		exit(1);
	}
}

/* True if the load needed an n-th allocation. */
static int try_load(int module, int nth, int n)
{
	int err, left;

	set_countdown(nth, n);
	err = syscall(SYS_finit_module, module, "", 0) ? errno : 0;
	left = countdown(nth);
	set_countdown(nth, 0);

	/* In use for a moment, if another program opens nodes meanwhile. */
	while (!err && syscall(SYS_delete_module, "vtkbd", O_NONBLOCK))
		if (errno != EAGAIN && errno != EBUSY)
			die("delete_module");
	if (left) {
		printf("end %d\n", n - left);
		return 0;
	}
	printf("%d %s\n", n, err ? strerrorname_np(err) : "loaded");
	nothing_left(n);
	return 1;
}

int main(int argc, char **argv)
{
	int nth = open("/proc/self/fail-nth", O_RDWR);
	int n, step, loads, module;

	if (argc != 5) {
		fprintf(stderr, "usage: failnth MODULE FIRST STEP LOADS\n");
		return 2;
	}
	module = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (module < 0 || nth < 0)
		die(module < 0 ? argv[1] : "/proc/self/fail-nth");
	setvbuf(stdout, NULL, _IOLBF, 0);

	step = atoi(argv[3]);
	loads = atoi(argv[4]);
	for (n = atoi(argv[2]); loads-- > 0; n += step)
		if (!try_load(module, nth, n))
			return 0;
	printf("stopped before %d\n", n);
	return 0;
}
