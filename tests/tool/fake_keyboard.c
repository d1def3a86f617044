// SPDX-License-Identifier: GPL-2.0
/*
 * A world's lines about keys:
 *
 *   keysym MAP KEYCODE VALUE   an entry of a keymap, which is there from then on
 *   accent ACCENT BASE RESULT  an entry of the compose table
 *   screenmap BYTE CHARACTER   another character than the byte's own
 *   signal WAIT NUMBER         the wait of that number, from 1, is ended by a signal
 *
 * What is pressed is logged: "key PATH CODE VALUE" on a device, a packet each,
 * "send CONSOLE CODE VALUE" on a console; "has N keys" tells of a new device;
 * "wait MS" is how long nothing was done.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/input.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vtkbd.h>

#include "fake_keyboard.h"

static struct {
	int has_map[MAX_NR_KEYMAPS];
	unsigned short keysym[MAX_NR_KEYMAPS][NR_KEYS];
	struct kbdiacrsuc accents;
	unsigned short screen_map[E_TABSZ];
	int nr_waits, signal_wait, signal;
	int nr_keys;
	int event;
	struct input_event held;
	FILE *log;
} keyboard;

void keyboard_init(FILE *log)
{
	keyboard.log = log;
	for (int i = 0; i < E_TABSZ; i++)
		if (!keyboard.screen_map[i])
			keyboard.screen_map[i] = 0xf000 | i;
}

static void add_map(unsigned int map)
{
	keyboard.has_map[map] = 1;
	for (int i = 0; i < NR_KEYS; i++)
		keyboard.keysym[map][i] = K_HOLE;
}

static int add_keysym(unsigned int map, unsigned int keycode, unsigned int value)
{
	if (map >= MAX_NR_KEYMAPS || keycode >= NR_KEYS)
		return 0;
	if (!keyboard.has_map[map])
		add_map(map);
	keyboard.keysym[map][keycode] = value;
	return 1;
}

static int add_accent(unsigned int accent, unsigned int base, unsigned int result)
{
	struct kbdiacruc *a = &keyboard.accents.kbdiacruc[keyboard.accents.kb_cnt++];

	*a = (struct kbdiacruc) { accent, base, result };
	return keyboard.accents.kb_cnt < 256;
}

int keyboard_line(const char *line)
{
	unsigned int a, b, c;

	if (sscanf(line, "keysym %u %u %u", &a, &b, &c) == 3)
		return add_keysym(a, b, c);
	if (sscanf(line, "accent %u %u %u", &a, &b, &c) == 3)
		return add_accent(a, b, c);
	if (sscanf(line, "screenmap %u %u", &a, &b) == 2 && a < E_TABSZ) {
		keyboard.screen_map[a] = b;
		return 1;
	}
	return sscanf(line, "signal %d %d", &keyboard.signal_wait, &keyboard.signal) == 2;
}

int get_keysym(unsigned int number, void *arg)
{
	struct kbentry *entry = arg;

	(void)number;
	if (!keyboard.has_map[entry->kb_table])
		entry->kb_value = entry->kb_index ? K_HOLE : K_NOSUCHMAP;
	else
		entry->kb_value = keyboard.keysym[entry->kb_table][entry->kb_index];
	return 0;
}

int get_accents(unsigned int number, void *arg)
{
	(void)number;
	memcpy(arg, &keyboard.accents, sizeof(keyboard.accents));
	return 0;
}

int get_screen_map(unsigned int number, void *arg)
{
	(void)number;
	memcpy(arg, keyboard.screen_map, sizeof(keyboard.screen_map));
	return 0;
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
