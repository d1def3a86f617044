// SPDX-License-Identifier: GPL-2.0
/* The ioctls of <linux/vtkbd.h>, and those of the descriptors that they return. */
#include <linux/input-event-codes.h>

#include "rows.h"

static struct vtkbd_mode_change changes[8];
static char name[64];
static struct vtkbd_fault rules[2] = {
	{ .what = VTKBD_FAULT_RELEASE, .act = VTKBD_FAULT_DROP },
	{ .what = VTKBD_FAULT_ACQUIRE, .act = VTKBD_FAULT_DROP },
};
static int reader = -1, faults = -1;

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

static void press(void)
{
	release_all();
	arg.key.keycode = KEY_A;
	arg.key.value = 1;
}

static void press_undo(void)
{
	release_all();
	ioctl(fd, VTKBD_SEND_KEY, &arg);
	tcflush(fd, TCIFLUSH);
}

static void free_console(void)
{
	clear();
	arg.attach.console = FREE_CON;
}

static void attach(void)
{
	struct vtkbd_attach_req req = { .console = 1 };

	clear();
	if (reader < 0)
		reader = ioctl(fd, VTKBD_ATTACH, &req);
	if (reader < 0)
		fail("VTKBD_ATTACH");
}

static void detach(void)
{
	close(reader);
	reader = -1;
}

static void some_rules(void)
{
	clear();
	arg.fault.console = FREE_CON;
	arg.fault.count = COUNT(rules);
	arg.fault.fault_size = sizeof(*rules);
	arg.fault.fault = (uintptr_t)rules;
}

static void set_rules(void)
{
	some_rules();
	if (faults < 0)
		faults = ioctl(fd, VTKBD_SET_FAULT, &arg);
	if (faults < 0)
		fail("VTKBD_SET_FAULT");
}

static void end_rules(void)
{
	close(faults);
	faults = -1;
}

/* TIOCSWINSZ with 0 and 0 leaves the size as it is. */
#define READER(cmd)	{ ROW(#cmd, cmd, attach, detach), .on = &reader }

static const struct row rows[] = {
	ARG(VTKBD_GET_SEAT, clear, NULL), ARG(VTKBD_GET_CONSOLE, one_console, NULL),
	ARG(VTKBD_GET_HISTORY, history, NULL), ARG(VTKBD_GET_DEVICE, device, NULL),
	ARG(VTKBD_SEND_KEY, release_all, NULL), ARG(VTKBD_SEND_KEY, press, press_undo),
	READER(VTKBD_GET_OUTPUT), READER(TIOCGWINSZ), READER(TIOCSWINSZ),
	{ ROW("VTKBD_GET_FAULTS", VTKBD_GET_FAULTS, set_rules, end_rules), .on = &faults },
};

static const struct row attaches[] = {
	ARG(VTKBD_ATTACH, free_console, close_result),
	ARG(VTKBD_SET_FAULT, some_rules, close_result),
};

const struct table own_table = TABLE(rows), attach_table = TABLE(attaches);
