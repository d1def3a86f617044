// SPDX-License-Identifier: GPL-2.0
/*
 * The properties in their order.
 */
#include "check/property.h"
#include "tool.h"

static const struct property *const groups[] = {
	start_properties, key_properties, switch_properties, signal_properties, race_properties,
	kernel_properties, end_properties,
};

const struct property *property_at(unsigned int i)
{
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
		for (const struct property *p = groups[g]; p->name; p++)
			if (!i--)
				return p;
	return NULL;
}
