// SPDX-License-Identifier: GPL-2.0
/*
 * The properties in their order.
 */
#include <string.h>

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

int property_find(const char *name)
{
	const struct property *p;

	for (int i = 0; (p = property_at(i)); i++)
		if (!strcmp(p->name, name))
			return i;
	return -1;
}
