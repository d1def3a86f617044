// SPDX-License-Identifier: GPL-2.0
/*
 * What a thread does: steps, one after the other. All that a step needs is drawn before it is
 * done, and nothing is drawn that depends on a result: so a thread's steps are of its seed alone.
 */
#include <sys/ioctl.h>
#include <sys/poll.h>

#include "iofuzz.h"

#define LAST_ERRNO	EHWPOISON	/* what is above is the kernel's own */
#define GUARD		16
#define GUARD_BYTE	0xa5
#define ROOM		(PAGE + 1024)	/* for what is read, written, or a structure */

const char *const step_names[STEPS] = {
	[STEP_IOCTL] = "ioctl", [STEP_WILD] = "wild", [STEP_OPEN] = "open", [STEP_CLOSE] = "close",
	[STEP_WRITE] = "write", [STEP_READ] = "read", [STEP_KEY] = "key", [STEP_READER] = "reader",
	[STEP_PLUG] = "plug", [STEP_UNPLUG] = "unplug", [STEP_PARAM] = "param",
	[STEP_HANGUP] = "hangup", [STEP_SIGNAL] = "signal", [STEP_ASYNC] = "async",
	[STEP_MODULE] = "module", [STEP_SYSFS] = "sysfs",
};

void worker_bad(struct worker *w, const char *what, long value)
{
	if (!__atomic_exchange_n(&w->shared->bad, 1, __ATOMIC_SEQ_CST))
		snprintf(w->shared->what, sizeof(w->shared->what), "thread %u, step %u: %s: %ld",
			 w->thread, w->ring->next - 1, what, value);
}

int node_open(unsigned int num, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/vtkbd%u", num);
	return open(path, O_RDWR | O_CLOEXEC | flags);
}

/* NULL if the step is only to be printed. */
static struct entry *begin(struct worker *w, struct entry e)
{
	__atomic_add_fetch(&w->shared->did[e.kind], 1, __ATOMIC_RELAXED);
	if (!w->list)
		return ring_begin(w->ring, e);
	printf("%u %s %u %u %d %#llx\n", w->thread, step_names[e.kind], e.what, e.place, e.slot,
	       (unsigned long long)e.arg);
	return NULL;
}

/* The result of a step. True if it succeeded. */
static bool end(struct worker *w, struct entry *e, long result)
{
	if (result < 0 && (errno <= 0 || errno > LAST_ERRNO))
		worker_bad(w, "no error that a program may see", errno);
	e->result = result < 0 ? -errno : result & INT32_MAX;
	return result >= 0;
}

/* -- nodes --------------------------------------------------------------------------- */

static void put(int *slot, int fd)
{
	int old = __atomic_exchange_n(slot, fd, __ATOMIC_SEQ_CST);

	if (old >= 0)
		close(old);
}

/* The node of a slot; a slot that is empty gets one that depends on the slot alone. */
static int node_of(struct worker *w, int slot)
{
	int fd = w->process->node[slot];

	if (fd < 0) {
		fd = node_open(slot, O_NOCTTY | O_NONBLOCK);
		if (fd >= 0)
			put(&w->process->node[slot], fd);
	}
	return fd;
}

/* After a hang-up a node is good for nothing but to be closed. */
static void heal(struct worker *w, int slot)
{
	if (errno == EIO)
		put(&w->process->node[slot], -1);
}

static void step_open(struct worker *w)
{
	static const int flags[] = { O_NOCTTY, O_NOCTTY | O_NONBLOCK, O_NONBLOCK, 0 };
	unsigned int num = once_in(&w->s, 2) ? below(&w->s, NODES) : below(&w->s, 4);
	int slot = below(&w->s, SLOTS), how = below(&w->s, COUNT(flags));
	struct entry *e = begin(w, (struct entry){ .kind = STEP_OPEN, .what = num, .slot = slot,
						   .arg = flags[how] });
	int fd;

	if (!e)
		return;
	fd = node_open(num, flags[how]);
	if (end(w, e, fd))
		put(&w->process->node[slot], fd);
}

static void step_close(struct worker *w)
{
	int slot = below(&w->s, SLOTS);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_CLOSE, .slot = slot });

	if (!e)
		return;
	put(&w->process->node[slot], -1);
	end(w, e, 0);
}

static void step_hangup(struct worker *w)
{
	int slot = below(&w->s, SLOTS), own = once_in(&w->s, 2);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_HANGUP, .slot = slot, .arg = own });

	if (e)
		end(w, e, own ? vhangup() : ioctl(node_of(w, slot), TIOCVHANGUP));
}

/* -- ioctls ----------------------------------------------------------------------------- */

static void fill_any(struct worker *w, unsigned char *buf, size_t size)
{
	uint64_t word = any(&w->s);

	for (size_t at = 0; at < size; at += sizeof(word)) {
		word = word * 6364136223846793005ULL + 1442695040888963407ULL;
		memcpy(buf + at, &word, sizeof(word));
	}
}

/* A pointer to a structure that is filled. */
static unsigned char *structure(struct worker *w, const struct row *row, enum place place,
				unsigned long *cmd, uint64_t *seen)
{
	static __thread unsigned char buf[ROOM];
	unsigned int size = row->size, longer = below(&w->s, 64);
	unsigned char *at;

	fill_any(w, buf, size);
	if (row->fill)
		row->fill(w, buf);
	memcpy(seen, buf, sizeof(*seen));
	if (row->flags & ROW_SIZED && longer < 24) {
		size = longer < 8 ? longer : row->size - 8 + longer;
		memset(buf + row->size, once_in(&w->s, 2), ROOM - row->size);
		*cmd = (*cmd & ~((unsigned long)_IOC_SIZEMASK << _IOC_SIZESHIFT)) |
		       (unsigned long)size << _IOC_SIZESHIFT;
	}
	at = place_of(&w->area, &w->s, place, size);
	if (!w->list && place_is_whole(place))
		memcpy(at, buf, size);
	if (!w->list && place == PLACE_IN)
		memset(at + size, GUARD_BYTE, GUARD);
	return at;
}

/* Nothing behind the structure is written, unless it has an address of more. */
static void check_guard(struct worker *w, const struct row *row, unsigned long cmd,
			const unsigned char *at)
{
	size_t size = row->flags & ROW_SIZED ? _IOC_SIZE(cmd) : row->size;

	for (size_t i = 0; i < GUARD; i++)
		if (at[size + i] != GUARD_BYTE)
			worker_bad(w, row->name, at[size + i]);
}

static long call(struct worker *w, unsigned int number, struct entry *e, int fd,
		 unsigned long cmd, unsigned long arg)
{
	const struct row *row = &rows[number];
	long result = ioctl(fd, cmd, arg);

	__atomic_add_fetch(&w->shared->tried[number], 1, __ATOMIC_RELAXED);
	if (end(w, e, result))
		__atomic_add_fetch(&w->shared->done[number], 1, __ATOMIC_RELAXED);
	if (row->size && e->place == PLACE_IN && !(row->flags & ROW_NESTED))
		check_guard(w, row, cmd, (unsigned char *)arg);
	return result;
}

static void keep_reader(struct worker *w, int slot, int fd)
{
	if (slot)
		fcntl(fd, F_SETFL, O_NONBLOCK);
	put(&w->process->reader[slot], fd);
}

/* One of the table, on a node or on what VTKBD_ATTACH or VTKBD_SET_FAULT returned. */
static void table_ioctl(struct worker *w, enum step kind)
{
	unsigned int number = row_any(&w->s, kind == STEP_READER ? ROW_READER : 0);
	const struct row *row = &rows[number];
	struct entry e = { .kind = kind, .what = number, .place = place_any(&w->s),
			   .slot = below(&w->s, kind == STEP_READER ? ATTACHED : SLOTS) };
	unsigned int keep = below(&w->s, ATTACHED);
	unsigned long cmd = row->cmd, arg;
	struct entry *now;
	long result;

	if (row->size)
		arg = (unsigned long)structure(w, row, e.place, &cmd, &e.arg);
	else
		arg = e.arg = row->number(&w->s);
	now = begin(w, e);
	if (!now)
		return;
	result = call(w, number, now, kind == STEP_READER ? w->process->reader[e.slot] :
		      node_of(w, e.slot), cmd, arg);
	if (row->flags & ROW_ATTACHES && result >= 0)
		keep_reader(w, keep, result);
	else if (result < 0 && kind == STEP_IOCTL)
		heal(w, e.slot);
}

static void step_ioctl(struct worker *w)
{
	table_ioctl(w, STEP_IOCTL);
}

/* A number that need not exist, and any argument. */
static void step_wild(struct worker *w)
{
	unsigned long cmd = number_wild(&w->s), arg = edge(&w->s);
	enum place place = place_any(&w->s);
	int slot = below(&w->s, SLOTS), pointer = once_in(&w->s, 2);
	unsigned char *at = place_of(&w->area, &w->s, place, 64);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_WILD, .what = cmd, .slot = slot,
						   .place = place, .arg = pointer ? 0 : arg });
	long result;

	if (!e)
		return;
	result = ioctl(node_of(w, slot), cmd, pointer ? (unsigned long)at : arg);
	end(w, e, result);
	/* It may have been one of these; any other returns no descriptor as high. */
	if (((cmd & 0xffff) == ATTACH_NUMBER || (cmd & 0xffff) == FAULT_NUMBER) && result > 0)
		keep_reader(w, 1, result);
}

/* -- bytes -------------------------------------------------------------------------------- */

static void step_write(struct worker *w)
{
	static __thread unsigned char buf[ROOM];
	enum place place = place_any(&w->s);
	int slot = below(&w->s, SLOTS);
	size_t len = text_any(&w->s, buf, ROOM);
	unsigned char *at = place_of(&w->area, &w->s, place, len);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_WRITE, .what = len, .slot = slot,
						   .place = place });

	if (!e)
		return;
	if (place_is_whole(place))
		memcpy(at, buf, len);
	if (!end(w, e, write(node_of(w, slot), at, len)))
		heal(w, slot);
}

static void step_read(struct worker *w)
{
	enum place place = place_any(&w->s);
	int slot = below(&w->s, SLOTS);
	size_t len = below(&w->s, PAGE);
	unsigned char *at = place_of(&w->area, &w->s, place, len);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_READ, .what = len, .slot = slot,
						   .place = place });

	if (e && !end(w, e, read(node_of(w, slot), at, len)))
		heal(w, slot);
}

/* On what VTKBD_ATTACH returned. */
static void step_reader(struct worker *w)
{
	unsigned int what = below(&w->s, 16), slot = below(&w->s, ATTACHED);
	enum place place = place_any(&w->s);
	size_t len = once_in(&w->s, 16) ? below(&w->s, PAGE) : below(&w->s, 64);
	unsigned char *at = place_of(&w->area, &w->s, place, len);
	struct pollfd ask = { .events = POLLIN | POLLOUT };
	struct entry *e;

	if (what < 6) {
		table_ioctl(w, STEP_READER);
		return;
	}
	e = begin(w, (struct entry){ .kind = STEP_READER, .what = 1000 + what, .slot = slot,
				     .place = place, .arg = len });
	if (!e)
		return;
	ask.fd = w->process->reader[slot];
	if (what == 6)
		end(w, e, poll(&ask, 1, 0));
	else if (what == 7)
		put(&w->process->reader[slot], -1);
	else
		end(w, e, what & 1 ? read(ask.fd, at, len) : write(ask.fd, at, len));
}

/* -- keyboards, signals, the module ---------------------------------------------------------- */

static void step_plug(struct worker *w)
{
	int slot = below(&w->s, KEYBOARDS), fd;
	struct entry *e = begin(w, (struct entry){ .kind = STEP_PLUG, .slot = slot });

	if (!e)
		return;
	fd = keyboard_plug();
	e->result = fd;
	if (fd >= 0)
		put(&w->process->keyboard[slot], fd);
}

/* With all that is held down. */
static void step_unplug(struct worker *w)
{
	int slot = below(&w->s, KEYBOARDS);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_UNPLUG, .slot = slot });

	if (!e)
		return;
	put(&w->process->keyboard[slot], -1);
	e->result = 0;
}

/* A release is as frequent as a press, of a key that may not be held. */
static void step_key(struct worker *w)
{
	static const int values[] = { 0, 0, 1, 1, 2 };
	int slot = below(&w->s, KEYBOARDS), value = values[below(&w->s, COUNT(values))];
	unsigned int code = keycode_any(&w->s);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_KEY, .what = code, .slot = slot,
						   .arg = value });

	if (e)
		e->result = keyboard_key(w->process->keyboard[slot], code, value);
}

static void step_param(struct worker *w)
{
	uint64_t number = any(&w->s);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_PARAM, .what = number });

	if (e)
		e->result = param_write(number);
}

/* To a process of ours; SIGKILL in the middle of whatever it does. */
static void step_signal(struct worker *w)
{
	unsigned int to = below(&w->s, MAX_PROCS);
	int sig = once_in(&w->s, 32) ? SIGKILL : 1 + (int)below(&w->s, 31);
	struct entry *e;
	pid_t pid;

	if (sig == SIGSTOP || (sig == SIGKILL && !once_in(&w->s, 4)))
		sig = SIGUSR1;
	e = begin(w, (struct entry){ .kind = STEP_SIGNAL, .what = to, .arg = sig });
	if (!e)
		return;
	pid = w->shared->pid[to];
	end(w, e, pid > 1 ? kill(pid, sig) : 0);
}

static void step_async(struct worker *w)
{
	int slot = below(&w->s, SLOTS), sig = 1 + (int)below(&w->s, 31), on = once_in(&w->s, 2);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_ASYNC, .slot = slot, .what = sig,
						   .arg = on });
	int fd;

	if (!e)
		return;
	fd = node_of(w, slot);
	fcntl(fd, F_SETOWN, getpid());
	fcntl(fd, F_SETSIG, sig == SIGKILL || sig == SIGSTOP ? SIGIO : sig);
	end(w, e, fcntl(fd, F_SETFL, O_NONBLOCK | (on ? O_ASYNC : 0)));
}

/* Taken out and put back while others are at it; mostly it is in use. */
static void step_module(struct worker *w)
{
	uint64_t number = any(&w->s);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_MODULE, .what = number });

	if (!e)
		return;
	if (number & 1)
		e->result = module_unload();
	else
		e->result = module_load(w->module, module_params(number >> 1));
}

static void step_sysfs(struct worker *w)
{
	static const char *const names[] = { "active", "active_tty", "kbdmode", "kdmode" };
	const char *name = names[below(&w->s, COUNT(names))];
	unsigned int num = name[0] == 'a' ? 0 : 1 + below(&w->s, NODES - 1);
	struct entry *e = begin(w, (struct entry){ .kind = STEP_SYSFS, .what = num });
	char path[64], text[64];
	int fd;

	if (!e)
		return;
	snprintf(path, sizeof(path), "/sys/class/tty/vtkbd%u/%s", num, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	end(w, e, fd < 0 ? fd : read(fd, text, sizeof(text)));
	if (fd >= 0)
		close(fd);
}

/* -- a thread ----------------------------------------------------------------------------------- */

/* How often: with nodes open all the time, and where the module comes and goes. */
static const struct {
	void (*fn)(struct worker *w);
	unsigned int share[2];
} steps[STEPS] = {
	[STEP_IOCTL]	= { step_ioctl,		{ 8000, 2000 } },
	[STEP_WILD]	= { step_wild,		{ 300, 200 } },
	[STEP_OPEN]	= { step_open,		{ 300, 1500 } },
	[STEP_CLOSE]	= { step_close,		{ 300, 500 } },
	[STEP_WRITE]	= { step_write,		{ 400, 500 } },
	[STEP_READ]	= { step_read,		{ 60, 200 } },
	[STEP_KEY]	= { step_key,		{ 400, 1500 } },
	[STEP_READER]	= { step_reader,	{ 300, 0 } },
	[STEP_PLUG]	= { step_plug,		{ 8, 100 } },
	[STEP_UNPLUG]	= { step_unplug,	{ 8, 100 } },
	[STEP_PARAM]	= { step_param,		{ 40, 1500 } },
	[STEP_HANGUP]	= { step_hangup,	{ 20, 50 } },
	[STEP_SIGNAL]	= { step_signal,	{ 20, 50 } },
	[STEP_ASYNC]	= { step_async,		{ 60, 50 } },
	[STEP_MODULE]	= { step_module,	{ 0, 500 } },
	[STEP_SYSFS]	= { step_sysfs,		{ 40, 1000 } },
};

static enum step step_any(struct stream *s, unsigned int how)
{
	unsigned int sum = 0, at;
	enum step step;

	for (step = 0; step < STEPS; step++)
		sum += steps[step].share[how];
	at = below(s, sum);
	for (step = 0; at >= steps[step].share[how]; step++)
		at -= steps[step].share[how];
	return step;
}

static void leave(struct process *process)
{
	for (int slot = 0; slot < SLOTS; slot++)
		put(&process->node[slot], -1);
	for (int slot = 0; slot < ATTACHED; slot++)
		put(&process->reader[slot], -1);
}

void worker_run(struct worker *w, uint64_t until)
{
	uint64_t *done = &w->shared->steps[w->thread];

	while (*done < until && !w->shared->bad) {
		steps[step_any(&w->s, w->module != NULL)].fn(w);
		__atomic_add_fetch(done, 1, __ATOMIC_RELAXED);
		if (w->module && !w->list)
			leave(w->process);
	}
}
