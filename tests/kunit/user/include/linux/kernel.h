/* SPDX-License-Identifier: GPL-2.0 */
/* Formatted text; see types.h. */
#ifndef VTKBD_USER_KERNEL_H
#define VTKBD_USER_KERNEL_H

#include_next <linux/kernel.h>

#include <stdarg.h>
#include <stdio.h>

#include <linux/types.h>

#define __printf(nr, first)	__attribute__((format(printf, nr, first)))

/* Unlike vsnprintf(), how much was written. */
static inline size_t vscnprintf(char *to, size_t size, const char *format, va_list args)
{
	int len = vsnprintf(to, size, format, args);

	if (len < 0 || !size)
		return 0;
	return (size_t)len < size ? (size_t)len : size - 1;
}

static inline __printf(3, 4) size_t scnprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = vscnprintf(to, size, format, args);
	va_end(args);
	return len;
}

#endif
