// SPDX-License-Identifier: GPL-2.0
/*
 * A keyboard of uinput's is heard by all: by vtkbd, by the program, and by the kernel's own
 * keyboard. So the kernel's foreground console is switched off for the time, if no display
 * server has it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "check/keeper.h"
#include "console/saved_state.h"
#include "system/device.h"
#include "tool.h"

#define CAD	"/sys/module/vtkbd/parameters/cad"

static int write_cad(const struct tool *tool, const char *policy)
{
	int fd = tool->ops->open(CAD, O_WRONLY);
	int err = fd < 0 ? fd : tool->ops->write(fd, policy, strlen(policy));

	if (fd >= 0)
		tool->ops->close(fd);
	return err ? complain(tool, "%s: %s", CAD, strerror(-err)) : 0;
}

static int find_vt(struct keeper *k)
{
	struct console con;

	if (k->vt.kind->read_console(&k->vt, 0, &con))
		return -EXIT_FAILED;
	if (con.known && !state_is_free(con.info.kdmode, con.info.vtmode))
		return complain(k->src->tool, "check: a display server has the kernel's console %u, and "
				"would hear the keys: switch to a text console first", con.info.console);
	if (claim_take(&k->shown, &k->vt, con.info.console, false))
		return -EXIT_FAILED;
	k->has_vt = true;
	return 0;
}

/* When there is a process that undoes it. */
static int change(struct keeper *k)
{
	int err = k->has_vt ? node_ask(&k->shown.node, KDSKBMODE, "KDSKBMODE", (void *)K_OFF) : 0;

	return err ?: write_cad(k->src->tool, "ignore");
}

/* The keysym of the key that properties may bind. */
static int read_spare(struct keeper *k)
{
	struct node any;
	int err;

	k->spare = (struct kbentry){ .kb_index = KEEPER_SPARE };
	if (node_open(&any, k->src, k->foreground))
		return -EXIT_FAILED;
	err = node_ask(&any, KDGKBENT, "KDGKBENT", &k->spare);
	node_close(&any);
	return err;
}

static void put_back(struct keeper *k)
{
	const struct device_ops *ops = k->src->tool->ops;
	unsigned long number = k->foreground;
	struct node any;

	write_cad(k->src->tool, k->cad);
	if (k->has_vt)
		claim_restore(&k->shown);
	if (!node_open(&any, k->src, number)) {
		ops->ioctl(any.fd, VT_UNLOCKSWITCH, NULL);
		ops->ioctl(any.fd, VT_ACTIVATE, (void *)number);
		ops->ioctl(any.fd, KDSKBENT, &k->spare);
		node_close(&any);
	}
}

/*
 * A console that is shown without text, and without an owner, refuses every switch. A
 * terminal stays as it was left when nobody has it open.
 */
void keeper_make_text(const struct source *src, unsigned int number)
{
	struct node node;
	struct saved_state now, sane;

	if (node_open(&node, src, number))
		return;
	if (!state_read(&node, &now)) {
		sane = state_sane(&now, source_default_mode(src));
		state_to_text(&node, &sane);
	}
	node_close(&node);
}

/* What a check that was killed could not do itself. */
static void end_session(struct keeper *k)
{
	witness_end_orphans(k->witness);
	for (int i = 0; i < KEEPER_CONSOLES; i++)
		keeper_make_text(k->src, k->number[i]);
}

static void __attribute__((noreturn)) keep(struct keeper *k, int lifeline)
{
	ssize_t n;
	char byte;

	do
		n = read(lifeline, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		end_session(k);
	put_back(k);
	_exit(EXIT_OK);
}

/* Its name ends with the last process that has it, the one that undoes all included. */
static int take_lock(struct keeper *k)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0vtkbdctl check" };

	k->lock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!bind(k->lock, (struct sockaddr *)&name, sizeof(name)))
		return 0;
	return complain(k->src->tool, "check: another one is under way");
}

static int start(struct keeper *k)
{
	sigset_t all, before;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return complain(k->src->tool, "pipe: %s", strerror(errno));
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	k->pid = fork();
	if (k->pid == 0) {
		close(ends[1]);
		setsid();
		keep(k, ends[0]);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[0]);
	k->lifeline = ends[1];
	return k->pid < 0 ? complain(k->src->tool, "fork: %s", strerror(errno)) : 0;
}

int keeper_start(struct keeper *k, struct source *src, unsigned int foreground)
{
	const struct tool *tool = src->tool;

	k->src = src;
	k->foreground = foreground;
	if (take_lock(k))
		return -EXIT_FAILED;
	if (tool->ops->exists(SOURCE_VT_CLASS) &&
	    (source_open(&k->vt, tool, true) || find_vt(k)))
		return -EXIT_FAILED;
	if (tool->ops->read(CAD, k->cad, sizeof(k->cad)) < 0)
		return complain(tool, "%s: cannot be read", CAD);
	k->cad[strcspn(k->cad, "\n")] = 0;
	if (read_spare(k) || start(k))
		return -EXIT_FAILED;
	return change(k);
}

/* That all is done but what the keeper alone knows. */
static void send_byte(int lifeline)
{
	if (write(lifeline, "", 1) != 1)
		return;
}

void keeper_end(struct keeper *k)
{
	if (k->lifeline >= 0) {
		send_byte(k->lifeline);
		close(k->lifeline);
	}
	if (k->pid > 0)
		waitpid(k->pid, NULL, 0);
	if (k->has_vt)
		claim_close(&k->shown);
	if (k->lock >= 0)
		close(k->lock);
}
