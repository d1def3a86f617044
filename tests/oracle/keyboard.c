// SPDX-License-Identifier: GPL-2.0
/*
 * Input devices whose events the built-in keyboard and the module under test both
 * receive. They have every key, and no repeat by the input core, so that only events of
 * the script happen.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "side.h"

#define BURST_MAX	64

static int keyboards[NR_KEYBOARDS];

/*
 * The input core has room for some eight events of a device that is no touchscreen, and passes
 * on a longer packet in pieces. Between them the built-in keyboard may have switched consoles,
 * and vtkbd not yet.
 */
static int make_room(int fd)
{
	struct uinput_abs_setup axis = { ABS_MT_POSITION_X, { .maximum = 1 } };

	return ioctl(fd, UI_SET_EVBIT, EV_ABS) || ioctl(fd, UI_ABS_SETUP, &axis);
}

void keyboard_plug(unsigned int num)
{
	struct uinput_setup setup = { .id.bustype = BUS_VIRTUAL, .name = "typist" };
	int fd = open("/dev/uinput", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, UI_SET_EVBIT, EV_KEY))
		die("/dev/uinput: %s", strerror(errno));
	for (int code = KEY_ESC; code <= KEY_MAX; code++)
		if (ioctl(fd, UI_SET_KEYBIT, code))
			die("UI_SET_KEYBIT: %s", strerror(errno));
	if (make_room(fd) || ioctl(fd, UI_DEV_SETUP, &setup) || ioctl(fd, UI_DEV_CREATE))
		die("UI_DEV_CREATE: %s", strerror(errno));
	keyboards[num] = fd;
}

/* The input core releases held keys. */
void keyboard_unplug(unsigned int num)
{
	ioctl(keyboards[num], UI_DEV_DESTROY);
	close(keyboards[num]);
}

/* One packet of (code, value) pairs. */
void keyboard_send(unsigned int num, const uint32_t *pairs, unsigned int nr)
{
	struct input_event event[BURST_MAX + 1] = { 0 };
	ssize_t size = (nr + 1) * sizeof(event[0]);

	if (num >= NR_KEYBOARDS || nr > BURST_MAX)
		die("no keyboard %u, or no packet of %u keys", num, nr);
	for (unsigned int i = 0; i < nr; i++) {
		event[i].type = EV_KEY;
		event[i].code = pairs[2 * i];
		event[i].value = pairs[2 * i + 1];
	}
	event[nr].type = EV_SYN;
	event[nr].code = SYN_REPORT;
	if (write(keyboards[num], event, size) != size)
		die("uinput: %s", strerror(errno));
}
