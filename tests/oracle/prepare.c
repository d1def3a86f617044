// SPDX-License-Identifier: GPL-2.0
/*
 * Prepares the machine for the typist: only steps of the script happen, and their
 * effect is immediate.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "run.h"
#include "side.h"

/*
 * All other threads run before this process: with one processor, all work that a key or
 * a call left to a kernel thread is done when the call returns. So no wait is necessary
 * between two steps.
 */
static void yield_to_kernel(void)
{
	struct sched_param param = { 0 };

	if (sysconf(_SC_NPROCESSORS_ONLN) != 1)
		die("the machine must have one processor");
	if (sched_setscheduler(0, SCHED_IDLE, &param))
		die("SCHED_IDLE: %s", strerror(errno));
	prctl(PR_SET_TIMERSLACK, 1);
}

/* SysRq is an ordinary key once the kernel's handler is off. */
static void sysrq_off(void)
{
	int fd = open("/proc/sys/kernel/sysrq", O_WRONLY);

	if (fd < 0 || write(fd, "0", 1) != 1)
		die("/proc/sys/kernel/sysrq: %s", strerror(errno));
	close(fd);
}

void guest_prepare(void)
{
	static const int ignored[] = { SIGUSR1, SIGUSR2, SIGWINCH, SIGHUP, SIGTTOU };

	for (unsigned int i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sysrq_off();
	yield_to_kernel();
	sides_open();
	run_begin();
}
