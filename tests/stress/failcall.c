// SPDX-License-Identifier: GPL-2.0
/*
 * failcall GROUP...: makes each call of a group again and again while the kernel lets one
 * allocation fail: the first, then the second, until the call needs fewer. The groups are
 * open, ioctl, device, attach, write, files. A call that fails must say ENOMEM and must have
 * changed nothing that a getter tells. It prints a line a call:
 *
 *	KDSKBENT: 1 allocations, 1 ENOMEM
 *
 * and stops at the first that is wrong. Where ENOMEM is less than the number of allocations,
 * the call could do without. Needs CONFIG_FAILSLAB and /proc/self/fail-nth. Console 1 is in
 * the foreground; 9 is free.
 */
#include <linux/tiocl.h>
#include <linux/uinput.h>

#include "../e2e/failslab.h"
#include "failcall.h"

#define FREE_CON	9
#define NEW_MAP		200
#define MOST		200	/* allocations of a call */
#define SETTLE_TRIES	2000

static int fd, nth;
static int result_fd = -1;	/* of a call that returns one */

/* -- ioctls ----------------------------------------------------------------------- */

static union {
	struct kbentry entry;
	struct kbsentry string;
	struct kbdiacrs accents;
	struct kbdiacrsuc accentsuc;
	struct kbkeycode keycode;
	struct kbd_repeat repeat;
	struct vt_mode vtmode;
	struct vt_stat vtstat;
	struct vt_sizes sizes;
	struct vt_consize consize;
	struct vt_setactivate setactivate;
	struct vtkbd_seat_info seat;
	struct vtkbd_console_info console;
	struct vtkbd_history history;
	struct vtkbd_device_info device;
	struct vtkbd_attach_req attach;
	struct vtkbd_send_key key;
	struct winsize winsize;
	unsigned char bytes[8192];
	int number;
} arg;

static struct vtkbd_mode_change changes[8];
static char name[64];

struct row {
	const char *name;
	unsigned int cmd;
	long number;			/* the argument, if there is no prepare */
	void (*prepare)(void);		/* fills in arg */
	void (*undo)(void);		/* after a call that succeeded */
};

static void clear(void)
{
	memset(&arg, 0, sizeof(arg));
}

static void new_entry(void)
{
	arg.entry = (struct kbentry){ NEW_MAP, 30, K(KT_LATIN, 'z') };
}

static void new_entry_undo(void)
{
	struct kbentry entry = { NEW_MAP, 0, K_NOSUCHMAP };

	ioctl(fd, KDSKBENT, &entry);
}

static void new_string(void)
{
	arg.string.kb_func = 20;
	strcpy((char *)arg.string.kb_string, "a string of a failing call");
}

static void new_string_undo(void)
{
	struct kbsentry none = { .kb_func = 20 };

	ioctl(fd, KDSKBSENT, &none);
}

static struct kbdiacrsuc kept_accents;
static unsigned char kept_screen[256];
static unsigned short kept_uni[256];

static void fewer_accents(void)
{
	clear();
	arg.accents.kb_cnt = 1;
	arg.accents.kbdiacr[0] = (struct kbdiacr){ '`', 'A', 'X' };
}

static void fewer_accentsuc(void)
{
	clear();
	arg.accentsuc.kb_cnt = 1;
	arg.accentsuc.kbdiacruc[0] = (struct kbdiacruc){ '`', 'A', 0x3b1 };
}

static void accents_undo(void)
{
	ioctl(fd, KDSKBDIACRUC, &kept_accents);
}

static void other_screen(void)
{
	memset(arg.bytes, 'x', 512);
}

static void screen_undo(void)
{
	ioctl(fd, PIO_UNISCRNMAP, kept_uni);
	ioctl(fd, PIO_SCRNMAP, kept_screen);
}

static void scancode(void)
{
	clear();
	arg.keycode.scancode = 30;
}

static void no_repeat_change(void)
{
	arg.repeat = (struct kbd_repeat){ -1, -1 };
}

static void process_mode(void)
{
	arg.vtmode = (struct vt_mode){ .mode = VT_PROCESS, .relsig = 10, .acqsig = 12 };
}

static void process_mode_undo(void)
{
	struct vt_mode automatic = { .mode = VT_AUTO };

	ioctl(fd, VT_SETMODE, &automatic);
}

static void go_undo(void)
{
	ioctl(fd, VT_ACTIVATE, 1);
	ioctl(fd, VT_WAITACTIVE, 1);
}

static void to_two(void)
{
	clear();
	arg.setactivate.console = 2;
}

static void same_size(void)
{
	struct winsize now;

	clear();
	ioctl(fd, TIOCGWINSZ, &now);
	arg.sizes = (struct vt_sizes){ .v_rows = now.ws_row, .v_cols = now.ws_col };
}

static void same_consize(void)
{
	struct winsize now;

	clear();
	ioctl(fd, TIOCGWINSZ, &now);
	arg.consize.v_rows = now.ws_row;
	arg.consize.v_cols = now.ws_col;
}

static void other_winsize(void)
{
	arg.winsize = (struct winsize){ .ws_row = 30, .ws_col = 90 };
}

static struct winsize kept_size;

static void winsize_undo(void)
{
	ioctl(fd, TIOCSWINSZ, &kept_size);
}

static void one_console(void)
{
	clear();
	arg.console.console = 1;
	arg.console.last_size = sizeof(*changes);
	arg.console.last = (uintptr_t)changes;
}

static void history(void)
{
	clear();
	arg.history.console = 1;
	arg.history.change_size = sizeof(*changes);
	arg.history.room = COUNT(changes);
	arg.history.change = (uintptr_t)changes;
}

static void device(void)
{
	clear();
	arg.device.name = (uintptr_t)name;
	arg.device.name_room = sizeof(name);
}

static void release_all(void)
{
	clear();
	arg.key.console = 1;
}

static void free_console(void)
{
	clear();
	arg.attach.console = FREE_CON;
}

static void close_result(void)
{
	if (result_fd > 0)
		close(result_fd);
	result_fd = -1;
	ioctl(fd, VT_DISALLOCATE, FREE_CON);
}

static void blanked(void)
{
	clear();
	arg.bytes[0] = TIOCL_BLANKEDSCREEN;
}

static void shift_state(void)
{
	clear();
	arg.bytes[0] = TIOCL_GETSHIFTSTATE;
}

static void kbdmode_undo(void)
{
	ioctl(fd, KDSKBMODE, K_UNICODE);
}

static void kdmode_undo(void)
{
	ioctl(fd, KDSETMODE, KD_TEXT);
}

static void meta_undo(void)
{
	ioctl(fd, KDSKBMETA, K_ESCPREFIX);
}

static void led_undo(void)
{
	ioctl(fd, KDSETLED, 0xff);
}

static void flags_undo(void)
{
	ioctl(fd, KDSKBLED, 0);
}

static void lock_undo(void)
{
	ioctl(fd, VT_UNLOCKSWITCH, 0);
}

#define ARG(cmd, prepare, undo)	{ #cmd, cmd, 0, prepare, undo }
#define NUM(cmd, number, undo)	{ #cmd, cmd, number, NULL, undo }

static const struct row ioctls[] = {
	NUM(KIOCSOUND, 0, NULL), NUM(KDMKTONE, 0, NULL),
	ARG(KDGETLED, clear, NULL), NUM(KDSETLED, 3, led_undo),
	ARG(KDGKBTYPE, clear, NULL), NUM(KDSETMODE, KD_GRAPHICS, kdmode_undo),
	ARG(KDGETMODE, clear, NULL), ARG(KDGKBMODE, clear, NULL),
	NUM(KDSKBMODE, K_MEDIUMRAW, kbdmode_undo), ARG(KDGKBMETA, clear, NULL),
	NUM(KDSKBMETA, K_METABIT, meta_undo), ARG(KDGKBLED, clear, NULL),
	NUM(KDSKBLED, 0x22, flags_undo), ARG(GIO_SCRNMAP, clear, NULL),
	ARG(PIO_SCRNMAP, other_screen, screen_undo), ARG(GIO_UNISCRNMAP, clear, NULL),
	ARG(PIO_UNISCRNMAP, other_screen, screen_undo), ARG(KDGKBENT, clear, NULL),
	ARG(KDSKBENT, new_entry, new_entry_undo), ARG(KDGKBSENT, clear, NULL),
	ARG(KDSKBSENT, new_string, new_string_undo), ARG(KDGKBDIACR, clear, NULL),
	ARG(KDSKBDIACR, fewer_accents, accents_undo), ARG(KDGKBDIACRUC, clear, NULL),
	ARG(KDSKBDIACRUC, fewer_accentsuc, accents_undo), ARG(KDGETKEYCODE, scancode, NULL),
	NUM(KDSIGACCEPT, 10, NULL), ARG(KDKBDREP, no_repeat_change, NULL),
	ARG(VT_OPENQRY, clear, NULL), ARG(VT_GETMODE, clear, NULL),
	ARG(VT_SETMODE, process_mode, process_mode_undo), ARG(VT_GETSTATE, clear, NULL),
	NUM(VT_ACTIVATE, 2, go_undo), NUM(VT_WAITACTIVE, 1, NULL),
	NUM(VT_ACTIVATE, FREE_CON, go_undo),
	NUM(VT_DISALLOCATE, FREE_CON, NULL), ARG(VT_RESIZE, same_size, NULL),
	ARG(VT_RESIZEX, same_consize, NULL), NUM(VT_LOCKSWITCH, 0, lock_undo),
	NUM(VT_UNLOCKSWITCH, 0, NULL), ARG(VT_SETACTIVATE, to_two, go_undo),
	ARG(TIOCLINUX, blanked, NULL), ARG(TIOCLINUX, shift_state, NULL),
	ARG(TIOCSWINSZ, other_winsize, winsize_undo),
	ARG(VTKBD_GET_SEAT, clear, NULL), ARG(VTKBD_GET_CONSOLE, one_console, NULL),
	ARG(VTKBD_GET_HISTORY, history, NULL), ARG(VTKBD_GET_DEVICE, device, NULL),
	ARG(VTKBD_SEND_KEY, release_all, NULL),
};

static const struct row attaches[] = {
	ARG(VTKBD_ATTACH, free_console, close_result),
};

static const struct row *row;

static long call_ioctl(void)
{
	long ret = raw_ioctl(fd, row->cmd, row->prepare ? (unsigned long)&arg :
							  (unsigned long)row->number);

	if (row->cmd == VTKBD_ATTACH)
		result_fd = ret;
	return ret;
}

/* -- other calls ------------------------------------------------------------------- */

static int keyboard = -1;

/* An open that fails later has allocated its console, as with the real VT: so one that is. */
static long call_open(void)
{
	result_fd = open("/dev/vtkbd8", O_RDWR | O_NOCTTY | O_NONBLOCK);
	return result_fd;
}

static void prepare_device(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "failing" };

	keyboard = open("/dev/uinput", O_WRONLY);
	ioctl(keyboard, UI_SET_EVBIT, EV_KEY);
	ioctl(keyboard, UI_SET_EVBIT, EV_LED);
	ioctl(keyboard, UI_SET_KEYBIT, KEY_A);
	ioctl(keyboard, UI_SET_LEDBIT, LED_CAPSL);
	if (keyboard < 0 || ioctl(keyboard, UI_DEV_SETUP, &setup))
		fail("/dev/uinput");
}

/* The device is there although a handler could not connect; that handler goes without. */
static long call_device(void)
{
	return ioctl(keyboard, UI_DEV_CREATE);
}

static const char sequence[] = "\033c\033[?1h\033=\033[3q\033[?2004h\033[8;1;1t text \r\n";

static long call_write(void)
{
	return write(fd, sequence, sizeof(sequence) - 1);
}

static long call_read(void)
{
	char byte;
	long ret = read(fd, &byte, 1);

	return ret < 0 && errno == EAGAIN ? 0 : ret;
}

static const char *path, *text;

static long call_file(void)
{
	char answer[256];
	int file = open(path, text ? O_WRONLY : O_RDONLY);
	long ret = file < 0 ? file : text ? write(file, text, strlen(text)) :
					    read(file, answer, sizeof(answer));
	int err = errno;

	if (file >= 0)
		close(file);
	errno = err;
	return ret;
}

/* -- the walk ---------------------------------------------------------------------- */

static struct state before, after;

static __attribute__((noreturn)) void wrong(const char *what, int n, const char *why)
{
	printf("%s: allocation %d: %s\n", what, n, why);
	exit(1);
}

static void nothing(void)
{
}

/*
 * A tty that is closed is freed some time later, and its console in use until then, as with
 * the real VT: whether something becomes so in time.
 */
static int becomes(int (*so)(void))
{
	for (int tries = 0; tries < SETTLE_TRIES; tries++) {
		if (so())
			return 1;
		usleep(1000);
	}
	return 0;
}

static int as_before(void)
{
	state_get(fd, &after);
	return !memcmp(&before, &after, sizeof(before));
}

static unsigned short kept_use;

static unsigned short in_use(void)
{
	struct vt_stat now = { 0 };

	ioctl(fd, VT_GETSTATE, &now);
	return now.v_state;
}

static int only_ours_in_use(void)
{
	return in_use() == kept_use;
}

static void walk(const char *what, long (*call)(void), void (*prepare)(void),
		 void (*undo)(void))
{
	int n, left = 0, refused = 0;

	for (n = 1; !left; n++) {
		long ret;
		int err;

		if (n > MOST)
			wrong(what, n, "no end");
		prepare();
		if (!becomes(only_ours_in_use))
			wrong(what, n, "a closed console stays in use");
		state_get(fd, &before);
		set_countdown(nth, n);
		errno = 0;
		ret = call();
		err = errno;
		left = countdown(nth);
		set_countdown(nth, 0);
		if (ret >= 0 || left) {
			if (ret < 0)
				wrong(what, n, strerrorname_np(err));
			undo();
			continue;
		}
		refused++;
		if (err != ENOMEM)
			wrong(what, n, strerrorname_np(err));
		if (!becomes(as_before))
			wrong(what, n, "the state is another one");
	}
	printf("%s: %d allocations, %d ENOMEM\n", what, n - 2, refused);
}

static void walk_rows(const struct row *rows, size_t count)
{
	for (row = rows; row < rows + count; row++)
		walk(row->name, call_ioctl, row->prepare ?: nothing, row->undo ?: nothing);
}

static unsigned int keyboards(void)
{
	struct vtkbd_seat_info seat;

	ioctl(fd, VTKBD_GET_SEAT, &seat);
	return seat.keyboards;
}

static void device_undo(void)
{
	ioctl(keyboard, UI_DEV_DESTROY);
	close(keyboard);
}

/*
 * Not walk(): which handlers connect, the return value does not tell. Prints how often the
 * device came without vtkbd.
 */
static void walk_device(void)
{
	unsigned int there = keyboards(), without = 0;
	int n, left = 0, refused = 0;

	for (n = 1; !left; n++) {
		long ret;

		prepare_device();
		set_countdown(nth, n);
		ret = call_device();
		left = countdown(nth);
		set_countdown(nth, 0);
		if (ret)
			refused++;
		else if (keyboards() == there)
			without++;
		if (ret && errno != ENOMEM)
			wrong("device", n, strerrorname_np(errno));
		device_undo();
		if (keyboards() != there)
			wrong("device", n, "vtkbd still has it");
	}
	printf("UI_DEV_CREATE: %d allocations, %d ENOMEM, %u without vtkbd\n", n - 2, refused,
	       without);
}

static void walk_files(void)
{
	static const char *const files[][2] = {
		{ "/sys/module/vtkbd/parameters/grab", "0" },
		{ "/sys/module/vtkbd/parameters/cad", "signal" },
		{ "/sys/module/vtkbd/parameters/led_quiet_ms", "100" },
		{ "/sys/module/vtkbd/parameters/brl_timeout", "300" },
		{ "/sys/module/vtkbd/parameters/grab", NULL },
		{ "/sys/module/vtkbd/parameters/cad", NULL },
		{ "/sys/module/vtkbd/parameters/rules", NULL },
		{ "/sys/class/tty/vtkbd0/active", NULL },
		{ "/sys/class/tty/vtkbd0/active_tty", NULL },
		{ "/sys/class/tty/vtkbd1/kbdmode", NULL },
		{ "/sys/class/tty/vtkbd1/kdmode", NULL },
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		path = files[i][0];
		text = files[i][1];
		walk(path, call_file, nothing, nothing);
	}
}

static void walk_open(void)
{
	walk("open", call_open, nothing, close_result);
}

static void walk_ioctl(void)
{
	walk_rows(ioctls, COUNT(ioctls));
}

static void walk_attach(void)
{
	walk_rows(attaches, COUNT(attaches));
}

static void walk_write(void)
{
	walk("write", call_write, nothing, nothing);
	walk("read", call_read, nothing, nothing);
}

static void begin_all(void)
{
	nth = open("/proc/self/fail-nth", O_RDWR);
	fd = open("/dev/vtkbd1", O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || nth < 0)
		fail(fd < 0 ? "/dev/vtkbd1" : "/proc/self/fail-nth");
	if (ioctl(fd, TIOCGWINSZ, &kept_size) || ioctl(fd, KDGKBDIACRUC, &kept_accents) ||
	    ioctl(fd, GIO_SCRNMAP, kept_screen) || ioctl(fd, GIO_UNISCRNMAP, kept_uni))
		fail("state");
	kept_use = in_use();
	close(open("/dev/vtkbd2", O_RDWR | O_NOCTTY));
	close(open("/dev/vtkbd8", O_RDWR | O_NOCTTY));
	ioctl(fd, KDSKBMETA, K_ESCPREFIX);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*walk)(void);
	} groups[] = {
		{ "open", walk_open }, { "ioctl", walk_ioctl }, { "device", walk_device },
		{ "attach", walk_attach }, { "write", walk_write }, { "files", walk_files },
	};

	begin_all();
	for (int i = 1; i < argc; i++)
		for (size_t g = 0; g < COUNT(groups); g++)
			if (!strcmp(argv[i], groups[g].name))
				groups[g].walk();
	return end();
}
