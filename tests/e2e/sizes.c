// SPDX-License-Identifier: GPL-2.0
/*
 * sizes NODE: the ioctls of <linux/vtkbd.h> with structures of many sizes, as programs that
 * were built with other versions of it have them. Prints "REQUEST CASE: RESULT" for each, in
 * which
 *   same	the module's members are as with a structure of its own size
 *   zeroed	what is behind them is zero
 *   spilled	something behind the structure was written to
 * A case that ends at the page writes behind it into nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vtkbd.h>

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define HUGE_SIZE	((1 << _IOC_SIZEBITS) - 1)
#define ROOM		(8 * 4096)
#define POISON		0xa5
#define NEXT		8	/* bytes looked at behind a structure */

/* The same for every program that was ever built, whether it has 32 bits or 64. */
#define FIRST(name, type)	_Static_assert(sizeof(struct type) == name##_SIZE_VER0, #type)
FIRST(VTKBD_SEAT_INFO, vtkbd_seat_info);
FIRST(VTKBD_CONSOLE_INFO, vtkbd_console_info);
FIRST(VTKBD_HISTORY, vtkbd_history);
FIRST(VTKBD_DEVICE_INFO, vtkbd_device_info);
FIRST(VTKBD_ATTACH_REQ, vtkbd_attach_req);
FIRST(VTKBD_SEND_KEY, vtkbd_send_key);
FIRST(VTKBD_OUTPUT_INFO, vtkbd_output_info);
FIRST(VTKBD_MODE_CHANGE, vtkbd_mode_change);
FIRST(VTKBD_FAULT, vtkbd_fault);
FIRST(VTKBD_FAULT_REQ, vtkbd_fault_req);

static const struct vtkbd_fault fault = { .what = VTKBD_FAULT_RELEASE, .act = VTKBD_FAULT_DROP };
static struct vtkbd_fault_req set_fault;	/* of console 4, when main() has filled it in */
static unsigned char *room;	/* ROOM bytes, and nothing behind them */
static int node, attached, faults;

static const struct vtkbd_send_key release_all = { .console = 3 };

static const struct request {
	const char *name;
	unsigned int cmd;
	const void *in;
	const int *on;
} requests[] = {
	{ "seat", VTKBD_GET_SEAT, NULL, &node },
	{ "console", VTKBD_GET_CONSOLE, &(struct vtkbd_console_info){ .console = 3 }, &node },
	{ "history", VTKBD_GET_HISTORY, &(struct vtkbd_history){ .console = 3 }, &node },
	{ "device", VTKBD_GET_DEVICE, &(struct vtkbd_device_info){ .index = 0 }, &node },
	{ "attach", VTKBD_ATTACH, &(struct vtkbd_attach_req){ .console = 3 }, &node },
	{ "send", VTKBD_SEND_KEY, &release_all, &node },
	{ "output", VTKBD_GET_OUTPUT, NULL, &attached },
	{ "fault", VTKBD_SET_FAULT, &set_fault, &node },
	{ "faults", VTKBD_GET_FAULTS, &(struct vtkbd_fault_req){ .count = 0 }, &faults },
};

/* The size is own + plus, or size; @set: the last byte is; @over: that much behind the page. */
static const struct {
	const char *name;
	int plus, size;
	bool set, edge;
	int over;
} cases[] = {
	{ "exact", 0, -1, false, false, 0 },
	{ "none", 0, 0, false, false, 0 },
	{ "one less", -1, -1, false, false, 0 },
	{ "longer", 8, -1, false, false, 0 },
	{ "longer and set", 8, -1, true, false, 0 },
	{ "huge", 0, HUGE_SIZE, false, false, 0 },
	{ "huge and set", 0, HUGE_SIZE, true, false, 0 },
	{ "at the page", 0, -1, false, true, 0 },
	{ "longer at the page", 8, -1, false, true, 0 },
	{ "over the page", 0, -1, false, true, 1 },
	{ "longer over the page", 8, -1, false, true, 8 },
};

static unsigned int sized(unsigned int cmd, unsigned int size)
{
	return (cmd & ~(_IOC_SIZEMASK << _IOC_SIZESHIFT)) | size << _IOC_SIZESHIFT;
}

static void tell(const char *of, const char *what, long ret)
{
	printf("%s %s: %s", of, what, ret < 0 ? strerrorname_np(errno) : "0");
}

static bool is_all(const unsigned char *p, size_t n, unsigned char byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return false;
	return true;
}

/* What a caller has in a structure of @size: zero behind what it knows; for a pure answer, rubbish. */
static void fill(unsigned char *at, const struct request *r, size_t size, size_t room_behind)
{
	size_t own = _IOC_SIZE(r->cmd), known = size < own ? size : own;

	memset(room, POISON, ROOM);
	if (!r->in)
		return;
	memcpy(at, r->in, known < room_behind ? known : room_behind);
	if (size > own && own < room_behind)
		memset(at + own, 0, (size < room_behind ? size : room_behind) - own);
}

static void try(const struct request *r, size_t c)
{
	static unsigned char answer[HUGE_SIZE];
	size_t own = _IOC_SIZE(r->cmd);
	size_t size = cases[c].size < 0 ? own + cases[c].plus : (size_t)cases[c].size;
	unsigned char *at = cases[c].edge ? room + ROOM - size + cases[c].over : room + 64;
	size_t there = room + ROOM - at, end = there < size ? there : size;
	long ret;

	fill(at, r, size, there);
	if (cases[c].set)
		at[size - 1] = 1;
	ret = ioctl(*r->on, sized(r->cmd, size), at);
	tell(r->name, cases[c].name, ret);
	if (ret > 0)
		close(ret);
	if (!strcmp(cases[c].name, "exact"))
		memcpy(answer, at, own);
	if (ret >= 0 && end >= own && !memcmp(at, answer, own))
		printf(" same");
	if (ret >= 0 && end > own && is_all(at + own, end - own, 0))
		printf(" zeroed");
	if (!cases[c].edge && !is_all(at + size, NEXT, POISON))
		printf(" spilled");
	putchar('\n');
}

static void try_null(const struct request *r)
{
	tell(r->name, "NULL", ioctl(*r->on, r->cmd, NULL));
	putchar('\n');
}

/* The number with another direction, and of the other descriptor, is another ioctl. */
static void try_others(const struct request *r)
{
	unsigned int bits = _IOC_DIR(r->cmd);

	for (unsigned int dir = 0; dir < 4; dir++) {
		unsigned int cmd = _IOC(dir, VTKBD_IOC_MAGIC, _IOC_NR(r->cmd), _IOC_SIZE(r->cmd));

		if (dir != bits && ioctl(*r->on, cmd, room) != -1)
			printf("%s direction %u: 0\n", r->name, dir);
		else if (dir != bits && errno != ENOTTY)
			printf("%s direction %u: %s\n", r->name, dir, strerrorname_np(errno));
	}
	tell(r->name, "elsewhere", ioctl(r->on == &node ? attached : node, r->cmd, room));
	putchar('\n');
}

static void try_unknown(void)
{
	static const unsigned char known[] = { 3, 4, 5, 7, 8, 9, 10, 11, 12 };
	int others = 0;

	for (unsigned int nr = 0; nr < 256; nr++)
		for (unsigned int dir = 0; dir < 4; dir++) {
			unsigned int cmd = _IOC(dir, VTKBD_IOC_MAGIC, nr, 64);

			if (memchr(known, nr, sizeof(known)))
				continue;
			others += ioctl(node, cmd, room) != -1 || errno != ENOTTY;
			others += ioctl(attached, cmd, room) != -1 || errno != ENOTTY;
			others += ioctl(faults, cmd, room) != -1 || errno != ENOTTY;
		}
	printf("numbers that are not ENOTTY: %d\n", others);
}

/* A structure at an address in a structure. */
static void try_last(unsigned int size)
{
	unsigned char *at = room + ROOM - size;
	struct vtkbd_console_info info = {
		.console = 3, .last = (uintptr_t)at, .last_size = size,
	};
	size_t own = sizeof(struct vtkbd_mode_change);
	char what[16];
	long ret;

	memset(room, POISON, ROOM);
	ret = ioctl(node, VTKBD_GET_CONSOLE, &info);
	snprintf(what, sizeof(what), "%u", size);
	tell("last", what, ret);
	if (!ret && size >= own)
		printf(" to %u%s", ((struct vtkbd_mode_change *)at)->to,
		       is_all(at + own, size - own, 0) ? " zeroed" : "");
	printf("%s\n", is_all(at - NEXT, NEXT, POISON) ? "" : " spilled");
}

static void try_history(unsigned int entries, unsigned int size, int over)
{
	unsigned char *at = room + ROOM - entries * size + over;
	struct vtkbd_history h = {
		.console = 3, .room = entries, .change_size = size, .change = (uintptr_t)at,
	};
	char what[32];
	long ret;

	memset(room, POISON, ROOM);
	ret = ioctl(node, VTKBD_GET_HISTORY, &h);
	snprintf(what, sizeof(what), "%u of %u%s", entries, size, over ? " over the page" : "");
	tell("changes", what, ret);
	if (!ret)
		printf(" %u of %u, %llu, run %u:", h.count, h.kept,
		       (unsigned long long)h.nr_changes, h.run);
	for (unsigned int i = 0; !ret && i < h.count; i++)
		printf(" %u", ((struct vtkbd_mode_change *)(at + i * size))->to);
	if (!ret && !is_all(at + h.count * size, (entries - h.count) * size, POISON))
		printf(" spilled");
	putchar('\n');
}

static void try_name(unsigned int size, int over)
{
	char *at = (char *)room + ROOM - size + over;
	struct vtkbd_device_info info = { .name = (uintptr_t)at, .name_room = size };
	char what[32];
	long ret;

	memset(room, POISON, ROOM);
	ret = ioctl(node, VTKBD_GET_DEVICE, &info);
	snprintf(what, sizeof(what), "%u%s", size, over ? " over the page" : "");
	tell("name", what, ret);
	if (!ret)
		printf(" takes %u '%s'", info.name_size, size ? at : "");
	putchar('\n');
}

/* Rules at the end of the page, the last byte of each behind what it is set or not. */
static void try_set(unsigned int count, unsigned int size, bool set, int over)
{
	unsigned char *at = room + ROOM - count * size + over;
	struct vtkbd_fault_req req = {
		.console = 4, .count = count, .fault_size = size, .fault = (uintptr_t)at,
	};
	char what[32];
	int ret;

	memset(at, 0, room + ROOM - at);
	for (unsigned int i = 0; i < count && !(over && i + 1 == count); i++) {
		memcpy(at + i * size, &fault, size < sizeof(fault) ? size : sizeof(fault));
		at[i * size + size - 1] |= set;
	}
	ret = ioctl(node, VTKBD_SET_FAULT, &req);
	snprintf(what, sizeof(what), "%u of %u%s%s", count, size, set ? " and set" : "",
		 over ? " over the page" : "");
	tell("rules", what, ret);
	putchar('\n');
	if (ret >= 0)
		close(ret);
}

static void try_list(unsigned int count, unsigned int size, int over)
{
	unsigned char *at = room + ROOM - count * size + over;
	struct vtkbd_fault_req req = {
		.count = count, .fault_size = size, .fault = (uintptr_t)at,
	};
	unsigned int filled = 0;
	char what[32];
	long ret;

	memset(room, POISON, ROOM);
	ret = ioctl(faults, VTKBD_GET_FAULTS, &req);
	snprintf(what, sizeof(what), "%u of %u%s", count, size, over ? " over the page" : "");
	tell("list", what, ret);
	if (!ret) {
		while (filled < count && !memcmp(at + filled * size, &fault, sizeof(fault)) &&
		       is_all(at + filled * size + sizeof(fault), size - sizeof(fault), 0))
			filled++;
		printf(" %u of %u, console %u", filled, req.count, req.console);
		if (!is_all(at + filled * size, (count - filled) * size, POISON))
			printf(" spilled");
	}
	putchar('\n');
}

static void try_faults(void)
{
	static const struct { unsigned int count, size; bool set; } set[] = {
		{ 0, 24, false }, { 1, 23, false }, { 1, 24, false }, { 16, 24, false },
		{ 17, 24, false }, { 2, 32, false }, { 2, 32, true }, { 1, 4096, false },
		{ 1, 4097, false },
	};
	static const unsigned int list[][2] = {
		{ 0, 0 }, { 1, 23 }, { 1, 24 }, { 2, 24 }, { 5, 24 }, { 5, 32 }, { 3, 4096 }, { 1, 4097 },
	};

	for (size_t i = 0; i < COUNT(set); i++)
		try_set(set[i].count, set[i].size, set[i].set, 0);
	try_set(2, 24, false, 1);
	for (size_t i = 0; i < COUNT(list); i++)
		try_list(list[i][0], list[i][1], 0);
	try_list(2, 24, 1);
}

static void try_reserved(void)
{
	struct vtkbd_fault_req get = { .reserved = 1 }, set = set_fault, far = set_fault;
	struct vtkbd_console_info con = { .console = 3, .reserved = 1 };
	struct vtkbd_send_key key = { .console = 3, .reserved = 1 };

	tell("reserved", "console", ioctl(node, VTKBD_GET_CONSOLE, &con));
	tell("\nreserved", "send", ioctl(node, VTKBD_SEND_KEY, &key));
	set.reserved = 1;
	far.console = 64;
	tell("\nreserved", "fault", ioctl(node, VTKBD_SET_FAULT, &set));
	tell("\nreserved", "faults", ioctl(faults, VTKBD_GET_FAULTS, &get));
	tell("\nconsole 64", "fault", ioctl(node, VTKBD_SET_FAULT, &far));
	putchar('\n');
}

static void try_inner(void)
{
	static const unsigned int last[] = { 39, 40, 48, 4096, 4097 };
	static const unsigned int history[][2] = {
		{ 0, 0 }, { 1, 39 }, { 1, 40 }, { 2, 40 }, { 5, 40 }, { 5, 48 }, { 3, 4096 }, { 3, 4097 },
	};
	static const unsigned int name[] = { 0, 1, 5, 64 };

	for (size_t i = 0; i < COUNT(last); i++)
		try_last(last[i]);
	for (size_t i = 0; i < COUNT(history); i++)
		try_history(history[i][0], history[i][1], 0);
	try_history(3, 40, 1);
	for (size_t i = 0; i < COUNT(name); i++)
		try_name(name[i], 0);
	try_name(5, 1);
	try_faults();
	try_reserved();
}

/* Two rules for console 3, which concern nothing that is done here. */
static int set_two(void)
{
	const struct vtkbd_fault two[2] = { fault, fault };
	struct vtkbd_fault_req req = {
		.console = 3, .count = 2, .fault_size = sizeof(*two), .fault = (uintptr_t)two,
	};

	set_fault = (struct vtkbd_fault_req){
		.console = 4, .count = 1, .fault_size = sizeof(fault), .fault = (uintptr_t)&fault,
	};
	return ioctl(node, VTKBD_SET_FAULT, &req);
}

int main(int argc, char **argv)
{
	struct vtkbd_attach_req req = { .console = 3 };

	room = mmap(NULL, ROOM + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	node = argc == 2 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;
	attached = ioctl(node, VTKBD_ATTACH, &req);
	faults = set_two();
	if (room == MAP_FAILED || mprotect(room + ROOM, 4096, PROT_NONE) || attached < 0 ||
	    faults < 0) {
		perror("sizes");
		return 1;
	}
	for (size_t r = 0; r < COUNT(requests); r++) {
		for (size_t c = 0; c < COUNT(cases); c++)
			try(&requests[r], c);
		try_null(&requests[r]);
		try_others(&requests[r]);
	}
	try_unknown();
	try_inner();
	return 0;
}
