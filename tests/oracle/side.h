/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two keyboards that are compared, and the input devices of both. Each call on one
 * side is also made on the other, with the same arguments.
 */
#ifndef ORACLE_SIDE_H
#define ORACLE_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NR_CONSOLES	3
#define NR_KEYBOARDS	2
#define PS2		NR_KEYBOARDS	/* held on none of them */
#define INPUT_SIZE	(1 << 18)

enum { REAL, OURS, NR_SIDES };

struct side {
	const char *prefix;
	int fd[NR_CONSOLES + 1];	/* by console number */
	struct {
		unsigned char *byte;
		size_t len;
	} input[NR_CONSOLES + 1];
};

extern struct side sides[NR_SIDES];

#define for_each_side(s) \
	for (struct side *s = sides; s < sides + NR_SIDES; s++)
#define for_each_console(num) \
	for (unsigned int num = 1; num <= NR_CONSOLES; num++)

__attribute__((noreturn, format(printf, 1, 2)))
void die(const char *format, ...);

void pause_us(int us);
void pause_ms(int ms);

void sides_open(void);
void console_open(struct side *s, unsigned int num);

/* Read the bytes that have arrived on all consoles of both sides. */
void sides_read(void);

/* Forget it; the next comparison begins here. */
void sides_forget(void);

/* Print where the sides differ; false if they do not. */
bool sides_differ(bool print);

/* As sides_differ(), once all pending work is done. */
bool sides_differ_settled(void);

/* True once both sides have the same console in the foreground. */
bool foreground_agrees(void);

/* Print where the keymaps, strings and accents differ. */
bool keymaps_differ(void);

/* Key events that the module under test has received. */
uint64_t keys_heard(void);

/* The uinput keyboards. */
void keyboard_plug(unsigned int num);
void keyboard_unplug(unsigned int num);
void keyboard_send(unsigned int num, const uint32_t *pairs, unsigned int nr);

/* ps2.c: the machine's own keyboard, on which QEMU types. */
void ps2_type(const uint32_t *pairs, unsigned int nr);
void ps2_softraw(bool on);
void ps2_release(void);

/* QEMU's number of a key, 0 if a PC's keyboard has none, and its bytes at most. */
unsigned int ps2_number(unsigned int code);
unsigned int ps2_bytes(unsigned int number);

/* Received key events that no script asked for. */
uint64_t ps2_marks(void);

#endif /* ORACLE_SIDE_H */
