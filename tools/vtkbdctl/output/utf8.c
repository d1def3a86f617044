// SPDX-License-Identifier: GPL-2.0
/*
 * UTF-8 independent of the locale: it is what a console in UNICODE uses.
 */
#include "output/utf8.h"

/* A lead byte's mask and value, and the least character that needs so many bytes. */
static const struct {
	uint8_t mask;
	uint8_t lead;
	uint32_t least;
} lengths[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

static int more_bytes(uint8_t lead)
{
	for (int more = 0; more < 4; more++)
		if ((lead & lengths[more].mask) == lengths[more].lead)
			return more;
	return -1;
}

int utf8_read(const char *s, uint32_t *c)
{
	int more = more_bytes(*s);

	if (more < 0)
		return 0;
	*c = (uint8_t)s[0] & (uint8_t)~lengths[more].mask;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < lengths[more].least || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return more + 1;
}
