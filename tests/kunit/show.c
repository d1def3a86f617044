// SPDX-License-Identifier: GPL-2.0
/*
 * What a key did, as a text.
 *
 * A result is its bytes in hex, a function string in braces, BREAK, and the
 * name of the action: "1b 4f 41", "{1b 5b 5b 41}", "0d 0a", "SWITCH:5", "CAD".
 * State is a list of what differs from that at rest: "shift=01 leds=4 npad=65".
 * If there is nothing, the text is empty.
 */
#include <linux/kernel.h>

#include "fixture.h"

struct text {
	char *buf;
	size_t len;
};

static __printf(2, 3) void add(struct text *t, const char *fmt, ...)
{
	va_list args;

	if (t->len)
		t->len += scnprintf(t->buf + t->len, FIX_SHOWN - t->len, " ");
	va_start(args, fmt);
	t->len += vscnprintf(t->buf + t->len, FIX_SHOWN - t->len, fmt, args);
	va_end(args);
}

static const char *const action_name[VTKBD_NR_ACTS] = {
	[VTKBD_ACT_CAD]		= "CAD",
	[VTKBD_ACT_SAK]		= "SAK",
	[VTKBD_ACT_SWITCH]	= "SWITCH",
	[VTKBD_ACT_LASTCONS]	= "LASTCONS",
	[VTKBD_ACT_PREVCONS]	= "PREVCONS",
	[VTKBD_ACT_NEXTCONS]	= "NEXTCONS",
	[VTKBD_ACT_HOLD]	= "HOLD",
	[VTKBD_ACT_SPAWN]	= "SPAWN",
	[VTKBD_ACT_SCROLL_FORW]	= "SCROLL_FORW",
	[VTKBD_ACT_SCROLL_BACK]	= "SCROLL_BACK",
	[VTKBD_ACT_SHOW_REGS]	= "SHOW_REGS",
	[VTKBD_ACT_SHOW_MEM]	= "SHOW_MEM",
	[VTKBD_ACT_SHOW_STATE]	= "SHOW_STATE",
};

static void add_action(struct text *t, const struct vtkbd_action *a)
{
	if (a->type == VTKBD_ACT_SWITCH)
		add(t, "SWITCH:%u", a->arg);
	else if (a->type >= VTKBD_NR_ACTS)
		add(t, "action %u", a->type);
	else if (a->type)
		add(t, "%s", action_name[a->type]);
}

/* Not "%*ph", which a program's printf() does not have. */
static const char *hex(char *buf, const void *bytes, size_t len)
{
	const u8 *byte = bytes;
	size_t i, used = 0;

	buf[0] = '\0';
	for (i = 0; i < len; i++)
		used += scnprintf(buf + used, FIX_SHOWN - used, "%s%02x", i ? " " : "",
				  byte[i]);
	return buf;
}

/* The result of the latest event. */
const char *fix_out(struct fixture *f)
{
	struct text t = { .buf = f->shown[0] };
	const struct vtkbd_out *out = &f->out;
	char buf[FIX_SHOWN];

	t.buf[0] = '\0';
	if (out->len)
		add(&t, "%s", hex(buf, out->buf, out->len));
	if (out->str)
		add(&t, "{%s}", hex(buf, out->str, strlen(out->str)));
	if (out->brk)
		add(&t, "BREAK");
	add_action(&t, &out->action);
	return t.buf;
}

static void add_hex(struct text *t, const char *name, unsigned int value)
{
	if (value)
		add(t, "%s=%02x", name, value);
}

/* Keyboard state that differs from vtkbd_kbd_init() and a zeroed core. */
const char *fix_state(struct fixture *f)
{
	struct text t = { .buf = f->shown[1] };
	const struct vtkbd_core *core = &f->core;

	t.buf[0] = '\0';
	add_hex(&t, "shift", core->shift_state);
	add_hex(&t, "lock", f->kbd.lockstate);
	add_hex(&t, "slock", f->kbd.slockstate);
	if (f->kbd.ledflags)
		add(&t, "leds=%x", f->kbd.ledflags);
	add_hex(&t, "diacr", core->diacr);
	if (core->dead_key_next)
		add(&t, "compose");
	if (core->npadch_active)
		add(&t, "npad=%u", core->npadch_value);
	add_hex(&t, "brl", core->brl.pressed);
	add_hex(&t, "chord", core->brl.committing);
	if (core->brl.chords)
		add(&t, "chords=%u:%02x", core->brl.chords, core->brl.committed);
	return t.buf;
}
