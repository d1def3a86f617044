// SPDX-License-Identifier: GPL-2.0
/*
 * busy PREFIX SWITCHES SEED: 63 consoles, each with a program that reads it. The foreground
 * goes from one to another at random, to all of them in turn at first, and letters are typed
 * after each switch. Each console must get exactly the letters that were typed there.
 */
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../../conformance/keyboard.h"

#define CONSOLES	63
#define ROOM		(1 << 16)
#define BURST		5

struct heard {
	int len;
	char text[ROOM];
};

static struct heard *heard;		/* by console, shared with its reader */
static struct heard typed[CONSOLES + 1];
static int keyboard, zero;

static __attribute__((noreturn)) void listen_to(int num)
{
	struct heard *mine = &heard[num];
	int fd = node_open(num, O_NOCTTY), got;
	struct termios t;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	make_raw(fd);
	tcgetattr(fd, &t);
	t.c_cc[VMIN] = 1;
	tcsetattr(fd, TCSANOW, &t);
	tcflush(fd, TCIFLUSH);
	mine->len = 0;
	while ((got = read(fd, mine->text + mine->len, ROOM - mine->len)) > 0)
		__atomic_store_n(&mine->len, mine->len + got, __ATOMIC_RELEASE);
	fail("read");
}

static void start_readers(void)
{
	heard = mmap(NULL, (CONSOLES + 1) * sizeof(*heard), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (heard == MAP_FAILED)
		fail("mmap");
	for (int num = 1; num <= CONSOLES; num++) {
		heard[num].len = -1;
		if (!fork())
			listen_to(num);
	}
	for (int num = 1; num <= CONSOLES; num++)
		while (__atomic_load_n(&heard[num].len, __ATOMIC_ACQUIRE) < 0)
			pause_ms(1);
}

static void go_to(int num)
{
	if (ioctl(zero, VT_ACTIVATE, num) || ioctl(zero, VT_WAITACTIVE, num))
		fail("VT_ACTIVATE");
}

static void type_at(int num)
{
	static const char letters[] = "qwertyuiop";
	struct heard *here = &typed[num];

	for (int i = 1 + random() % BURST; i && here->len < ROOM; i--) {
		int which = random() % 10;

		keyboard_tap(keyboard, KEY_Q + which);
		here->text[here->len++] = letters[which];
	}
}

/* A keyboard is heard once it is connected. */
static void warm_up(void)
{
	while (!__atomic_load_n(&heard[1].len, __ATOMIC_ACQUIRE)) {
		keyboard_tap(keyboard, KEY_Q);
		typed[1].text[typed[1].len++] = 'q';
		pause_ms(50);
	}
	pause_ms(200);
	typed[1] = (struct heard){ .len = heard[1].len };
	memcpy(typed[1].text, heard[1].text, heard[1].len);
}

/* Polled, since the reader has to be given the processor. */
static bool is_right(int num)
{
	for (int tries = 0; tries < 2000; tries++) {
		if (__atomic_load_n(&heard[num].len, __ATOMIC_ACQUIRE) >= typed[num].len)
			break;
		pause_ms(5);
	}
	return heard[num].len == typed[num].len &&
	       !memcmp(heard[num].text, typed[num].text, typed[num].len);
}

int main(int argc, char **argv)
{
	int switches, wrong = 0, bytes = 0;

	if (argc != 4)
		return 2;
	node_prefix = argv[1];
	switches = atoi(argv[2]);
	srandom(atoi(argv[3]));
	zero = node_open(0, O_NOCTTY);
	start_readers();
	keyboard = keyboard_open();
	warm_up();
	for (int i = 0; i < switches; i++) {
		int num = i < CONSOLES ? i + 1 : 1 + random() % CONSOLES;

		go_to(num);
		type_at(num);
	}
	for (int num = 1; num <= CONSOLES; num++) {
		if (!is_right(num)) {
			wrong++;
			printf("console %d: typed %d, heard %d\n", num, typed[num].len,
			       heard[num].len);
		}
		bytes += typed[num].len;
	}
	go_to(1);
	printf("%d letters, %d consoles wrong\n", bytes, wrong);
	return 0;
}
