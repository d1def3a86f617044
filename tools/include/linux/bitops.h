/* SPDX-License-Identifier: GPL-2.0 */
/* Single bits of a number; see types.h. */
#ifndef VTKBDCTL_INCLUDE_BITOPS_H
#define VTKBDCTL_INCLUDE_BITOPS_H

#include <linux/types.h>

/* Number of the highest bit that is set, counted from 1; 0 if none is. */
static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

#endif
