// SPDX-License-Identifier: GPL-2.0
/*
 * pty06 TIMES: one thread opens and closes console 8, while another disallocates it from
 * console 9. What LTP's test of this name is about: a console that is freed while its last
 * close is not over. While it is open it must not go. Prints how often VT_DISALLOCATE was called,
 * and how often the console went.
 */
#include <linux/vtkbd.h>
#include <pthread.h>
#include <sched.h>

#include "../conformance/transcript.h"

#define CONSOLE	8

static volatile bool over;
static unsigned long times;

static void see(int fd)
{
	struct vtkbd_console_info info = { .console = CONSOLE };

	sched_yield();
	if (ioctl(fd, VTKBD_GET_CONSOLE, &info))
		fail("VTKBD_GET_CONSOLE");
	if (!(info.flags & VTKBD_F_ALLOCATED)) {
		printf("disallocated while it was open\n");
		exit(1);
	}
}

static void *open_and_close(void *unused)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/vtkbd%d", CONSOLE);
	for (unsigned long i = 0; i < times; i++) {
		int fd = open(path, O_RDWR | O_NOCTTY);

		if (fd < 0)
			fail(path);
		see(fd);
		close(fd);
	}
	over = true;
	return unused;
}

int main(int argc, char **argv)
{
	unsigned long calls = 0, freed = 0;
	pthread_t thread;
	int fd;

	if (argc != 2)
		return 2;
	times = strtoul(argv[1], NULL, 0);
	fd = open("/dev/vtkbd9", O_RDWR | O_NOCTTY);
	if (fd < 0 || pthread_create(&thread, NULL, open_and_close, NULL))
		fail("/dev/vtkbd9");
	for (; !over; calls++)
		if (!ioctl(fd, VT_DISALLOCATE, CONSOLE))
			freed++;
		else if (errno != EBUSY)
			fail("VT_DISALLOCATE");
	pthread_join(thread, NULL);
	printf("%lu calls, %lu disallocated\n", calls, freed);
	return 0;
}
