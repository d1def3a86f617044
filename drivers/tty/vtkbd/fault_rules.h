/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The rules of VTKBD_SET_FAULT. Pure, as the core is, but no part of it: the core
 * is what turns keys into bytes, and vtkbdctl has it, too.
 */
#ifndef _VTKBD_FAULT_RULES_H
#define _VTKBD_FAULT_RULES_H

#include <linux/types.h>
#include <uapi/linux/vtkbd.h>

/**
 * struct vtkbd_fault_rule - a rule, and what it has done
 * @fault: as the program gave it, but for the member hits, which counts
 * @passed: how many that it matches it has let pass, up to the member skip
 */
struct vtkbd_fault_rule {
	struct vtkbd_fault fault;
	u32 passed;
};

bool vtkbd_fault_valid(const struct vtkbd_fault *fault);
const struct vtkbd_fault *vtkbd_fault_decide(struct vtkbd_fault_rule *rules, unsigned int nr,
					     u8 what, u32 cmd);

#endif /* _VTKBD_FAULT_RULES_H */
