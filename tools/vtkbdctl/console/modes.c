// SPDX-License-Identifier: GPL-2.0
/*
 * Names of modes. A keyboard mode without a name is shown as a number: a kernel may
 * have modes that this file does not know.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "console/modes.h"
#include "output/text.h"

static const char *const names[NR_MODES] = {
	[K_RAW]		= "raw",
	[K_XLATE]	= "xlate",
	[K_MEDIUMRAW]	= "mediumraw",
	[K_UNICODE]	= "unicode",
	[K_OFF]		= "off",
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
