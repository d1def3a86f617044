// SPDX-License-Identifier: GPL-2.0
/*
 * Presses and releases. Which keys is decided by a command.
 */
#include <errno.h>
#include <linux/uinput.h>
#include <linux/vtkbd.h>
#include <string.h>

#include "console/source.h"
#include "keys/chord.h"
#include "keys/keyboard.h"
#include "keys/names.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define UINPUT		"/dev/uinput"

/*
 * A new keyboard's keys reach consoles at once, but a display server only after udev has
 * announced it and the server has opened it. Events that it has not read when the keyboard
 * is removed are lost.
 */
#define SETTLE_MS	200

/*
 * A program's evdev buffer has room for 64 events, a key takes two, and what does
 * not fit is lost with all before it. Thus one that reads with each frame of a
 * display, 16 ms, finds 18 events at most.
 */
#define PACE_MS		2

static int write_event(const struct keyboard *kb, int type, int code, int value)
{
	struct input_event event = { .type = type, .code = code, .value = value };
	int err = kb->tool->ops->write(kb->fd, &event, sizeof(event));

	if (err)
		return complain(kb->tool, "%s: %s", kb->node.s, device_reason(-err));
	return 0;
}

static int uinput_key(struct keyboard *kb, unsigned int keycode, int value)
{
	if (write_event(kb, EV_KEY, keycode, value))
		return -1;
	return write_event(kb, EV_SYN, SYN_REPORT, 0);
}

static int uinput_ioctl(const struct keyboard *kb, unsigned long request, const char *name,
			unsigned long arg)
{
	int err = kb->tool->ops->ioctl(kb->fd, request, (void *)arg);

	if (err)
		return complain(kb->tool, "%s: %s: %s", kb->node.s, name, device_reason(-err));
	return 0;
}

/* Every key there is, and repeats as any keyboard has them while a key is held. */
static int uinput_create(const struct keyboard *kb)
{
	struct uinput_setup setup = {
		.id = { .bustype = BUS_VIRTUAL },
		.name = "vtkbdctl",
	};

	if (uinput_ioctl(kb, UI_SET_EVBIT, "UI_SET_EVBIT", EV_KEY) ||
	    uinput_ioctl(kb, UI_SET_EVBIT, "UI_SET_EVBIT", EV_REP))
		return -1;
	for (unsigned int keycode = 0; keycode <= KEY_MAX; keycode++)
		if (key_is_keyboards(keycode) &&
		    uinput_ioctl(kb, UI_SET_KEYBIT, "UI_SET_KEYBIT", keycode))
			return -1;
	if (uinput_ioctl(kb, UI_DEV_SETUP, "UI_DEV_SETUP", (unsigned long)&setup))
		return -1;
	return uinput_ioctl(kb, UI_DEV_CREATE, "UI_DEV_CREATE", 0);
}

static int uinput_open(struct keyboard *kb)
{
	int err;

	text_add(&kb->node, UINPUT);
	kb->fd = device_open(kb->tool, kb->node.s);
	if (kb->fd == -ENOENT || kb->fd == -ENODEV)
		return complain(kb->tool, "%s: no such device: is the uinput module loaded?",
				kb->node.s);
	if (kb->fd < 0)
		return complain(kb->tool, "%s: %s", kb->node.s, device_reason(-kb->fd));
	err = uinput_create(kb);
	if (!err)
		err = keyboard_hold(kb, SETTLE_MS);
	if (err)
		kb->tool->ops->close(kb->fd);
	return err;
}

static void uinput_close(struct keyboard *kb)
{
	kb->tool->ops->close(kb->fd);
}

static const struct keyboard_kind uinput_kind = {
	.pace_ms = PACE_MS,
	.settle_ms = SETTLE_MS,
	.open = uinput_open,
	.key = uinput_key,
	.close = uinput_close,
};

static int console_key(struct keyboard *kb, unsigned int keycode, int value)
{
	struct vtkbd_send_key key = {
		.console = kb->console, .keycode = keycode, .value = value,
	};
	int err = kb->tool->ops->ioctl(kb->src.fd, VTKBD_SEND_KEY, &key);

	if (err == -ENXIO)
		return complain_unused(kb->tool, kb->console, ", so nothing could read the keys");
	if (err)
		return complain(kb->tool, "console %u: VTKBD_SEND_KEY: %s", kb->console,
				request_reason(-err, NEEDS("CAP_SYS_ADMIN")));
	return 0;
}

/* A process that sent keys before may have been killed with a key held. */
static int console_release(struct keyboard *kb)
{
	return console_key(kb, KEY_RESERVED, kb->afresh);
}

static int console_open(struct keyboard *kb)
{
	int err = source_open(&kb->src, kb->tool, false);

	if (err)
		return err;
	err = console_release(kb);
	if (err)
		source_close(&kb->src);
	return err;
}

static void console_close(struct keyboard *kb)
{
	source_close(&kb->src);
}

static const struct keyboard_kind console_kind = {
	.open = console_open,
	.key = console_key,
	.close = console_close,
};

int keyboard_open(struct keyboard *kb, const struct tool *tool, unsigned int console,
		  bool afresh)
{
	*kb = (struct keyboard) {
		.tool = tool,
		.kind = console ? &console_kind : &uinput_kind,
		.console = console,
		.afresh = afresh,
		.fd = -1,
	};
	tool->ops->wait(0);	/* from here on signals are blocked */
	return kb->kind->open(kb);
}

static int key(struct keyboard *kb, unsigned int keycode, int value)
{
	int err = kb->kind->key(kb, keycode, value);

	kb->broken = err;
	if (err)
		return err;
	return kb->kind->pace_ms ? keyboard_hold(kb, kb->kind->pace_ms) : 0;
}

int keyboard_press(struct keyboard *kb, unsigned int keycode)
{
	int err = chord_add(kb->tool, &kb->held, keycode);

	return err ?: key(kb, keycode, 1);
}

int keyboard_release_all(struct keyboard *kb)
{
	int err = 0;

	while (kb->held.nr && !kb->broken) {
		int now = key(kb, kb->held.code[--kb->held.nr], 0);

		err = err ?: now;
	}
	return err;
}

/* A real-time signal has no name of its own. */
static struct text signal_text(int sig)
{
	const char *name = sigabbrev_np(sig);
	struct text t = { 0 };

	if (name)
		text_add(&t, "SIG%s", name);
	else
		text_add(&t, "signal %d", sig);
	return t;
}

int keyboard_hold(struct keyboard *kb, unsigned int ms)
{
	int sig = kb->ended ? 0 : kb->tool->ops->wait(ms);

	if (!sig)
		return 0;
	kb->ended = sig;
	complain(kb->tool, "%s: keys released", signal_text(sig).s);
	return -(EXIT_BY_SIGNAL + sig);
}

int keyboard_chord(struct keyboard *kb, const struct chord *chord, unsigned int ms)
{
	int err = 0;

	for (int i = 0; i < chord->nr && !err; i++)
		err = keyboard_press(kb, chord->code[i]);
	err = err ?: keyboard_hold(kb, ms);
	return err ?: keyboard_release_all(kb);
}

/* A signal that comes while the last keys are read has nothing to release. */
int keyboard_close(struct keyboard *kb)
{
	int sig;

	keyboard_release_all(kb);
	sig = kb->tool->ops->wait(kb->kind->settle_ms);
	kb->kind->close(kb);
	return sig && !kb->ended ? -(EXIT_BY_SIGNAL + sig) : 0;
}
