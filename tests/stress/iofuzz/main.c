// SPDX-License-Identifier: GPL-2.0
/*
 * iofuzz --seed S --steps N --procs P [--module FILE] [--list]
 * iofuzz --rings FILE
 *
 * P processes of two threads make N steps in all on a vtkbd that is loaded from FILE
 * (/share/vtkbd.ko) for each round and unloaded after it. Prints how much was done, and with
 * exit status 1 what is wrong, the last steps of each thread, and the command that repeats it.
 * --list prints the steps without doing them. --rings prints the last steps out of a dump of
 * the memory of a guest that is dead.
 */
#include <getopt.h>
#include <inttypes.h>
#include <sys/mman.h>

#include "rounds.h"

static void *memory(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
	return at;
}

static void make_shared(struct run *run)
{
	run->shared = memory(sizeof(*run->shared));
	for (unsigned int i = 0; i < run->procs * THREADS; i++) {
		struct ring *ring = run->shared->ring[i] = memory(PAGE);

		memcpy(ring->magic, RING_MAGIC, sizeof(ring->magic));
		ring->seed = run->seed;
		ring->thread = i;
	}
}

static int list(struct run *run)
{
	for (unsigned int i = 0; i < run->procs * THREADS; i++)
		thread_steps(run, i, run->steps / (run->procs * THREADS), false, true);
	return 0;
}

static void print_never(const struct run *run)
{
	printf("never:");
	for (unsigned int i = 0; i < nr_rows; i++)
		if (!run->shared->done[i] && !(rows[i].flags & ROW_NEVER))
			printf(" %s", rows[i].name);
	for (unsigned int i = 0; i < STEPS; i++)
		if (!run->shared->did[i])
			printf(" %s", step_names[i]);
	printf("\n");
}

static uint64_t print_done(const struct run *run)
{
	uint64_t ioctls = run->shared->did[STEP_WILD], good = 0;

	for (unsigned int i = 0; i < nr_rows; i++) {
		ioctls += run->shared->tried[i];
		good += run->shared->done[i];
	}
	printf("iofuzz: %" PRIu64 " steps, %" PRIu64 " ioctls, %" PRIu64 " succeeded, %u killed, "
	       "%u loads\n", run->total, ioctls, good, run->killed, run->loads);
	return ioctls;
}

static int failed(const struct run *run, const char *what)
{
	printf("iofuzz: failed: %s\n", what);
	for (unsigned int i = 0; i < run->procs * THREADS; i++)
		ring_print(run->shared->ring[i]);
	printf("iofuzz --seed %" PRIu64 " --steps %" PRIu64 " --procs %u\n", run->seed, run->steps,
	       run->procs);
	return 1;
}

static const struct option options[] = {
	{ "seed", required_argument, NULL, 's' }, { "steps", required_argument, NULL, 'n' },
	{ "procs", required_argument, NULL, 'p' }, { "module", required_argument, NULL, 'm' },
	{ "rings", required_argument, NULL, 'r' }, { "list", no_argument, NULL, 'l' }, { },
};

static int usage(void)
{
	fprintf(stderr, "usage: iofuzz --seed S --steps N --procs P [--module FILE] [--list]\n"
		"       iofuzz --rings FILE\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct run run = { .seed = 1, .steps = 10000, .procs = 4, .module = "/share/vtkbd.ko" };
	const char *what;
	bool only_list = false;
	int c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 's':
			run.seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			run.steps = strtoull(optarg, NULL, 0);
			break;
		case 'p':
			run.procs = strtoul(optarg, NULL, 0);
			break;
		case 'm':
			run.module = optarg;
			break;
		case 'r':
			return rings_print_file(optarg);
		case 'l':
			only_list = true;
			break;
		default:
			return usage();
		}
	if (optind != argc || !run.procs || run.procs > MAX_PROCS)
		return usage();
	make_shared(&run);
	if (only_list)
		return list(&run);
	what = rounds(&run);
	print_done(&run);
	print_never(&run);
	return what ? failed(&run, what) : 0;
}
