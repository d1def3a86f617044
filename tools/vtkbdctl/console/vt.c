// SPDX-License-Identifier: GPL-2.0
/*
 * Consoles of the kernel's own VT. Opening one that is not allocated allocates
 * it, so sysfs is asked first and such a console is never opened here. None is kept
 * open: it could not be deallocated, and the secure attention key would end us.
 */
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "console/node.h"
#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define ACTIVE "/sys/class/tty/tty0/active"

static int vt_open(struct source *src)
{
	src->base = "/dev/tty";
	if (src->tool->ops->exists(SOURCE_VT_CLASS))
		return 0;
	return complain(src->tool, "--vt: this kernel has no virtual terminals of its own "
			"(no " SOURCE_VT_CLASS ")");
}

bool vt_is_allocated(const struct tool *tool, unsigned int number)
{
	struct text path = { 0 };

	text_add(&path, SOURCE_VT_CLASS "/vcs%u", number);
	return tool->ops->exists(path.s);
}

/* Of nodes only root may open all; this file is everybody's. */
static int read_active(struct source *src, unsigned int *active)
{
	char buf[16];
	long len = src->tool->ops->read(ACTIVE, buf, sizeof(buf));

	if (len < 0)
		return unread(complain(src->tool, "%s: %s", ACTIVE, strerror(-len)));
	if (sscanf(buf, "tty%u", active) != 1)
		return unread(complain(src->tool, "%s: names no console", ACTIVE));
	return 0;
}

static int vt_read_seat(struct source *src, struct seat *seat)
{
	*seat = (struct seat) { 0 };
	return read_active(src, &seat->info.foreground);
}

struct answers {
	int kbdmode;
	int kdmode;
	struct vt_mode vtmode;
	char leds;
	char shown_leds;
	int meta;
};

static int ask(const struct node *node, struct answers *a)
{
	const struct {
		unsigned long request;
		const char *name;
		void *answer;
	} questions[] = {
		{ KDGKBMODE,   "KDGKBMODE",   &a->kbdmode },
		{ KDGETMODE,   "KDGETMODE",   &a->kdmode },
		{ VT_GETMODE,  "VT_GETMODE",  &a->vtmode },
		{ KDGKBLED,    "KDGKBLED",    &a->leds },
		{ KDGETLED,    "KDGETLED",    &a->shown_leds },
		{ KDGKBMETA,   "KDGKBMETA",   &a->meta },
	};

	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		if (node_ask(node, questions[i].request, questions[i].name, questions[i].answer))
			return -1;
	return 0;
}

static void fill(struct console *con, const struct answers *a)
{
	con->known = true;
	con->relsig = a->vtmode.relsig;
	con->shown_leds = a->shown_leds & 7;
	con->info.kbdmode = a->kbdmode;
	con->info.kdmode = a->kdmode;
	con->info.vtmode = a->vtmode.mode;
	con->info.ledflags = a->leds & 0xf;
	con->info.default_leds = a->leds >> 4 & 0xf;
	con->info.modeflags = a->meta == K_ESCPREFIX ? VTKBD_M_META : 0;
}

static int vt_read_console(struct source *src, unsigned int number, struct console *con)
{
	struct answers a = { 0 };
	unsigned int active;
	struct node node;
	int err = read_active(src, &active);

	*con = (struct console) { .shown_leds = -1 };
	con->info.console = number ? number : active;
	if (err)
		return err;
	if (!vt_is_allocated(src->tool, con->info.console))
		return 0;
	con->info.flags = VTKBD_F_ALLOCATED;
	if (con->info.console == active)
		con->info.flags |= VTKBD_F_FOREGROUND;

	if (node_open(&node, src, con->info.console))
		return -EXIT_UNREAD;
	err = unread(ask(&node, &a));
	node_close(&node);
	if (!err)
		fill(con, &a);
	return err;
}

const struct source_kind source_vt = {
	.name = "vt",
	.default_utf8 = "/sys/module/vt/parameters/default_utf8",
	.one_by_one = true,
	.open = vt_open,
	.read_seat = vt_read_seat,
	.read_console = vt_read_console,
};
