// SPDX-License-Identifier: GPL-2.0
/*
 * vtkbdctl on a machine that a text file describes: the tool's own code with
 * this device layer and main() in place of device_real and main.c. Each call of the
 * tool is logged. The fake returns results; the test checks the log.
 *
 * VTKBD_FAKE_WORLD names the file, VTKBD_FAKE_LOG the log. A world's lines:
 *
 *   now NS                    the time
 *   width COLUMNS             of the terminal; 0, the default, is a pipe
 *   colour 1                  it has colours
 *   user UID                  who runs the tool; root if not given
 *   flap N                    the Num Lock of console N changes each time it is read
 *   exists PATH               a file in sysfs
 *   seat KEY=VALUE...         struct vtkbd_seat_info
 *   console N KEY=VALUE...    struct vtkbd_console_info and its last change
 *   comm N HEX                of the last change
 *   fail REQUEST ERRNO        an ioctl
 *   repeats DELAY PERIOD      as KDKBDREP has them; 0 0 where no key repeats
 *   deaf                      KDSKBMODE succeeds and does nothing
 *   past N FROM TO AGO PID COMM  an entry of console N's history, oldest first
 *
 * and those of fake_nodes.c, fake_files.c, fake_line.c, fake_keymap.c and fake_keyboard.c.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/uinput.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "fake.h"
#include "system/device.h"
#include "tool.h"

#define MAX_ITEMS	80

/* As the module. */
#define KEPT	16
#define RUN	8

struct failure {
	char request[32];
	int error;
	int left;	/* how often; below 0: always */
};

static struct {
	unsigned long long now;
	int width;
	int colour;
	uid_t user;
	unsigned int flapping;
	int deaf;
	struct vtkbd_seat_info seat;
	struct vtkbd_console_info con[VTKBD_NR_CONSOLES + 1];
	struct vtkbd_mode_change last[VTKBD_NR_CONSOLES + 1];
	struct {
		unsigned int count;
		struct vtkbd_mode_change change[KEPT];
	} past[VTKBD_NR_CONSOLES + 1];
	unsigned int relsig, lights, delay, period;
	struct failure failure[MAX_ITEMS + 1];
	char exists[MAX_ITEMS + 1][64];
	int nr_failures, nr_exists;
	FILE *log;
} world;

/* In place of the C library's, which would be of whoever runs the tests. */
uid_t geteuid(void)
{
	return world.user;
}

void die(const char *what)
{
	fprintf(stderr, "fake: bad world: %s\n", what);
	exit(99);
}

static void read_object(char *line)
{
	char *word = strtok(line, " ");
	unsigned int n = 0;

	if (strcmp(word, "seat"))
		n = atoi(strtok(NULL, " "));
	while ((word = strtok(NULL, " ")))
		if (n)
			set_console_field(&world.con[n], &world.last[n], word);
		else
			set_seat_field(&world.seat, word);
}

static int read_past(const char *line)
{
	struct vtkbd_mode_change c = { .cause = VTKBD_CAUSE_IOCTL };
	unsigned int n, from, to;
	unsigned long long ago;

	if (sscanf(line, "past %u %u %u %llu %d %15s", &n, &from, &to, &ago, &c.pid, c.comm) != 6)
		return 0;
	c.from = from;
	c.to = to;
	c.when_ns = world.now - ago * 1000000000ull;
	world.past[n].change[world.past[n].count++] = c;
	return 1;
}

static int read_item(const char *line)
{
	struct failure *f = &world.failure[world.nr_failures];
	char hex[40];
	unsigned int n;

	f->left = -1;
	if (sscanf(line, "fail %31s %d %d", f->request, &f->error, &f->left) >= 2)
		return world.nr_failures++ < MAX_ITEMS;
	if (sscanf(line, "exists %63s", world.exists[world.nr_exists]) == 1)
		return world.nr_exists++ < MAX_ITEMS;
	if (sscanf(line, "comm %u %32s", &n, hex) == 2) {
		set_comm(&world.last[n], hex);
		return 1;
	}
	if (!strcmp(line, "deaf"))
		return world.deaf = 1;
	if (line_item(line) || read_past(line) || node_item(line) || keymap_item(line) || keyboard_item(line))
		return 1;
	if (file_item(line) ||
	    sscanf(line, "repeats %u %u", &world.delay, &world.period) == 2 ||
	    sscanf(line, "relsig %u", &world.relsig) == 1 ||
	    sscanf(line, "lights %u", &world.lights) == 1)
		return 1;
	return sscanf(line, "now %llu", &world.now) == 1 ||
	       sscanf(line, "width %d", &world.width) == 1 ||
	       sscanf(line, "colour %d", &world.colour) == 1 ||
	       sscanf(line, "user %u", &world.user) == 1 ||
	       sscanf(line, "flap %u", &world.flapping) == 1;
}

static void read_world(const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	char line[512];

	if (!file)
		die("VTKBD_FAKE_WORLD");
	for (unsigned int i = 1; i <= VTKBD_NR_CONSOLES; i++) {
		world.con[i].console = i;
		world.con[i].vtmode = VT_AUTO;
		world.con[i].kbdmode = K_UNICODE;
		world.con[i].modeflags = VTKBD_M_REPEAT;
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "seat ", 5) || !strncmp(line, "console ", 8))
			read_object(line);
		else if (!read_item(line))
			die(line);
	}
	fclose(file);
}

static struct vtkbd_console_info *console_of(unsigned int number)
{
	if (number > VTKBD_NR_CONSOLES)
		return NULL;
	return &world.con[number ? number : world.seat.foreground];
}

static int get_console(unsigned int unused, void *arg)
{
	struct vtkbd_console_info *info = arg;
	struct vtkbd_console_info *con = console_of(info->console);

	(void)unused;
	if (!con)
		return -EINVAL;
	if (world.flapping == con->console)
		con->ledflags ^= 2;	/* Num Lock */
	if (info->last_size)
		memcpy((void *)(uintptr_t)info->last, &world.last[con->console], info->last_size);
	*info = *con;
	return 0;
}

static int get_history(unsigned int unused, void *arg)
{
	struct vtkbd_history *history = arg;
	unsigned int number = history->console ? history->console : world.seat.foreground;
	unsigned int kept = world.past[number].count;

	(void)unused;
	history->console = number;
	history->kept = kept;
	history->count = kept < history->room ? kept : history->room;
	history->run = RUN;
	history->nr_changes = world.con[number].nr_changes;
	memcpy((void *)(uintptr_t)history->change,
	       &world.past[number].change[kept - history->count],
	       history->count * sizeof(*world.past[number].change));
	return 0;
}

static int get_seat(unsigned int unused, void *arg)
{
	(void)unused;
	memcpy(arg, &world.seat, sizeof(world.seat));
	return 0;
}

static int get_kbdmode(unsigned int number, void *arg)
{
	*(int *)arg = console_of(number)->kbdmode;
	return 0;
}

static int set_kbdmode(unsigned int number, void *arg)
{
	if ((unsigned long)arg > K_OFF)
		return -EINVAL;
	if (!world.deaf)
		console_of(number)->kbdmode = (unsigned long)arg;
	return 0;
}

static int get_kdmode(unsigned int number, void *arg)
{
	*(int *)arg = console_of(number)->kdmode;
	return 0;
}

static int get_vtmode(unsigned int number, void *arg)
{
	*(struct vt_mode *)arg = (struct vt_mode) {
		.mode = console_of(number)->vtmode, .relsig = world.relsig,
	};
	return 0;
}

static int get_leds(unsigned int number, void *arg)
{
	const struct vtkbd_console_info *con = console_of(number);

	*(char *)arg = con->ledflags | con->default_leds << 4;
	return 0;
}

static int get_lights(unsigned int number, void *arg)
{
	(void)number;
	*(char *)arg = world.lights;
	return 0;
}

static int get_meta(unsigned int number, void *arg)
{
	*(int *)arg = console_of(number)->modeflags & VTKBD_M_META ? K_ESCPREFIX : K_METABIT;
	return 0;
}

static int get_state(unsigned int number, void *arg)
{
	(void)number;
	*(struct vt_stat *)arg = (struct vt_stat) { .v_active = world.seat.foreground };
	return 0;
}

/* There is nothing to attach to: a test lets it fail. */
static int attach(unsigned int number, void *arg)
{
	(void)number;
	(void)arg;
	return -EIO;
}

static int find_free(unsigned int unused, void *arg)
{
	(void)unused;
	*(int *)arg = -1;
	for (int n = VTKBD_NR_CONSOLES; n > 0; n--)
		if (!(world.con[n].flags & VTKBD_F_OPEN))
			*(int *)arg = n;
	return 0;
}

static int get_keymap_entry(unsigned int number, void *arg)
{
	return get_entry(console_of(number)->kbdmode, arg);
}

static int set_kdmode(unsigned int number, void *arg)
{
	console_of(number)->kdmode = (unsigned long)arg;
	return 0;
}

static int set_vtmode(unsigned int number, void *arg)
{
	console_of(number)->vtmode = ((struct vt_mode *)arg)->mode;
	return 0;
}

static int done(unsigned int number, void *arg)
{
	(void)number;
	(void)arg;
	return 0;
}

/* The kernel returns what the last keyboard repeats with, and zeroes without one. */
static int get_repeat(unsigned int number, void *arg)
{
	struct kbd_repeat *repeat = arg;

	(void)number;
	if (repeat->delay > 0 || repeat->period > 0)
		return -EINVAL;
	*repeat = (struct kbd_repeat) { world.delay, world.period };
	return 0;
}

static int get_shift(unsigned int number, void *arg)
{
	char *what = arg;

	(void)number;
	if (*what != 6)
		return -EINVAL;
	*what = world.seat.shift_state;
	return 0;
}

static const struct {
	unsigned long request;
	const char *name;
	const char *only;
	int (*answer)(unsigned int number, void *arg);
} requests[] = {
	{ VTKBD_GET_SEAT,	"VTKBD_GET_SEAT",	"vtkbd", get_seat },
	{ VTKBD_GET_CONSOLE,	"VTKBD_GET_CONSOLE",	"vtkbd", get_console },
	{ VTKBD_ATTACH,		"VTKBD_ATTACH",		"vtkbd", attach },
	{ VT_OPENQRY,		"VT_OPENQRY",		"vtkbd", find_free },
	{ KDGKBMODE,		"KDGKBMODE",		NULL, get_kbdmode },
	{ KDSKBMODE,		"KDSKBMODE",		NULL, set_kbdmode },
	{ KDGETMODE,		"KDGETMODE",		NULL, get_kdmode },
	{ VT_GETMODE,		"VT_GETMODE",		NULL, get_vtmode },
	{ KDGKBLED,		"KDGKBLED",		NULL, get_leds },
	{ KDGKBMETA,		"KDGKBMETA",		NULL, get_meta },
	{ VT_GETSTATE,		"VT_GETSTATE",		NULL, get_state },
	{ VTKBD_SEND_KEY,	"VTKBD_SEND_KEY",	"vtkbd", send_key },
	{ UI_SET_EVBIT,		"UI_SET_EVBIT",		"uinput", set_device },
	{ UI_SET_KEYBIT,	"UI_SET_KEYBIT",	"uinput", set_key },
	{ UI_DEV_SETUP,		"UI_DEV_SETUP",		"uinput", set_device },
	{ UI_DEV_CREATE,	"UI_DEV_CREATE",	"uinput", make_device },
	{ VTKBD_GET_DEVICE,	"VTKBD_GET_DEVICE",	"vtkbd", get_device },
	{ VTKBD_GET_HISTORY,	"VTKBD_GET_HISTORY",	"vtkbd", get_history },
	{ KDGETLED,		"KDGETLED",		NULL, get_lights },
	{ KDGKBENT,		"KDGKBENT",		NULL, get_keymap_entry },
	{ KDGKBSENT,		"KDGKBSENT",		NULL, get_string },
	{ KDGKBDIACRUC,		"KDGKBDIACRUC",		NULL, get_accents },
	{ GIO_UNISCRNMAP,	"GIO_UNISCRNMAP",	NULL, get_screen_map },
	{ TIOCLINUX,		"TIOCLINUX",		NULL, get_shift },
	{ EVIOCGKEY(KEY_CNT / 8), "EVIOCGKEY",		"evdev", get_held },
	{ KDSETMODE,		"KDSETMODE",		NULL, set_kdmode },
	{ VT_SETMODE,		"VT_SETMODE",		NULL, set_vtmode },
	{ VT_RELDISP,		"VT_RELDISP",		NULL, done },
	{ VT_DISALLOCATE,	"VT_DISALLOCATE",	NULL, done },
	{ TCGETS,		"TCGETS",		NULL, get_termios },
	{ TCXONC,		"TCXONC",		NULL, set_flow },
	{ VT_ACTIVATE,		"VT_ACTIVATE",		NULL, done },
	{ VT_UNLOCKSWITCH,	"VT_UNLOCKSWITCH",	NULL, done },
	{ KDKBDREP,		"KDKBDREP",		NULL, get_repeat },
	{ TCSETS,		"TCSETS",		NULL, done },
};

/* The kernel's own foreground console is in sysfs, too. */
static long read_file(const char *path, char *buf, size_t size)
{
	if (!strcmp(path, "/sys/class/tty/tty0/active"))
		return snprintf(buf, size, "tty%u\n", world.seat.foreground);
	return fake_read(path, buf, size);
}

static int failure_of(const char *request)
{
	for (int i = 0; i < world.nr_failures; i++) {
		struct failure *f = &world.failure[i];

		if (!strcmp(f->request, request) && f->left) {
			f->left -= f->left > 0;
			return -f->error;
		}
	}
	return 0;
}

static int fake_ioctl(int fd, unsigned long request, void *arg)
{
	const struct node *node = node_of(fd);
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		if (requests[i].request != request)
			continue;
		fprintf(world.log, "ioctl %s %s\n", node->path, requests[i].name);
		err = failure_of(requests[i].name);
		if (err)
			return err;
		if (requests[i].only && strcmp(requests[i].only, node->kind))
			return -ENOTTY;
		return requests[i].answer(node->console, arg);
	}
	fprintf(world.log, "ioctl %s UNKNOWN-%#lx\n", node->path, request);
	return -ENOTTY;
}

static bool fake_exists(const char *path)
{
	for (int i = 0; i < world.nr_exists; i++)
		if (!strcmp(world.exists[i], path))
			return true;
	return fake_exists_file(path);
}

static uint64_t fake_now(void)
{
	return world.now;
}

/* An escape character as ^. */
static const char *written(const char *data, size_t size)
{
	static char text[256];

	for (size_t i = 0; i < size; i++)
		text[i] = data[i] == '\033' ? '^' : data[i];
	text[size] = 0;
	return text;
}

static int fake_write(int fd, const void *data, size_t size)
{
	const struct node *node = node_of(fd);

	if (failure_of("write"))
		return failure_of("write");
	if (!strcmp(node->kind, "vt") || !strcmp(node->kind, "vtkbd"))
		fprintf(world.log, "write %s %s\n", node->path, written(data, size));
	else
		log_event(node->path, data, size);
	return 0;
}

static const struct device_ops fake_ops = {
	.open = fake_open,
	.ioctl = fake_ioctl,
	.close = fake_close,
	.exists = fake_exists,
	.read = read_file,
	.link = fake_link,
	.list = fake_list,
	.device = fake_device,
	.devices = fake_devices,
	.now = fake_now,
	.write = fake_write,
	.wait = fake_wait,
	.nap = fake_nap,
	.takes_output = fake_takes_output,
	.peek = fake_peek,
};

int main(int argc, char **argv)
{
	struct tool tool = { .ops = &fake_ops, .out = stdout, .err = stderr };
	const char *log = getenv("VTKBD_FAKE_LOG");

	line_init();
	read_world(getenv("VTKBD_FAKE_WORLD"));
	world.log = log ? fopen(log, "we") : NULL;
	if (!world.log)
		die("VTKBD_FAKE_LOG");
	setvbuf(world.log, NULL, _IOLBF, 0);	/* a process of the tool's may write, too */
	nodes_init(world.log);
	keyboard_init(world.log);
	tool.width = world.width;
	tool.colour = world.colour;
	return vtkbdctl_run(&tool, argc, argv);
}
