// SPDX-License-Identifier: GPL-2.0
/*
 * Words for the policies of Ctrl-Alt-Del.
 */
#include <stddef.h>

#include <linux/vtkbd.h>

#include "console/cad.h"
#include "system/device.h"
#include "tool.h"

static const struct {
	const char *name;
	const char *words;
} policies[] = {
	[VTKBD_CAD_SIGNAL] = { "signal", "SIGINT to PID 1" },
	[VTKBD_CAD_REBOOT] = { "reboot", "restart at once" },
	[VTKBD_CAD_IGNORE] = { "ignore", "nothing" },
};

const char *cad_name(unsigned int policy)
{
	return policy < ARRAY_SIZE(policies) ? policies[policy].name : "unknown";
}

const char *cad_words(unsigned int policy)
{
	return policy < ARRAY_SIZE(policies) ? policies[policy].words : "a policy unknown here";
}

unsigned int cad_of_kernel(const struct tool *tool)
{
	return device_number(tool, "/proc/sys/kernel/ctrl-alt-del", 0) ? VTKBD_CAD_REBOOT :
									 VTKBD_CAD_SIGNAL;
}
