/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Short strings passed by value, and the words for what is not a keyboard mode.
 */
#ifndef VTKBDCTL_OUTPUT_TEXT_H
#define VTKBDCTL_OUTPUT_TEXT_H

#include <stdint.h>

/* Holds two names as long as the kernel has any, a byte of them being four when it is escaped. */
struct text {
	char s[1280];
};

/* Cuts what does not fit. */
void text_add(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The user who runs a program chooses its name and its arguments: every byte that is not
 * printable ASCII, and the backslash, becomes \xNN. In text_word(), which is for lines of
 * words, the space too, and "" becomes "-".
 */
struct text text_escape(const char *s);
struct text text_word(const char *s);

/* A set of names by bit; text_bits() joins them with @sep, or says @none. */
#define NR_BITS 8
extern const char *const led_names[NR_BITS];
extern const char *const modifier_names[NR_BITS];
struct text text_bits(const char *const names[NR_BITS], unsigned int bits,
		      const char *sep, const char *none);

struct text text_time(uint64_t ns);
struct text text_age(uint64_t ns, uint64_t now_ns);

#endif
