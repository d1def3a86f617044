// SPDX-License-Identifier: GPL-2.0
/*
 * sakkeep PREFIX TRIES SEED: programs that take console 2 repeatedly (K_OFF,
 * KD_GRAPHICS, VT_PROCESS) are in the foreground when the secure attention key is
 * pressed. Prints in how many tries one of these settings was left after they died.
 */
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../conformance/keyboard.h"
#include "../conformance/switching.h"

#define OWNERS	2
/* <linux/keyboard.h> and <sys/wait.h> do not go together. */
#define K_SAK		0x020f
#define KEY_OF_SAK	183

static __attribute__((noreturn)) void take(int fd)
{
	const struct vt_mode process = {
		.mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR2,
	};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	for (;;) {
		ioctl(fd, KDSKBMODE, K_OFF);
		ioctl(fd, KDSETMODE, KD_GRAPHICS);
		ioctl(fd, VT_SETMODE, &process);
	}
}

static pid_t start(void)
{
	pid_t pid = fork();

	if (!pid)
		take(node_open(2, O_NOCTTY));
	return pid;
}

static bool taken(int fd)
{
	struct vt_mode mode;
	int kbdmode, kdmode;

	if (ioctl(fd, KDGKBMODE, &kbdmode) || ioctl(fd, KDGETMODE, &kdmode) ||
	    ioctl(fd, VT_GETMODE, &mode))
		fail("console 2");
	return kbdmode == K_OFF || kdmode != KD_TEXT || mode.mode != VT_AUTO;
}

static void put_back(int fd)
{
	const struct vt_mode automatic = { .mode = VT_AUTO };

	ioctl(fd, VT_SETMODE, &automatic);
	ioctl(fd, KDSETMODE, KD_TEXT);
	ioctl(fd, KDSKBMODE, K_UNICODE);
}

/* Which console has the keyboard: the one that sees the key. */
static void go_to_2(int fd)
{
	ioctl(fd, VT_ACTIVATE, 2);
	if (ioctl(fd, VT_WAITACTIVE, 2))
		fail("VT_WAITACTIVE");
}

/*
 * The key is received once the handlers are connected: repeat it until the programs are
 * dead.
 */
static void press_until_dead(int keyboard, pid_t *pid)
{
	int left = OWNERS;

	for (int tries = 0; left; tries++) {
		if (tries == 5000) {
			errno = ETIME;
			fail("the owners live");
		}
		if (tries % 100 == 0)
			keyboard_tap(keyboard, KEY_OF_SAK);
		pause_ms(1);
		for (int i = 0; i < OWNERS; i++)
			if (pid[i] && waitpid(pid[i], NULL, WNOHANG) == pid[i]) {
				pid[i] = 0;
				left--;
			}
	}
}

static bool one_try(int keyboard)
{
	pid_t pid[OWNERS];
	bool kept;
	int fd;

	for (int i = 0; i < OWNERS; i++)
		pid[i] = start();
	pause_ms(1 + random() % 20);
	press_until_dead(keyboard, pid);
	fd = node_open(2, O_NOCTTY);
	pause_ms(20);		/* the reset itself, on the slower side */
	kept = taken(fd);
	put_back(fd);
	close(fd);
	return kept;
}

int main(int argc, char **argv)
{
	struct kbentry sak = { .kb_index = KEY_OF_SAK, .kb_value = K_SAK };
	int tries, kept = 0, keyboard, fd;

	if (argc != 4)
		return 2;
	node_prefix = argv[1];
	tries = atoi(argv[2]);
	srandom(atoi(argv[3]));
	fd = node_open(1, O_NOCTTY);
	if (ioctl(fd, KDSKBENT, &sak))
		fail("KDSKBENT");
	keyboard = keyboard_open();
	go_to_2(fd);
	for (int i = 0; i < tries; i++)
		kept += one_try(keyboard);
	ioctl(fd, VT_ACTIVATE, 1);
	printf("kept in %d of %d\n", kept, tries);
	return 0;
}
