/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of bits; see types.h. */
#ifndef VTKBD_USER_BITMAP_H
#define VTKBD_USER_BITMAP_H

#include_next <linux/bitmap.h>

#define __set_bit(n, set)	__assign_bit(n, set, true)

static inline void bitmap_set(unsigned long *set, unsigned int first, unsigned int nr)
{
	while (nr--)
		__set_bit(first++, set);
}

#endif
