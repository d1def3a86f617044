/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of bits; see types.h. */
#ifndef VTKBDCTL_INCLUDE_BITMAP_H
#define VTKBDCTL_INCLUDE_BITMAP_H

#include <linux/types.h>

#define LONG_BITS	(8 * sizeof(long))
#define DECLARE_BITMAP(name, bits) \
	unsigned long name[((bits) + LONG_BITS - 1) / LONG_BITS]

static inline bool test_bit(unsigned int n, const unsigned long *set)
{
	return set[n / LONG_BITS] >> (n % LONG_BITS) & 1;
}

static inline void __assign_bit(unsigned int n, unsigned long *set, bool value)
{
	unsigned long bit = BIT(n % LONG_BITS);

	if (value)
		set[n / LONG_BITS] |= bit;
	else
		set[n / LONG_BITS] &= ~bit;
}

static inline unsigned int next_bit(const unsigned long *set, unsigned int bits, unsigned int n)
{
	while (n < bits && !test_bit(n, set))
		n++;
	return n;
}

static inline bool bitmap_empty(const unsigned long *set, unsigned int bits)
{
	return next_bit(set, bits, 0) == bits;
}

#define for_each_set_bit(n, set, bits)					\
	for ((n) = next_bit((set), (bits), 0); (n) < (bits);		\
	     (n) = next_bit((set), (bits), (n) + 1))

#endif
