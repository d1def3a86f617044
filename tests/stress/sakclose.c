// SPDX-License-Identifier: GPL-2.0
/*
 * sakclose SEED SECONDS: the secure attention key of console 6 is pressed all the
 * time while programs open and close that console as their controlling terminal.
 * Each press kills the program there; a new one is started. Prints how often this
 * happened.
 */
#include <linux/vtkbd.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../conformance/transcript.h"

#define CONSOLE		6
/* <linux/keyboard.h> and <sys/wait.h> do not go together. */
#define K_SAK		0x020f
#define KEY_OF_SAK	183	/* F13, which Debian's keymap does not bind */
#define OPENERS		2

static pid_t opener[OPENERS];

static __attribute__((noreturn)) void open_and_close(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	for (;;) {
		int fd = open("/dev/vtkbd6", O_RDWR | O_NONBLOCK);

		if (fd >= 0 && random() % 4 == 0)
			sched_yield();
		close(fd);
	}
}

static void start(pid_t *pid)
{
	int seed = random();

	*pid = fork();
	if (*pid)
		return;
	srandom(seed);
	open_and_close();
}

static void press_sak(int fd)
{
	struct vtkbd_send_key key = { .console = CONSOLE, .keycode = KEY_OF_SAK };

	for (key.value = 1; ; key.value = 0) {
		if (ioctl(fd, VTKBD_SEND_KEY, &key) && errno != ENXIO)
			fail("VTKBD_SEND_KEY");
		if (!key.value)
			break;
	}
}

static unsigned long restart_killed(void)
{
	unsigned long killed = 0;

	for (int i = 0; i < OPENERS; i++)
		if (waitpid(opener[i], NULL, WNOHANG) == opener[i]) {
			killed++;
			start(&opener[i]);
		}
	return killed;
}

int main(int argc, char **argv)
{
	struct kbentry sak = { .kb_index = KEY_OF_SAK, .kb_value = K_SAK };
	unsigned long presses = 0, killed = 0;
	time_t end;
	int fd;

	if (argc != 3)
		return 2;
	srandom(atoi(argv[1]));
	end = time(NULL) + atoi(argv[2]);
	fd = open("/dev/vtkbd5", O_RDWR | O_NOCTTY);
	if (fd < 0 || ioctl(fd, KDSKBENT, &sak))
		fail("/dev/vtkbd5");
	for (int i = 0; i < OPENERS; i++)
		start(&opener[i]);
	while (time(NULL) < end) {
		press_sak(fd);
		presses++;
		for (int i = random() % 64; i; i--)
			sched_yield();
		killed += restart_killed();
	}
	for (int i = 0; i < OPENERS; i++)
		kill(opener[i], SIGKILL);
	printf("%lu presses, %lu killed\n", presses, killed);
	return 0;
}
