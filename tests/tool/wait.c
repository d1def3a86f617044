// SPDX-License-Identifier: GPL-2.0
/*
 * wait MS: prints ready, waits as the tool does on a real machine, and prints which
 * signal ended the wait, 0 for none, and after how many milliseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "system/device.h"

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	long long start;
	int sig;

	if (argc != 2)
		return 2;
	device_real.wait(0);
	puts("ready");
	fflush(stdout);
	start = now_ms();
	sig = device_real.wait(atoi(argv[1]));
	printf("%d %lld\n", sig, now_ms() - start);
	return 0;
}
