// SPDX-License-Identifier: GPL-2.0
/*
 * waits /dev/NODE 1 [locks]: what a signal does to each call on a console that waits: for a
 * switch, for input, for output that was stopped, for a lock that another program's call holds.
 * A transcript as those of the conformance programs. Console 1 is in the foreground before and
 * after; a key is typed after each call. Only with `locks` those for a lock: they need
 * userfaultfd().
 */
#include <linux/tiocl.h>
#include <poll.h>

#include "../conformance/keyboard.h"
#include "latepage.h"
#include "waits.h"

#define OTHER	2

static int fd, keyboard, active;
static struct termios terminal;
static pid_t holder, changer;

/* -- before and after --------------------------------------------------------- */

static void set_terminal(int local, int least)
{
	struct termios t = terminal;

	t.c_iflag |= IXON;
	t.c_iflag &= ~IXANY;
	t.c_lflag &= ~(ECHO | ICANON | ISIG);
	t.c_lflag |= local;
	t.c_cc[VMIN] = least;
	t.c_cc[VTIME] = 0;
	tcsetattr(fd, TCSANOW, &t);
	tcflush(fd, TCIFLUSH);
}

static void raw(void)
{
	set_terminal(0, 1);
}

static void raw_five(void)
{
	set_terminal(0, 5);
}

static void lines(void)
{
	set_terminal(ICANON, 0);
}

static void drop_input(void)
{
	settled(pending, fd);
	tcflush(fd, TCIFLUSH);
}

static bool is_stopped(void)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	return poll(&room, 1, 0) == 0;
}

static void await_stopped(bool stopped)
{
	for (int ms = 0; ms < TOO_LONG_MS && is_stopped() != stopped; ms += 2)
		pause_ms(2);
}

static void tap_with_ctrl(int key)
{
	keyboard_key(keyboard, KEY_LEFTCTRL, 1);
	keyboard_tap(keyboard, key);
	keyboard_key(keyboard, KEY_LEFTCTRL, 0);
}

static void stop_by_ctrl_s(void)
{
	raw();
	tap_with_ctrl(KEY_S);
	await_stopped(true);
}

static void start_by_ctrl_q(void)
{
	tap_with_ctrl(KEY_Q);
	await_stopped(false);
}

static void stop_by_key(void)
{
	raw();
	keyboard_tap(keyboard, KEY_SCROLLLOCK);
	await_stopped(true);
}

static void start_by_key(void)
{
	keyboard_tap(keyboard, KEY_SCROLLLOCK);
	await_stopped(false);
}

/* A second Scroll Lock would stop it. */
static void start_by_key_if_stopped(void)
{
	if (is_stopped())
		start_by_key();
}

static void stop_by_call(void)
{
	raw();
	tcflow(fd, TCOOFF);
}

static void start_by_call(void)
{
	tcflow(fd, TCOON);
}

static void switch_away(void)
{
	ioctl(fd, VT_ACTIVATE, OTHER);
}

static void switch_back(void)
{
	ioctl(fd, VT_ACTIVATE, 1);
	ioctl(fd, VT_WAITACTIVE, 1);
	settled(vt_state, fd);
}

static void blank(bool is)
{
	char subcode = is ? TIOCL_BLANKSCREEN : TIOCL_UNBLANKSCREEN;

	ioctl(fd, TIOCLINUX, &subcode);
}

static void make_blank(void)
{
	blank(true);
}

static void make_bright(void)
{
	blank(false);
}

static void type_letter(void)
{
	keyboard_tap(keyboard, KEY_X);
}

static void type_line(void)
{
	keyboard_tap(keyboard, KEY_X);
	keyboard_tap(keyboard, KEY_ENTER);
}

static void type_five(void)
{
	for (int i = 0; i < 5; i++)
		type_letter();
}

/* -- a call that holds the terminal's locks ------------------------------------ */

/* Reads into a page that nobody gives: the line discipline cannot be changed meanwhile. */
static void read_late(void)
{
	int uffd;
	void *page = late_page(&uffd);

	if (read(fd, page, 1) < 0)
		fail("read");
}

static void change_discipline(void)
{
	int same = 0;

	ioctl(fd, TIOCSETD, &same);
}

static void hang_up(void)
{
	ioctl(fd, TIOCVHANGUP);
}

static void hold_discipline(void)
{
	raw();
	type_letter();
	settled(pending, fd);
	holder = waiting_child(read_late);
}

/* Who opens the console waits for who changes its line discipline, and that for the reader. */
static void hold_terminal(void)
{
	hold_discipline();
	changer = waiting_child(change_discipline);
}

/* The hang-up holds the terminal for as long as a reader does not end. */
static void hang_up_held(void)
{
	hold_discipline();
	changer = waiting_child(hang_up);
}

static void end_holder(void)
{
	end_child(&holder);
}

static void end_both(void)
{
	end_child(&holder);
	end_child(&changer);
}

static void reopen(void)
{
	end_both();
	close(fd);
	fd = reading = writing = node_open(1, O_NOCTTY);
}

/* -- the calls ------------------------------------------------------------------ */

static long wait_active(void)
{
	return ioctl(fd, VT_WAITACTIVE, OTHER);
}

static long wait_event(void)
{
	struct vt_event event = { .event = VT_EVENT_SWITCH };

	return ioctl(fd, VT_WAITEVENT, &event);
}

static long wait_blank(void)
{
	struct vt_event event = { .event = VT_EVENT_BLANK };

	return ioctl(fd, VT_WAITEVENT, &event);
}

static long drain(void)
{
	return tcdrain(fd);
}

static long poll_active(void)
{
	char bytes[16];

	if (pread(active, bytes, sizeof(bytes), 0) < 0)
		return -1;
	return poll_one(active, POLLPRI);
}

static long set_discipline(void)
{
	int same = 0;

	return ioctl(fd, TIOCSETD, &same);
}

static long open_it(int num)
{
	char path[64];

	snprintf(path, sizeof(path), "%s%d", node_prefix, num);
	return open(path, O_RDWR | O_NOCTTY | O_CLOEXEC) < 0 ? -1 : 0;
}

static long open_console(void)
{
	return open_it(1);
}

static long open_foreground(void)
{
	return open_it(0);
}

static const struct wait waits[] = {
	{ "VT_WAITACTIVE", wait_active, switch_away, NULL, switch_back },
	{ "VT_WAITEVENT for a switch", wait_event, switch_away, NULL, switch_back },
	{ "VT_WAITEVENT for a blank screen", wait_blank, make_blank, NULL, make_bright },
	{ "poll of active", poll_active, switch_away, NULL, switch_back },
	{ "read", read_some, type_letter, raw, drop_input },
	{ "read of five", read_some, type_five, raw_five, drop_input },
	{ "read of a line", read_some, type_line, lines, drop_input },
	{ "poll for input", poll_in, type_letter, raw, drop_input },
	{ "write after ^S", write_some, start_by_ctrl_q, stop_by_ctrl_s, start_by_ctrl_q },
	{ "write after TCOOFF", write_some, start_by_call, stop_by_call, start_by_call },
	{ "write after Scroll Lock", write_some, start_by_key, stop_by_key,
	  start_by_key_if_stopped },
	{ "poll for output after TCOOFF", poll_out, start_by_call, stop_by_call, start_by_call },
	{ "tcdrain after TCOOFF", drain, start_by_call, stop_by_call, start_by_call },
};

static const struct wait lock_waits[] = {
	{ "TIOCSETD while another reads", set_discipline, end_holder, hold_discipline, end_both },
	{ "open while TIOCSETD waits", open_console, end_both, hold_terminal, end_both },
	{ "open of node 0 while TIOCSETD waits", open_foreground, end_both, hold_terminal,
	  end_both },
	{ "open while TIOCVHANGUP waits", open_console, end_both, hang_up_held, reopen },
	{ "open of node 0 while TIOCVHANGUP waits", open_foreground, end_both, hang_up_held,
	  reopen },
};

static void check(void)
{
	raw();
	keyboard_tap(keyboard, KEY_K);
	say_typed("typed", fd);
}

/* In sysfs, beside node 0. */
static int open_active(void)
{
	char path[64];
	int file;

	snprintf(path, sizeof(path), "/sys/class/tty/%s0/active", strrchr(node_prefix, '/') + 1);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		fail(path);
	return file;
}

int main(int argc, char **argv)
{
	bool locks = argc == 4 && !strcmp(argv[3], "locks");

	fd = reading = writing = begin(argc - locks, argv);
	tcgetattr(fd, &terminal);
	active = open_active();
	keyboard = keyboard_open();
	keyboard_warm_up(keyboard, fd);
	interrupt_all(waits, COUNT(waits), check);
	if (locks)
		interrupt_all(lock_waits, COUNT(lock_waits), check);
	tcsetattr(fd, TCSANOW, &terminal);
	close(keyboard);
	return end();
}
