// SPDX-License-Identifier: GPL-2.0
/*
 * userpages /dev/NODE CONSOLE: calls with user memory that ends where nothing is mapped. For
 * each size from none of the structure to all of it, the structure begins that many bytes
 * before an unmapped page: the result, and which bytes were written. It prints results of the
 * same kind together, and nothing that differs from run to run.
 */
#include <linux/keyboard.h>
#include <linux/vtkbd.h>

#include "blanker.h"

#ifndef VT_GETCONSIZECSRPOS
#define VT_GETCONSIZECSRPOS	_IOR('V', 0x10, unsigned short[4])
#endif
#ifndef TIOCL_GETBRACKETEDPASTE
#define TIOCL_GETBRACKETEDPASTE	18
#endif
#define LUT_END		(4 + 4 * sizeof(int))	/* of TIOCL_SELLOADLUT */

static unsigned long sum(const unsigned char *bytes, size_t len)
{
	unsigned long s = 5381;

	while (len--)
		s = s * 33 + *bytes++;
	return s & 0xffffffff;
}

/* All keyboard state that a structure of a set ioctl could change. */
static unsigned long state(int fd)
{
	static struct {
		struct kbsentry string;
		struct kbdiacrsuc accents;
		unsigned short uni[256];
		unsigned char screen[256];
		struct kbentry entry;
		struct vt_mode mode;
	} s;

	memset(&s, 0, sizeof(s));
	s.string.kb_func = 20;
	s.entry.kb_index = 30;
	ioctl(fd, KDGKBSENT, &s.string);
	ioctl(fd, KDGKBDIACRUC, &s.accents);
	ioctl(fd, GIO_UNISCRNMAP, s.uni);
	ioctl(fd, GIO_SCRNMAP, s.screen);
	ioctl(fd, KDGKBENT, &s.entry);
	ioctl(fd, VT_GETMODE, &s.mode);
	return sum((void *)&s, sizeof(s));
}

/* All of it where it can be read and not written. */
static void read_only(int fd, const char *name, unsigned int cmd, const void *wanted, size_t size)
{
	unsigned char *page = map_pages(1);
	long ret;

	memcpy(page, wanted, size);
	mprotect(page, sysconf(_SC_PAGESIZE), PROT_READ);
	ret = raw_ioctl(fd, cmd, (unsigned long)page);
	printf("  %s read-only: %ld %s\n", name, ret, errname());
}

/*
 * The first @want bytes of @wanted at the end of a page, then nothing mapped. Whether the state
 * is another one is printed for calls that fail only: no state is restored in between.
 */
static void edges(int fd, const char *name, unsigned int cmd, const void *wanted, size_t size,
		  size_t step)
{
	unsigned char *edge = page_end();
	struct run run = { .what = name };

	for (size_t there = 0; there <= size; there += step) {
		unsigned long before = state(fd);
		unsigned char *at = edge - there;
		long ret;
		const char *err;

		memcpy(at, wanted, there);
		ret = raw_ioctl(fd, cmd, (unsigned long)at);
		err = errname();
		run_add(&run, there / step, "%ld %s%s, bytes %s", ret, err,
			ret < 0 && state(fd) != before ? ", the state is another one" : "",
			memcmp(at, wanted, there) ? "written" : "as they were");
		if (there == size)
			printf("  %s answer %08lx\n", name, sum(at, there));
	}
	run_end(&run);
	read_only(fd, name, cmd, wanted, size);
}

#define EDGES(fd, cmd, object, step) \
	edges(fd, #cmd, cmd, &(object), sizeof(object), step)

/* How much of an array is written before the fault. */
static void partial(int fd, const char *name, unsigned int cmd, size_t there)
{
	unsigned char *edge = page_end();
	long ret;

	memset(edge - there, 0xa5, there);
	ret = raw_ioctl(fd, cmd, (unsigned long)(edge - there));
	printf("%s, %zu bytes mapped: %ld %s, they are %08lx\n", name, there, ret, errname(),
	       sum(edge - there, there));
}

static void get_arrays(int fd)
{
	for (size_t there = 0; there < 4; there++)
		partial(fd, "KDGKBDIACR", KDGKBDIACR, there);
	for (size_t there = 4; there <= sizeof(struct kbdiacrsuc); there += 127) {
		partial(fd, "KDGKBDIACR", KDGKBDIACR, there);
		partial(fd, "KDGKBDIACRUC", KDGKBDIACRUC, there);
	}
	for (size_t there = 0; there <= 512; there += 32) {
		partial(fd, "GIO_SCRNMAP", GIO_SCRNMAP, there);
		partial(fd, "GIO_UNISCRNMAP", GIO_UNISCRNMAP, there);
	}
}

/* With as many bytes as a function has, the rest of them 0; what it sets is what is set. */
static void subcodes(int fd)
{
	static const struct {
		const char *name;
		unsigned char sub;
		size_t size;
	} all[] = {
#define SUB(sub, size) { "TIOCLINUX " #sub, sub, size }
		SUB(TIOCL_UNBLANKSCREEN, 1), SUB(TIOCL_SELLOADLUT, LUT_END),
		SUB(TIOCL_GETSHIFTSTATE, 1), SUB(TIOCL_GETMOUSEREPORTING, 1),
		SUB(TIOCL_SETVESABLANK, 2), SUB(TIOCL_SETKMSGREDIRECT, 2),
		SUB(TIOCL_GETFGCONSOLE, 1), SUB(TIOCL_SCROLLCONSOLE, 8),
		SUB(TIOCL_BLANKSCREEN, 1), SUB(TIOCL_BLANKEDSCREEN, 1),
		SUB(TIOCL_UNBLANKSCREEN, 1), SUB(TIOCL_GETKMSGREDIRECT, 1),
		SUB(TIOCL_GETBRACKETEDPASTE, 1),
	};

	for (size_t i = 0; i < COUNT(all); i++) {
		unsigned char bytes[LUT_END] = { all[i].sub };

		edges(fd, all[i].name, TIOCLINUX, bytes, all[i].size, 1);
	}
}

/* An address that faults is found before it waits, one that cannot be written after that. */
static void waiting(int fd)
{
	struct vt_event event = { .event = VT_EVENT_BLANK };

	blanker_begin(&fd);
	EDGES(fd, VT_WAITEVENT, event, 1);
	blanker_end();
}

static void get_calls(int fd)
{
	struct kbentry entry = { 0, 30, 0 };
	struct kbsentry string = { .kb_func = 20 };
	struct kbkeycode keycode = { .scancode = 30 };
	struct kbd_repeat repeat = { -1, -1 };
	unsigned short position[4] = { 0 };
	int number = 0;
	char byte = 0;
	struct vt_mode mode;
	struct vt_stat stat;

	memset(&mode, 0, sizeof(mode));
	memset(&stat, 0, sizeof(stat));
	EDGES(fd, KDGKBENT, entry, 1);
	EDGES(fd, KDGETKEYCODE, keycode, 1);
	EDGES(fd, KDGKBSENT, string, 1);
	EDGES(fd, KDKBDREP, repeat, 1);
	EDGES(fd, KDGKBMODE, number, 1);
	EDGES(fd, KDGETMODE, number, 1);
	EDGES(fd, KDGKBMETA, number, 1);
	EDGES(fd, VT_OPENQRY, number, 1);
	EDGES(fd, KDGKBLED, byte, 1);
	EDGES(fd, KDGKBTYPE, byte, 1);
	EDGES(fd, KDGETLED, byte, 1);
	if (write(fd, "\033[H", 3) != 3)	/* the cursor is where vtkbd says that it is */
		fail("write");
	EDGES(fd, VT_GETCONSIZECSRPOS, position, 1);
	EDGES(fd, VT_GETMODE, mode, 1);
	EDGES(fd, VT_GETSTATE, stat, 1);
}

/* Set to what is set, or to what shows. Ends with the first state. */
static void set_calls(int fd)
{
	struct kbentry entry = { 0, 30, 0 };
	struct kbsentry string = { .kb_func = 20 }, kept_string = { .kb_func = 20 };
	struct kbdiacrs few = { .kb_cnt = 3, .kbdiacr = { { '`', 'A', 'X' } } };
	struct kbdiacrsuc kept, fewuc = { .kb_cnt = 3, .kbdiacruc = { { '`', 'A', 'Y' } } };
	unsigned short kept_uni[256], uni[256];
	unsigned char kept_screen[256], screen[256];
	struct kbkeycode keycode = { .scancode = 30 };

	ioctl(fd, KDGETKEYCODE, &keycode);
	ioctl(fd, KDGKBDIACRUC, &kept);
	ioctl(fd, GIO_UNISCRNMAP, kept_uni);
	ioctl(fd, GIO_SCRNMAP, kept_screen);
	ioctl(fd, KDGKBSENT, &kept_string);
	ioctl(fd, KDGKBENT, &entry);
	memset(string.kb_string, 's', 400);
	memset(uni, 'u', sizeof(uni));
	memset(screen, 'x', sizeof(screen));

	EDGES(fd, KDSKBENT, entry, 1);
	edges(fd, "KDSKBSENT", KDSKBSENT, &string, 402, 1);
	edges(fd, "KDSKBDIACR", KDSKBDIACR, &few, 4 + 3 * sizeof(struct kbdiacr), 1);
	edges(fd, "KDSKBDIACRUC", KDSKBDIACRUC, &fewuc, 4 + 3 * sizeof(struct kbdiacruc), 1);
	EDGES(fd, PIO_SCRNMAP, screen, 32);
	EDGES(fd, PIO_UNISCRNMAP, uni, 32);
	EDGES(fd, KDSETKEYCODE, keycode, 1);

	ioctl(fd, PIO_UNISCRNMAP, kept_uni);
	ioctl(fd, PIO_SCRNMAP, kept_screen);
	ioctl(fd, KDSKBDIACRUC, &kept);
	ioctl(fd, KDSKBSENT, &kept_string);
}

/* Console 1 is in the foreground and stays there; a size of 0 leaves it as it is. */
static void switching_calls(int fd)
{
	struct vt_setactivate setactivate = { .console = 1, .mode.mode = VT_AUTO };
	struct vt_mode mode = { .mode = VT_AUTO };
	struct vt_sizes sizes = { 0 };
	struct vt_consize consize = { 0 };

	EDGES(fd, VT_SETMODE, mode, 1);
	EDGES(fd, VT_SETACTIVATE, setactivate, 1);
	EDGES(fd, VT_RESIZE, sizes, 1);
	EDGES(fd, VT_RESIZEX, consize, 1);
}

static void write_and_read(int fd)
{
	unsigned char *edge = page_end();
	struct termios t, before;
	ssize_t ret;

	memset(edge - 10, ' ', 10);
	for (int there = 0; there <= 10; there += 5) {
		ret = write(fd, edge - there, 10);
		printf("write of 10, %d mapped: %zd %s\n", there, ret, ret < 0 ? errname() : "");
	}
	tcgetattr(fd, &before);
	t = before;
	cfmakeraw(&t);
	t.c_cc[VMIN] = 0;
	for (int there = 0; there <= 10; there += 5) {
		char bytes[] = "abcdefghij";

		tcsetattr(fd, TCSANOW, &t);
		tcflush(fd, TCIFLUSH);
		for (int i = 0; i < 10; i++)
			ioctl(fd, TIOCSTI, &bytes[i]);
		memset(edge - there, '-', there);
		errno = 0;
		ret = read(fd, edge - there, 10);
		printf("read of 10, %d mapped: %zd %s", there, ret, ret < 0 ? errname() : "");
		say_bytes("got", edge - there, there);
	}
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, &before);
}

/* What a reader of what programs write did not get because of its buffer, it gets next. */
static void attached(int fd)
{
	unsigned char *edge = page_end();
	struct vtkbd_attach_req req = { .console = node_num };
	char rest[64] = "";
	int reader = ioctl(fd, VTKBD_ATTACH, &req);
	ssize_t ret;

	if (reader < 0)
		fail("VTKBD_ATTACH");
	fcntl(reader, F_SETFL, O_NONBLOCK);
	while (read(reader, rest, sizeof(rest)) > 0)
		;
	if (write(fd, "0123456789", 10) != 10)
		fail("write");
	ret = read(reader, edge - 4, 10);
	printf("attached: %zd, %.4s", ret, edge - 4);
	memset(rest, 0, sizeof(rest));
	ret = read(reader, rest, sizeof(rest) - 1);
	printf(" then %zd, %s\n", ret, rest);
	errno = 0;
	ret = write(reader, edge - 4, 10);
	printf("attached write: %zd %s\n", ret, errname());
	close(reader);
}

/* What a structure of ours has the address of: @where in it. */
static void nested(int fd, const char *name, unsigned int cmd, void *object, __u64 *where,
		   size_t size)
{
	unsigned char *edge = page_end();
	struct run run = { .what = name };

	for (size_t there = 0; there <= size; there++) {
		long ret;

		*where = (uintptr_t)edge - there;
		ret = raw_ioctl(fd, cmd, (unsigned long)object);
		run_add(&run, there, "%ld %s", ret, errname());
	}
	run_end(&run);
}

static void nested_calls(int fd)
{
	struct vtkbd_console_info con = { .console = 1 };
	struct vtkbd_history history = { .console = 1, .room = 1 };
	struct vtkbd_device_info device = { 0 };

	ioctl(fd, KDSKBMODE, K_UNICODE);	/* so that there is a history */
	if (ioctl(fd, VTKBD_GET_DEVICE, &device))
		fail("VTKBD_GET_DEVICE");
	device.name_room = device.name_size;
	con.last_size = history.change_size = sizeof(struct vtkbd_mode_change);
	nested(fd, "VTKBD_GET_CONSOLE last", VTKBD_GET_CONSOLE, &con, (__u64 *)&con.last,
	       con.last_size);
	nested(fd, "VTKBD_GET_HISTORY change", VTKBD_GET_HISTORY, &history,
	       (__u64 *)&history.change, history.change_size);
	printf("a name of %#x bytes\n", device.name_size);
	nested(fd, "VTKBD_GET_DEVICE name", VTKBD_GET_DEVICE, &device, (__u64 *)&device.name,
	       device.name_size);
}

static void reader_calls(int fd)
{
	struct vtkbd_attach_req req = { .console = node_num };
	struct vtkbd_output_info output = { 0 };
	struct winsize size = { 0 };
	int reader = ioctl(fd, VTKBD_ATTACH, &req);

	if (reader < 0)
		fail("VTKBD_ATTACH");
	EDGES(reader, VTKBD_GET_OUTPUT, output, 1);
	EDGES(reader, TIOCGWINSZ, size, 1);
	EDGES(reader, TIOCSWINSZ, size, 1);
	close(reader);
}

/* What is at the address is no rule: there is nothing to close. */
static void fault_calls(int fd)
{
	struct vtkbd_fault rule = { .what = VTKBD_FAULT_RELEASE, .act = VTKBD_FAULT_DROP };
	struct vtkbd_fault_req set = {
		.console = 2, .count = 1, .fault_size = sizeof(rule), .fault = (uintptr_t)&rule,
	}, get = { .count = 0 }, none = { .console = 64 };
	int faults = ioctl(fd, VTKBD_SET_FAULT, &set);
	unsigned char *edge = page_end();

	if (faults < 0)
		fail("VTKBD_SET_FAULT");
	EDGES(fd, VTKBD_SET_FAULT, none, 1);
	EDGES(faults, VTKBD_GET_FAULTS, get, 1);
	memset(edge - sizeof(rule), 0xff, sizeof(rule));
	nested(fd, "VTKBD_SET_FAULT fault", VTKBD_SET_FAULT, &set, (__u64 *)&set.fault,
	       sizeof(rule));
	get.count = 1;
	get.fault_size = sizeof(rule);
	nested(faults, "VTKBD_GET_FAULTS fault", VTKBD_GET_FAULTS, &get, (__u64 *)&get.fault,
	       sizeof(rule));
	close(faults);
}

/* The structures of <linux/vtkbd.h> whole and one byte short. */
static void own_calls(int fd)
{
	struct vtkbd_seat_info seat = { 0 };
	struct vtkbd_console_info con = { .console = 1 };
	struct vtkbd_history history = { .console = 1 };
	struct vtkbd_device_info device = { 0 };
	struct vtkbd_attach_req attach = { .console = 64 };
	struct vtkbd_send_key key = { .console = 1 };

	EDGES(fd, VTKBD_GET_SEAT, seat, 1);
	EDGES(fd, VTKBD_GET_CONSOLE, con, 1);
	EDGES(fd, VTKBD_GET_HISTORY, history, 1);
	EDGES(fd, VTKBD_GET_DEVICE, device, 1);
	EDGES(fd, VTKBD_ATTACH, attach, 1);
	EDGES(fd, VTKBD_SEND_KEY, key, 1);
	nested_calls(fd);
	reader_calls(fd);
	fault_calls(fd);
	attached(fd);
}

int main(int argc, char **argv)
{
	bool own = argc == 4;
	int fd = begin(own ? 3 : argc, argv);

	if (own) {
		own_calls(fd);
	} else {
		get_calls(fd);
		get_arrays(fd);
		subcodes(fd);
		waiting(fd);
		set_calls(fd);
		switching_calls(fd);
		write_and_read(fd);
	}
	return end();
}
