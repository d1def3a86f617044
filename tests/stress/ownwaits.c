// SPDX-License-Identifier: GPL-2.0
/*
 * ownwaits attached | pipe | grab | EVIOCGRAB | MODULE: what a signal does to calls of vtkbd's
 * own that wait, and to calls of the kernel's that are alike: a descriptor of VTKBD_ATTACH is
 * read and written as a pipe is, and the parameter `grab` waits for a device as EVIOCGRAB does.
 * Loading and unloading MODULE, which is not loaded, are like nothing else.
 */
#include <linux/vtkbd.h>

#include "../conformance/keyboard.h"
#include "waits.h"

#define CONSOLE		4
#define MUCH		(1 << 20)
#define N_NULL_NUM	27	/* N_NULL: takes no input */
#define GRAB		"/sys/module/vtkbd/parameters/grab"

static int node0, console = -1;
static int pipes[2][2];

/* -- calls ---------------------------------------------------------------------- */

/* More than fits: a signal leaves a part of it written. */
static long write_much(void)
{
	static char much[MUCH];
	long ret = write(writing, much, sizeof(much));

	return ret > 0 && ret < MUCH ? 1 : ret;
}

/* -- a pipe ---------------------------------------------------------------------- */

static void pipe_open(void)
{
	for (int i = 0; i < 2; i++)
		if (pipe2(pipes[i], O_CLOEXEC))
			fail("pipe");
	reading = pipes[0][0];
	writing = pipes[1][1];
}

static void pipe_close(void)
{
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			close(pipes[i][j]);
}

/* Until the call that waits for it has ended. */
static void empty(int fd)
{
	static char bytes[4096];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int ms = 0; ms < FOR_EVER_S * 1000 && !told->done; ms++)
		if (read(fd, bytes, sizeof(bytes)) <= 0)
			pause_ms(1);
}

static void fill(int fd)
{
	char bytes[64] = { 0 };
	int flags = fcntl(fd, F_GETFL);

	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	while (write(fd, bytes, sizeof(bytes)) > 0)
		;
	while (write(fd, bytes, 1) > 0)
		;
	fcntl(fd, F_SETFL, flags);
}

static void pipe_full(void)
{
	pipe_open();
	fill(writing);
}

static void pipe_fed(void)
{
	if (write(pipes[0][1], "x", 1) != 1)
		fail("pipe");
}

static void pipe_emptied(void)
{
	empty(pipes[1][0]);
}

static const struct wait pipe_waits[] = {
	{ "read", read_some, pipe_fed, pipe_open, pipe_close },
	{ "poll for input", poll_in, pipe_fed, pipe_open, pipe_close },
	{ "write, with no reader", write_some, pipe_emptied, pipe_full, pipe_close },
	{ "write, with a slow reader", write_some, pipe_emptied, pipe_full, pipe_close },
	{ "write, with a reader that takes nothing", write_some, pipe_emptied, pipe_full,
	  pipe_close },
	{ "write of much", write_much, pipe_emptied, pipe_open, pipe_close },
	{ "poll for output", poll_out, pipe_emptied, pipe_full, pipe_close },
};

/* -- a console ---------------------------------------------------------------------- */

/* What was written before is not read. */
static void attach(void)
{
	char bytes[256];
	struct vtkbd_attach_req req = { .console = CONSOLE };

	reading = ioctl(node0, VTKBD_ATTACH, &req);
	if (reading < 0)
		fail("VTKBD_ATTACH");
	writing = reading;
	fcntl(reading, F_SETFL, O_NONBLOCK);
	while (read(reading, bytes, sizeof(bytes)) > 0)
		;
	fcntl(reading, F_SETFL, 0);
}

static void console_open(void)
{
	console = node_open(CONSOLE, O_NOCTTY | O_NONBLOCK);
	make_raw(console);
	tcflush(console, TCIOFLUSH);
}

static void attach_open(void)
{
	console_open();
	attach();
}

static void attach_full(void)
{
	attach_open();
	fill(writing);
}

static void set_discipline(int num)
{
	if (ioctl(console, TIOCSETD, &num))
		fail("TIOCSETD");
}

static void attach_null(void)
{
	attach_open();
	set_discipline(N_NULL_NUM);
}

static void end_null(void)
{
	set_discipline(0);
	empty(console);
}

static void attach_close(void)
{
	if (console >= 0)
		close(console);
	console = -1;
	close(reading);
}

static void attach_fed(void)
{
	if (write(console, "x", 1) != 1)
		fail("console");
}

static void attach_emptied(void)
{
	empty(console);
}

static const struct wait attach_waits[] = {
	{ "read", read_some, attach_fed, attach_open, attach_close },
	{ "poll for input", poll_in, attach_fed, attach_open, attach_close },
	{ "write, with no reader", write_some, console_open, attach, attach_close },
	{ "write, with a slow reader", write_some, attach_emptied, attach_full, attach_close },
	{ "write, with a reader that takes nothing", write_some, end_null, attach_null,
	  attach_close },
	{ "write of much", write_much, attach_emptied, attach_open, attach_close },
	{ "poll for output", poll_out, attach_emptied, attach_full, attach_close },
};

/* -- a device whose lock is held ---------------------------------------------------- */

static int device, taker;
static pid_t flusher;

/* A keyboard with an effect: who closes it waits until its owner has answered. */
static void device_create(void)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "waits", .ff_effects_max = 1 };

	device = open("/dev/uinput", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (device < 0 || ioctl(device, UI_SET_EVBIT, EV_KEY) ||
	    ioctl(device, UI_SET_KEYBIT, KEY_K) || ioctl(device, UI_SET_EVBIT, EV_FF) ||
	    ioctl(device, UI_SET_FFBIT, FF_RUMBLE) || ioctl(device, UI_DEV_SETUP, &setup) ||
	    ioctl(device, UI_DEV_CREATE))
		fail("/dev/uinput");
}

static int device_node(void)
{
	char path[64], name[64];

	for (int num = 0; num < 64; num++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/input/event%d", num);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (ioctl(fd, EVIOCGNAME(sizeof(name)), name) > 0 && !strcmp(name, "waits"))
			return fd;
		close(fd);
	}
	fail("waits");
}

/* What the driver of a device does: it answers each request of the input core. */
static void answer_requests(bool (*more)(void))
{
	struct input_event event;

	while (more()) {
		if (read(device, &event, sizeof(event)) != sizeof(event)) {
			pause_ms(1);
			continue;
		}
		if (event.type == EV_UINPUT && event.code == UI_FF_UPLOAD) {
			struct uinput_ff_upload up = { .request_id = event.value };

			ioctl(device, UI_BEGIN_FF_UPLOAD, &up);
			ioctl(device, UI_END_FF_UPLOAD, &up);
		} else if (event.type == EV_UINPUT && event.code == UI_FF_ERASE) {
			struct uinput_ff_erase erase = { .request_id = event.value };

			ioctl(device, UI_BEGIN_FF_ERASE, &erase);
			ioctl(device, UI_END_FF_ERASE, &erase);
		}
	}
}

static volatile bool *uploaded;

static bool not_uploaded(void)
{
	return !*uploaded;
}

static bool flusher_lives(void)
{
	return state_of(flusher) != 'Z';
}

/* Closing it erases the effect under the device's lock. */
static void upload_and_close(void)
{
	struct ff_effect effect = { .type = FF_RUMBLE, .id = -1 };
	int fd = device_node();

	if (ioctl(fd, EVIOCSFF, &effect))
		fail("EVIOCSFF");
	*uploaded = true;
	close(fd);
}

static void device_hold(void)
{
	*uploaded = false;
	device_create();
	taker = device_node();
	fflush(stdout);
	flusher = fork();
	if (!flusher) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		upload_and_close();
		_exit(0);
	}
	answer_requests(not_uploaded);
	await_asleep(flusher);
}

static void device_let_go(void)
{
	answer_requests(flusher_lives);
}

static void set_grab(const char *text)
{
	int fd = open(GRAB, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, 1) != 1)
		fail(GRAB);
	close(fd);
}

static void device_end(void)
{
	device_let_go();
	waitpid(flusher, NULL, 0);
	close(taker);
	close(device);
}

static void grab_end(void)
{
	device_end();
	set_grab("0");
}

static long grab(void)
{
	int fd = open(GRAB, O_WRONLY | O_CLOEXEC);

	return write(fd, "1", 1) == 1 ? 0 : -1;
}

static long evdev_grab(void)
{
	return ioctl(taker, EVIOCGRAB, 1);
}

static const struct wait grab_waits[] = {
	{ "grab", grab, device_let_go, device_hold, grab_end },
};
static const struct wait evdev_waits[] = {
	{ "grab", evdev_grab, device_let_go, device_hold, device_end },
};

/* -- loading and unloading ------------------------------------------------------------ */

static const char *module;
static pid_t loader;

static long load(void)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC);

	return syscall(SYS_finit_module, fd, "", 0);
}

static long unload(void)
{
	return syscall(SYS_delete_module, "vtkbd", O_NONBLOCK);
}

static void do_load(void)
{
	load();
}

static long open_node(void)
{
	return open("/dev/vtkbd1", O_RDONLY | O_NOCTTY | O_CLOEXEC) < 0 ? -1 : 0;
}

/* Its nodes are there before it hears keyboards. */
static bool has_nodes(void)
{
	return !access("/dev/vtkbd1", F_OK);
}

static void hold_loaded(void)
{
	if (load())
		fail(module);
	device_hold();
}

static void hold_loading(void)
{
	device_hold();
	loader = waiting_child(do_load);
	while (!has_nodes())
		pause_ms(1);
}

static bool nothing_waits(void)
{
	return flusher_lives() || (loader && state_of(loader) != 'Z');
}

static void loading_let_go(void)
{
	answer_requests(nothing_waits);
}

/* Whether it hears the device that was held, too. */
static void loading_end(void)
{
	struct vtkbd_seat_info seat = { 0 };
	int fd;

	device_let_go();
	if (loader)
		waitpid(loader, NULL, 0);
	loader = 0;
	fd = open("/dev/vtkbd1", O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && !ioctl(fd, VTKBD_GET_SEAT, &seat))
		printf("  loaded, %u keyboards\n", seat.keyboards);
	else
		puts("  not loaded");
	close(fd);
	while (unload() && errno != ENOENT)
		pause_ms(1);
	device_end();
}

static const struct wait module_waits[] = {
	{ "load", load, device_let_go, device_hold, loading_end, has_nodes },
	{ "unload", unload, device_let_go, hold_loaded, loading_end },
	{ "open while it loads", open_node, loading_let_go, hold_loading, loading_end },
};

/* -- all of them --------------------------------------------------------------------- */

static const struct {
	const char *name;
	const struct wait *waits;
	size_t count;
} kinds[] = {
	{ "attached", attach_waits, COUNT(attach_waits) },
	{ "pipe", pipe_waits, COUNT(pipe_waits) },
	{ "grab", grab_waits, COUNT(grab_waits) },
	{ "EVIOCGRAB", evdev_waits, COUNT(evdev_waits) },
};

int main(int argc, char **argv)
{
	uploaded = mmap(NULL, sizeof(*uploaded), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (argc != 2 || uploaded == MAP_FAILED)
		return 2;
	module = argv[1];
	if (*module == '/') {
		interrupt_all(module_waits, COUNT(module_waits), NULL);
		return end();
	}
	node_prefix = "/dev/vtkbd";
	node0 = node_open(0, O_NOCTTY);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(argv[1], kinds[i].name)) {
			interrupt_all(kinds[i].waits, kinds[i].count, NULL);
			return end();
		}
	return 2;
}
