/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carrying steps out on both sides.
 */
#ifndef ORACLE_RUN_H
#define ORACLE_RUN_H

#include "step.h"

/* prepare.c: the machine, the consoles and the keyboards. */
void guest_prepare(void);

/* Before the first step: remember the keymap, take out what must not be typed. */
void run_begin(void);

/* False if the sides' results differ; the difference has been printed. */
bool run_step(const struct step *step);

/*
 * A keysym that may be bound to a key. Not SAK, which kills the programs that have the
 * console open, the typist included; not those that print the machine's state for
 * seconds, which vtkbd leaves to the built-in keyboard.
 */
bool keysym_is_harmless(unsigned int keysym);

/* keep.c: the keymap that the machine started with. */
void keep_keymap(void);
void keep_touched_entry(unsigned int map, unsigned int key);
void keep_touched_map(unsigned int map);
void keep_touched_string(unsigned int number);
void keep_touched_accents(void);
void keep_restore(void);

/* The result of an ioctl. */
struct answer {
	long ret;
	int err;
};

/* An ioctl on console num of one side. */
struct side;
struct answer call(const struct side *s, unsigned int num, unsigned int cmd, unsigned long arg);

/* False if the sides' results differ; the difference has been printed. */
bool same(const char *name, unsigned int num, const struct answer *answer);

/* The same ioctl on console num of both sides; false if the answers differ. */
bool both(const char *name, unsigned int num, unsigned int cmd, unsigned long arg);

/* machine.c: steps about state that both sides share, and restoring it. */
void machine_keep(void);
void machine_restore(void);
bool do_keycode(const uint32_t *arg, unsigned int nr);
bool do_repeat(const uint32_t *arg, unsigned int nr);
bool do_screenmap(const uint32_t *arg, unsigned int nr);
bool do_glyphmap(const uint32_t *arg, unsigned int nr);

#endif /* ORACLE_RUN_H */
