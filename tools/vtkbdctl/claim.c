// SPDX-License-Identifier: GPL-2.0
/*
 * A console for one program. Who has it already is not pushed aside; what the
 * program leaves behind, however it ended, is undone: its keyboard mode, graphics,
 * VT_PROCESS, and that it is in the foreground.
 */
#include <errno.h>
#include <time.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "claim.h"
#include "command.h"
#include "device.h"
#include "modes.h"
#include "source.h"
#include "tool.h"

/* A display server in front is asked to let go; this long it may take. */
#define SWITCH_MS	5000
#define CLOSE_MS	300
#define STEP_MS		10

static void pause_a_step(void)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };

	nanosleep(&step, NULL);
}

static int find_free(struct source *src, unsigned int *number)
{
	int found = -1;
	int err = src->tool->ops->ioctl(src->fd, VT_OPENQRY, &found);

	if (err)
		return complain(src->tool, "%s: VT_OPENQRY: %s", source_node(src, 0).s,
				device_reason(-err));
	if (found < 0)
		return complain(src->tool, "no console is free");
	*number = found;
	return 0;
}

static int choose(struct source *src, const char *word, unsigned int *number)
{
	return word ? args_console(src->tool, word, number) : find_free(src, number);
}

static int refuse_owned(struct source *src, const struct vtkbd_console_info *i)
{
	if (i->kdmode == KD_TEXT && i->vtmode == VT_AUTO)
		return 0;
	return complain(src->tool, "console %u: a display server has it", i->console);
}

static int read_foreground(struct source *src, unsigned int *number)
{
	struct console con;

	if (src->kind->read_console(src, 0, &con))
		return -1;
	*number = con.info.console;
	return 0;
}

static int open_console(struct source *src, unsigned int number)
{
	struct text node = source_node(src, number);
	int fd = device_open(src->tool, node.s);

	if (fd < 0)
		return complain(src->tool, "%s: %s", node.s, device_reason(-fd));
	return fd;
}

int claim_take(struct claim *c, struct source *src, const char *word)
{
	struct console con;

	*c = (struct claim) { .src = src, .fd = -1 };
	if (choose(src, word, &c->number) || src->kind->read_console(src, c->number, &con) ||
	    refuse_owned(src, &con.info) || read_foreground(src, &c->foreground))
		return -1;
	c->before = con.info;
	c->number = con.info.console;
	c->fd = open_console(src, c->number);
	return c->fd < 0 ? -1 : 0;
}

static int is_foreground(const struct claim *c, unsigned int number)
{
	unsigned int now;

	return read_foreground(c->src, &now) ? -1 : now == number;
}

/* VT_WAITACTIVE would wait for ever where VT_ACTIVATE was refused without a word. */
static int wait_foreground(const struct claim *c, unsigned int number)
{
	int there;

	for (int ms = 0; !(there = is_foreground(c, number)) && ms < SWITCH_MS; ms += STEP_MS)
		pause_a_step();
	return there;
}

static int go_to(const struct claim *c, int fd, unsigned int number)
{
	unsigned long arg = number;
	int err = c->src->tool->ops->ioctl(fd, VT_ACTIVATE, (void *)arg);
	int there;

	if (err)
		return complain(c->src->tool, "console %u: VT_ACTIVATE: %s", number,
				device_reason(-err));
	there = wait_foreground(c, number);
	if (there)
		return there < 0 ? -1 : 0;
	return complain(c->src->tool, "console %u: the foreground one did not let go in %d s",
			number, SWITCH_MS / 1000);
}

int claim_to_front(struct claim *c)
{
	return go_to(c, c->src->fd, c->number);
}

static int put_back_modes(const struct claim *c, int fd)
{
	struct vt_mode mode = { .mode = VT_AUTO };
	const struct {
		unsigned long request;
		const char *name;
		void *arg;
	} steps[] = {
		{ KDSETMODE,  "KDSETMODE",  (void *)(unsigned long)KD_TEXT },
		{ KDSKBMODE,  "KDSKBMODE",  (void *)(unsigned long)c->before.kbdmode },
		{ VT_SETMODE, "VT_SETMODE", &mode },
	};
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = c->src->tool->ops->ioctl(fd, steps[i].request, steps[i].arg);

		if (err)
			ret = complain(c->src->tool, "console %u: %s: %s", c->number,
				       steps[i].name, device_reason(-err));
	}
	return ret;
}

/* Not if the user has gone elsewhere since. */
static int put_back_foreground(const struct claim *c, int fd)
{
	if (c->foreground == c->number || is_foreground(c, c->number) != 1)
		return 0;
	return go_to(c, fd, c->foreground);
}

/* The descriptor from the beginning may have been hung up: another is opened. */
int claim_restore(const struct claim *c)
{
	int fd = open_console(c->src, c->number);
	int err;

	if (fd < 0)
		return -1;
	err = put_back_modes(c, fd);
	if (put_back_foreground(c, fd))
		err = -1;
	c->src->tool->ops->close(fd);
	return err;
}

void claim_close(struct claim *c)
{
	if (c->fd >= 0)
		c->src->tool->ops->close(c->fd);
	c->fd = -1;
}

/*
 * One that was not there before goes again, unless somebody has it by now. The
 * kernel is done with closing a tty a moment after close() has returned.
 */
void claim_drop(struct claim *c)
{
	const struct device_ops *ops = c->src->tool->ops;
	unsigned long arg = c->number;
	int err = -EBUSY;

	claim_close(c);
	if (c->before.flags & VTKBD_F_ALLOCATED)
		return;
	for (int ms = 0; err == -EBUSY && ms < CLOSE_MS; ms += STEP_MS) {
		err = ops->ioctl(c->src->fd, VT_DISALLOCATE, (void *)arg);
		if (err == -EBUSY)
			pause_a_step();
	}
}
