// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Which rule of VTKBD_SET_FAULT acts. No lock, no clock, no call of the kernel: the
 * KUnit suites compile this file, too.
 */
#include <linux/bitops.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <uapi/linux/vtkbd.h>

#include "fault_rules.h"

#define VTKBD_FAULT_SIGNALS	(BIT(VTKBD_FAULT_RELEASE) | BIT(VTKBD_FAULT_ACQUIRE))
#define VTKBD_FAULT_ANY		(BIT(VTKBD_FAULT_IOCTL) | VTKBD_FAULT_SIGNALS)

/**
 * struct vtkbd_fault_kind - what the members of a rule with one act may be
 * @act: enum vtkbd_fault_act
 * @whats: bit of each enum vtkbd_fault_what that it can be done to
 * @error_max: error, from 1 on; 0: there is none
 * @delay_max: milliseconds, likewise
 */
struct vtkbd_fault_kind {
	unsigned int act;
	unsigned long whats;
	u32 error_max;
	u32 delay_max;
};

static const struct vtkbd_fault_kind vtkbd_fault_kinds[] = {
	{ VTKBD_FAULT_ERROR, BIT(VTKBD_FAULT_IOCTL), VTKBD_FAULT_ERRNO_MAX, 0 },
	{ VTKBD_FAULT_DELAY, VTKBD_FAULT_ANY, 0, VTKBD_FAULT_DELAY_MAX_MS },
	{ VTKBD_FAULT_DROP, VTKBD_FAULT_SIGNALS, 0, 0 },
	{ VTKBD_FAULT_REPEAT, VTKBD_FAULT_SIGNALS, 0, 0 },
};

/* From 1 to @max, or 0 where there is none. */
static bool vtkbd_fault_within(u32 value, u32 max)
{
	return max ? value && value <= max : !value;
}

static bool vtkbd_fault_fits(const struct vtkbd_fault *fault, const struct vtkbd_fault_kind *kind)
{
	return fault->what <= VTKBD_FAULT_ACQUIRE && kind->whats & BIT(fault->what) &&
	       vtkbd_fault_within(fault->error, kind->error_max) &&
	       vtkbd_fault_within(fault->delay_ms, kind->delay_max);
}

/* Those of <linux/vtkbd.h> are for who sets rules, and sees what they do. */
static bool vtkbd_fault_cmd_valid(const struct vtkbd_fault *fault)
{
	if (fault->what != VTKBD_FAULT_IOCTL)
		return !fault->cmd;
	return fault->cmd && _IOC_TYPE(fault->cmd) != VTKBD_IOC_MAGIC;
}

/**
 * vtkbd_fault_valid - whether a program may set a rule
 * @fault: the rule
 *
 * Return: true if all of its members are as <linux/vtkbd.h> says.
 */
bool vtkbd_fault_valid(const struct vtkbd_fault *fault)
{
	unsigned int i;

	if (fault->hits || !vtkbd_fault_cmd_valid(fault))
		return false;
	for (i = 0; i < ARRAY_SIZE(vtkbd_fault_kinds); i++)
		if (vtkbd_fault_kinds[i].act == fault->act)
			return vtkbd_fault_fits(fault, &vtkbd_fault_kinds[i]);
	return false;
}

static bool vtkbd_fault_matches(const struct vtkbd_fault *fault, u8 what, u32 cmd)
{
	return fault->what == what && fault->cmd == cmd &&
	       (!fault->count || fault->hits < fault->count);
}

/* A rule without a count acts on all that follow: its hits stay at the highest number. */
static const struct vtkbd_fault *vtkbd_fault_apply(struct vtkbd_fault_rule *rule)
{
	if (rule->passed < rule->fault.skip) {
		rule->passed++;
		return NULL;
	}
	if (~rule->fault.hits)
		rule->fault.hits++;
	return &rule->fault;
}

/**
 * vtkbd_fault_decide - the rule that acts on something that is to happen
 * @rules: rules, which count it
 * @nr: how many
 * @what: enum vtkbd_fault_what
 * @cmd: number of the ioctl; 0 for a signal
 *
 * Return: the rule, or %NULL if it is to happen as ever.
 */
const struct vtkbd_fault *vtkbd_fault_decide(struct vtkbd_fault_rule *rules, unsigned int nr,
					     u8 what, u32 cmd)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (vtkbd_fault_matches(&rules[i].fault, what, cmd))
			return vtkbd_fault_apply(&rules[i]);
	return NULL;
}
