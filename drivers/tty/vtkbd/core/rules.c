// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The table of rules.h. Each row was compared with the VT of kernels that it is for
 * (Documentation/testing.rst).
 */
#include "core.h"

#define SINCE_6_12								\
	.resize_stops = true, .lut_by_admin = true, .kmsg_unsigned = true
#define SINCE_7_1								\
	SINCE_6_12, .csi_keysyms = true, .csi_modifiers = true,			\
	.plain_fallback = true, .colon_parameters = true,			\
	.bracketed_paste = true, .cursor_position = true

const struct vtkbd_rules vtkbd_generation[] = {
	{ 6, 1 },
	{ 6, 12, SINCE_6_12 },
	{ 7, 1, SINCE_7_1 },
	{ 7, 3, SINCE_7_1, .setactivate_checks = true },
};

const unsigned int vtkbd_nr_generations = ARRAY_SIZE(vtkbd_generation);

/**
 * vtkbd_rules_of - the rules of a kernel
 * @major: its version
 * @minor: likewise
 *
 * Return: the row of the newest generation that is not newer than it; for a kernel
 *	before the first one, the first.
 */
const struct vtkbd_rules *vtkbd_rules_of(unsigned int major, unsigned int minor)
{
	unsigned int i = vtkbd_nr_generations - 1;

	while (i && (vtkbd_generation[i].major > major ||
		     (vtkbd_generation[i].major == major &&
		      vtkbd_generation[i].minor > minor)))
		i--;
	return &vtkbd_generation[i];
}
