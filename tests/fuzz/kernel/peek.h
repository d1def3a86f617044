/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What theirs.c asks of the kernel's files beyond what these declare themselves: peek_keyboard.c
 * and peek_terminal.c have their static names in reach.
 */
#ifndef FUZZ_PEEK_H
#define FUZZ_PEEK_H

#include "side.h"

struct vc_data;

/* peek_keyboard.c */
void fuzz_keyboard_init(void);
void fuzz_event(unsigned int keyboard, unsigned int type, unsigned int code, int value);
void fuzz_braille(unsigned int timeout, unsigned int chords);
void fuzz_keyboard_state(struct side_state *state);
void fuzz_lights(void);

/* peek_terminal.c */
void fuzz_terminal_init(void);
void fuzz_open(unsigned int console, bool open);
long fuzz_write(unsigned int console, const unsigned char *bytes, int nr);
void fuzz_terminal_state(struct side_state *state);
void fuzz_act(void);
int fuzz_foreground(void);

/* stub.c: where what happens in a step is noted. */
extern struct side_seen *fuzz_seen;
int fuzz_notify(unsigned long step, void *param);
extern bool fuzz_writing;
extern unsigned int fuzz_listen, fuzz_stops;
void fuzz_remember(void);
void fuzz_restore(void);

#endif /* FUZZ_PEEK_H */
