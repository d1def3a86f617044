// SPDX-License-Identifier: GPL-2.0
/* Calls besides ioctls: open, read, write, files of sysfs, and a keyboard that is plugged in. */
#include <linux/uinput.h>

#include "../../e2e/failslab.h"
#include "rows.h"

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
void walk_device(void)
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

void walk_files(void)
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
		walk(&(struct call){ .name = path, .make = call_file });
	}
}

void walk_open(void)
{
	walk(&(struct call){ .name = "open", .make = call_open, .undo = close_result });
}

void walk_write(void)
{
	walk(&(struct call){ .name = "write", .make = call_write });
	walk(&(struct call){ .name = "read", .make = call_read });
}
