// SPDX-License-Identifier: GPL-2.0
/*
 * uevent NAME: opens /dev/NAME at the uevent that announces it, and activates console 2
 * and 1 through it, on processor 1, while processor 0, which creates it, is kept busy.
 * Prints `in` at each successful open.
 */
#include <linux/netlink.h>
#include <sched.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>

#include "../conformance/transcript.h"

#define HOLD_MS	300

static void run_on(int cpu)
{
	struct sched_param param = { .sched_priority = 10 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) ||
	    sched_setscheduler(0, SCHED_FIFO, &param))
		fail("sched");
}

static int listen_uevents(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("netlink");
	return fd;
}

static void wait_for(int fd, const char *name)
{
	char head[128], message[4096];
	ssize_t len;

	snprintf(head, sizeof(head), "add@/devices/virtual/tty/%s", name);
	do {
		len = recv(fd, message, sizeof(message) - 1, 0);
		if (len < 0 && errno != ENOBUFS)
			fail("recv");
		message[len < 0 ? 0 : len] = '\0';
	} while (strcmp(message, head));
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static __attribute__((noreturn)) void hold_processor(const char *name, int ready)
{
	int fd = listen_uevents();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	run_on(0);
	if (write(ready, "", 1) != 1)
		fail("pipe");
	for (;;) {
		wait_for(fd, name);
		for (long end = now_ms() + HOLD_MS; now_ms() < end; )
			;
	}
}

int main(int argc, char **argv)
{
	char path[64], byte;
	int fd, node, ready[2];

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* The last listener gets the message first: else the message waits, too. */
	if (pipe(ready) || !fork())
		hold_processor(argv[1], ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		fail("pipe");
	fd = listen_uevents();
	run_on(1);
	snprintf(path, sizeof(path), "/dev/%s", argv[1]);
	puts("ready");
	for (;;) {
		wait_for(fd, argv[1]);
		node = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
		if (node < 0)
			fail(path);
		ioctl(node, VT_ACTIVATE, 2);
		ioctl(node, VT_WAITACTIVE, 2);
		ioctl(node, VT_ACTIVATE, 1);
		ioctl(node, VT_WAITACTIVE, 1);
		close(node);
		puts("in");
	}
}
