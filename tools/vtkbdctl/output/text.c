// SPDX-License-Identifier: GPL-2.0
/*
 * Words for numbers. Nothing is printed here. Text that another program chose is escaped
 * before it leaves this file.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <linux/keyboard.h>

#include "output/text.h"
#include "system/device.h"
#include "tool.h"

const char *const led_names[NR_BITS] = { "scroll", "num", "caps", "kana" };

const char *const modifier_names[NR_BITS] = {
	[KG_SHIFT]	= "shift",
	[KG_ALTGR]	= "altgr",
	[KG_CTRL]	= "ctrl",
	[KG_ALT]	= "alt",
	[KG_SHIFTL]	= "shiftl",
	[KG_SHIFTR]	= "shiftr",
	[KG_CTRLL]	= "ctrll",
	[KG_CTRLR]	= "ctrlr",
};

void text_add(struct text *t, const char *fmt, ...)
{
	size_t used = strlen(t->s);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->s + used, sizeof(t->s) - used, fmt, ap);
	va_end(ap);
}

static bool has_room(const struct text *t, size_t len)
{
	return strlen(t->s) + len < sizeof(t->s);
}

static struct text escape(const char *s, char first_plain)
{
	struct text t = { 0 };

	for (; *s && has_room(&t, strlen("\\x00")); s++) {
		if (*s >= first_plain && *s <= '~' && *s != '\\')
			text_add(&t, "%c", *s);
		else
			text_add(&t, "\\x%02x", (unsigned char)*s);
	}
	return t;
}

struct text text_escape(const char *s)
{
	return escape(s, ' ');
}

struct text text_word(const char *s)
{
	return escape(*s ? s : "-", '!');
}

struct text text_bits(const char *const names[NR_BITS], unsigned int bits,
		      const char *sep, const char *none)
{
	struct text t = { 0 };

	for (int i = 0; i < NR_BITS; i++)
		if (bits & (1u << i) && names[i])
			text_add(&t, "%s%s", t.s[0] ? sep : "", names[i]);
	if (!t.s[0])
		text_add(&t, "%s", none);
	return t;
}

/* RFC 3339 in local time; strftime()'s %z lacks the colon that it wants. */
struct text text_time(uint64_t ns)
{
	time_t seconds = ns / NS_PER_S;
	char date[32], zone[8];
	struct text t = { 0 };
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	text_add(&t, "%s.%03u%.3s:%s", date, (unsigned int)(ns % NS_PER_S / 1000000),
		 zone, zone + 3);
	return t;
}

struct text text_age(uint64_t ns, uint64_t now_ns)
{
	static const struct {
		uint64_t below;
		uint64_t unit;
		const char *word;
	} units[] = {
		{ 120,		1,	"s" },
		{ 120 * 60,	60,	"min" },
		{ 48 * 3600,	3600,	"h" },
		{ UINT64_MAX,	86400,	"days" },
	};
	struct text t = { 0 };
	uint64_t seconds;
	int i = 0;

	if (ns > now_ns + NS_PER_S) {
		text_add(&t, "in the future");	/* the clock was set back */
		return t;
	}
	seconds = ns < now_ns ? (now_ns - ns) / NS_PER_S : 0;
	while (seconds >= units[i].below)
		i++;
	text_add(&t, "%llu %s ago", (unsigned long long)(seconds / units[i].unit),
		 units[i].word);
	return t;
}
