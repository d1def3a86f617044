/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest's programs have in common: keys that kbench.ko types, and a process that
 * reads them on a console.
 */
#ifndef BENCH_KEYS_H
#define BENCH_KEYS_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kbench.h"
#include "measure.h"

#define FOLDER		"/sys/kernel/debug/kbench/"

/* What the reader got, shared with it; of each read, when and how many bytes until then. */
struct heard {
	volatile unsigned int reads;
	volatile unsigned int bytes;
	__u64 at[2 * KBENCH_EVENTS];
	unsigned int until[2 * KBENCH_EVENTS];
};

static struct kbench_sample samples[KBENCH_EVENTS + 1];
static struct heard *heard;

static inline void set_policy(int policy)
{
	struct sched_param lowest = { .sched_priority = sched_get_priority_min(policy) };

	if (sched_setscheduler(0, policy, &lowest))
		die("sched_setscheduler");
}

static inline void share_heard(void)
{
	heard = mmap(NULL, sizeof(*heard), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (heard == MAP_FAILED)
		die("mmap");
	/* All work that the events queue runs before this continues. */
	set_policy(SCHED_IDLE);
}

/* A process of normal priority that ends with this one. */
static inline pid_t start_process(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	set_policy(SCHED_OTHER);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return 0;
}

static inline void end_process(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* One read for each event that makes bytes, if the reader can run between two. */
static inline pid_t start_reader(int fd)
{
	char bytes[256];
	ssize_t n;
	pid_t pid = start_process();

	if (pid)
		return pid;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		if (heard->reads < COUNT(heard->at)) {
			heard->at[heard->reads] = __rdtsc();
			heard->until[heard->reads] = heard->bytes + n;
		}
		heard->reads++;
		heard->bytes += n;
	}
	_exit(1);
}

static inline void run(__u32 code, __u32 held, __u32 kind)
{
	struct kbench_plan plan = { .code = code, .held = held, .kind = kind };
	int fd = open(FOLDER "run", O_WRONLY | O_CLOEXEC);

	heard->reads = heard->bytes = 0;
	if (fd < 0 || write(fd, &plan, sizeof(plan)) != sizeof(plan))
		die(FOLDER "run");
	close(fd);
	fd = open(FOLDER "samples", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, samples, sizeof(samples)) != sizeof(samples))
		die(FOLDER "samples");
	close(fd);
}

#endif
