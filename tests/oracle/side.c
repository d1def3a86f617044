// SPDX-License-Identifier: GPL-2.0
/*
 * Opening and reading the consoles of both sides. What arrives is read raw;
 * consoles 1 and 2 mark a BREAK so that it cannot be taken for a NUL.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "side.h"

struct side sides[NR_SIDES] = {
	[REAL] = { .prefix = "/dev/tty" },
	[OURS] = { .prefix = "/dev/vtkbd" },
};

void die(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("typist: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	exit(2);
}

void pause_us(int us)
{
	struct timespec time = { us / 1000000, us % 1000000 * 1000L };

	nanosleep(&time, NULL);
}

void pause_ms(int ms)
{
	pause_us(ms * 1000);
}

static void set_raw(int fd, bool mark_breaks)
{
	struct termios mode;

	if (tcgetattr(fd, &mode))
		die("tcgetattr: %s", strerror(errno));
	cfmakeraw(&mode);
	if (mark_breaks)
		mode.c_iflag |= PARMRK;
	if (tcsetattr(fd, TCSANOW, &mode))
		die("tcsetattr: %s", strerror(errno));
}

void console_open(struct side *s, unsigned int num)
{
	char path[64];
	int fd = -1;

	snprintf(path, sizeof(path), "%s%u", s->prefix, num);
	/* The last close of a console may still be in progress. */
	for (int tries = 0; fd < 0 && tries < 1000; tries++) {
		if (tries)
			pause_ms(1);
		fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0 && errno != EAGAIN && errno != EIO)
			break;
	}
	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	set_raw(fd, num != NR_CONSOLES);
	s->fd[num] = fd;
}

void sides_open(void)
{
	for_each_side(s)
		for_each_console(num) {
			s->input[num].byte = malloc(INPUT_SIZE);
			console_open(s, num);
			tcflush(s->fd[num], TCIOFLUSH);
		}
}

static void console_read(struct side *s, unsigned int num)
{
	size_t room;
	ssize_t len;

	do {
		room = INPUT_SIZE - s->input[num].len;
		if (!room)
			die("%s%u: more than %d bytes", s->prefix, num, INPUT_SIZE);
		len = read(s->fd[num], s->input[num].byte + s->input[num].len, room);
		if (len > 0)
			s->input[num].len += len;
	} while (len > 0);
	if (len < 0 && errno != EAGAIN)
		die("%s%u: %s", s->prefix, num, strerror(errno));
}

void sides_read(void)
{
	for_each_side(s)
		for_each_console(num)
			console_read(s, num);
}

void sides_forget(void)
{
	for_each_side(s)
		for_each_console(num)
			s->input[num].len = 0;
}
