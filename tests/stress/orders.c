// SPDX-License-Identifier: GPL-2.0
/*
 * orders NAME TRIES SEED: a call on /dev/vtkbd* in whose middle another one is made, see between.h.
 * Ends at the first of the tries that goes wrong, and prints which that is:
 *
 * again: a switch that the owner refuses, and the same one at once again: he was not asked again
 * wait: VT_WAITACTIVE and the switch that it waits for: it did not return
 * size: two sizes of a console: the tty was left with another one than its console
 * sak: the work of a SAK, and the next life of its console: that one was reset
 * sent: a SAK that a program sends, likewise; atcall.ko tells when it is to be carried out
 */
#include <errno.h>
#include <linux/vtkbd.h>

#include "between.h"

#define FIRST		3	/* consoles */
#define CONSOLES	4
#define WAITERS		30
#define LOOKS		1000
#define KEY_BOUND	KEY_F13		/* which Debian's keymap does not bind */
#define SYM_SAK		0x020f

/*
 * struct order
 * @begin: by the program; what is interrupted is done when it sleeps
 * @between: by the program, somewhere in the middle of that
 * @wrong: by the program, when both are over
 * @span: how long what is interrupted takes
 */
struct order {
	const char *name;
	void (*prepare)(void);
	void (*begin)(void);
	void (*between)(void);
	bool (*wrong)(void);
	long long span;
};

static int node, attached;

static void check(int ret, const char *what)
{
	if (ret < 0)
		fail(what);
}

static void get_console(struct vtkbd_console_info *info)
{
	check(ioctl(node, VTKBD_GET_CONSOLE, info), "VTKBD_GET_CONSOLE");
}

/* -- again -------------------------------------------------------------------------------- */

static void become_owner(void)
{
	struct vt_mode mode = { .mode = VT_PROCESS, .relsig = SIGWINCH, .acqsig = SIGWINCH };

	check(ioctl(node, VT_SETMODE, &mode), "VT_SETMODE");
}

static void ask_for_2(void)
{
	check(ioctl(node, VT_ACTIVATE, 2), "VT_ACTIVATE");
}

/* EINVAL if it has not begun yet. */
static void refuse(void)
{
	if (ioctl(node, VT_RELDISP, 0) && errno != EINVAL)
		fail("VT_RELDISP");
}

static void refuse_and_ask(void)
{
	refuse();
	ask_for_2();
}

/* Counted in looks, as in doer_is_done(). */
static bool is_not_asked(void)
{
	struct vtkbd_console_info info = { .console = 1 };

	for (int looks = 0; info.pending != 2 && looks < LOOKS; looks++) {
		sleep_until(now() + 100 * NS_PER_US);
		get_console(&info);
	}
	refuse();
	return info.pending != 2;
}

/* -- wait --------------------------------------------------------------------------------- */

static struct doer waiter[WAITERS], switcher;
static int foreground;

static void wait_for_2(void)
{
	check(ioctl(node, VT_WAITACTIVE, 2), "VT_WAITACTIVE");
}

/* To the end of the switch: VT_GETMODE waits for that. */
static void switch_to_it(void)
{
	struct vt_stat stat = { };
	struct vt_mode mode;

	check(ioctl(node, VT_ACTIVATE, foreground), "VT_ACTIVATE");
	while (stat.v_active != foreground)
		check(ioctl(node, VT_GETSTATE, &stat), "VT_GETSTATE");
	check(ioctl(node, VT_GETMODE, &mode), "VT_GETMODE");
}

/* On the other processor, and nothing else runs on this one meanwhile. */
static void go_to(int num)
{
	foreground = num;
	doer_do_at_once(&switcher);
}

static void go_to_2(void)
{
	go_to(2);
}

static void prepare_wait(void)
{
	doer_start(&switcher, ELSEWHERE, switch_to_it);
	for (int i = 0; i < WAITERS; i++)
		doer_start(&waiter[i], HERE, wait_for_2);
}

/* One after the other: each begins when the one before it waits. */
static void wait_all(void)
{
	for (int i = 0; i < WAITERS; i++)
		doer_tell(&waiter[i]);
}

static bool one_still_waits(void)
{
	bool lost = false;

	for (int i = 0; i < WAITERS; i++)
		lost |= !doer_is_done(&waiter[i]);
	go_to(1);
	return lost;
}

/* -- size --------------------------------------------------------------------------------- */

static struct doer sizer;
static _Atomic bool enough;

static void set_size(int rows)
{
	struct winsize ws = { .ws_row = rows, .ws_col = 80 };

	check(ioctl(attached, TIOCSWINSZ, &ws), "TIOCSWINSZ");
}

static void set_sizes(void)
{
	for (int rows = 30; !enough; rows ^= 1)
		set_size(rows);
}

static void set_size_between(void)
{
	enough = true;
	set_size(50);
}

static void set_more_sizes(void)
{
	enough = false;
	doer_tell(&sizer);
}

static void prepare_size(void)
{
	struct vtkbd_attach_req req = { .console = 1 };

	attached = ioctl(node, VTKBD_ATTACH, &req);
	check(attached, "VTKBD_ATTACH");
	doer_start(&sizer, HERE, set_sizes);
}

static bool sizes_differ(void)
{
	struct winsize tty, console;

	if (!doer_is_done(&sizer))
		fail("TIOCSWINSZ");
	check(ioctl(node, TIOCGWINSZ, &tty), "TIOCGWINSZ");
	check(ioctl(attached, TIOCGWINSZ, &console), "TIOCGWINSZ");
	return tty.ws_row != console.ws_row;
}

/* -- sak ---------------------------------------------------------------------------------- */

static void bind_sak(void)
{
	struct kbentry entry = { .kb_index = KEY_BOUND, .kb_value = SYM_SAK };

	check(ioctl(node, KDSKBENT, &entry), "KDSKBENT");
	check(ioctl(node, VT_LOCKSWITCH, 0), "VT_LOCKSWITCH");
}

/* It also allocates the console. No switch comes of it. */
static void take(int num)
{
	struct vt_setactivate process = {
		.console = num, .mode = {
			.mode = VT_PROCESS, .relsig = SIGWINCH, .acqsig = SIGWINCH,
		},
	};

	check(ioctl(node, VT_SETACTIVATE, &process), "VT_SETACTIVATE");
}

static bool is_taken(int num)
{
	struct vtkbd_console_info info = { .console = num };

	get_console(&info);
	return info.vtmode == VT_PROCESS;
}

static void press_all(void)
{
	struct vtkbd_send_key key = { .keycode = KEY_BOUND, .value = 1 };

	for (key.console = FIRST; key.console < FIRST + CONSOLES; key.console++) {
		take(key.console);
		check(ioctl(node, VTKBD_SEND_KEY, &key), "VTKBD_SEND_KEY");
	}
}

/*
 * VT_DISALLOCATE of a console sleeps with what the work of the next one waits for, once that has
 * begun.
 */
static void begin_next_lives(void)
{
	for (int i = 0; i < CONSOLES; i++) {
		check(ioctl(node, VT_DISALLOCATE, FIRST + i), "VT_DISALLOCATE");
		take(FIRST + i);
	}
}

static bool one_is_reset(void)
{
	bool reset = false;

	pause_ms(2);
	for (int i = 0; i < CONSOLES; i++) {
		reset |= !is_taken(FIRST + i);
		check(ioctl(node, VT_DISALLOCATE, FIRST + i), "VT_DISALLOCATE");
	}
	return reset;
}

/* -- sent --------------------------------------------------------------------------------- */

static struct doer sender;
static int calls;

static void send_sak(void)
{
	struct vtkbd_send_key key = { .console = FIRST, .keycode = KEY_BOUND, .value = 1 };

	check(ioctl(node, VTKBD_SEND_KEY, &key), "VTKBD_SEND_KEY");
}

static void prepare_sent(void)
{
	bind_sak();
	calls = open("/dev/atcall", O_RDONLY | O_CLOEXEC);
	check(calls, "/dev/atcall");
	doer_start(&sender, HERE, send_sak);
}

static void begin_to_send(void)
{
	take(FIRST);
	doer_tell(&sender);
	check(read(calls, NULL, 0), "/dev/atcall");
}

static void begin_next_life(void)
{
	check(ioctl(node, VT_DISALLOCATE, FIRST), "VT_DISALLOCATE");
	take(FIRST);
}

static bool it_is_reset(void)
{
	bool reset;

	if (!doer_is_done(&sender))
		fail("VTKBD_SEND_KEY");
	pause_ms(2);
	reset = !is_taken(FIRST);
	check(ioctl(node, VT_DISALLOCATE, FIRST), "VT_DISALLOCATE");
	return reset;
}

/* -- all of them -------------------------------------------------------------------------- */

static const struct order orders[] = {
	{ "again", become_owner, ask_for_2, refuse_and_ask, is_not_asked, 50 * NS_PER_US },
	{ "wait", prepare_wait, wait_all, go_to_2, one_still_waits, 300 * NS_PER_US },
	{ "size", prepare_size, set_more_sizes, set_size_between, sizes_differ, 50 * NS_PER_US },
	{ "sak", bind_sak, press_all, begin_next_lives, one_is_reset, 0 },
	{ "sent", prepare_sent, begin_to_send, begin_next_life, it_is_reset, 0 },
};

static bool goes_wrong(const void *data)
{
	const struct order *order = data;

	order->begin();
	if (order->span)
		sleep_until(now() + random() % order->span);
	order->between();
	return order->wrong();
}

int main(int argc, char **argv)
{
	const struct order *order = NULL;

	for (size_t i = 0; argc == 4 && i < COUNT(orders); i++)
		if (!strcmp(orders[i].name, argv[1]))
			order = &orders[i];
	if (!order)
		return 2;
	srandom(atoi(argv[3]));
	node_prefix = "/dev/vtkbd";
	node = node_open(1, O_NOCTTY);
	be_first();
	order->prepare();
	try_often(goes_wrong, order, atoi(argv[2]));
	return 0;
}
