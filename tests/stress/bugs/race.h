/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A race: processes that repeat a step each, all at once, for some seconds, and on a busy host
 * for as long as each needs for its fewest steps: a race in which one of them stood still would
 * have shown nothing. Each is the leader of a session of its own, and has its own random
 * numbers. At the end a line tells how often each did its step.
 */
#ifndef RACE_H
#define RACE_H

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../../conformance/keyboard.h"

#define RACERS_MAX	10

struct racer {
	const char *name;
	void (*step)(void);
};

/*
 * struct race - a row of the table of bugs
 * @name: what the first argument chooses
 * @prepare: called once before, or NULL
 * @killed: a racer that is killed (by SAK) is started again
 * @racer: who takes part
 */
struct race {
	const char *name;
	void (*prepare)(void);
	bool killed;
	struct racer racer[RACERS_MAX];
};

static volatile unsigned long *steps;		/* of each racer, shared with all */
static pid_t racer_pid[RACERS_MAX];

static inline bool one_in(int n)
{
	return random() % n == 0;
}

/* The racer's own descriptor of console 1, opened at its first use. */
static inline int console(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = node_open(1, O_NOCTTY | O_NONBLOCK);
	return fd;
}

/* The racer's own keyboard. */
static inline int board(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = keyboard_open();
	return fd;
}

static inline void racer_start(const struct race *race, int i)
{
	int seed = random();

	racer_pid[i] = fork();
	if (racer_pid[i])
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	signal(SIGHUP, SIG_IGN);
	srandom(seed);
	for (;;) {
		race->racer[i].step();
		steps[i]++;
	}
}

/* Only a SAK may end a racer, and only where there is one. */
static inline void racers_look_after(const struct race *race)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; race->racer[i].step; i++) {
			if (racer_pid[i] != pid)
				continue;
			if (!race->killed || !WIFSIGNALED(status) ||
			    WTERMSIG(status) != SIGKILL) {
				fprintf(stderr, "%s ended with %#x\n",
					race->racer[i].name, status);
				exit(1);
			}
			racer_start(race, i);
		}
}

static inline bool all_did(const struct race *race, unsigned long least)
{
	for (int i = 0; race->racer[i].step; i++)
		if (steps[i] < least)
			return false;
	return true;
}

static inline void race_run(const struct race *race, int seconds, unsigned long least)
{
	time_t end = time(NULL) + seconds;

	steps = mmap(NULL, RACERS_MAX * sizeof(*steps), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (steps == MAP_FAILED)
		fail("mmap");
	if (race->prepare)
		race->prepare();
	for (int i = 0; race->racer[i].step; i++)
		racer_start(race, i);
	while (time(NULL) < end || !all_did(race, least)) {
		racers_look_after(race);
		pause_ms(20);
	}
	for (int i = 0; race->racer[i].step; i++)
		kill(racer_pid[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	for (int i = 0; race->racer[i].step; i++)
		printf("%s %lu\n", race->racer[i].name, steps[i]);
}

#endif /* RACE_H */
