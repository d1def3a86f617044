// SPDX-License-Identifier: GPL-2.0
/*
 * ldisc SECONDS: a program that is attached to console 3 types, while the line discipline of the
 * console changes all the time: for a moment there is none, and nothing is taken. Prints whether
 * typing goes on once all that is over.
 */
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>

#include "../conformance/keyboard.h"

#include <linux/vtkbd.h>

#define LDISC_NULL	27	/* N_NULL */

static int console, attached;
static volatile unsigned long *counts;	/* shared: bytes typed, changes */

/* A line discipline that somebody uses all the time may be busy. */
static void set_ldisc(int num)
{
	while (ioctl(console, TIOCSETD, &num))
		if (errno != EBUSY)
			fail("TIOCSETD");
}

static __attribute__((noreturn)) void type(void)
{
	for (;;)
		if (write(attached, "x", 1) == 1)
			counts[0]++;
}

static __attribute__((noreturn)) void change(void)
{
	char bytes[4096];

	for (;; counts[1]++) {
		set_ldisc(LDISC_NULL);
		set_ldisc(N_TTY);
		make_raw(console);	/* without echo: output wakes who types, too */
		if (read(console, bytes, sizeof(bytes)) < 0 && errno != EAGAIN)
			fail("read");
	}
}

static pid_t start(void (*what)(void))
{
	pid_t pid = fork();

	if (!pid)
		what();
	return pid;
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	struct vtkbd_attach_req req = { .console = 3 };
	pid_t typist, changer;
	unsigned long before;
	int tries;

	node_prefix = "/dev/vtkbd";
	console = node_open(3, O_NOCTTY | O_NONBLOCK);
	attached = ioctl(node_open(0, O_NOCTTY), VTKBD_ATTACH, &req);
	counts = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (argc != 2 || attached < 0 || counts == MAP_FAILED)
		fail("VTKBD_ATTACH");
	make_raw(console);
	changer = start(change);
	typist = start(type);
	sleep(atoi(argv[1]));
	stop(changer);
	set_ldisc(N_TTY);	/* N_NULL takes nothing */
	tcflush(console, TCIFLUSH);
	before = counts[0];
	for (tries = 0; counts[0] == before && tries < 500; tries++)
		pause_ms(10);
	stop(typist);
	printf("%lu changes, typing %s\n", counts[1], tries < 500 ? "goes on" : "has stopped");
	return 0;
}
