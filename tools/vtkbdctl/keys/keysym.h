/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keysyms, named as loadkeys names them.
 */
#ifndef VTKBDCTL_KEYSYM_H
#define VTKBDCTL_KEYSYM_H

#include "output/text.h"

/* A keysym as KDGKBENT tells it. */
struct text keysym_text(unsigned int keysym);

#endif
