// SPDX-License-Identifier: GPL-2.0
/*
 * The last steps of each thread. A ring is one page, so it is found as a whole in a dump of
 * the memory of a guest that is dead.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include "iofuzz.h"

#define SHOWN	40

_Static_assert(SHOWN <= RING_ENTRIES, "no more than there are");

struct entry *ring_begin(struct ring *ring, struct entry step)
{
	struct entry *e = &ring->entry[ring->next % RING_ENTRIES];

	step.step = ring->next;
	step.result = STILL;
	*e = step;
	__atomic_store_n(&ring->next, ring->next + 1, __ATOMIC_RELEASE);
	return e;
}

static void print_result(const struct entry *e)
{
	if (e->result == STILL)
		printf("  not ended\n");
	else if (e->result < 0)
		printf(" = %s\n", strerrorname_np(-e->result) ?: "no such error");
	else
		printf(" = %d\n", e->result);
}

static void print_what(const struct entry *e)
{
	const char *place = e->place < PLACES ? place_names[e->place] : "?";

	if ((e->kind == STEP_IOCTL || e->kind == STEP_READER) && e->what < nr_rows) {
		printf(" %s", rows[e->what].name);
		if (rows[e->what].size)
			printf(" %s", place);
	} else {
		printf(" %#x", e->what);
	}
	printf(" slot %d arg %#llx", e->slot, (unsigned long long)e->arg);
}

void ring_print(const struct ring *ring)
{
	uint32_t first = ring->next > SHOWN ? ring->next - SHOWN : 0;

	printf("thread %u, life %u, seed %llu: %u steps\n", ring->thread, ring->life,
	       (unsigned long long)ring->seed, ring->next);
	for (uint32_t i = first; i < ring->next; i++) {
		const struct entry *e = &ring->entry[i % RING_ENTRIES];

		printf("  %u %s", e->step, e->kind < STEPS ? step_names[e->kind] : "?");
		print_what(e);
		print_result(e);
	}
}

int rings_print_file(const char *path)
{
	const unsigned char *bytes;
	struct stat st;
	int fd = open(path, O_RDONLY), found = 0;

	if (fd < 0 || fstat(fd, &st)) {
		perror(path);
		return 2;
	}
	bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		perror(path);
		return 2;
	}
	for (off_t at = 0; at + (off_t)sizeof(struct ring) <= st.st_size; at += PAGE) {
		const struct ring *ring = (const struct ring *)(bytes + at);

		if (memcmp(ring->magic, RING_MAGIC, sizeof(ring->magic)) || !ring->next)
			continue;
		ring_print(ring);
		found++;
	}
	printf("%d rings\n", found);
	return found ? 0 : 1;
}
