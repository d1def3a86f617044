// SPDX-License-Identifier: GPL-2.0
/*
 * The console as a terminal: a session on it, signals and BREAK from keys,
 * editing of a line, stopped output and the Scroll Lock flag, hanging up, and keys that
 * no program reads. On a background console keys do nothing, and that is compared, too.
 */
#include <signal.h>
#include <sys/wait.h>

#include <linux/keyboard.h>

#include "keyboard.h"

#define BREAK_KEY	KEY_F13
#define UNREAD		6000

static volatile sig_atomic_t seen[65];

static void note(int sig)
{
	seen[sig]++;
}

static void say_signals(const char *label)
{
	printf("  %s:", label);
	for (int sig = 1; sig < 65; sig++)
		if (seen[sig])
			printf(" %d x%d", sig, (int)seen[sig]);
	putchar('\n');
	memset((void *)seen, 0, sizeof(seen));
}

static void chord(int keyboard, int modifier, int key)
{
	keyboard_key(keyboard, modifier, 1);
	keyboard_tap(keyboard, key);
	keyboard_key(keyboard, modifier, 0);
}

static void say_led_flags(int fd)
{
	unsigned char flags = 0xff;

	ioctl(fd, KDGKBLED, &flags);
	printf("  lock flags: %#x\n", flags);
}

static int led_flags(int fd)
{
	unsigned char flags = 0xff;

	return ioctl(fd, KDGKBLED, &flags) ? -1 : flags;
}

static void signals_from_keys(int fd, int keyboard)
{
	static const int keys[] = { KEY_C, KEY_BACKSLASH, KEY_Z };

	for (size_t i = 0; i < COUNT(keys); i++) {
		chord(keyboard, KEY_LEFTCTRL, keys[i]);
		settled(pending, fd);
		say_signals("signals");
	}
	tcflush(fd, TCIFLUSH);
}

static void breaks(int fd, int keyboard)
{
	static const tcflag_t ways[] = { 0, IGNBRK, BRKINT, PARMRK, PARMRK | IGNBRK };
	struct kbentry bind = { 0, BREAK_KEY, K(KT_SPEC, 5) };
	struct termios before = make_raw(fd), raw;

	POINTER(fd, KDSKBENT, "Break", &bind);
	for (size_t i = 0; i < COUNT(ways); i++) {
		tcgetattr(fd, &raw);
		raw.c_iflag &= ~(IGNBRK | BRKINT | PARMRK);
		raw.c_iflag |= ways[i];
		raw.c_lflag |= ISIG;
		tcsetattr(fd, TCSANOW, &raw);
		keyboard_tap(keyboard, KEY_A);
		keyboard_tap(keyboard, BREAK_KEY);
		keyboard_tap(keyboard, KEY_B);
		printf("break, iflag %#x\n", (unsigned int)ways[i]);
		say_typed("  keys", fd);
		say_signals("signals");
	}
	bind.kb_value = K_HOLE;
	POINTER(fd, KDSKBENT, "hole", &bind);
	tcsetattr(fd, TCSANOW, &before);
}

static void line_editing(int fd, int keyboard)
{
	static const int keys[] = { KEY_A, KEY_B, KEY_BACKSPACE, KEY_C, KEY_TAB, KEY_UP,
				    KEY_ENTER, KEY_D };
	struct termios before, cooked;

	tcgetattr(fd, &before);
	cooked = before;
	cooked.c_lflag |= ICANON | ECHO | IEXTEN;
	cooked.c_iflag |= ICRNL;
	cooked.c_lflag &= ~ISIG;
	tcsetattr(fd, TCSANOW, &cooked);
	for (size_t i = 0; i < COUNT(keys); i++)
		keyboard_tap(keyboard, keys[i]);
	chord(keyboard, KEY_LEFTCTRL, KEY_W);
	chord(keyboard, KEY_LEFTCTRL, KEY_U);
	keyboard_tap(keyboard, KEY_E);
	keyboard_tap(keyboard, KEY_ENTER);
	printf("pending lines: %d\n", settled(pending, fd));
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	for (int i = 0; i < 3; i++)
		say_typed("  line", fd);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	tcsetattr(fd, TCSAFLUSH, &before);
}

static void say_writable(int fd)
{
	int got;

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	errno = 0;
	got = write(fd, "x", 1);
	printf("  write: %d %s\n", got, errname());
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

static void stopped_output(int fd, int keyboard)
{
	static const int keys[] = { KEY_S, KEY_Q, KEY_S, KEY_A, KEY_Q };

	for (size_t i = 0; i < COUNT(keys); i++) {
		chord(keyboard, KEY_LEFTCTRL, keys[i]);
		printf("Ctrl and %d: %#x\n", keys[i], settled(led_flags, fd));
		say_writable(fd);
	}
	for (int i = 0; i < 4; i++) {
		keyboard_tap(keyboard, KEY_SCROLLLOCK);
		printf("Scroll Lock: %#x\n", settled(led_flags, fd));
		say_writable(fd);
	}
	NUMBER(fd, TCXONC, TCOOFF);
	say_led_flags(fd);
	say_writable(fd);
	NUMBER(fd, TCXONC, TCOON);
	say_led_flags(fd);
	NUMBER(fd, KDSKBLED, 1);
	say_writable(fd);
	NUMBER(fd, TCXONC, TCOOFF);
	NUMBER(fd, TCXONC, TCOON);
	say_led_flags(fd);
	tcflush(fd, TCIFLUSH);
}

static void nobody_reads(int fd, int keyboard)
{
	struct termios before = make_raw(fd);

	for (int i = 0; i < UNREAD; i++)
		keyboard_tap(keyboard, KEY_A);
	printf("%d keys, %d wait\n", UNREAD, settled(pending, fd));
	tcflush(fd, TCIFLUSH);
	keyboard_tap(keyboard, KEY_B);
	settled(pending, fd);
	tcflush(fd, TCIFLUSH);
	keyboard_tap(keyboard, KEY_C);
	say_typed("keys afterwards", fd);
	tcsetattr(fd, TCSANOW, &before);
}

static void hung_up(int fd)
{
	unsigned char byte;
	int mode = -1, got;

	NUMBER(fd, KDSKBMODE, K_MEDIUMRAW);
	printf("vhangup: %d\n", vhangup());
	say_signals("signals");
	errno = 0;
	got = read(fd, &byte, 1);
	printf("  read: %d %s\n", got, errname());
	errno = 0;
	got = write(fd, "x", 1);
	printf("  write: %d %s\n", got, errname());
	POINTER(fd, KDGKBMODE, "mode", &mode);
	fd = node_open(node_num, O_NOCTTY);
	ANSWER(fd, KDGKBMODE);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	close(fd);
}

static void session(int fd, int keyboard)
{
	for (int sig = 1; sig < 32; sig++)
		if (sig != SIGKILL && sig != SIGSTOP && sig != SIGSEGV)
			signal(sig, note);
	signal(SIGTTOU, SIG_IGN);
	printf("leader: %d\n", setsid() == getpid());
	NUMBER(fd, TIOCSCTTY, 0);
	printf("session: %d, group: %d\n", tcgetsid(fd) == getpid(),
	       tcgetpgrp(fd) == getpid());
	signals_from_keys(fd, keyboard);
	breaks(fd, keyboard);
	line_editing(fd, keyboard);
	stopped_output(fd, keyboard);
	nobody_reads(fd, keyboard);
	hung_up(fd);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open(), status = -1;

	fflush(stdout);
	if (!fork()) {
		session(fd, keyboard);
		_exit(0);
	}
	while (wait(&status) < 0 && errno == EINTR)
		;
	printf("session ended: %#x\n", status);
	close(keyboard);
	return end();
}
