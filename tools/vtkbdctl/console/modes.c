// SPDX-License-Identifier: GPL-2.0
/*
 * Names of keyboard modes. A number without a name is shown as a number: a
 * kernel may have modes that this file does not know.
 */
#include <string.h>

#include "console/modes.h"

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
