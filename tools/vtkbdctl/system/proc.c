// SPDX-License-Identifier: GPL-2.0
/*
 * Reads /proc. A process that ends while it is read is left out; one that
 * hides its descriptors from the caller is kept, and the whole is then marked as
 * not complete.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/major.h>

#include "console/source.h"
#include "output/text.h"
#include "system/device.h"
#include "system/proc.h"
#include "system/sleeping.h"
#include "tool.h"

/* Of device numbers that the kernel has given for good, those that <linux/major.h> lacks. */
#define UINPUT_MINOR	223
#define EVDEV_FIRST	64
#define EVDEV_OLD	32
#define EVDEV_NEW	256
#define DRM_MAJOR	226
#define DRM_CARDS	64

/* A switch takes a few milliseconds, where nobody must be asked. */
#define SWITCH_MS	100

struct reading {
	const struct source *src;
	struct processes *procs;
	uint64_t boot_ns;
	unsigned int major;
	int room;
	bool failed;
};

long process_read_file(const struct tool *tool, int pid, const char *name, char *buf, size_t size)
{
	struct text path = { 0 };

	text_add(&path, "/proc/%d/%s", pid, name);
	return tool->ops->read(path.s, buf, size);
}

/* Not elsewhere in the file: a process may have such a name. */
char *process_line(char *buf, const char *name)
{
	size_t len = strlen(name);

	for (char *line = buf; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len))
			return line + len;
	}
	return NULL;
}

/* Return: the number of a console that is looked at, 0 for the foreground, or -1. */
static int console_of_device(const struct reading *r, unsigned int major, unsigned int minor)
{
	return r->major && major == r->major && minor <= VTKBD_NR_CONSOLES ? (int)minor : -1;
}

/*
 * The name is in parentheses and may have some of its own: the last one ends it. Of the
 * terminal, bits 8 to 19 are the major number, the rest the minor.
 */
bool process_read_stat(const struct tool *tool, int pid, struct process_stat *stat)
{
	struct text path = { 0 };
	char buf[1024], *name, *end;
	unsigned long user, system;
	unsigned int tty;

	if (pid)
		text_add(&path, "/proc/%d/stat", pid);
	else
		text_add(&path, "/proc/self/stat");
	if (tool->ops->read(path.s, buf, sizeof(buf)) <= 0)
		return false;
	name = strchr(buf, '(');
	end = strrchr(buf, ')');
	if (!name || !end || end < name)
		return false;
	*end = 0;
	*stat = (struct process_stat) { 0 };
	strncpy(stat->comm, name + 1, sizeof(stat->comm) - 1);
	if (sscanf(end + 1, " %c %d %d %d %u %d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d "
		   "%*d %*d %llu", &stat->state, &stat->ppid, &stat->pgrp, &stat->sid, &tty,
		   &stat->tpgid, &user, &system, &stat->start) != 9)
		return false;
	stat->used = user + system;
	stat->tty = makedev(tty >> 8 & 0xfff, (tty & 0xff) | (tty >> 12 & 0xfff00));
	return true;
}

static bool read_stat(const struct reading *r, struct process *p)
{
	struct process_stat stat;
	int console;

	if (!process_read_stat(r->src->tool, p->pid, &stat))
		return false;
	console = console_of_device(r, major(stat.tty), minor(stat.tty));
	memcpy(p->comm, stat.comm, sizeof(p->comm));
	p->ppid = stat.ppid;
	p->pgrp = stat.pgrp;
	p->sid = stat.sid;
	p->tpgid = stat.tpgid;
	p->tty = console > 0 ? console : 0;
	p->stopped = stat.state == 'T' || stat.state == 't';
	p->born_ns = r->boot_ns + stat.start * (NS_PER_S / sysconf(_SC_CLK_TCK));
	return true;
}

struct process_signals process_signals(const struct tool *tool, int pid)
{
	struct process_signals s = { 0 };
	const struct {
		const char *name;
		uint64_t *mask;
	} lines[] = {
		{ "SigBlk:", &s.blocks }, { "SigIgn:", &s.ignores }, { "SigCgt:", &s.handles },
	};
	char buf[4096];

	if (process_read_file(tool, pid, "status", buf, sizeof(buf)) <= 0)
		return s;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const char *value = process_line(buf, lines[i].name);

		if (value)
			*lines[i].mask = strtoull(value, NULL, 16);
	}
	return s;
}

/* Return: the console that a device is for a process, 0 for the foreground, or -1. */
static int console_of(const struct reading *r, const struct process *p, dev_t dev)
{
	if (dev == makedev(TTYAUX_MAJOR, 0))
		return p->tty ? (int)p->tty : -1;
	if (dev == makedev(TTYAUX_MAJOR, 1))
		return 0;
	return console_of_device(r, major(dev), minor(dev));
}

static int console_behind(const struct reading *r, const struct process *p, unsigned long fd)
{
	struct text path = { 0 };

	text_add(&path, "/proc/%d/fd/%lu", p->pid, fd);
	return console_of(r, p, r->src->tool->ops->device(path.s));
}

struct descriptors {
	const struct reading *r;
	struct process *p;
	bool any_console;
};

/* The first 32 event devices have minor numbers from 64 on, the others are named after theirs. */
static int event_of(unsigned int minor)
{
	if (minor >= EVDEV_FIRST && minor < EVDEV_FIRST + EVDEV_OLD)
		return minor - EVDEV_FIRST;
	return minor >= EVDEV_NEW && minor < MAX_EVENTS ? (int)minor : -1;
}

static void add_seat_device(struct process *p, dev_t dev)
{
	int number = event_of(minor(dev));

	if (major(dev) == INPUT_MAJOR && number >= 0)
		p->events[number / 64] |= 1ull << number % 64;
	else if (major(dev) == DRM_MAJOR && minor(dev) < DRM_CARDS)
		p->card = minor(dev);
	else if (dev == makedev(MISC_MAJOR, UINPUT_MINOR))
		p->types = true;
}

static bool is_readable(const struct descriptors *d, const char *name)
{
	struct text path = { 0 };
	char buf[512], *flags;

	text_add(&path, "/proc/%d/fdinfo/%s", d->p->pid, name);
	if (d->r->src->tool->ops->read(path.s, buf, sizeof(buf)) <= 0)
		return true;
	flags = strstr(buf, "flags:");
	return !flags || (strtoul(flags + strlen("flags:"), NULL, 8) & O_ACCMODE) != O_WRONLY;
}

/*
 * A device may have been opened under any name, below another root too: its number decides.
 */
static void read_descriptor(const char *name, dev_t dev, void *data)
{
	struct descriptors *d = data;
	int console = console_of(d->r, d->p, dev);

	add_seat_device(d->p, dev);
	d->any_console |= console >= 0;
	if (console <= 0)
		return;
	d->p->open |= 1ull << console;
	if (is_readable(d, name))
		d->p->input |= 1ull << console;
}

/* Return: whether a console or node 0 is among them. */
static bool read_descriptors(const struct reading *r, struct process *p)
{
	struct descriptors d = { .r = r, .p = p };
	struct text path = { 0 };
	int err;

	text_add(&path, "/proc/%d/fd", p->pid);
	err = r->src->tool->ops->devices(path.s, read_descriptor, &d);
	if (err == -EACCES || err == -EPERM)
		r->procs->complete = false;
	return d.any_console;
}

static void add_console(uint64_t *set, int console)
{
	if (console > 0)
		*set |= 1ull << console;
}

static void read_thread(const char *name, void *data)
{
	const struct descriptors *d = data;
	struct process *p = d->p;
	struct sleeping s;

	if (!sleeping_read(d->r->src->tool, p->pid, atoi(name), &s))
		d->r->procs->complete = false;
	if (s.any_input)
		p->reads |= p->input;
	for (int i = 0; i < s.nr; i++)
		add_console(&p->reads, console_behind(d->r, p, s.input[i]));
	if (s.output >= 0)
		add_console(&p->writes, console_behind(d->r, p, s.output));
	if (s.switch_fd >= 0 && s.switch_to <= VTKBD_NR_CONSOLES &&
	    console_behind(d->r, p, s.switch_fd) >= 0)
		p->waits = s.switch_to;
}

static void read_threads(const struct reading *r, struct process *p)
{
	struct descriptors d = { .r = r, .p = p };
	struct text path = { 0 };

	text_add(&path, "/proc/%d/task", p->pid);
	r->src->tool->ops->list(path.s, read_thread, &d);
}

static struct process *add(struct reading *r)
{
	struct processes *procs = r->procs;

	if (procs->nr == r->room) {
		struct process *more = reallocarray(procs->all, r->room + 256, sizeof(*more));

		if (!more) {
			r->failed = true;
			return NULL;
		}
		procs->all = more;
		r->room += 256;
	}
	return memset(&procs->all[procs->nr], 0, sizeof(*procs->all));
}

static void read_process(const char *name, void *data)
{
	struct reading *r = data;
	struct process *p;
	char *end;
	long pid = strtol(name, &end, 10);

	if (*end || pid <= 0)
		return;
	p = add(r);
	if (!p)
		return;
	p->pid = pid;
	p->card = -1;
	if (!read_stat(r, p))
		return;
	/* The call that a thread sleeps in concerns a console by a descriptor of one. */
	if (read_descriptors(r, p))
		read_threads(r, p);
	r->procs->nr++;
}

static uint64_t boot_time(const struct tool *tool)
{
	char buf[64];

	if (tool->ops->read("/proc/uptime", buf, sizeof(buf)) <= 0)
		return 0;
	return tool->ops->now() - (uint64_t)(strtod(buf, NULL) * NS_PER_S);
}

static bool read_namespace(const struct tool *tool, const char *pid, char *buf, size_t size)
{
	struct text path = { 0 };

	text_add(&path, "/proc/%s/ns/pid", pid);
	return tool->ops->link(path.s, buf, size) > 0;
}

/* This program is; the first PID namespace has this number in every kernel. */
static bool is_contained(const struct tool *tool)
{
	char own[64];

	return read_namespace(tool, "self", own, sizeof(own)) && strcmp(own, "pid:[4026531836]");
}

static int by_number(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

int processes_read(const struct source *src, struct processes *procs)
{
	const struct tool *tool = src->tool;
	struct reading r = {
		.src = src,
		.procs = procs,
		.boot_ns = boot_time(tool),
		.major = source_major(src),
	};
	int err;

	*procs = (struct processes) { .complete = true };
	err = tool->ops->list("/proc", read_process, &r);
	if (err)
		return complain(tool, "/proc: %s", strerror(-err));
	if (r.failed)
		return complain(tool, "out of memory");
	if (procs->nr)
		qsort(procs->all, procs->nr, sizeof(*procs->all), by_number);
	procs->foreign = is_contained(tool);
	procs->unlisted = procs->foreign || !process_find(procs, 1);
	procs->complete &= !procs->unlisted;
	return 0;
}

void processes_look_again(const struct source *src, struct processes *procs)
{
	struct reading r = { .src = src, .procs = procs, .major = source_major(src) };
	bool napped = false;

	for (int i = 0; i < procs->nr; i++) {
		struct process *p = &procs->all[i];
		unsigned int waited = p->waits;

		if (!waited)
			continue;
		if (!napped)
			src->tool->ops->nap(SWITCH_MS);
		napped = true;
		p->waits = 0;
		read_threads(&r, p);
		if (p->waits != waited)
			p->waits = 0;
	}
}

void processes_free(struct processes *procs)
{
	free(procs->all);
	*procs = (struct processes) { 0 };
}

const struct process *process_find(const struct processes *procs, int pid)
{
	for (int i = 0; i < procs->nr; i++)
		if (procs->all[i].pid == pid)
			return &procs->all[i];
	return NULL;
}

const struct process *process_recorded(const struct processes *procs, int pid)
{
	return procs->foreign ? NULL : process_find(procs, pid);
}

bool process_reads_event(const struct process *p, int event)
{
	return event >= 0 && event < MAX_EVENTS && p->events[event / 64] & 1ull << event % 64;
}

bool process_is_seated(const struct process *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(p->events); i++)
		if (p->events[i])
			return true;
	return p->card >= 0;
}

bool process_has(const struct process *p, unsigned int console)
{
	return p->tty == console || p->open & 1ull << console;
}

const struct process *process_leader(const struct processes *procs, unsigned int console)
{
	for (int i = 0; i < procs->nr; i++) {
		const struct process *p = &procs->all[i];

		if (p->tty == console && p->pid == p->sid)
			return p;
	}
	return NULL;
}

bool process_getenv(const struct source *src, int pid, const char *name, char *value, int size)
{
	static char env[65536];
	size_t len = strlen(name);
	long used = process_read_file(src->tool, pid, "environ", env, sizeof(env));

	for (const char *s = env; s < env + used; s += strlen(s) + 1) {
		if (strncmp(s, name, len) || s[len] != '=')
			continue;
		snprintf(value, size, "%s", s + len + 1);
		return true;
	}
	return false;
}

bool process_is_contained(const struct source *src, const struct process *proc)
{
	struct text pid = { 0 };
	char its[64], own[64];

	text_add(&pid, "%d", proc->pid);
	return read_namespace(src->tool, pid.s, its, sizeof(its)) &&
	       read_namespace(src->tool, "self", own, sizeof(own)) && strcmp(its, own);
}
