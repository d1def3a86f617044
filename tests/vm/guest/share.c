// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts the host's folders without a program of the guest's: an emulated processor
 * takes longer for a shell and five times mount(8) than for all else before a test.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "share.h"

#define OPTIONS "trans=virtio,version=9p2000.L,msize=262144,cache="

/*
 * What is in /share, each side sees as the other has it. Programs and their libraries,
 * which do not change any more once they are there, are kept in the guest's memory:
 * otherwise each run reads them again, page by page.
 */
static const struct {
	const char *source, *where, *type;
	unsigned long flags;
	const char *options;
} mounts[] = {
	{ "share", "/share", "9p", 0, OPTIONS "none" },
	{ "programs", "/run/programs", "9p", 0, OPTIONS "loose" },
	{ "/run/programs/bin", "/share/bin", NULL, MS_BIND, NULL },
	{ "/run/programs/lib", "/share/lib", NULL, MS_BIND, NULL },
};

static int set_clock(const char *now)
{
	struct timespec time = { .tv_sec = atoll(now) };

	return clock_settime(CLOCK_REALTIME, &time);
}

const char *share_mount(const char *now)
{
	if (set_clock(now))
		return "the clock";
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		if (mkdir(mounts[i].where, 0755) && errno != EEXIST)
			return mounts[i].where;
		if (mount(mounts[i].source, mounts[i].where, mounts[i].type,
			  mounts[i].flags, mounts[i].options))
			return mounts[i].where;
	}
	return NULL;
}
