// SPDX-License-Identifier: GPL-2.0
/*
 * A console for one program. A program that has it already is not pushed aside. What the
 * program changed is undone however it ended: the console's modes, and which console is in
 * the foreground.
 */
#include <errno.h>
#include <time.h>

#include <linux/vt.h>

#include "console/node.h"
#include "console/saved_state.h"
#include "console/source.h"
#include "session/claim.h"
#include "system/device.h"
#include "tool.h"

/* How long a display server in the foreground may take to allow the switch. */
#define SWITCH_MS	5000
#define CLOSE_MS	300
#define STEP_MS		10

static void pause_a_step(void)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };

	nanosleep(&step, NULL);
}

static int refuse_owned(const struct source *src, const struct vtkbd_console_info *i)
{
	if (state_is_free(i->kdmode, i->vtmode))
		return 0;
	return complain(src->tool, "console %u: a display server has it", i->console);
}

static int read_foreground(struct source *src, unsigned int *number)
{
	struct console con;

	int err = src->kind->read_console(src, 0, &con);

	if (err)
		return err;
	*number = con.info.console;
	return 0;
}

int claim_take(struct claim *c, struct source *src, unsigned int number, bool force)
{
	struct console con;
	int err;

	*c = (struct claim) { .src = src, .node.fd = -1 };
	err = src->kind->read_console(src, number, &con);
	if (err)
		return err;
	if (con.known && !force && refuse_owned(src, &con.info))
		return -1;
	c->number = c->foreground = con.info.console;
	c->was_there = con.info.flags & VTKBD_F_ALLOCATED;
	if (node_open(&c->node, src, c->number))
		return -1;
	if (!state_read(&c->node, &c->before))
		return 0;
	claim_drop(c);
	return -1;
}

int claim_note_foreground(struct claim *c)
{
	return read_foreground(c->src, &c->foreground);
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
				request_reason(-err, NEEDS("CAP_SYS_TTY_CONFIG")));
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

/* Not if the user has switched to another console since. */
static int put_back_foreground(const struct claim *c, int fd)
{
	if (c->foreground == c->number || is_foreground(c, c->number) != 1)
		return 0;
	return go_to(c, fd, c->foreground);
}

/* The descriptor from the beginning may have been hung up: another is opened. */
int claim_restore(const struct claim *c)
{
	struct node node;
	int err;

	if (node_open(&node, c->src, c->number))
		return -1;
	err = state_to_text(&node, &c->before);
	if (put_back_foreground(c, node.fd))
		err = -1;
	node_close(&node);
	return err;
}

void claim_close(struct claim *c)
{
	node_close(&c->node);
}

/*
 * A console that was not in use before is deallocated again, unless it is open elsewhere
 * by now. The kernel finishes closing a tty a moment after close() has returned.
 */
void claim_drop(struct claim *c)
{
	const struct device_ops *ops = c->src->tool->ops;
	unsigned long arg = c->number;
	int err = -EBUSY;
	struct node any;

	claim_close(c);
	if (c->was_there || node_open(&any, c->src, 0))
		return;
	for (int ms = 0; err == -EBUSY && ms < CLOSE_MS; ms += STEP_MS) {
		err = ops->ioctl(any.fd, VT_DISALLOCATE, (void *)arg);
		if (err == -EBUSY)
			pause_a_step();
	}
	node_close(&any);
}
