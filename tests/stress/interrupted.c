// SPDX-License-Identifier: GPL-2.0
/*
 * interrupted MODULE TIMES: loads a module while signals come and other programs hold
 * the input core's lock, for which loading waits interruptibly. If loading succeeds it
 * unloads the module. Prints how often it was loaded and how often loading was
 * interrupted.
 */
#include <linux/uinput.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/time.h>

#include "../conformance/keyboard.h"
#include "../conformance/switching.h"

#define PLUGGERS	3

static __attribute__((noreturn)) void plug_and_unplug(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		close(keyboard_open());
}

static void pending_signal(bool on)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = {
		.it_value.tv_usec = on ? 300 : 0, .it_interval.tv_usec = on ? 300 : 0,
	};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

int main(int argc, char **argv)
{
	int module, loaded = 0, interrupted = 0;

	if (argc != 3)
		return 2;
	module = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (module < 0)
		fail(argv[1]);
	for (int i = 0; i < PLUGGERS; i++)
		if (!fork())
			plug_and_unplug();
	for (int i = 0; i < atoi(argv[2]); i++) {
		int err;

		pending_signal(true);
		err = syscall(SYS_finit_module, module, "", 0) ? errno : 0;
		pending_signal(false);
		if (err && err != EINTR) {
			errno = err;
			fail("finit_module");
		}
		interrupted += err == EINTR;
		loaded += !err;
		while (!err && syscall(SYS_delete_module, "vtkbd", O_NONBLOCK))
			if (errno != EAGAIN && errno != EBUSY)
				fail("delete_module");
	}
	printf("%d loaded, %d interrupted\n", loaded, interrupted);
	return 0;
}
