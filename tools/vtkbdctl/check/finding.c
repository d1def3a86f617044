// SPDX-License-Identifier: GPL-2.0
/*
 * Words for what became of a property.
 */
#include <stdarg.h>
#include <stdio.h>

#include "check/property.h"

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
