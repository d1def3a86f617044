// SPDX-License-Identifier: GPL-2.0
/*
 * failopen NODE: opens a node repeatedly while the kernel lets one allocation fail, the
 * first, then the second, until opening needs fewer allocations. Prints how many failed
 * allocations made the open fail. Needs /proc/self/fail-nth.
 */
#include "../e2e/failslab.h"
#include "../conformance/transcript.h"

int main(int argc, char **argv)
{
	int refused = 0, n, nth, fd, left;

	if (argc != 2)
		return 2;
	nth = open("/proc/self/fail-nth", O_RDWR);
	if (nth < 0)
		fail("/proc/self/fail-nth");
	for (n = 1, left = 0; !left; n++) {
		set_countdown(nth, n);
		fd = open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK);
		left = countdown(nth);
		set_countdown(nth, 0);
		refused += fd < 0;
		close(fd);
	}
	printf("%d allocations, %d refused\n", n - 2, refused);
	return 0;
}
