/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments of ioctls: numbers, and what a structure is filled with. What is not filled has
 * random bytes.
 */
#ifndef FILL_H
#define FILL_H

#include "iofuzz.h"

uint64_t num_edge(struct stream *s);
uint64_t num_kdmode(struct stream *s);
uint64_t num_kbdmode(struct stream *s);
uint64_t num_meta(struct stream *s);
uint64_t num_flags(struct stream *s);
uint64_t num_signal(struct stream *s);
uint64_t num_release(struct stream *s);
uint64_t num_small(struct stream *s);

void fill_entry(struct worker *w, void *buf);
void fill_string(struct worker *w, void *buf);
void fill_accents(struct worker *w, void *buf);
void fill_accents_uc(struct worker *w, void *buf);
void fill_keycode(struct worker *w, void *buf);
void fill_repeat(struct worker *w, void *buf);
void fill_vtmode(struct worker *w, void *buf);
void fill_size(struct worker *w, void *buf);
void fill_sizex(struct worker *w, void *buf);
void fill_event(struct worker *w, void *buf);
void fill_setactivate(struct worker *w, void *buf);
void fill_tioclinux(struct worker *w, void *buf);
void fill_console(struct worker *w, void *buf);
void fill_history(struct worker *w, void *buf);
void fill_device(struct worker *w, void *buf);
void fill_attach(struct worker *w, void *buf);
void fill_key(struct worker *w, void *buf);
void fill_fault(struct worker *w, void *buf);
void fill_faults(struct worker *w, void *buf);
void fill_winsize(struct worker *w, void *buf);
void fill_termios(struct worker *w, void *buf);
void fill_ldisc(struct worker *w, void *buf);
void fill_group(struct worker *w, void *buf);
void fill_int(struct worker *w, void *buf);

#endif /* FILL_H */
