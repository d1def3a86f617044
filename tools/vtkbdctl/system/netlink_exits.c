// SPDX-License-Identifier: GPL-2.0
/*
 * Ends of threads, as generic netlink has them.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/taskstats.h>

#include "system/device.h"
#include "system/netlink_exits.h"
#include "tool.h"

#define ROOM		(4 << 20)

struct message {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	char attrs[4096];
};

/* Return: the attribute, if @size bytes of attributes have it with @least bytes in it. */
static const struct nlattr *find(const void *attrs, size_t size, int type, size_t least)
{
	const struct nlattr *a;

	for (size_t at = 0; at + sizeof(*a) <= size; at += NLA_ALIGN(a->nla_len)) {
		a = attrs + at;
		if (a->nla_len < sizeof(*a) || a->nla_len > size - at)
			return NULL;
		if ((a->nla_type & NLA_TYPE_MASK) == type)
			return a->nla_len >= NLA_HDRLEN + least ? a : NULL;
	}
	return NULL;
}

static const void *data_of(const struct nlattr *a)
{
	return (const char *)a + NLA_HDRLEN;
}

/* The kernel has answered when this returns. */
static void ask(int fd, int family, int command, int type, const char *value)
{
	struct message m = {
		.head = { .nlmsg_type = family, .nlmsg_flags = NLM_F_REQUEST },
		.genl = { .cmd = command, .version = 1 },
	};
	struct nlattr attr = { .nla_type = type, .nla_len = NLA_HDRLEN + strlen(value) + 1 };

	memcpy(m.attrs, &attr, sizeof(attr));
	strcpy(m.attrs + NLA_HDRLEN, value);
	m.head.nlmsg_len = offsetof(struct message, attrs) + NLA_ALIGN(attr.nla_len);
	send(fd, &m, m.head.nlmsg_len, 0);
}

/* Return: bytes of attributes of a message of that family, 0 of another, -1 if there is none. */
static int receive(int fd, int family, struct message *m)
{
	const int without = offsetof(struct message, attrs);
	int size;

	do {
		size = recv(fd, m, sizeof(*m), MSG_DONTWAIT);
	} while (size < 0 && errno == ENOBUFS);
	if (size < 0)
		return -1;
	return size > without && m->head.nlmsg_type == family ? size - without : 0;
}

static int find_family(int fd)
{
	const struct nlattr *id;
	struct message m;
	int size;

	ask(fd, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME);
	size = receive(fd, GENL_ID_CTRL, &m);
	id = size > 0 ? find(m.attrs, size, CTRL_ATTR_FAMILY_ID, sizeof(uint16_t)) : NULL;
	return id ? *(const uint16_t *)data_of(id) : -1;
}

void exits_open(struct exits *e, const struct tool *tool)
{
	int room = ROOM;
	char cpus[256];

	*e = (struct exits) {
		.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC),
	};
	if (e->fd < 0)
		return;
	e->family = find_family(e->fd);
	if (e->family < 0 ||
	    tool->ops->read("/sys/devices/system/cpu/possible", cpus, sizeof(cpus)) <= 0) {
		exits_close(e);
		return;
	}
	setsockopt(e->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	cpus[strcspn(cpus, "\n")] = 0;
	ask(e->fd, e->family, TASKSTATS_CMD_GET, TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, cpus);
}

/* Kernels differ in how much they send: what is missing is 0. */
static void take(struct exits *e, const struct nlattr *nested)
{
	const size_t least = offsetof(struct taskstats, ac_pid) + sizeof(uint32_t);
	const struct nlattr *a = find(data_of(nested), nested->nla_len - NLA_HDRLEN,
				      TASKSTATS_TYPE_STATS, least);
	struct taskstats stats = { 0 };
	struct exited *last;
	size_t size;

	if (!a)
		return;
	size = a->nla_len - NLA_HDRLEN;
	memcpy(&stats, data_of(a), size < sizeof(stats) ? size : sizeof(stats));
	last = &e->last[e->nr++ % MAX_EXITS];
	*last = (struct exited) {
		.tid = stats.ac_pid,
		.pid = stats.ac_tgid ? stats.ac_tgid : stats.ac_pid,
		.uid = stats.ac_uid,
	};
	memcpy(last->comm, stats.ac_comm, sizeof(last->comm) - 1);
}

void exits_read(struct exits *e)
{
	struct message m;
	int size;

	while (e->fd >= 0 && (size = receive(e->fd, e->family, &m)) >= 0) {
		const struct nlattr *nested = find(m.attrs, size, TASKSTATS_TYPE_AGGR_PID, 0);

		if (nested)
			take(e, nested);
	}
}

const struct exited *exits_find(const struct exits *e, pid_t tid)
{
	unsigned int known = e->nr < MAX_EXITS ? e->nr : MAX_EXITS;

	for (unsigned int i = 1; i <= known; i++)
		if (e->last[(e->nr - i) % MAX_EXITS].tid == tid)
			return &e->last[(e->nr - i) % MAX_EXITS];
	return NULL;
}

void exits_close(struct exits *e)
{
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
}
