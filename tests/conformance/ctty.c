// SPDX-License-Identifier: GPL-2.0
/*
 * Which nodes become the controlling terminal of a session leader that opens them
 * without O_NOCTTY, for each way of opening; and the descriptor's flags.
 */
#include <sys/wait.h>

#include "transcript.h"

static const struct {
	const char *name;
	int flags;
} ways[] = {
	{ "read and write", O_RDWR },
	{ "read", O_RDONLY },
	{ "write", O_WRONLY },
	{ "without waiting", O_RDWR | O_NONBLOCK },
	{ "O_NOCTTY", O_RDWR | O_NOCTTY },
};

static void say_terminal(const char *when)
{
	int fd = open("/dev/tty", O_RDWR);

	printf("  %s: controlling terminal: %s\n", when, fd < 0 ? errname() : "yes");
	close(fd);
}

static void as_leader(int num, int way)
{
	char path[64];
	int fd;

	setsid();
	snprintf(path, sizeof(path), "%s%d", node_prefix, num);
	errno = 0;
	fd = open(path, ways[way].flags);
	printf("node %s, %s: %s, flags %#x\n", num ? "of a console" : "0", ways[way].name,
	       errname(), fd < 0 ? 0 : fcntl(fd, F_GETFL));
	say_terminal("opened");
	if (num)
		return;
	errno = 0;
	printf("  TIOCSCTTY %d %s\n", ioctl(fd, TIOCSCTTY, 0), errname());
	say_terminal("asked");
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);
	struct vt_stat stat;

	ioctl(fd, VT_GETSTATE, &stat);
	for (int num = 0; num < 2; num++)
		for (unsigned int way = 0; way < COUNT(ways); way++) {
			fflush(stdout);
			if (!fork()) {
				as_leader(num ? node_num : 0, way);
				fflush(stdout);
				_exit(0);
			}
			wait(NULL);
		}
	/* Open already, so that opening node 0 is a second open of an existing tty. */
	fd = node_open(stat.v_active, O_NOCTTY);
	fflush(stdout);
	if (!fork()) {
		as_leader(0, 0);
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	return end();
}
