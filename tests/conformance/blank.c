// SPDX-License-Identifier: GPL-2.0
/*
 * VT_WAITEVENT for blanking, unblanking, sizes and switches, and the blank state
 * (TIOCLINUX), after all operations that may affect them: with no process waiting, and
 * with one waiting for some of the events or for any.
 */
#include <linux/tiocl.h>
#include <poll.h>
#include <sys/wait.h>

#include "keyboard.h"
#include "switching.h"

#define OTHER		2	/* a console that is allocated, in the background */
#define NOTHING_MS	100	/* after this time no event is expected */

static int fd, one, other, keyboard;

/* -- who waits ------------------------------------------------------------------------ */

struct waiter {
	pid_t pid;
	int pipe;
};

struct result {
	struct vt_event event;
	int ret;
};

static char process_state(pid_t pid)
{
	char path[32], line[128] = "";
	int stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat = open(path, O_RDONLY);
	if (stat < 0 || read(stat, line, sizeof(line) - 1) < 0)
		fail(path);
	close(stat);
	return *(strrchr(line, ')') + 2);
}

/* In another process. After it wrote its first byte it sleeps only in the ioctl. */
static void wait_in_child(int pipe, unsigned int mask)
{
	struct result result = { .event = { .event = mask, .oldev = 77, .newev = 77 } };

	if (write(pipe, "", 1) != 1)
		_exit(1);
	result.ret = ioctl(fd, VT_WAITEVENT, &result.event) ? -errno : 0;
	_exit(write(pipe, &result, sizeof(result)) != sizeof(result));
}

static struct waiter wait_begin(unsigned int mask)
{
	struct waiter waiter;
	int pipes[2];
	char byte;

	fflush(stdout);
	if (pipe(pipes))
		fail("pipe");
	waiter.pid = fork();
	if (!waiter.pid)
		wait_in_child(pipes[1], mask);
	waiter.pipe = pipes[0];
	close(pipes[1]);
	if (read(waiter.pipe, &byte, 1) != 1)
		fail("waiter");
	for (int tries = 0; process_state(waiter.pid) != 'S' && tries < 1000; tries++)
		pause_ms(1);
	return waiter;
}

static void wait_end(const struct waiter *waiter)
{
	struct pollfd ready = { .fd = waiter->pipe, .events = POLLIN };
	struct result result;
	int status;

	if (poll(&ready, 1, NOTHING_MS) != 1) {
		kill(waiter->pid, SIGKILL);
		puts("  no event");
	} else if (read(waiter->pipe, &result, sizeof(result)) != sizeof(result)) {
		fail("waiter");
	} else if (result.event.event == VT_EVENT_RESIZE) {
		/* If several consoles changed, any of them may be reported. */
		printf("  %d, resize%s\n", result.ret,
		       result.event.oldev == result.event.newev ? "" : " of two");
	} else {
		printf("  %d, event %u, %u to %u\n", result.ret, result.event.event,
		       result.event.oldev, result.event.newev);
	}
	close(waiter->pipe);
	waitpid(waiter->pid, &status, 0);
}

/* -- what is done --------------------------------------------------------------------- */

static int tiocl(int subcode)
{
	char bytes[16] = { subcode };
	int ret = raw_ioctl(fd, TIOCLINUX, (unsigned long)bytes);

	return ret < 0 ? -errno : ret;
}

static int blanked(int node)
{
	(void)node;
	return tiocl(TIOCL_BLANKEDSCREEN);
}

static void blank(void)
{
	printf("  blank %d\n", tiocl(TIOCL_BLANKSCREEN));
}

static void unblank(void)
{
	printf("  unblank %d\n", tiocl(TIOCL_UNBLANKSCREEN));
}

static void key(void)
{
	keyboard_tap(keyboard, KEY_LEFTSHIFT);
}

static void put(const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		fail("write");
}

static void put_13(void) { put("\033[13]"); }
static void put_9(void) { put("\033[9;0]"); }
static void put_14(void) { put("\033[14;5]"); }
static void put_text(void) { put("text\r\n"); }
static void graphics(void) { NUMBER(one, KDSETMODE, KD_GRAPHICS); }
static void text(void) { NUMBER(one, KDSETMODE, KD_TEXT); }
static void text_0(void) { NUMBER(one, KDSETMODE, KD_TEXT0); }
static void other_graphics(void) { NUMBER(other, KDSETMODE, KD_GRAPHICS); }
static void other_text(void) { NUMBER(other, KDSETMODE, KD_TEXT); }
static void here_graphics(void) { NUMBER(fd, KDSETMODE, KD_GRAPHICS); }
static void here_text(void) { NUMBER(fd, KDSETMODE, KD_TEXT); }
static void go_other(void) { go(fd, OTHER); }
static void go_one(void) { go(fd, 1); }

static void own_other(void)
{
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR1 };

	POINTER(other, VT_SETMODE, "process", &mode);
}

static void free_other(void)
{
	struct vt_mode mode = { .mode = VT_AUTO };

	POINTER(other, VT_SETMODE, "auto", &mode);
}

static void let_go(void)
{
	NUMBER(other, VT_RELDISP, 1);
	say_state(fd);
}

/* A display server that died: its console stayed in graphics. */
static void dead_owner(void)
{
	fflush(stdout);
	if (!fork()) {
		struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGUSR1, .acqsig = SIGUSR1 };

		_exit(raw_ioctl(one, VT_SETMODE, (unsigned long)&mode) ||
		      raw_ioctl(one, KDSETMODE, KD_GRAPHICS));
	}
	wait(NULL);
}

static void resize_to(int node, unsigned short rows)
{
	struct winsize size = { rows, 80, 0, 0 };

	POINTER(node, TIOCSWINSZ, "size", &size);
}

static void fewer(void) { resize_to(one, 24); }
static void same(void) { resize_to(one, 24); }
static void other_fewer(void) { resize_to(other, 23); }

static void all(void)
{
	struct vt_sizes size = { 25, 80, 0 };

	POINTER(fd, VT_RESIZE, "size", &size);
}

#define STEP(what)	{ #what, what }

/* They end as they began. */
static const struct {
	const char *name;
	void (*act)(void);
} steps[] = {
	STEP(key), STEP(unblank), STEP(blank), STEP(blank), STEP(key), STEP(put_13), STEP(put_text),
	STEP(go_other), STEP(key), STEP(blank), STEP(go_one), STEP(unblank), STEP(unblank),
	STEP(blank), STEP(go_other), STEP(unblank), STEP(blank), STEP(unblank), STEP(go_one),
	/* graphics */
	STEP(graphics), STEP(graphics), STEP(key), STEP(put_13), STEP(unblank), STEP(blank),
	STEP(unblank), STEP(go_other), STEP(text_0), STEP(text), STEP(key),
	STEP(blank), STEP(graphics), STEP(key), STEP(text),
	STEP(graphics), STEP(blank), STEP(text),
	STEP(other_graphics), STEP(key), STEP(blank), STEP(go_other), STEP(key), STEP(other_text),
	STEP(go_one), STEP(here_graphics), STEP(here_text),
	/* between a console in graphics and one in text */
	STEP(other_graphics), STEP(own_other), STEP(go_other), STEP(key), STEP(go_one), STEP(let_go),
	STEP(blank), STEP(go_other), STEP(go_one), STEP(let_go), STEP(free_other), STEP(other_text),
	/* keys unblank the screen, unless a program blanked it */
	STEP(dead_owner), STEP(go_other), STEP(put_text), STEP(put_14), STEP(key), STEP(go_one),
	STEP(dead_owner), STEP(go_other), STEP(put_13), STEP(go_one),
	STEP(dead_owner), STEP(go_other), STEP(put_9), STEP(go_one),
	STEP(dead_owner), STEP(go_other), STEP(blank), STEP(key), STEP(unblank), STEP(go_one),
	STEP(dead_owner), STEP(go_other), STEP(go_one), STEP(key),
	/* sizes */
	STEP(fewer), STEP(same), STEP(other_fewer), STEP(all), STEP(all),
};

static void play(unsigned int mask)
{
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct waiter waiter = { 0 };

		printf("waiting for %#x: %s\n", mask, steps[i].name);
		if (mask)
			waiter = wait_begin(mask);
		steps[i].act();
		if (mask)
			wait_end(&waiter);
		printf("  blanked %d\n", settled(blanked, fd));
	}
}

static void two_wait(void)
{
	struct waiter first = wait_begin(VT_EVENT_BLANK), second = wait_begin(VT_MAX_EVENT);

	blank();
	wait_end(&first);
	wait_end(&second);
	unblank();
}

int main(int argc, char **argv)
{
	static const unsigned int masks[] = {
		0, VT_EVENT_BLANK, VT_EVENT_UNBLANK | VT_EVENT_RESIZE, VT_MAX_EVENT,
	};

	fd = begin(argc, argv);
	one = node_open(1, O_NOCTTY);
	other = node_open(OTHER, O_NOCTTY);
	keyboard = keyboard_open();
	signal(SIGUSR1, SIG_IGN);
	all();	/* a text screen then takes this size and smaller ones */
	for (size_t i = 0; i < COUNT(masks); i++)
		play(masks[i]);
	two_wait();
	close(keyboard);
	return end();
}
