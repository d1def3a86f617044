// SPDX-License-Identifier: GPL-2.0
/*
 * crowd SECONDS SEED [ROLE]...: everything at once, or what the roles say. Processes type on
 * keyboards of their own, plug others in and out, ask and change by every kind of ioctl, open
 * and close, attach, send, wait, and write parameters. What comes of it is not checked: the
 * kernel's checkers watch. Last a line of each process's role and how many steps it did.
 */
#include <sys/wait.h>	/* before the kernel's header, which defines the same names */
#include <glob.h>
#include <linux/keyboard.h>
#include <linux/tiocl.h>
#include <linux/vtkbd.h>
#include <sys/prctl.h>

#include "../conformance/keyboard.h"
#include "../conformance/switching.h"

#define CONSOLES	5
#define MODULE		"/sys/module/vtkbd/parameters/"
#define EVENTS		"/sys/kernel/debug/tracing/events/vtkbd/enable"

static int node[CONSOLES + 1];
static int keyboard;

static int any(int below)
{
	return random() % below;
}

static int console(void)
{
	return 1 + any(CONSOLES);
}

static int some_node(void)
{
	return node[any(CONSOLES + 1)];
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;	/* a grab may be refused */
	close(fd);
}

static void read_file(const char *path)
{
	char buf[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (read(fd, buf, sizeof(buf)) < 0)
		errno = 0;
	close(fd);
}

/* -- keys ----------------------------------------------------------------------- */

/* Without Scroll Lock, at which the built-in keyboard prints stacks, and Delete. */
static const int keys[] = {
	KEY_A, KEY_E, KEY_1, KEY_SPACE, KEY_ENTER, KEY_TAB, KEY_CAPSLOCK, KEY_NUMLOCK,
	KEY_KP1, KEY_KP4, KEY_F6, KEY_F7, KEY_UP, KEY_COMPOSE, KEY_APOSTROPHE, KEY_BRL_DOT1,
};
static const int modifiers[] = { KEY_LEFTSHIFT, KEY_LEFTCTRL, KEY_LEFTALT, KEY_RIGHTALT };

static void type(void)
{
	int modifier = modifiers[any(COUNT(modifiers))];

	if (!keyboard)
		keyboard = keyboard_open();
	if (any(8) == 0) {		/* another console */
		keyboard_key(keyboard, KEY_LEFTALT, 1);
		keyboard_tap(keyboard, any(3) ? KEY_F1 + any(CONSOLES) : KEY_RIGHT);
		keyboard_key(keyboard, KEY_LEFTALT, 0);
	}
	if (any(3) == 0)
		keyboard_key(keyboard, modifier, 1);
	for (int i = any(10); i >= 0; i--)
		keyboard_tap(keyboard, keys[any(COUNT(keys))]);
	keyboard_key(keyboard, modifier, 0);
	usleep(any(2000));
}

/* A keyboard with LEDs, a bell and repeat, pulled while a key of it is down. */
static void plug(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "plugged" };
	int fd = open("/dev/uinput", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		fail("/dev/uinput");
	ioctl(fd, UI_SET_EVBIT, EV_KEY);
	ioctl(fd, UI_SET_EVBIT, EV_REP);
	for (int key = KEY_ESC; key <= KEY_MICMUTE; key++)
		ioctl(fd, UI_SET_KEYBIT, key);
	ioctl(fd, UI_SET_KEYBIT, KEY_BRL_DOT1);
	ioctl(fd, UI_SET_EVBIT, EV_LED);
	for (int led = LED_NUML; led <= LED_SCROLLL; led++)
		ioctl(fd, UI_SET_LEDBIT, led);
	ioctl(fd, UI_SET_EVBIT, EV_SND);
	ioctl(fd, UI_SET_SNDBIT, SND_TONE);
	if (ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE))
		fail("UI_DEV_CREATE");
	for (int i = any(20); i >= 0; i--)
		keyboard_tap(fd, keys[any(COUNT(keys))]);
	keyboard_key(fd, KEY_B, 1);
	usleep(any(300000));
	close(fd);
}

static void send(void)
{
	struct vtkbd_send_key key = {
		.console = any(CONSOLES + 1), .value = any(3),
		.keycode = any(4) ? keys[any(COUNT(keys))] : any(2) ? KEY_SCROLLLOCK : KEY_RESERVED,
	};

	ioctl(node[0], VTKBD_SEND_KEY, &key);
}

/* -- questions ------------------------------------------------------------------ */

static void ask_old(int fd)
{
	static const int requests[] = {
		KDGKBMODE, KDGETMODE, KDGKBMETA, KDGKBLED, KDGETLED, KDGKBTYPE, KDGKBDIACRUC,
		KDGKBDIACR, GIO_SCRNMAP, GIO_UNISCRNMAP, VT_OPENQRY, VT_GETMODE, VT_GETSTATE,
	};
	char room[16384];

	ioctl(fd, requests[any(COUNT(requests))], room);
}

static void ask_table(int fd)
{
	struct kbentry entry = { .kb_table = any(16), .kb_index = any(128) };
	struct kbsentry string = { .kb_func = any(8) };
	struct kbd_repeat repeat = { 0 };
	unsigned int code[2] = { any(80) };

	ioctl(fd, KDGKBENT, &entry);
	ioctl(fd, KDGKBSENT, &string);
	ioctl(fd, KDKBDREP, &repeat);
	ioctl(fd, KDGETKEYCODE, code);
}

static void ask_tioclinux(int fd)
{
	static const char subcodes[] = {
		TIOCL_GETSHIFTSTATE, TIOCL_GETMOUSEREPORTING, TIOCL_GETFGCONSOLE,
		TIOCL_BLANKEDSCREEN, TIOCL_GETKMSGREDIRECT, TIOCL_BLANKSCREEN, TIOCL_UNBLANKSCREEN,
	};
	char arg[8] = { subcodes[any(COUNT(subcodes))] };

	ioctl(fd, TIOCLINUX, arg);
}

static void ask_ours(int fd)
{
	struct vtkbd_seat_info seat;
	struct vtkbd_mode_change changes[8];
	struct vtkbd_console_info info = { .console = any(CONSOLES + 1) };
	struct vtkbd_history history = {
		.console = any(CONSOLES + 1), .change_size = sizeof(changes[0]), .room = 8,
		.change = (uintptr_t)changes,
	};
	struct vtkbd_device_info device = { .index = any(5) };

	ioctl(fd, VTKBD_GET_SEAT, &seat);
	ioctl(fd, VTKBD_GET_CONSOLE, &info);
	ioctl(fd, VTKBD_GET_HISTORY, &history);
	ioctl(fd, VTKBD_GET_DEVICE, &device);
}

static void ask(void)
{
	static void (*const kinds[])(int fd) = { ask_old, ask_table, ask_tioclinux, ask_ours };

	kinds[any(COUNT(kinds))](some_node());
}

/* -- changes -------------------------------------------------------------------- */

static void change_number(int fd)
{
	static const struct { int request, below; } numbers[] = {
		{ KDSKBMODE, 5 }, { KDSETMODE, 2 }, { KDSKBMETA, 5 }, { KDSKBLED, 128 },
		{ KDSETLED, 9 }, { KDSIGACCEPT, 2 }, { KDMKTONE, 2000 }, { KIOCSOUND, 2000 },
		{ VT_ACTIVATE, CONSOLES + 1 }, { VT_RELDISP, 3 }, { VT_DISALLOCATE, CONSOLES + 9 },
	};
	int i = any(COUNT(numbers));

	ioctl(fd, numbers[i].request, any(numbers[i].below));
}

static void change_table(int fd)
{
	struct kbentry entry = { .kb_table = any(16), .kb_index = 84, .kb_value = 0xb00 + any(128) };
	struct kbentry gone = { .kb_table = 16 + any(100), .kb_value = K_NOSUCHMAP };
	struct kbsentry string = { .kb_func = 20 + any(8), .kb_string = "crowd" };
	struct kbdiacrsuc accents = { .kb_cnt = any(20) };
	unsigned short map[256];

	for (int i = 0; i < 256; i++)
		map[i] = i;
	ioctl(fd, KDSKBENT, &entry);
	ioctl(fd, KDSKBENT, &gone);
	ioctl(fd, KDSKBSENT, &string);
	ioctl(fd, KDSKBDIACRUC, &accents);
	ioctl(fd, PIO_UNISCRNMAP, map);
}

static void change_owner(int fd)
{
	struct vt_mode mode = {
		.mode = any(2) ? VT_PROCESS : VT_AUTO, .relsig = SIGUSR1, .acqsig = SIGUSR1,
	};

	ioctl(fd, VT_SETMODE, &mode);
	ioctl(fd, VT_RELDISP, 1);
	ioctl(node[0], any(3) ? VT_UNLOCKSWITCH : VT_LOCKSWITCH, 0);
}

static void change_size(int fd)
{
	struct vt_sizes all = { .v_rows = 20 + any(10), .v_cols = 80 };
	struct winsize ws = { .ws_row = 20 + any(10), .ws_col = 80 };

	ioctl(fd, any(2) ? VT_RESIZE : TIOCSWINSZ, any(2) ? (void *)&all : (void *)&ws);
}

static void change_repeat(int fd)
{
	struct kbd_repeat repeat = { .delay = 200 + any(100), .period = 20 + any(10) };

	ioctl(fd, KDKBDREP, &repeat);
}

static void set_repeat(void)
{
	change_repeat(node[0]);
}

static void change(void)
{
	static void (*const kinds[])(int fd) = {
		change_number, change_number, change_table, change_owner, change_size,
		change_repeat,
	};

	kinds[any(COUNT(kinds))](some_node());
	ioctl(node[0], VT_UNLOCKSWITCH, 0);
}

/* -- terminals ------------------------------------------------------------------ */

static void open_close(void)
{
	char path[32], buf[256];
	static const char text[] = "a\033[1q\033[?1000h\033[?1000l\033c\033%G\033[2;10]\a\033[13]";
	int fd;

	snprintf(path, sizeof(path), "/dev/vtkbd%d", any(4) ? console() : 6 + any(8));
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return;
	if (write(fd, text, any(sizeof(text))) < 0 || read(fd, buf, sizeof(buf)) < 0)
		errno = 0;
	if (any(4) == 0) {
		tcflow(fd, TCOOFF);
		tcflow(fd, TCOON);
	}
	close(fd);
	ioctl(node[0], VT_DISALLOCATE, any(2) ? 0 : 6 + any(8));
}

static void attach(void)
{
	struct vtkbd_attach_req req = { .console = console() };
	struct winsize ws = { .ws_row = 25, .ws_col = 80 };
	struct vtkbd_output_info info;
	int fd = ioctl(node[0], VTKBD_ATTACH, &req);
	char buf[512];

	if (fd < 0)
		return;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int i = any(20); i >= 0; i--) {
		if (read(fd, buf, sizeof(buf)) < 0 || write(fd, "attached", any(8)) < 0)
			errno = 0;
		ioctl(fd, VTKBD_GET_OUTPUT, &info);
		ioctl(fd, any(2) ? TIOCGWINSZ : TIOCSWINSZ, &ws);
	}
	close(fd);
}

/* Short delays: nobody is held up for long. */
static void fault(void)
{
	static const unsigned int calls[] = { KDSKBMODE, KDGKBMODE, VT_SETMODE, VT_RELDISP };
	struct vtkbd_fault rule[3] = {
		{ .what = VTKBD_FAULT_IOCTL, .act = any(2), .cmd = calls[any(COUNT(calls))],
		  .skip = any(3), .count = any(3) },
		{ .what = VTKBD_FAULT_RELEASE, .act = 1 + any(3), .count = any(3) },
		{ .what = VTKBD_FAULT_ACQUIRE, .act = 1 + any(3), .skip = any(2) },
	};
	struct vtkbd_fault_req req = {
		.console = any(CONSOLES + 1), .count = COUNT(rule), .fault_size = sizeof(*rule),
		.fault = (uintptr_t)rule,
	};
	int fd;

	for (size_t i = 0; i < COUNT(rule); i++) {
		rule[i].error = rule[i].act == VTKBD_FAULT_ERROR ? EIO : 0;
		rule[i].delay_ms = rule[i].act == VTKBD_FAULT_DELAY ? 1 + any(20) : 0;
	}
	fd = ioctl(node[0], VTKBD_SET_FAULT, &req);
	if (fd < 0)
		return;		/* that console has rules */
	usleep(any(20000));
	ioctl(fd, VTKBD_GET_FAULTS, &req);
	close(fd);
}

static void wait_for(void)
{
	struct vt_event event = { .event = VT_MAX_EVENT };

	interrupt_waits(true);
	if (any(2))
		ioctl(node[0], VT_WAITEVENT, &event);
	else
		ioctl(node[0], VT_WAITACTIVE, console());
}

/* -- files ---------------------------------------------------------------------- */

static void set_parameter(void)
{
	static const char *const wanted[][2] = {
		{ MODULE "grab", "1" }, { MODULE "grab", "0" }, { MODULE "cad", "ignore" },
		{ MODULE "cad", "signal" }, { MODULE "led_quiet_ms", "10" },
		{ MODULE "led_quiet_ms", "70" }, { MODULE "brl_timeout", "300" },
		{ MODULE "brl_timeout", "0" }, { MODULE "brl_nbchords", "1" },
		{ MODULE "brl_nbchords", "0" }, { EVENTS, "1" }, { EVENTS, "0" },
	};
	int i = any(COUNT(wanted));

	write_file(wanted[i][0], wanted[i][1]);
	usleep(any(5000));
}

static void read_files(void)
{
	static const char *const patterns[] = {
		MODULE "*", "/sys/class/tty/vtkbd0/*", "/sys/class/tty/vtkbd[1-9]/k*",
		"/proc/tty/drivers", "/proc/bus/input/*", "/sys/kernel/debug/tracing/trace",
	};
	glob_t found;

	if (glob(patterns[any(COUNT(patterns))], 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		read_file(found.gl_pathv[i]);
	globfree(&found);
}

/* -- all of them ---------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*step)(void);
} roles[] = {
	{ "type", type }, { "plug", plug }, { "send", send }, { "ask", ask }, { "change", change },
	{ "open", open_close }, { "attach", attach }, { "wait", wait_for }, { "set", set_parameter },
	{ "read", read_files }, { "repeat", set_repeat }, { "fault", fault },
};
static const char *everybody[] = {
	"type", "type", "type", "plug", "send", "ask", "ask", "change", "open", "attach", "wait",
	"set", "read", "fault",
};

static void (*step_of(const char *name))(void)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (!strcmp(name, roles[i].name))
			return roles[i].step;
	fail(name);
}

static __attribute__((noreturn)) void play(void (*step)(void), int seconds, unsigned int seed,
					   unsigned long *steps)
{
	time_t end = time(NULL) + seconds;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	srandom(seed);
	while (time(NULL) < end) {
		step();
		++*steps;
	}
	exit(0);
}

int main(int argc, char **argv)
{
	const char **who = argc > 3 ? (const char **)argv + 3 : everybody;
	int status, failed = 0, count = argc > 3 ? argc - 3 : (int)COUNT(everybody);
	unsigned long *steps = mmap(NULL, sizeof(*steps) * count, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (argc < 3 || steps == MAP_FAILED)
		fail("usage: crowd SECONDS SEED [ROLE]...");
	node_prefix = "/dev/vtkbd";
	for (int i = 0; i <= CONSOLES; i++)
		node[i] = node_open(i, O_NOCTTY);
	for (int i = 0; i < count; i++)
		if (fork() == 0)
			play(step_of(who[i]), atoi(argv[1]), atoi(argv[2]) * 100 + i, &steps[i]);
	while (wait(&status) > 0)
		failed += status != 0;
	write_file(MODULE "grab", "0");
	for (int i = 0; i < count; i++)
		printf("%s %lu\n", who[i], steps[i]);
	return failed;
}
