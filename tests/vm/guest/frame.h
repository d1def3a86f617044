/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frames between the test host and the guest's init, on a raw serial line:
 * a 12-byte little-endian head, then length bytes of payload, any bytes at all.
 * tests/vm/channel.py is the other end.
 */
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* Sent once when the guest is ready: earlier bytes on the line are ignored. */
#define FRAME_HELLO "\nvtkbd-vm ready\n"

enum frame_type {
	/* host to guest */
	FRAME_RUN = 'R',	/* payload: text for sh -c */
	FRAME_KILL = 'K',	/* payload: one byte, the signal */
	FRAME_SHARES = 'M',	/* payload: the time in seconds, digits; answer: FRAME_EXIT */
	FRAME_POWEROFF = 'P',
	/* guest to host */
	FRAME_OUT = 'O',	/* payload: bytes of stdout */
	FRAME_ERR = 'E',	/* payload: bytes of stderr */
	FRAME_EXIT = 'X',	/* payload: int32, exit code or minus the signal */
	FRAME_SIGNAL = 'S',	/* payload: struct frame_signal; id is 0 */
};

struct frame_head {
	uint32_t length;
	uint32_t id;
	uint8_t type;
	uint8_t pad[3];
};

struct frame_signal {
	int32_t signo;
	int32_t code;
	int32_t pid;
	int32_t uid;
};

struct frame {
	struct frame_head head;
	char payload[64 * 1024 + 1];	/* one more for the text's final zero */
};

typedef void (*frame_handler)(const struct frame *frame);

int frame_open(const char *tty);
void frame_hello(void);
void frame_send(enum frame_type type, uint32_t id, const void *data, size_t length);
void frame_receive(frame_handler handle);

#endif
