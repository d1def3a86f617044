// SPDX-License-Identifier: GPL-2.0
/*
 * Keys that are pressed on the simulated machine. Lines of the world:
 *
 *   signal WAIT NUMBER         the wait of that number, from 1, is ended by a signal
 *   down KEYCODE               a key that is held on every keyboard
 *   device NODE GRABBER FLAGS DELAY PERIOD NAME  what vtkbd hears, in order; GRABBER - is nobody
 *
 * It is logged: "key PATH CODE VALUE" on a device, a packet each,
 * "send CONSOLE CODE VALUE" on a console; "has N keys" is a new device; "wait MS" is a
 * wait.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/input.h>
#include <linux/vtkbd.h>

#include "fake.h"

#define MAX_DEVICES	8

static struct {
	struct vtkbd_device_info device[MAX_DEVICES];
	char name[MAX_DEVICES][64];
	unsigned int nr_devices;
	int nr_waits, signal_wait, signal;
	int nr_keys;
	int event;
	struct input_event held;
	unsigned char down[KEY_CNT / 8];
	FILE *log;
} keyboard;

void keyboard_init(FILE *log)
{
	keyboard.log = log;
}

static int device_item(const char *line)
{
	struct vtkbd_device_info *d = &keyboard.device[keyboard.nr_devices];

	if (sscanf(line, "device %15s %15s %i %u %u %63[^\n]", d->node, d->grabber,
		   (int *)&d->flags, &d->delay_ms, &d->period_ms,
		   keyboard.name[keyboard.nr_devices]) != 6)
		return 0;
	if (!strcmp(d->grabber, "-"))
		*d->grabber = 0;
	return ++keyboard.nr_devices < MAX_DEVICES;
}

int get_device(unsigned int number, void *arg)
{
	struct vtkbd_device_info *info = arg, asked = *info;

	(void)number;
	if (asked.index >= keyboard.nr_devices)
		return -ENODEV;
	*info = keyboard.device[asked.index];
	info->index = asked.index;
	snprintf((char *)(uintptr_t)asked.name, asked.name_room, "%s", keyboard.name[asked.index]);
	return 0;
}

int keyboard_item(const char *line)
{
	unsigned int key;

	if (device_item(line))
		return 1;
	if (sscanf(line, "down %u", &key) == 1 && key < KEY_CNT) {
		keyboard.down[key / 8] |= 1u << key % 8;
		return 1;
	}
	return sscanf(line, "signal %d %d", &keyboard.signal_wait, &keyboard.signal) == 2;
}

int get_held(unsigned int number, void *arg)
{
	(void)number;
	memcpy(arg, keyboard.down, sizeof(keyboard.down));
	return sizeof(keyboard.down);
}

int send_key(unsigned int number, void *arg)
{
	const struct vtkbd_send_key *key = arg;

	(void)number;
	if (key->console > VTKBD_NR_CONSOLES || key->keycode > KEY_MAX || key->value > 2)
		return -EINVAL;
	fprintf(keyboard.log, "send %u %u %u\n", key->console, key->keycode, key->value);
	return 0;
}

int set_device(unsigned int number, void *arg)
{
	(void)number;
	(void)arg;
	return 0;
}

int set_key(unsigned int number, void *arg)
{
	(void)number;
	(void)arg;
	keyboard.nr_keys++;
	return 0;
}

int make_device(unsigned int number, void *arg)
{
	(void)number;
	(void)arg;
	fprintf(keyboard.log, "has %d keys\n", keyboard.nr_keys);
	return 0;
}

int fake_wait(unsigned int ms)
{
	int ended = ++keyboard.nr_waits == keyboard.signal_wait;

	if (ms || ended)
		fprintf(keyboard.log, "wait %u%s\n", ms, ended ? " signal" : "");
	return ended ? keyboard.signal : 0;
}

/* A key counts when the packet is complete, as for the input core's handlers. */
void log_event(const char *path, const void *data, size_t size)
{
	const struct input_event *event = data;

	if (size != sizeof(*event))
		fprintf(keyboard.log, "write %s SIZE-%zu\n", path, size);
	else if (event->type == EV_KEY && !keyboard.event++)
		keyboard.held = *event;
	else if (event->type == EV_SYN && keyboard.event == 1)
		fprintf(keyboard.log, "key %s %u %d\n", path, keyboard.held.code,
			keyboard.held.value);
	else
		fprintf(keyboard.log, "write %s EVENT-%u\n", path, event->type);
	if (size == sizeof(*event) && event->type == EV_SYN)
		keyboard.event = 0;
}
