/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites need of the kernel's headers beyond what the core does. As in the
 * kernel's log, where a test looks for it, a warning is a failure.
 */
#ifndef VTKBD_USER_TYPES_H
#define VTKBD_USER_TYPES_H

#include_next <linux/types.h>

#ifdef __LP64__
#define CONFIG_64BIT
#endif

bool kunit_warned(bool is, const char *what, const char *file, int line);

#undef WARN_ON_ONCE
#define WARN_ON_ONCE(x)	kunit_warned(x, #x, __FILE__, __LINE__)

#endif
