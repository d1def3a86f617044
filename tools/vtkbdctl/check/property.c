// SPDX-License-Identifier: GPL-2.0
/*
 * The properties in their order, and words for what became of them.
 */
#include <stdarg.h>
#include <stdio.h>
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

static void say(struct text *t, const char *fmt, va_list args)
{
	vsnprintf(t->s, sizeof(t->s), fmt, args);
}

#define VERDICT(name, value)						\
	void name(struct finding *f, const char *fmt, ...)		\
	{								\
		va_list args;						\
									\
		va_start(args, fmt);					\
		f->verdict = value;					\
		say(&f->saw, fmt, args);				\
		va_end(args);						\
	}

VERDICT(holds, HOLDS)
VERDICT(broken, BROKEN)
VERDICT(untried, UNTRIED)

void did(struct finding *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(&f->did, fmt, args);
	va_end(args);
}
