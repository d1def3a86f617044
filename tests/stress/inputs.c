// SPDX-License-Identifier: GPL-2.0
/*
 * inputs input01|...|input06: a device of uinput and who reads it by evdev, with vtkbd loaded:
 * the events are there once each, as without it. Named after LTP's input tests, which are about
 * the same. Prints what is wrong, or `ok`.
 *
 *	input01	moves of a mouse are read as they were sent
 *	input02	while a program has grabbed the mouse, no other reads it
 *	input03	clicks of the right button are read at /dev/input/mice
 *	input04	a move by nothing is no event
 *	input05	nor are moves of a device that has no axes
 *	input06	a held key repeats
 */
#include <linux/uinput.h>
#include <poll.h>

#include "../conformance/transcript.h"

#define EVENTS	20
#define NAME	"vtkbd inputs"

static int device;

static __attribute__((noreturn)) void wrong(const char *what, long value)
{
	printf("%s: %ld\n", what, value);
	exit(1);
}

static void send_event(int type, int code, int value)
{
	const struct input_event event = { .type = type, .code = code, .value = value };

	if (write(device, &event, sizeof(event)) != sizeof(event))
		fail("uinput");
}

static void move(int x, int y)
{
	send_event(EV_REL, REL_X, x);
	send_event(EV_REL, REL_Y, y);
	send_event(EV_SYN, SYN_REPORT, 0);
}

static void button(int code, int value)
{
	send_event(EV_KEY, code, value);
	send_event(EV_SYN, SYN_REPORT, 0);
}

/* -- the device -------------------------------------------------------------------- */

static void create(int button_code, bool axes, bool repeats)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = NAME };

	device = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
	if (device < 0)
		fail("/dev/uinput");
	ioctl(device, UI_SET_EVBIT, EV_KEY);
	ioctl(device, UI_SET_KEYBIT, button_code);
	if (axes) {
		/* What /dev/input/mice takes for a mouse. */
		ioctl(device, UI_SET_KEYBIT, BTN_LEFT);
		ioctl(device, UI_SET_EVBIT, EV_REL);
		ioctl(device, UI_SET_RELBIT, REL_X);
		ioctl(device, UI_SET_RELBIT, REL_Y);
	}
	if (repeats)
		ioctl(device, UI_SET_EVBIT, EV_REP);
	if (ioctl(device, UI_DEV_SETUP, &setup) || ioctl(device, UI_DEV_CREATE))
		fail("UI_DEV_CREATE");
}

/* Its node: the one whose name it is. */
static int read_device(void)
{
	char path[64], name[64];

	for (int num = 0; num < 64; num++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/input/event%d", num);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (ioctl(fd, EVIOCGNAME(sizeof(name)), name) > 0 && !strcmp(name, NAME))
			return fd;
		close(fd);
	}
	fail(NAME);
}

/* The next event within a second; false if there is none. */
static bool next(int fd, struct input_event *event, int wait_ms)
{
	struct pollfd ask = { .fd = fd, .events = POLLIN };

	return poll(&ask, 1, wait_ms) == 1 && read(fd, event, sizeof(*event)) == sizeof(*event);
}

static void expect(int fd, int type, int code, int value)
{
	struct input_event event;

	if (!next(fd, &event, 1000))
		wrong("no event of type", type);
	if (event.type != type || event.code != code || event.value != value)
		wrong("another event, of type", event.type);
}

static void expect_nothing(int fd)
{
	struct input_event event;

	if (next(fd, &event, 300))
		wrong("an event that nobody sent, of type", event.type);
}

/* -- the tests ------------------------------------------------------------------------- */

static void input01(void)
{
	int fd;

	create(BTN_LEFT, true, false);
	fd = read_device();
	for (int i = 0; i < EVENTS; i++)
		move(10 + i, 1);
	for (int i = 0; i < EVENTS; i++) {
		expect(fd, EV_REL, REL_X, 10 + i);
		expect(fd, EV_REL, REL_Y, 1);
		expect(fd, EV_SYN, SYN_REPORT, 0);
	}
	expect_nothing(fd);
}

static void input02(void)
{
	int other, grabber;

	create(BTN_LEFT, true, false);
	other = read_device();
	grabber = read_device();
	if (ioctl(grabber, EVIOCGRAB, 1))
		fail("EVIOCGRAB");
	move(3, 4);
	expect(grabber, EV_REL, REL_X, 3);
	expect_nothing(other);
	if (ioctl(grabber, EVIOCGRAB, 0))
		fail("EVIOCGRAB");
	move(5, 6);
	expect(other, EV_REL, REL_X, 5);
}

static void input03(void)
{
	unsigned char packet[3];
	unsigned int clicks = 0, down = 0;
	struct pollfd ask = { .events = POLLIN };

	create(BTN_RIGHT, true, false);
	ask.fd = open("/dev/input/mice", O_RDONLY | O_CLOEXEC);
	if (ask.fd < 0)
		fail("/dev/input/mice");
	for (int i = 0; i < 2 * EVENTS; i++) {
		button(BTN_RIGHT, ~i & 1);
		usleep(2000);
		while (poll(&ask, 1, i == 2 * EVENTS - 1 ? 300 : 0) == 1 &&
		       read(ask.fd, packet, sizeof(packet)) == sizeof(packet)) {
			clicks += down && !(packet[0] & 2);
			down = packet[0] & 2;
		}
	}
	if (clicks != EVENTS)
		wrong("clicks", clicks);
}

static void input04(void)
{
	int fd;

	create(BTN_LEFT, true, false);
	fd = read_device();
	for (int i = 0; i < EVENTS; i++)
		move(0, 0);
	expect_nothing(fd);
}

static void input05(void)
{
	int fd;

	create(BTN_LEFT, false, false);
	fd = read_device();
	for (int i = 0; i < EVENTS; i++)
		move(10, 10);
	expect_nothing(fd);
}

static void input06(void)
{
	struct input_event event;
	unsigned int repeats = 0;
	int fd;

	create(KEY_X, false, true);
	fd = read_device();
	button(KEY_X, 1);
	usleep(700000);
	button(KEY_X, 0);
	while (next(fd, &event, 1000) && !(event.type == EV_KEY && !event.value))
		repeats += event.type == EV_KEY && event.value == 2;
	if (!repeats)
		wrong("repeats", repeats);
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "input01", input01 }, { "input02", input02 }, { "input03", input03 },
	{ "input04", input04 }, { "input05", input05 }, { "input06", input06 },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < COUNT(tests); i++)
		if (!strcmp(tests[i].name, argv[1])) {
			tests[i].run();
			puts("ok");
			return 0;
		}
	return 2;
}
