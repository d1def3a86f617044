// SPDX-License-Identifier: GPL-2.0
/*
 * Frames on the control line. Sending blocks until the line took everything:
 * the host always reads, so output is never dropped. Receiving never blocks.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "frame.h"

static int in_fd = -1, out_fd = -1;

static int open_raw(const char *tty, int flags)
{
	struct termios raw;
	int fd = open(tty, flags | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &raw))
		return -1;
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL;
	return tcsetattr(fd, TCSANOW, &raw) ? -1 : fd;
}

/* Two descriptions of one line, so that only reading is non-blocking. */
int frame_open(const char *tty)
{
	in_fd = open_raw(tty, O_RDONLY | O_NONBLOCK);
	out_fd = open_raw(tty, O_WRONLY);
	return out_fd < 0 ? -1 : in_fd;
}

static void write_all(const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		ssize_t n = write(out_fd, at, length);

		if (n < 0) {
			perror("init: control line");
			return;
		}
		at += n;
		length -= n;
	}
}

void frame_hello(void)
{
	write_all(FRAME_HELLO, strlen(FRAME_HELLO));
}

void frame_send(enum frame_type type, uint32_t id, const void *data, size_t length)
{
	struct frame_head head = { .length = length, .id = id, .type = type };

	write_all(&head, sizeof(head));
	write_all(data, length);
}

/* How many more bytes the current frame needs. */
static size_t missing(const struct frame *frame, size_t have)
{
	if (have < sizeof(frame->head))
		return sizeof(frame->head) - have;
	return sizeof(frame->head) + frame->head.length - have;
}

void frame_receive(frame_handler handle)
{
	static struct frame frame;
	static size_t have;
	ssize_t n;

	while ((n = read(in_fd, (char *)&frame + have, missing(&frame, have))) > 0) {
		have += n;
		if (have >= sizeof(frame.head) &&
		    frame.head.length >= sizeof(frame.payload)) {
			fprintf(stderr, "init: control line: %u bytes in one frame\n",
				frame.head.length);
			have = 0;
		} else if (missing(&frame, have) == 0) {
			frame.payload[frame.head.length] = '\0';
			handle(&frame);
			have = 0;
		}
	}
}
