// SPDX-License-Identifier: GPL-2.0
/*
 * readby HOW NODE: waits for input from a console in one of the ways in which programs do,
 * without reading it. Prints "ready" first.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/io_uring.h>

static void by_read(int fd)
{
	char c;

	read(fd, &c, 1);
}

static void by_poll(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	poll(&p, 1, -1);
}

static void by_ppoll(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	ppoll(&p, 1, NULL, NULL);
}

/* There is a descriptor above it that counts for nothing. */
static void by_select(int fd)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	select(fd + 20, &set, NULL, NULL, NULL);
}

static void by_epoll(int fd)
{
	struct epoll_event e = { .events = EPOLLIN };
	int ep = epoll_create1(0);

	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e))
		err(1, "epoll_ctl");
	epoll_wait(ep, &e, 1, -1);
}

static void by_ring(int fd)
{
	struct io_uring_params p = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &p);

	(void)fd;
	if (ring < 0)
		err(1, "io_uring_setup");
	syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, NULL, 0);
}

static void *in_thread(void *arg)
{
	by_poll(*(int *)arg);
	return NULL;
}

static void by_thread(int fd)
{
	pthread_t thread;

	pthread_create(&thread, NULL, in_thread, &fd);
	pthread_join(thread, NULL);
}

/* Has the console open, and waits for something else. */
static void by_nothing(int fd)
{
	int other[2];

	(void)fd;
	if (pipe(other))
		err(1, "pipe");
	by_poll(other[0]);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*wait)(int fd);
	} ways[] = {
		{ "read", by_read }, { "poll", by_poll }, { "ppoll", by_ppoll },
		{ "select", by_select }, { "epoll", by_epoll }, { "io_uring", by_ring },
		{ "thread", by_thread }, { "nothing", by_nothing },
	};
	int fd = argc == 3 ? open(argv[2], O_RDWR | O_NOCTTY) : -1;

	if (fd < 0)
		err(1, "open");
	puts("ready");
	fflush(stdout);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(ways[i].name, argv[1]))
			ways[i].wait(fd);
	return 0;
}
