// SPDX-License-Identifier: GPL-2.0
/*
 * races NAME PREFIX SEED SECONDS STEPS: one of the races that broke the kernel's own keyboard, see
 * tests/stress/bugs.py. The checkers of the kernel judge; a racer only fails if a call
 * answers what it never may.
 */
#include <poll.h>

#include "race.h"

#define OTHER		7	/* a console that comes and goes */
#define KEY_OF_SAK	KEY_F13	/* which Debian's keymap does not bind */
/* <linux/keyboard.h> and <sys/wait.h> do not go together. */
#define SYM(type, value)	((type) << 8 | (value))
#define TYPE_FN		1
#define SYM_SAK		SYM(2, 15)
#define SYM_NO_MAP	SYM(2, 127)

static void may(int ret, int err, const char *what)
{
	if (ret && errno != err)
		fail(what);
}

static void set_entry(int table, int index, int value)
{
	struct kbentry entry = { table, index, value };

	if (ioctl(console(), KDSKBENT, &entry))
		fail("KDSKBENT");
}

/* -- strings and maps under who types --------------------------------------------------- */

static void bind_functions(void)
{
	for (int i = 0; i < 8; i++)
		set_entry(0, KEY_F13 + i, SYM(TYPE_FN, 12 + i));
}

/* Mostly the same few, so that they meet. */
static int some_function(void)
{
	return one_in(8) ? random() % 256 : random() % 3;
}

static void set_string(void)
{
	static const int lengths[] = { 511, 1, 0, 300, 2 };
	struct kbsentry entry = { .kb_func = some_function() };

	memset(entry.kb_string, 'a' + random() % 26, lengths[random() % COUNT(lengths)]);
	if (ioctl(console(), KDSKBSENT, &entry))
		fail("KDSKBSENT");
}

static void get_string(void)
{
	struct kbsentry entry = { .kb_func = some_function() };

	if (ioctl(console(), KDGKBSENT, &entry))
		fail("KDGKBSENT");
	if (strspn((char *)entry.kb_string, (char[]){ entry.kb_string[0], 0 }) !=
	    strlen((char *)entry.kb_string) && entry.kb_string[0] != '\033') {
		errno = EILSEQ;		/* half of one string, half of another */
		fail("KDGKBSENT");
	}
}

static void press_functions(void)
{
	int i = random() % 18;

	keyboard_tap(board(), i < 10 ? KEY_F1 + i : KEY_F13 + i - 10);
}

static void make_and_remove_map(void)
{
	int table = one_in(2) ? (int)(random() % 5) : (int)(16 + random() % 240);

	for (int i = random() % 4; i >= 0; i--)
		set_entry(table, KEY_A + random() % 9, SYM(11, 'q'));
	set_entry(table, 0, SYM_NO_MAP);
}

static void type_with_modifiers(void)
{
	static const int modifiers[] = { KEY_LEFTSHIFT, KEY_LEFTCTRL, KEY_RIGHTALT };
	int modifier = modifiers[random() % COUNT(modifiers)];

	keyboard_key(board(), modifier, 1);
	keyboard_tap(board(), KEY_A + random() % 9);
	keyboard_key(board(), modifier, 0);
}

static void get_entry(void)
{
	struct kbentry entry = { random() % 256, random() % 2, 0 };

	if (ioctl(console(), KDGKBENT, &entry))
		fail("KDGKBENT");
}

static void read_console(void)
{
	static bool raw;
	char bytes[4096];

	if (!raw)
		make_raw(console());
	raw = true;
	may(read(console(), bytes, sizeof(bytes)) < 0, EAGAIN, "read");
}

/* -- consoles that come and go ---------------------------------------------------------- */

/* A console that is just being hung up cannot be opened. */
static int try_open(int num, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s%d", node_prefix, num);
	fd = open(path, O_RDWR | O_CLOEXEC | flags);
	may(fd < 0, EIO, path);
	return fd;
}

static void open_and_close(int num)
{
	int fd = try_open(num, O_NOCTTY | O_NONBLOCK);

	if (one_in(4))
		sched_yield();
	close(fd);
}

static void open_1(void)
{
	open_and_close(1);
}

static void open_other(void)
{
	open_and_close(OTHER);
}

/* Everybody's descriptors of console 1 are dead then. */
static void hang_up(void)
{
	int fd = try_open(1, O_NONBLOCK);

	vhangup();
	close(fd);
}

static void hold_key(void)
{
	static bool down;

	keyboard_key(board(), KEY_A, down ? one_in(50) ? 0 : 2 : 1);
	down = !down || !one_in(50);
}

static void disallocate(void)
{
	may(ioctl(console(), VT_DISALLOCATE, one_in(8) ? 0 : OTHER), EBUSY, "VT_DISALLOCATE");
}

static void resize(void)
{
	struct vt_consize size = { .v_rows = 20 + random() % 30, .v_cols = 80 + random() % 50 };

	if (ioctl(console(), VT_RESIZEX, &size))
		fail("VT_RESIZEX");
}

static void look(void)
{
	struct vt_stat stat;
	int num = 0;

	if (ioctl(console(), VT_GETSTATE, &stat) || ioctl(console(), VT_OPENQRY, &num))
		fail("VT_GETSTATE");
	/* The racer has 1 open itself. */
	if (stat.v_active != 1 || !(stat.v_state & 1 << 1) || num < 2 || num > 63) {
		fprintf(stderr, "active %d, open %#x, free %d\n", stat.v_active,
			stat.v_state, num);
		exit(1);
	}
}

/* -- signals and stopped output --------------------------------------------------------- */

static void on_sigio(int signo)
{
	char bytes[256];

	(void)signo;
	while (read(console(), bytes, sizeof(bytes)) > 0)
		;
}

static void wait_for_sigio(void)
{
	int flags = O_RDWR | O_NONBLOCK;

	signal(SIGIO, on_sigio);
	if (fcntl(console(), F_SETOWN, getpid()) ||
	    fcntl(console(), F_SETFL, flags | O_ASYNC))
		fail("O_ASYNC");
	pause_ms(random() % 3);
	fcntl(console(), F_SETFL, flags);
}

static void stop_and_start(void)
{
	if (one_in(3)) {
		ioctl(console(), TCXONC, TCOOFF);
		ioctl(console(), TCXONC, TCOON);
	} else {
		keyboard_tap(board(), KEY_SCROLLLOCK);
	}
}

static void write_console(void)
{
	may(write(console(), "x\033[0q\033[1q\r\n", 12) < 0, EAGAIN, "write");
}

static void type(void)
{
	keyboard_tap(board(), KEY_A + random() % 9);
}

/* -- LEDs ------------------------------------------------------------------------------- */

static void plug(void)
{
	int fd = keyboard_open_with_leds();

	for (int i = random() % 4; i; i--)
		keyboard_tap(fd, KEY_CAPSLOCK);
	close(fd);
}

static void press_caps(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = keyboard_open_with_leds();
	keyboard_tap(fd, KEY_CAPSLOCK);
	pause_ms(random() % 20);
}

static void set_leds(void)
{
	if (ioctl(console(), KDSETLED, random() % 9))
		fail("KDSETLED");
}

/* -- text and graphics ------------------------------------------------------------------ */

static void set_kdmode(void)
{
	if (ioctl(console(), KDSETMODE, one_in(2) ? KD_GRAPHICS : KD_TEXT))
		fail("KDSETMODE");
}

static void switch_console(void)
{
	if (ioctl(console(), VT_ACTIVATE, one_in(2) ? 1 : 2))
		fail("VT_ACTIVATE");
	sched_yield();
}

/* -- SAK -------------------------------------------------------------------------------- */

/* Also for somebody who holds a modifier. */
static void bind_sak(void)
{
	static const unsigned char tables[] = { 0, 1, 2, 4 };
	int fd = node_open(2, O_NOCTTY);

	for (size_t i = 0; i < COUNT(tables); i++) {
		struct kbentry sak = { tables[i], KEY_OF_SAK, SYM_SAK };

		if (ioctl(fd, KDSKBENT, &sak))
			fail("KDSKBENT");
	}
	close(fd);
}

/* Has the console with its keyboard off, until somebody hangs it up. */
static __attribute__((noreturn)) void sit(int ready)
{
	struct pollfd console = { .events = POLLIN };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	signal(SIGHUP, SIG_IGN);
	console.fd = try_open(1, 0);
	if (ioctl(console.fd, KDSKBMODE, K_OFF) || write(ready, "", 1) != 1)
		_exit(1);
	while (!(console.revents & POLLHUP))
		poll(&console, 1, 20);
	_exit(1);
}

static pid_t seated(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC))
		fail("pipe");
	pid = fork();
	if (!pid)
		sit(ready[1]);
	close(ready[1]);
	if (read(ready[0], &byte, 1) < 0)
		fail("read");
	close(ready[0]);
	return pid;
}

/* Whether it was killed; it may also have ended because the console was hung up. */
static bool was_killed(pid_t pid)
{
	int status;

	for (int tries = 0; !waitpid(pid, &status, WNOHANG); tries++) {
		if (tries == 20000) {
			errno = ETIME;
			fail("who has the console lives");
		}
		pause_ms(1);
	}
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void until_mode(int mode)
{
	int now = -1;

	for (int tries = 0; now != mode; tries++) {
		int fd = try_open(1, O_NOCTTY | O_NONBLOCK);

		if (tries == 20000) {
			errno = ETIME;
			fail("the keyboard is not reset");
		}
		may(fd < 0 || ioctl(fd, KDGKBMODE, &now), EIO, "KDGKBMODE");
		close(fd);
		pause_ms(1);
	}
}

/*
 * One press kills who has the console, and gives the keyboard back. Half of the times the next
 * program has the console, and the next press comes, while this one is still carried out.
 */
static void kill_by_sak(void)
{
	bool killed;

	do {
		pid_t pid = seated();

		keyboard_tap(board(), KEY_OF_SAK);
		killed = was_killed(pid);
	} while (!killed);
	if (one_in(2))
		until_mode(K_UNICODE);
}

static const struct race races[] = {
	{ "strings", bind_functions, false, {
		{ "set", set_string }, { "get", get_string }, { "get too", get_string },
		{ "press", press_functions },
		{ "read", read_console } } },
	{ "maps", NULL, false, {
		{ "make", make_and_remove_map }, { "type", type_with_modifiers },
		{ "get", get_entry }, { "read", read_console } } },
	{ "hang-up", NULL, false, {
		{ "hold", hold_key }, { "open", open_1 }, { "hang up", hang_up } } },
	{ "sigio", NULL, false, {
		{ "wait", wait_for_sigio }, { "stop", stop_and_start },
		{ "write", write_console }, { "type", type } } },
	{ "leds", NULL, false, {
		{ "plug", plug }, { "press", press_caps }, { "set", set_leds } } },
	{ "kdmode", NULL, false, {
		{ "set", set_kdmode }, { "write", write_console }, { "switch", switch_console },
		{ "type", type } } },
	{ "disallocate", NULL, false, {
		{ "open", open_other }, { "open too", open_other },
		{ "disallocate", disallocate }, { "type", type } } },
	{ "resize", NULL, false, {
		{ "resize", resize }, { "open", open_other }, { "disallocate", disallocate } } },
	{ "look", NULL, false, {
		{ "look", look }, { "open", open_other }, { "open too", open_other },
		{ "disallocate", disallocate } } },
	{ "sak", bind_sak, true, {
		{ "sak", kill_by_sak }, { "open", open_1 }, { "hang up", hang_up },
		{ "type", type }, { "type too", type }, { "hold", hold_key },
		{ "modifiers", type_with_modifiers } } },
};

int main(int argc, char **argv)
{
	if (argc != 6)
		return 2;
	node_prefix = argv[2];
	srandom(atoi(argv[3]));
	for (size_t i = 0; i < COUNT(races); i++)
		if (!strcmp(argv[1], races[i].name)) {
			race_run(&races[i], atoi(argv[4]), atoi(argv[5]));
			return 0;
		}
	fprintf(stderr, "no race of that name: %s\n", argv[1]);
	return 2;
}
