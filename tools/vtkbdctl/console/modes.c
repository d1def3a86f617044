// SPDX-License-Identifier: GPL-2.0
/*
 * Names of modes, and who set one. A keyboard mode without a name is shown as a number: a
 * kernel may have modes that this file does not know.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "console/modes.h"
#include "output/text.h"
#include "tool.h"

static const char *const names[NR_MODES] = {
	[K_RAW]		= "raw",
	[K_XLATE]	= "xlate",
	[K_MEDIUMRAW]	= "mediumraw",
	[K_UNICODE]	= "unicode",
	[K_OFF]		= "off",
};

static const char *const cause_names[] = {
	[VTKBD_CAUSE_INIT]		= "init",
	[VTKBD_CAUSE_IOCTL]		= "ioctl",
	[VTKBD_CAUSE_SAK]		= "sak",
	[VTKBD_CAUSE_OWNER_DIED]	= "owner-died",
	[VTKBD_CAUSE_DISALLOCATE]	= "disallocate",
};

/* For people, where no program is to be named. */
static const char *const cause_words[] = {
	[VTKBD_CAUSE_INIT]		= "since load",
	[VTKBD_CAUSE_SAK]		= "the SAK key",
	[VTKBD_CAUSE_OWNER_DIED]	= "its owner died",
	[VTKBD_CAUSE_DISALLOCATE]	= "made afresh",
};

int mode_from_name(const char *name, unsigned int *mode)
{
	for (unsigned int i = 0; i < NR_MODES; i++) {
		if (strcmp(names[i], name))
			continue;
		*mode = i;
		return 0;
	}
	return -1;
}

struct text mode_text(unsigned int mode)
{
	struct text t = { 0 };

	if (mode < NR_MODES)
		text_add(&t, "%s", names[mode]);
	else
		text_add(&t, "mode-%u", mode);
	return t;
}

const char *kdmode_name(unsigned int kdmode)
{
	return kdmode == KD_TEXT ? "text" : "graphics";
}

const char *vtmode_name(unsigned int vtmode)
{
	return vtmode == VT_AUTO ? "auto" : "process";
}

const char *cause_name(unsigned int cause)
{
	return cause < ARRAY_SIZE(cause_names) ?
	       cause_names[cause] : "unknown";
}

struct text text_setter(const struct vtkbd_mode_change *c)
{
	struct text t = { 0 };

	if (c->cause == VTKBD_CAUSE_IOCTL)
		text_add(&t, "pid %d %s (uid %u)", c->pid, text_word(c->comm).s, c->uid);
	else if (c->cause < ARRAY_SIZE(cause_words))
		text_add(&t, "%s", cause_words[c->cause]);
	else
		text_add(&t, "cause %u", c->cause);
	return t;
}

struct text text_change(const struct vtkbd_mode_change *c, uint64_t now_ns)
{
	struct text t = { 0 };

	if (c->cause == VTKBD_CAUSE_INIT)
		return t;
	text_add(&t, "%s, ", text_age(c->when_ns, now_ns).s);
	if (c->from == c->to)
		text_add(&t, "was %s already", mode_text(c->from).s);
	else
		text_add(&t, "from %s", mode_text(c->from).s);
	return t;
}
