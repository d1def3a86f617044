// SPDX-License-Identifier: GPL-2.0
/*
 * pty07 TIMES: one thread sets the size of all consoles with VT_RESIZEX, while another
 * activates and disallocates them one by one. What LTP's test of this name is about: a console
 * that is gone when its turn comes. Prints how often each was done, and that the console of the
 * caller has the last size.
 */
#include <pthread.h>

#include "../conformance/transcript.h"

#define FIRST	8
#define LAST	63

static volatile bool over;
static volatile unsigned long freed;
static int node;

static void *come_and_go(void *unused)
{
	while (!over)
		for (int num = FIRST + 1; num <= LAST && !over; num++) {
			if (ioctl(node, VT_ACTIVATE, num))
				fail("VT_ACTIVATE");
			if (!ioctl(node, VT_DISALLOCATE, num))
				freed++;
			else if (errno != EBUSY)
				fail("VT_DISALLOCATE");
		}
	return unused;
}

int main(int argc, char **argv)
{
	struct vt_consize size = { };
	unsigned long calls = 0, times;
	struct winsize now;
	pthread_t thread;

	if (argc != 2)
		return 2;
	node = open("/dev/vtkbd8", O_RDWR | O_NOCTTY);
	if (node < 0 || pthread_create(&thread, NULL, come_and_go, NULL))
		fail("/dev/vtkbd8");
	for (times = strtoul(argv[1], NULL, 0); calls < times || freed < times / 10; calls++) {
		size.v_rows = 20 + calls % 10;
		size.v_cols = 80 + calls % 50;
		if (ioctl(node, VT_RESIZEX, &size))
			fail("VT_RESIZEX");
	}
	over = true;
	pthread_join(thread, NULL);
	ioctl(node, VT_ACTIVATE, 1);
	if (ioctl(node, TIOCGWINSZ, &now) || now.ws_row != size.v_rows || now.ws_col != size.v_cols)
		fail("TIOCGWINSZ");
	printf("%lu resized, %lu disallocated\n", calls, freed);
	return 0;
}
