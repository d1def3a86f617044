/* SPDX-License-Identifier: GPL-2.0 */
/* Strings and memory; see types.h. */
#ifndef VTKBD_USER_STRING_H
#define VTKBD_USER_STRING_H

#include_next <linux/string.h>

#include <linux/types.h>

static inline void strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = '\0';
}

/* The first byte that is not @c. */
static inline const void *memchr_inv(const void *from, int c, size_t size)
{
	const u8 *byte = from, *end = byte + size;

	while (byte < end && *byte == (u8)c)
		byte++;
	return byte < end ? byte : NULL;
}

#endif
