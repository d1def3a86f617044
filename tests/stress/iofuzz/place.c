// SPDX-License-Identifier: GPL-2.0
/*
 * Where the argument of a request is in memory: well inside, at the end of a page with nothing
 * behind it, across that end, or where a program may not write or has nothing.
 */
#include <sys/mman.h>

#include "iofuzz.h"

const char *const place_names[PLACES] = {
	[PLACE_IN]	= "in",
	[PLACE_END]	= "at the end",
	[PLACE_ODD]	= "odd",
	[PLACE_STRADDLE] = "across the end",
	[PLACE_READ_ONLY] = "read-only",
	[PLACE_NULL]	= "NULL",
	[PLACE_UNMAPPED] = "unmapped",
	[PLACE_KERNEL]	= "the kernel's",
};

static unsigned char *pages(int protection)
{
	size_t size = AREA_PAGES * PAGE;
	unsigned char *at = mmap(NULL, size + PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED || mprotect(at, size, protection)) {
		perror("mmap");
		exit(2);
	}
	return at;
}

void area_make(struct area *area)
{
	area->page = pages(PROT_READ | PROT_WRITE);
	area->read_only = pages(PROT_READ);
}

enum place place_any(struct stream *s)
{
	static const unsigned char share[PLACES] = {
		[PLACE_IN] = 60, [PLACE_END] = 16, [PLACE_ODD] = 6, [PLACE_STRADDLE] = 6,
		[PLACE_READ_ONLY] = 4, [PLACE_NULL] = 3, [PLACE_UNMAPPED] = 3, [PLACE_KERNEL] = 2,
	};
	int at = below(s, 100);
	enum place place = PLACE_IN;

	while ((at -= share[place]) >= 0)
		place++;
	return place;
}

bool place_is_whole(enum place place)
{
	return place <= PLACE_ODD;
}

unsigned char *place_of(const struct area *area, struct stream *s, enum place place, size_t size)
{
	const size_t all = AREA_PAGES * PAGE;
	size_t in = size ? 1 + below(s, size) : 0;	/* drawn always: the stream goes on alike */

	switch (place) {
	case PLACE_END:
		return area->page + all - size;
	case PLACE_ODD:
		return area->page + 1;
	case PLACE_STRADDLE:
		return area->page + all - (in < size ? in : size / 2);
	case PLACE_READ_ONLY:
		return area->read_only;
	case PLACE_NULL:
		return NULL;
	case PLACE_UNMAPPED:
		return area->page + all;
	case PLACE_KERNEL:
		return (unsigned char *)0xffff888000000000UL + in;
	default:
		return area->page + PAGE / 2;
	}
}
