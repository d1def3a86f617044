// SPDX-License-Identifier: GPL-2.0
/*
 * nextlife held | nextlife race TIMES: a program that is attached to a console writes
 * to it, while the console is disallocated and opened again (its next life).
 *
 * held: the writer's page is provided only when the next life has begun: in the middle
 * of write(2), then of TIOCSWINSZ. race: two processors, and the next life at any time.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "latepage.h"

#define CONSOLE	3
#define NODE	"/dev/vtkbd3"

static int node0, attached, uffd;
static void *page;
static volatile int started;

static void check(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static void attach(void)
{
	struct vtkbd_attach_req req = { .console = CONSOLE };

	attached = ioctl(node0, VTKBD_ATTACH, &req);
	check(attached >= 0, "VTKBD_ATTACH");
	fcntl(attached, F_SETFL, O_NONBLOCK);
}

static int open_raw(void)
{
	int fd = open(NODE, O_RDWR | O_NOCTTY | O_NONBLOCK);
	struct termios t;

	check(fd >= 0 && !tcgetattr(fd, &t), NODE);
	cfmakeraw(&t);
	check(!tcsetattr(fd, TCSANOW, &t), "tcsetattr");
	return fd;
}

/* The tty of the previous life is cleaned up a moment after its last close. */
static void end_life(void)
{
	while (ioctl(node0, VT_DISALLOCATE, CONSOLE))
		check(errno == EBUSY, "VT_DISALLOCATE");
}

static int arrived(int fd)
{
	char buf[4096];
	int n = read(fd, buf, sizeof(buf));

	return n < 0 ? 0 : n;
}

/* -- held --------------------------------------------------------------------- */

static void give_page(const void *bytes)
{
	struct uffdio_copy copy = {
		.dst = (unsigned long)page, .src = (unsigned long)bytes, .len = sysconf(_SC_PAGESIZE),
	};

	check(!ioctl(uffd, UFFDIO_COPY, &copy), "UFFDIO_COPY");
}

static void *write_page(void *unused)
{
	(void)unused;
	return (void *)(long)(write(attached, page, 4) < 0 ? errno : 0);
}

static void *resize_page(void *unused)
{
	(void)unused;
	return (void *)(long)(ioctl(attached, TIOCSWINSZ, page) ? errno : 0);
}

static void hold(const char *what, void *(*ask)(void *))
{
	unsigned short bytes[2048] = { 40, 50 };
	struct uffd_msg msg;
	struct winsize ws;
	pthread_t thread;
	void *err;
	int fd;

	page = late_page(&uffd);
	attach();
	check(!pthread_create(&thread, NULL, ask, NULL), "pthread_create");
	check(read(uffd, &msg, sizeof(msg)) == sizeof(msg), "userfaultfd");
	end_life();
	fd = open_raw();
	give_page(bytes);
	pthread_join(thread, &err);
	check(!ioctl(fd, TIOCGWINSZ, &ws), "TIOCGWINSZ");
	printf("%s %s, %d bytes, %ux%u\n", what, (long)err ? strerrorname_np((long)err) : "done",
	       arrived(fd), ws.ws_row, ws.ws_col);
	close(fd);
	close(attached);
	close(uffd);
}

/* -- race --------------------------------------------------------------------- */

static void *write_on(void *unused)
{
	(void)unused;
	do {
		started = 1;
		if (write(attached, "xxxx", 4) < 0 && errno != EAGAIN)
			break;
	} while (1);
	return (void *)(long)errno;
}

static int race(void)
{
	pthread_t thread;
	int fd, leaked;
	void *err;

	attach();
	fd = open_raw();
	started = 0;
	check(!pthread_create(&thread, NULL, write_on, NULL), "pthread_create");
	while (!started || !arrived(fd))
		;
	close(fd);
	end_life();
	fd = open_raw();
	pthread_join(thread, &err);
	check((long)err == EIO, "the writer");
	leaked = arrived(fd);
	close(fd);
	close(attached);
	end_life();
	return leaked;
}

int main(int argc, char **argv)
{
	int leaked = 0, times = argc > 2 ? atoi(argv[2]) : 0;

	node0 = open("/dev/vtkbd0", O_RDWR | O_NOCTTY);
	check(argc > 1 && node0 >= 0, "/dev/vtkbd0");
	if (!strcmp(argv[1], "held")) {
		hold("write", write_page);
		hold("size", resize_page);
		return 0;
	}
	for (int i = 0; i < times; i++)
		leaked += !!race();
	printf("leaked in %d of %d\n", leaked, times);
	return 0;
}
