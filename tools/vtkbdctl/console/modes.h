/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words for the modes of a console and for who set them.
 */
#ifndef VTKBDCTL_CONSOLE_MODES_H
#define VTKBDCTL_CONSOLE_MODES_H

#include <stdint.h>

#include <linux/kd.h>

#include "output/text.h"

struct vtkbd_mode_change;

#define NR_MODES	(K_OFF + 1)
#define MODE_NAMES	"xlate, unicode, mediumraw, raw, off"

/* Return: 0, or -1 if there is no such name */
int mode_from_name(const char *name, unsigned int *mode);
/* A name, or the number in words for a mode that is newer than this tool. */
struct text mode_text(unsigned int mode);

/* "text" or "graphics"; @kdmode: KD_* */
const char *kdmode_name(unsigned int kdmode);
/* "auto" or "process", who is asked before a switch; @vtmode: VT_AUTO or VT_PROCESS */
const char *vtmode_name(unsigned int vtmode);

/* Who set a mode, and when and from which: two parts, for a narrow terminal. */
const char *cause_name(unsigned int cause);
struct text text_setter(const struct vtkbd_mode_change *c);
struct text text_change(const struct vtkbd_mode_change *c, uint64_t now_ns);

#endif
