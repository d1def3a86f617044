/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_CONSOLE_MODES_H
#define VTKBDCTL_CONSOLE_MODES_H

#include <linux/kd.h>

#include "output/text.h"

#define NR_MODES	(K_OFF + 1)
#define MODE_NAMES	"xlate, unicode, mediumraw, raw, off"

/* Return: 0, or -1 if there is no such name */
int mode_from_name(const char *name, unsigned int *mode);
/* A name, or the number in words for a mode that is newer than this tool. */
struct text mode_text(unsigned int mode);

#endif
