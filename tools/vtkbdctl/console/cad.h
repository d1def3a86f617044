/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Ctrl-Alt-Del does: VTKBD_CAD_*, as in vtkbd's parameter cad. The kernel's own
 * keyboard has two of these policies.
 */
#ifndef VTKBDCTL_CONSOLE_CAD_H
#define VTKBDCTL_CONSOLE_CAD_H

struct tool;

/* The value of the parameter; "unknown" for a policy that is newer than this tool. */
const char *cad_name(unsigned int policy);
/* What happens then. */
const char *cad_words(unsigned int policy);
/* What the kernel's own keyboard does. */
unsigned int cad_of_kernel(const struct tool *tool);

#endif
