// SPDX-License-Identifier: GPL-2.0
/*
 * overhear UID TRACEPOINT OFFSET COUNT: with UID and no capability, opens the tracepoint with
 * that number by perf_event_open(2) on every processor, and prints of each event the 16 bits
 * at OFFSET of what the tracepoint tells, until COUNT events have come.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#define MAX_CPUS	8
#define PAGES		8

static struct perf_event_mmap_page *page[MAX_CPUS];
static struct pollfd fds[MAX_CPUS];

static void fail(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	exit(1);
}

static void listen_on(int cpu, int tracepoint)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = tracepoint,
		.sample_type = PERF_SAMPLE_RAW, .sample_period = 1, .wakeup_events = 1,
	};

	fds[cpu].events = POLLIN;
	fds[cpu].fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, 0);
	if (fds[cpu].fd < 0)
		fail("perf_event_open");
	page[cpu] = mmap(NULL, (1 + PAGES) * getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
			 fds[cpu].fd, 0);
	if (page[cpu] == MAP_FAILED)
		fail("mmap");
}

/* The buffer is never full, so no record is split by its end. Returns how many were there. */
static int tell(struct perf_event_mmap_page *p, int offset)
{
	int told = 0;

	while (p->data_tail < __atomic_load_n(&p->data_head, __ATOMIC_ACQUIRE)) {
		const char *at = (char *)p + p->data_offset + p->data_tail % p->data_size;
		const struct perf_event_header *header = (void *)at;
		uint16_t value;

		if (header->type == PERF_RECORD_SAMPLE) {
			memcpy(&value, at + sizeof(*header) + sizeof(uint32_t) + offset,
			       sizeof(value));
			printf("%u\n", value);
			told++;
		}
		p->data_tail += header->size;
	}
	fflush(stdout);
	return told;
}

int main(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), told = 0;
	uid_t uid;

	if (argc != 5 || cpus > MAX_CPUS)
		return 2;
	uid = atoi(argv[1]);
	if (uid && setresuid(uid, uid, uid))
		fail("setresuid");
	for (int cpu = 0; cpu < cpus; cpu++)
		listen_on(cpu, atoi(argv[2]));
	fputs("listening\n", stderr);
	while (told < atoi(argv[4])) {
		poll(fds, cpus, -1);
		for (int cpu = 0; cpu < cpus; cpu++)
			told += tell(page[cpu], atoi(argv[3]));
	}
	return 0;
}
