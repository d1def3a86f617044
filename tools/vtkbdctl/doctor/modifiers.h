/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modifiers that the keyboard takes for held although no key for them is down.
 */
#ifndef VTKBDCTL_DOCTOR_MODIFIERS_H
#define VTKBDCTL_DOCTOR_MODIFIERS_H

struct machine;

/* Fills @stray and @stray_keys; what may not be asked leaves them empty. */
void modifiers_read(struct machine *machine);

#endif
