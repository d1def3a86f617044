// SPDX-License-Identifier: GPL-2.0
/*
 * A round: the module is loaded, the processes make their steps, all consoles answer, and the
 * module is unloaded. Each round is followed by a short one in which it comes and goes all the
 * time. A process may be killed (by the secure attention key, or a signal that it asked for
 * itself), and is started again with a stream of random numbers of its own.
 */
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "rounds.h"

#define ROUND		200000ULL	/* steps of all threads */
#define PER_MOVE	50		/* steps of a round for one where the module moves */
#define HANG_S		120
#define UNLOAD_S	60
#define WAIT_MS		25		/* for an event: then a signal comes */
#define TAINTED		(1 << 7 | 1 << 9 | 1 << 14)	/* died, warned, lockup */
#define CRASHED		3

/* Of the process that is running in this memory. */
static struct process process;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	/* A fault of the program's own; what was sent by others has another code. */
	if ((sig == SIGSEGV || sig == SIGBUS) && (info->si_code == 1 || info->si_code == 2))
		_exit(CRASHED);
}

static void catch_all(void)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	for (int sig = 1; sig < 65; sig++)
		sigaction(sig, &action, NULL);
}

static void tick(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	const struct itimerspec every = {
		{ 0, WAIT_MS * 1000000L }, { 0, WAIT_MS * 1000000L },
	};
	timer_t timer;

	event._sigev_un._tid = syscall(SYS_gettid);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) || timer_settime(timer, 0, &every, NULL))
		_exit(CRASHED);
}

void thread_steps(const struct run *run, unsigned int thread, uint64_t until, bool moves, bool list)
{
	struct shared *shared = run->shared;
	struct worker w = {
		.process = &process, .shared = shared, .ring = shared->ring[thread],
		.thread = thread, .module = moves ? run->module : NULL, .list = list,
	};

	w.ring->life = shared->life[thread / THREADS];
	stream_begin(&w.s, run->seed, thread, w.ring->life);
	area_make(&w.area);
	worker_run(&w, until);
}

struct start {
	const struct run *run;
	unsigned int thread;
	uint64_t until;
	bool moves;
};

static void *thread_main(void *data)
{
	const struct start *start = data;

	tick();
	thread_steps(start->run, start->thread, start->until, start->moves, false);
	return NULL;
}

static __attribute__((noreturn)) void process_main(const struct run *run, unsigned int proc,
						   uint64_t until, bool moves)
{
	struct start start[THREADS];
	pthread_t thread[THREADS];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	catch_all();
	memset(&process, 0xff, sizeof(process));
	for (int i = 0; i < THREADS; i++) {
		start[i] = (struct start){ run, proc * THREADS + i, until, moves };
		if (pthread_create(&thread[i], NULL, thread_main, &start[i]))
			_exit(CRASHED);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	_exit(0);
}

static void start(struct run *run, unsigned int proc, uint64_t until, bool moves)
{
	pid_t pid = fork();

	if (!pid)
		process_main(run, proc, until, moves);
	run->shared->pid[proc] = pid;
}

/* -- watching ------------------------------------------------------------------------ */

static bool is_tainted(void)
{
	FILE *file = fopen("/proc/sys/kernel/tainted", "r");
	long flags = 0;

	if (!file || fscanf(file, "%ld", &flags) != 1)
		flags = 0;
	if (file)
		fclose(file);
	return flags & TAINTED;
}

static uint64_t made(const struct run *run)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < run->procs * THREADS; i++)
		sum += run->shared->steps[i];
	return sum;
}

static bool is_done(const struct run *run, unsigned int proc, uint64_t until)
{
	for (int i = 0; i < THREADS; i++)
		if (run->shared->steps[proc * THREADS + i] < until)
			return false;
	return true;
}

/* One that ended; -1 if none has. Those that were stopped go on. */
static int ended(struct run *run, int *status)
{
	pid_t pid = waitpid(-1, status, WNOHANG | WUNTRACED);

	if (pid > 0 && WIFSTOPPED(*status)) {
		kill(pid, SIGCONT);
		return -1;
	}
	for (unsigned int proc = 0; pid > 0 && proc < run->procs; proc++)
		if (run->shared->pid[proc] == pid)
			return proc;
	return -1;
}

/* True if the process is over; else it was started again. */
static bool reap(struct run *run, unsigned int proc, int status, uint64_t until, bool moves)
{
	run->shared->pid[proc] = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == CRASHED) {
		run->shared->bad = 1;
		snprintf(run->shared->what, sizeof(run->shared->what), "process %u crashed", proc);
	}
	if (run->shared->bad || is_done(run, proc, until))
		return true;
	run->killed++;
	run->shared->life[proc]++;
	start(run, proc, until, moves);
	return false;
}

static void kill_all(struct run *run)
{
	for (unsigned int proc = 0; proc < run->procs; proc++)
		if (run->shared->pid[proc] > 1)
			kill(run->shared->pid[proc], SIGKILL);
}

struct watch {
	uint64_t made;
	time_t moved;
};

/* NULL while all is well. */
static const char *look(const struct run *run, struct watch *watch)
{
	uint64_t now = made(run);
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	if (run->shared->bad)
		return run->shared->what;
	if (is_tainted())
		return "the kernel's log has a fault";
	if (now != watch->made)
		*watch = (struct watch){ now, ts.tv_sec };
	return ts.tv_sec - watch->moved > HANG_S ? "no step was made for two minutes" : NULL;
}

static const char *processes(struct run *run, uint64_t until, bool moves)
{
	unsigned int running = run->procs;
	const char *what = NULL;
	struct watch watch = { .made = UINT64_MAX };	/* seen at no time */
	int proc, status;

	look(run, &watch);
	for (unsigned int i = 0; i < run->procs; i++)
		start(run, i, until, moves);
	while (running && !what) {
		usleep(20000);
		while ((proc = ended(run, &status)) >= 0)
			running -= reap(run, proc, status, until, moves);
		what = look(run, &watch);
	}
	if (what)
		kill_all(run);
	return what;
}

/* -- rounds ------------------------------------------------------------------------------ */

static const char *unload(void)
{
	int err = -EAGAIN;

	for (int i = 0; i < UNLOAD_S * 100 && err; i++) {
		err = module_unload();
		if (err == -ENOENT)
			return NULL;
		usleep(err ? 10000 : 0);
	}
	return err ? "the module cannot be unloaded" : NULL;
}

/* Loading may be refused for its parameters. */
static const char *load(struct run *run, struct stream *s)
{
	int err;

	do
		err = module_load(run->module, module_params(any(s)));
	while (err == -EINVAL);
	run->loads++;
	return err ? "the module cannot be loaded" : NULL;
}

static const char *one_round(struct run *run, struct stream *s, uint64_t steps, bool moves)
{
	const char *what = load(run, s) ?: consoles_answer(true);

	memset(run->shared->steps, 0, sizeof(run->shared->steps));
	memset(run->shared->life, 0, sizeof(run->shared->life));
	what = what ?: processes(run, steps / (run->procs * THREADS) + 1, moves);
	run->total += made(run);
	if (what)
		return what;
	if (!moves)
		what = consoles_answer(false);
	return what ?: unload();
}

const char *rounds(struct run *run)
{
	uint64_t seed = run->seed;
	const char *what = unload();
	struct stream s;

	while (!what && run->total < run->steps) {
		uint64_t left = run->steps - run->total, steps = left < ROUND ? left : ROUND;

		/* Each round has a stream of its own, and the first the seed's. */
		stream_begin(&s, run->seed, MAX_PROCS * THREADS, 0);
		what = one_round(run, &s, steps, false);
		if (!what)
			what = one_round(run, &s, steps / PER_MOVE, true);
		run->seed = any(&s);
	}
	if (what)
		printf("iofuzz: in the round of seed %llu\n", (unsigned long long)run->seed);
	run->seed = seed;
	return what;
}
