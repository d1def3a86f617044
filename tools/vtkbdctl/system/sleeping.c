// SPDX-License-Identifier: GPL-2.0
/*
 * Reads /proc/PID/task/TID/syscall: "NUMBER ARGUMENT..." in hexadecimal. The sets of
 * descriptors of poll() and select() are in the process's memory, that of an epoll is in
 * /proc. Where these may not be read, or are not there (io_uring), all that is known is
 * that it waits.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>

#include <linux/vt.h>

#include "output/text.h"
#include "system/device.h"
#include "system/sleeping.h"
#include "tool.h"

struct call {
	const struct tool *tool;
	int pid;
	unsigned long arg[3];
};

static void add_input(struct sleeping *s, int fd)
{
	if (s->nr < MAX_SLEEP_INPUTS)
		s->input[s->nr++] = fd;
}

static void in_read(const struct call *c, struct sleeping *s)
{
	add_input(s, c->arg[0]);
}

static void in_write(const struct call *c, struct sleeping *s)
{
	s->output = c->arg[0];
}

static void in_poll(const struct call *c, struct sleeping *s)
{
	struct pollfd set[MAX_SLEEP_INPUTS];
	size_t nr = c->arg[1] < ARRAY_SIZE(set) ? c->arg[1] : ARRAY_SIZE(set);
	long size = nr * sizeof(*set);

	s->any_input = c->tool->ops->peek(c->pid, c->arg[0], set, size) != size;
	for (size_t i = 0; !s->any_input && i < nr; i++)
		if (set[i].fd >= 0 && set[i].events & (POLLIN | POLLRDNORM))
			add_input(s, set[i].fd);
}

/* The first argument is one above the last descriptor. The kernel copies whole words. */
static void in_select(const struct call *c, struct sleeping *s)
{
	size_t nr = c->arg[0] < FD_SETSIZE ? c->arg[0] : FD_SETSIZE;
	long size = (nr + NFDBITS - 1) / NFDBITS * sizeof(fd_mask);
	fd_set set;

	if (!c->arg[1])
		return;
	FD_ZERO(&set);
	s->any_input = c->tool->ops->peek(c->pid, c->arg[1], &set, size) != size;
	for (size_t fd = 0; !s->any_input && fd < nr; fd++)
		if (FD_ISSET(fd, &set))
			add_input(s, fd);
}

/* A line "tfd: FD events: MASK ..." for each descriptor. */
static void in_epoll(const struct call *c, struct sleeping *s)
{
	char buf[8192], *line, *rest = buf;
	struct text path = { 0 };
	unsigned int events;
	int fd;

	text_add(&path, "/proc/%d/fdinfo/%lu", c->pid, c->arg[0]);
	s->any_input = c->tool->ops->read(path.s, buf, sizeof(buf)) <= 0;
	if (s->any_input)
		return;
	while ((line = strsep(&rest, "\n")))
		if (sscanf(line, "tfd: %d events: %x", &fd, &events) == 2 && events & EPOLLIN)
			add_input(s, fd);
}

static void in_ring(const struct call *c, struct sleeping *s)
{
	(void)c;
	s->any_input = true;
}

static void in_ioctl(const struct call *c, struct sleeping *s)
{
	if (c->arg[1] != VT_WAITACTIVE)
		return;
	s->switch_fd = c->arg[0];
	s->switch_to = c->arg[2];
}

/*
 * A 32-bit program's calls have other numbers, and its sets another layout. Its stack is where
 * no 64-bit program has one.
 */
static bool is_compat(unsigned long sp)
{
	return sizeof(long) > sizeof(int) && sp <= UINT32_MAX;
}

/*
 * Some architectures have the newest of each kind only, and those with 32 bits one more, whose
 * time has 64. Where there are two of select(), the older one has another form.
 */
static const struct {
	long number;
	void (*fill)(const struct call *c, struct sleeping *s);
} calls[] = {
	{ SYS_read, in_read }, { SYS_readv, in_read },
	{ SYS_write, in_write }, { SYS_writev, in_write },
#ifdef SYS_poll
	{ SYS_poll, in_poll }, { SYS_epoll_wait, in_epoll },
#endif
#ifdef SYS__newselect
	{ SYS__newselect, in_select },
#elif defined(SYS_select)
	{ SYS_select, in_select },
#endif
#ifdef SYS_ppoll_time64
	{ SYS_ppoll_time64, in_poll }, { SYS_pselect6_time64, in_select },
#endif
	{ SYS_ppoll, in_poll }, { SYS_pselect6, in_select }, { SYS_epoll_pwait, in_epoll },
	{ SYS_epoll_pwait2, in_epoll }, { SYS_io_uring_enter, in_ring },
	{ SYS_ioctl, in_ioctl },
};

bool sleeping_read(const struct tool *tool, int pid, int tid, struct sleeping *s)
{
	struct call c = { .tool = tool, .pid = pid };
	struct text path = { 0 };
	unsigned long sp;
	char buf[256];
	long number, size;

	s->nr = 0;
	s->any_input = false;
	s->output = s->switch_fd = -1;
	s->switch_to = 0;
	text_add(&path, "/proc/%d/task/%d/syscall", pid, tid);
	size = tool->ops->read(path.s, buf, sizeof(buf));
	if (size <= 0)
		return size != -EACCES && size != -EPERM;
	if (sscanf(buf, "%ld %lx %lx %lx %*x %*x %*x %lx", &number, &c.arg[0], &c.arg[1],
		   &c.arg[2], &sp) != 5 || is_compat(sp))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].number == number)
			calls[i].fill(&c, s);
	return true;
}
