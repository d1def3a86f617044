// SPDX-License-Identifier: GPL-2.0
/*
 * switches PREFIX COUNT SEED: the foreground switches COUNT times between a text
 * console (1) and two that processes own with VT_PROCESS (2 in MEDIUMRAW, 3 in
 * UNICODE), by ioctl or by Alt-Fn. The owners sometimes answer late, and letters are
 * typed before, during and after each switch.
 *
 * Every letter must arrive once: at the console that was in the foreground when it was
 * typed, or, if typed during a switch, at one of the two. No modifier may be down when
 * none is held, and each switch must end within a deadline.
 */
#include <poll.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../conformance/keyboard.h"
#include "../conformance/switching.h"

#define NR_CONSOLES	3
#define OWNED_FIRST	2
#define DEADLINE_MS	10000
#define LETTERS		10

static const int letter_key[LETTERS] = {
	KEY_Q, KEY_W, KEY_E, KEY_R, KEY_T, KEY_Y, KEY_U, KEY_I, KEY_O, KEY_P,
};
static const char letter_char[] = "qwertyuiop";

static int node[NR_CONSOLES + 1];	/* by console number */
static int keyboard;
static unsigned long letters;

static __attribute__((noreturn, format(printf, 1, 2))) void wrong(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool one_in(int n)
{
	return random() % n == 0;
}

/* -- owners --------------------------------------------------------------------- */

/* Answers every signal, sometimes only after a while. */
static __attribute__((noreturn)) void own(int fd, int kbdmode, const sigset_t *signals)
{
	const struct vt_mode process = {
		.mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR2,
	};
	struct timespec late = { .tv_nsec = 3000000 };
	int signo;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (ioctl(fd, VT_SETMODE, &process) || ioctl(fd, KDSKBMODE, kbdmode) ||
	    ioctl(fd, KDSETMODE, KD_GRAPHICS))
		fail("owner");
	for (;;) {
		if (sigwait(signals, &signo))
			fail("sigwait");
		if (one_in(8))
			nanosleep(&late, NULL);
		if (ioctl(fd, VT_RELDISP, signo == SIGUSR1 ? 1 : VT_ACKACQ) && errno != EINVAL)
			fail("VT_RELDISP");
	}
}

static pid_t owner_start(int num, int kbdmode)
{
	struct vt_mode mode;
	sigset_t signals;
	pid_t pid;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	pid = fork();
	if (!pid)
		own(node[num], kbdmode, &signals);
	for (long end = now_ms() + DEADLINE_MS; now_ms() < end; ) {
		int kdmode = KD_TEXT;

		if (!ioctl(node[num], VT_GETMODE, &mode) && mode.mode == VT_PROCESS &&
		    !ioctl(node[num], KDGETMODE, &kdmode) && kdmode == KD_GRAPHICS)
			return pid;
		poll(NULL, 0, 1);
	}
	wrong("owner of %d did not start", num);
}

/* -- letters -------------------------------------------------------------------- */

static int type_letter(void)
{
	int which = letters++ % LETTERS;

	keyboard_tap(keyboard, letter_key[which]);
	return which;
}

/* Which letter a byte is; -1 for a release, a modifier or a part of its code. */
static int letter_of(int num, unsigned char byte)
{
	const char *at;

	if (num == OWNED_FIRST) {
		for (int i = 0; i < LETTERS; i++)
			if (byte == letter_key[i])
				return i;
		return -1;
	}
	at = byte ? strchr(letter_char, byte) : NULL;
	return at ? at - letter_char : -1;
}

/* Reads a console's next letter; false if it has none now. */
static bool next_letter(int num, int *which)
{
	unsigned char byte;

	while (read(node[num], &byte, 1) == 1) {
		*which = letter_of(num, byte);
		if (*which >= 0)
			return true;
	}
	return false;
}

/* The letter must come to one of the consoles in the mask, and to no other. */
static int expect_letter(int want, unsigned int mask, const char *when)
{
	long end = now_ms() + DEADLINE_MS;
	int num, got;

	do {
		for (num = 1; num <= NR_CONSOLES; num++) {
			if (!next_letter(num, &got))
				continue;
			if (got != want)
				wrong("%s: %c came to %d instead of %c", when,
				      letter_char[got], num, letter_char[want]);
			if (!(mask & 1 << num))
				wrong("%s: %c came to %d, the wrong console", when,
				      letter_char[got], num);
			return num;
		}
		poll(NULL, 0, 0);
	} while (now_ms() < end);
	wrong("%s: %c is lost", when, letter_char[want]);
}

/* -- switches ------------------------------------------------------------------- */

static int active(void)
{
	struct vt_stat stat = { 0 };

	if (ioctl(node[1], VT_GETSTATE, &stat))
		fail("VT_GETSTATE");
	return stat.v_active;
}

static void until_active(int num)
{
	long end = now_ms() + DEADLINE_MS;

	while (active() != num)
		if (now_ms() > end)
			wrong("no switch to %d: still at %d", num, active());
}

/*
 * By ioctl or by Alt-Fn, which does not switch in MEDIUMRAW. Alt is released at once,
 * or, if true is returned, it is still down: then one console gets its press and
 * another its release.
 */
static bool ask_for(int from, int to)
{
	if (from == OWNED_FIRST || one_in(2)) {
		if (ioctl(node[1], VT_ACTIVATE, to))
			fail("VT_ACTIVATE");
		return false;
	}
	keyboard_key(keyboard, KEY_LEFTALT, 1);
	keyboard_tap(keyboard, KEY_F1 + to - 1);
	if (one_in(2))
		return true;
	keyboard_key(keyboard, KEY_LEFTALT, 0);
	return false;
}

static void expect_no_modifier(int num)
{
	char subcode = 6;	/* TIOCL_GETSHIFTSTATE */

	if (ioctl(node[num], TIOCLINUX, &subcode))
		fail("TIOCLINUX");
	if (subcode)
		wrong("shift state %d with no key down, at console %d", subcode, num);
}

static void one_switch(int from, int to)
{
	unsigned int either = 1 << from | 1 << to;
	bool during = one_in(2);
	bool alt = ask_for(from, to);
	int letter = during ? type_letter() : 0;

	until_active(to);
	if (alt)
		keyboard_key(keyboard, KEY_LEFTALT, 0);
	if (during)
		expect_letter(letter, either, "during a switch");
	letter = type_letter();
	expect_letter(letter, 1 << to, "after a switch");
	if (to != OWNED_FIRST)
		expect_no_modifier(to);
}

/* -- stage ---------------------------------------------------------------------- */

static void prepare(const char *prefix)
{
	node_prefix = prefix;
	for (int num = 1; num <= NR_CONSOLES; num++) {
		node[num] = node_open(num, O_NOCTTY | O_NONBLOCK);
		make_raw(node[num]);
		tcflush(node[num], TCIFLUSH);
	}
	keyboard = keyboard_open();
	until_active(1);
}

/* A keyboard is received once it is connected: type until a letter comes. */
static void warm_up(void)
{
	long end = now_ms() + DEADLINE_MS;
	int got;

	while (!next_letter(1, &got)) {
		if (now_ms() > end)
			wrong("the keyboard is not heard");
		keyboard_tap(keyboard, letter_key[0]);
		poll(NULL, 0, 20);
	}
	settled(pending, node[1]);
	tcflush(node[1], TCIFLUSH);
}

int main(int argc, char **argv)
{
	unsigned long count, done;
	pid_t owner[2];
	int from = 1;

	if (argc != 4)
		wrong("usage: switches PREFIX COUNT SEED");
	count = strtoul(argv[2], NULL, 0);
	srandom(strtoul(argv[3], NULL, 0));
	prepare(argv[1]);
	warm_up();
	owner[0] = owner_start(2, K_MEDIUMRAW);
	owner[1] = owner_start(3, K_UNICODE);

	for (done = 0; done < count; done++) {
		int to = 1 + (from + random() % (NR_CONSOLES - 1)) % NR_CONSOLES;

		one_switch(from, to);
		from = to;
	}
	for (int i = 0; i < 2; i++)
		if (waitpid(owner[i], NULL, WNOHANG))
			wrong("an owner is gone");
	printf("%lu switches, %lu letters\n", done, letters);
	return 0;
}
