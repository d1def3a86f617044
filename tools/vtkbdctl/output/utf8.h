/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_OUTPUT_UTF8_H
#define VTKBDCTL_OUTPUT_UTF8_H

#include <stdint.h>

/* Return: bytes of the first character of @s, or 0 if it is not UTF-8. */
int utf8_read(const char *s, uint32_t *c);

#endif
