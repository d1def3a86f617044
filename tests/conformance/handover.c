// SPDX-License-Identifier: GPL-2.0
/*
 * Consoles that processes own (VT_PROCESS). The program owns the console it is called
 * with, a child owns the next one. They allow a switch, refuse it, answer late, or die.
 * Switches start from that console, which is brought to the foreground first, and end
 * at console 1.
 */
#include <sys/prctl.h>
#include <sys/wait.h>

#include "switching.h"

static int home, other, third;		/* console numbers */
static int there;			/* an open descriptor of `other` */

static const struct vt_mode automatic = { .mode = VT_AUTO };
static const struct vt_mode process = {
	.mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR2,
};

/* -- signals ---------------------------------------------------------------------- */

static const int watched[] = { SIGUSR1, SIGUSR2, SIGHUP };

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < COUNT(watched); i++)
		sigaddset(&set, watched[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* The signals since the last call, once no switch is in progress. */
static void say_signals(int fd, int unused)
{
	struct timespec now = { 0 };
	sigset_t set;

	(void)fd;
	(void)unused;
	for (size_t i = 0; i < COUNT(watched); i++) {
		sigemptyset(&set);
		sigaddset(&set, watched[i]);
		while (sigtimedwait(&set, NULL, &now) > 0)
			printf("  got SIG%s\n", sigabbrev_np(watched[i]));
	}
}

/*
 * Request a console; print which owner got a signal, and the foreground console
 * afterwards.
 */
static void ask(int fd, int num)
{
	NUMBER(fd, VT_ACTIVATE, num);
	say_state(fd);
	say_signals(fd, 0);
}

static void answer(int fd, unsigned long arg)
{
	NUMBER(fd, VT_RELDISP, arg);
	say_state(fd);
	say_signals(fd, 0);
}

static void set_mode(int fd, const struct vt_mode *mode)
{
	POINTER(fd, VT_SETMODE, mode->mode == VT_AUTO ? "auto" : "process", mode);
}

/* The start of each scene: no switch pending, home in the foreground. */
static void curtain(int fd, const char *next)
{
	raw_ioctl(fd, VT_SETMODE, (unsigned long)&automatic);
	raw_ioctl(there, VT_SETMODE, (unsigned long)&automatic);
	raw_ioctl(fd, KDSETMODE, KD_TEXT);
	raw_ioctl(there, KDSETMODE, KD_TEXT);
	raw_ioctl(fd, KDSKBMODE, K_UNICODE);
	raw_ioctl(there, KDSKBMODE, K_UNICODE);
	raw_ioctl(fd, VT_ACTIVATE, home);
	printf("-- %s\n", next);
	say_state(fd);
	say_signals(fd, 0);
	say_console("home", fd);
	say_console("other", there);
}

/* -- the other owner ---------------------------------------------------------------- */

/* A child that runs the calls it gets: call(there, arg), then one byte back. */
struct order {
	void (*call)(int fd, int arg);
	int arg;
};

struct actor {
	pid_t pid;
	int orders, done;
};

static void act(int orders, int done)
{
	struct order order;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(orders, &order, sizeof(order)) == sizeof(order)) {
		order.call(there, order.arg);
		fflush(stdout);
		if (write(done, "", 1) != 1)
			break;
	}
	_exit(0);
}

static void actor_start(struct actor *actor)
{
	int orders[2], done[2];

	if (pipe(orders) || pipe(done))
		fail("pipe");
	fflush(stdout);
	actor->pid = fork();
	if (!actor->pid) {
		close(orders[1]);
		act(orders[0], done[1]);
	}
	close(orders[0]);
	close(done[1]);
	actor->orders = orders[1];
	actor->done = done[0];
}

static void tell(struct actor *actor, void (*call)(int fd, int arg), int arg)
{
	struct order order = { call, arg };
	char byte;

	fflush(stdout);
	if (write(actor->orders, &order, sizeof(order)) != sizeof(order) ||
	    read(actor->done, &byte, 1) != 1)
		fail("the other owner");
}

static void actor_kill(struct actor *actor)
{
	kill(actor->pid, SIGKILL);
	waitpid(actor->pid, NULL, 0);
	close(actor->orders);
	close(actor->done);
	printf("the other owner is dead\n");
}

static void other_owns(int fd, int arg)
{
	(void)arg;
	set_mode(fd, &process);
}

static void other_answers(int fd, int arg)
{
	printf("other: ");
	answer(fd, arg);
}

static void other_draws(int fd, int arg)
{
	NUMBER(fd, KDSETMODE, KD_GRAPHICS);
	NUMBER(fd, KDSKBMODE, arg);
}

/* -- scenes: one owner -------------------------------------------------------------- */

static void deny_then_allow(int fd)
{
	curtain(fd, "denied, answered late, allowed, back again");
	set_mode(fd, &process);
	ask(fd, other);
	answer(fd, 0);
	answer(fd, 1);
	answer(fd, VT_ACKACQ);
	ask(fd, other);
	answer(fd, 1);
	answer(fd, 1);
	ask(fd, home);
	answer(fd, VT_ACKACQ);
	answer(fd, 1);
}

static void odd_answers(int fd)
{
	static const unsigned long yes[] = {
		VT_ACKACQ, 3, 123, 0xffffffff, (unsigned long)0x100000000ULL,
		(unsigned long)0x100000001ULL,
	};

	for (size_t i = 0; i < COUNT(yes); i++) {
		curtain(fd, "an odd answer");
		set_mode(fd, &process);
		ask(fd, other);
		answer(fd, yes[i]);
	}
}

static void asked_twice(int fd)
{
	curtain(fd, "asked for a second console before the answer");
	set_mode(fd, &process);
	ask(fd, other);
	ask(fd, third);
	answer(fd, 1);
	curtain(fd, "asked for itself before the answer");
	set_mode(fd, &process);
	ask(fd, other);
	ask(fd, home);
	answer(fd, 1);
	curtain(fd, "the wanted console is disallocated before the answer");
	set_mode(fd, &process);
	ask(fd, third);
	NUMBER(fd, VT_DISALLOCATE, third);
	answer(fd, 1);
}

static void mode_set_while_asked(int fd)
{
	curtain(fd, "owned again before the answer");
	set_mode(fd, &process);
	ask(fd, other);
	set_mode(fd, &process);
	answer(fd, 1);
	curtain(fd, "auto before the answer");
	set_mode(fd, &process);
	ask(fd, other);
	set_mode(fd, &automatic);
	answer(fd, 1);
	ask(fd, other);
}

static void answered_elsewhere(int fd)
{
	curtain(fd, "answered through another console");
	set_mode(fd, &process);
	ask(fd, other);
	answer(there, 1);
	set_mode(there, &process);
	answer(there, 1);
	answer(fd, 1);
}

static void locked(int fd)
{
	curtain(fd, "locked before the switch");
	set_mode(fd, &process);
	NUMBER(fd, VT_LOCKSWITCH, 0);
	ask(fd, other);
	answer(fd, 1);
	NUMBER(fd, VT_UNLOCKSWITCH, 0);
	curtain(fd, "locked before the answer");
	set_mode(fd, &process);
	ask(fd, other);
	NUMBER(fd, VT_LOCKSWITCH, 0);
	answer(fd, 1);
	NUMBER(fd, VT_UNLOCKSWITCH, 0);
}

static void graphics(int fd)
{
	curtain(fd, "in graphics, owned");
	set_mode(fd, &process);
	NUMBER(fd, KDSETMODE, KD_GRAPHICS);
	NUMBER(fd, KDSKBMODE, K_OFF);
	ask(fd, other);
	answer(fd, 1);
	say_console("home", fd);
	ask(fd, home);
	say_console("home", fd);
	set_mode(fd, &automatic);
	ask(fd, other);
	say_console("home", fd);
}

/* An invalid signal number: the owner counts as dead. 0 is accepted. */
static void odd_signals(int fd)
{
	static const short signals[] = { 0, 64, 65, 256, -1, SIGUSR2 };
	struct vt_mode odd = process;

	for (size_t i = 0; i < COUNT(signals); i++) {
		curtain(fd, "an odd signal to let go");
		odd.relsig = signals[i] == 64 ? SIGHUP : signals[i];
		odd.acqsig = SIGUSR2;
		NUMBER(fd, KDSKBMODE, K_OFF);
		set_mode(fd, &odd);
		ask(fd, other);
		say_console("home", fd);
		answer(fd, 1);
		curtain(fd, "an odd signal to have it");
		odd.acqsig = odd.relsig;
		odd.relsig = SIGUSR1;
		NUMBER(there, KDSKBMODE, K_OFF);
		set_mode(there, &odd);
		ask(fd, other);
		say_console("other", there);
	}
}

/* -- scenes: two owners -------------------------------------------------------------- */

static void two_owners(int fd)
{
	struct actor actor;

	curtain(fd, "two owners");
	actor_start(&actor);
	tell(&actor, other_owns, 0);
	set_mode(fd, &process);
	ask(fd, other);
	answer(fd, 1);
	tell(&actor, say_signals, 0);
	tell(&actor, other_answers, VT_ACKACQ);
	ask(fd, home);
	tell(&actor, say_signals, 0);
	tell(&actor, other_answers, 0);
	ask(fd, home);
	tell(&actor, say_signals, 0);
	tell(&actor, other_answers, 1);
	say_signals(fd, 0);
	answer(fd, VT_ACKACQ);
	actor_kill(&actor);
}

static void dead_in_the_background(int fd)
{
	struct actor actor;

	curtain(fd, "an owner that died in the background");
	actor_start(&actor);
	tell(&actor, other_owns, 0);
	tell(&actor, other_draws, K_OFF);
	say_console("other", there);
	actor_kill(&actor);
	say_console("other", there);
	ask(fd, other);
	say_console("other", there);
	ask(fd, home);
}

static void dead_in_the_foreground(int fd, int mode)
{
	struct actor actor;

	curtain(fd, "an owner that died in the foreground");
	actor_start(&actor);
	tell(&actor, other_owns, 0);
	ask(fd, other);
	tell(&actor, other_draws, mode);
	tell(&actor, say_signals, 0);
	actor_kill(&actor);
	say_console("other", there);
	answer(there, 1);
	ask(fd, home);
	say_console("other", there);
}

static void dead_before_the_answer(int fd)
{
	struct actor actor;

	curtain(fd, "an owner that died before it answered");
	actor_start(&actor);
	tell(&actor, other_owns, 0);
	ask(fd, other);
	tell(&actor, other_draws, K_RAW);
	ask(fd, home);
	tell(&actor, say_signals, 0);
	actor_kill(&actor);
	say_state(fd);
	ask(fd, third);
	say_console("other", there);
	ask(fd, home);
}

/* The owner died, but another process took over before a switch noticed it. */
static void succeeded(int fd)
{
	struct actor actor;

	curtain(fd, "an owner that died and was succeeded");
	actor_start(&actor);
	tell(&actor, other_owns, 0);
	tell(&actor, other_draws, K_OFF);
	actor_kill(&actor);
	set_mode(there, &process);
	ask(fd, other);
	say_console("other", there);
	ask(fd, home);
	answer(there, 1);
}

/* -- scenes: VT_SETACTIVATE ----------------------------------------------------------- */

static void set_activate(int fd, unsigned int num, char mode)
{
	struct vt_setactivate wish = { num, { mode, 1, SIGUSR1, SIGUSR2, 9 } };

	printf("console %u, mode %d\n", num, mode);
	POINTER(fd, VT_SETACTIVATE, "wish", &wish);
	say_state(fd);
	say_signals(fd, 0);
	say_console("home", fd);
	say_console("other", there);
}

static void activations(int fd)
{
	static const unsigned int no_console[] = { 0, 64, 65, 257, 0x80000000, ~0U };
	static const signed char modes[] = { VT_AUTO, VT_PROCESS, VT_ACKACQ, 3, -1 };

	curtain(fd, "VT_SETACTIVATE of no console");
	for (size_t i = 0; i < COUNT(no_console); i++)
		set_activate(fd, no_console[i], VT_AUTO);
	for (size_t i = 0; i < COUNT(modes); i++) {
		curtain(fd, "VT_SETACTIVATE");
		set_activate(fd, other, modes[i]);
		ask(fd, home);
		answer(there, 1);
	}
	curtain(fd, "VT_SETACTIVATE, locked");
	NUMBER(fd, VT_LOCKSWITCH, 0);
	set_activate(fd, other, VT_PROCESS);
	NUMBER(fd, VT_UNLOCKSWITCH, 0);
	curtain(fd, "VT_SETACTIVATE of an owned console, while asked");
	set_mode(fd, &process);
	ask(fd, other);
	set_activate(fd, home, VT_PROCESS);
	answer(fd, 1);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);

	home = node_num;
	other = home + 1;
	third = home + 2;
	there = node_open(other, O_NOCTTY);
	block_signals();
	deny_then_allow(fd);
	odd_answers(fd);
	asked_twice(fd);
	mode_set_while_asked(fd);
	answered_elsewhere(fd);
	locked(fd);
	graphics(fd);
	odd_signals(fd);
	two_owners(fd);
	dead_in_the_background(fd);
	dead_in_the_foreground(fd, K_OFF);
	dead_in_the_foreground(fd, K_MEDIUMRAW);
	dead_before_the_answer(fd);
	succeeded(fd);
	activations(fd);
	curtain(fd, "the end");
	go(fd, 1);
	NUMBER(fd, VT_DISALLOCATE, 0);
	return end();
}
