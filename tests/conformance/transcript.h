/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The output of a conformance program: a line per ioctl with all results, and nothing
 * that differs from run to run or between the keyboards. A program is called with the
 * prefix of the node's name and the console's number. It contains no expected result
 * and restores what it changed.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *node_prefix;
static int node_num;

/* The program cannot continue: no transcript is better than half of one. */
static inline __attribute__((noreturn)) void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static inline const char *errname(void)
{
	return errno ? strerrorname_np(errno) : "OK";
}

/* -- nodes ------------------------------------------------------------------ */

static inline int node_open(int num, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s%d", node_prefix, num);
	fd = open(path, O_RDWR | O_CLOEXEC | flags);
	if (fd < 0)
		fail(path);
	return fd;
}

/* Reads the arguments and opens the console, with an empty input queue. */
static inline int begin(int argc, char **argv)
{
	int fd;

	if (argc != 3 || (node_num = atoi(argv[2])) < 1) {
		fprintf(stderr, "usage: %s /dev/NODE CONSOLE\n", argv[0]);
		exit(2);
	}
	node_prefix = argv[1];
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	fd = node_open(node_num, O_NOCTTY);
	tcflush(fd, TCIOFLUSH);
	return fd;
}

/* The last line: a transcript without it was cut short. */
static inline int end(void)
{
	puts("end");
	return 0;
}

/* -- calls ------------------------------------------------------------------ */

/* Not libc's ioctl(): all 64 bits of the argument must arrive. */
static inline long raw_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	errno = 0;
	return syscall(SYS_ioctl, fd, cmd, arg);
}

static inline long say_number(int fd, const char *name, unsigned int cmd,
			      unsigned long arg)
{
	long ret = raw_ioctl(fd, cmd, arg);

	printf("%s %#lx -> %ld %s\n", name, arg, ret, errname());
	return ret;
}

static inline long say_pointer(int fd, const char *name, unsigned int cmd,
			       const char *label, const void *arg)
{
	long ret = raw_ioctl(fd, cmd, (unsigned long)arg);

	printf("%s %s -> %ld %s\n", name, label, ret, errname());
	return ret;
}

/* say_number(fd, KDSKBMODE, K_RAW), say_pointer(fd, VT_GETMODE, "mode", &mode) */
#define NUMBER(fd, cmd, arg)		say_number(fd, #cmd, cmd, arg)
#define POINTER(fd, cmd, label, arg)	say_pointer(fd, #cmd, cmd, label, arg)

static inline void say_bytes(const char *label, const void *data, size_t len)
{
	const unsigned char *byte = data;

	printf("  %s:", label);
	while (len--)
		printf(" %02x", *byte++);
	putchar('\n');
}

/* A result of up to 8 bytes: which bytes are written, and which are not. */
static inline void say_answer(int fd, const char *name, unsigned int cmd)
{
	unsigned char answer[8];

	memset(answer, 0xa5, sizeof(answer));
	say_pointer(fd, name, cmd, "answer", answer);
	say_bytes("answer", answer, sizeof(answer));
}

#define ANSWER(fd, cmd)	say_answer(fd, #cmd, cmd)

/* -- runs of equal results -------------------------------------------------- */

struct run {
	const char *what;
	unsigned int first, last;
	char result[96];
	bool any;
};

static inline void run_end(struct run *run)
{
	if (run->any)
		printf("%s %#x..%#x -> %s\n", run->what, run->first, run->last,
		       run->result);
	run->any = false;
}

/* The result for the next number; printed when a different one comes. */
static inline __attribute__((format(printf, 3, 4)))
void run_add(struct run *run, unsigned int number, const char *format, ...)
{
	char result[sizeof(run->result)];
	va_list args;

	va_start(args, format);
	vsnprintf(result, sizeof(result), format, args);
	va_end(args);
	if (run->any && (strcmp(result, run->result) || number != run->last + 1))
		run_end(run);
	if (!run->any) {
		run->first = number;
		strcpy(run->result, result);
		run->any = true;
	}
	run->last = number;
}

/* -- memory that faults ----------------------------------------------------- */

static inline unsigned char *map_pages(int count)
{
	void *pages = mmap(NULL, count * sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		fail("mmap");
	return pages;
}

/* The end of a page after which nothing is mapped. */
static inline unsigned char *page_end(void)
{
	size_t size = sysconf(_SC_PAGESIZE);
	unsigned char *pages = map_pages(2);

	munmap(pages + size, size);
	return pages + size;
}

/* A page that can be read and not written. */
static inline unsigned char *page_read_only(void)
{
	unsigned char *page = map_pages(1);

	mprotect(page, sysconf(_SC_PAGESIZE), PROT_READ);
	return page;
}

/* An ioctl with every kind of address that it must not touch. */
static inline void say_faults(int fd, const char *name, unsigned int cmd)
{
	unsigned char *edge = page_end();

	say_pointer(fd, name, cmd, "NULL", NULL);
	say_pointer(fd, name, cmd, "unmapped", edge);
	say_pointer(fd, name, cmd, "last address", (void *)~0UL);
	if (sizeof(long) == 8)	/* in 32 bits every address may be mapped */
		say_pointer(fd, name, cmd, "kernel address", (void *)(~0UL << (8 * sizeof(long) - 17)));
	say_pointer(fd, name, cmd, "1 byte before unmapped", edge - 1);
	say_bytes("that byte", edge - 1, 1);
	say_pointer(fd, name, cmd, "2 bytes before unmapped", edge - 2);
	say_bytes("those bytes", edge - 2, 2);
	say_pointer(fd, name, cmd, "read-only", page_read_only());
}

#define FAULTS(fd, cmd)	say_faults(fd, #cmd, cmd)

/* -- time ------------------------------------------------------------------- */

static inline void pause_ms(int ms)
{
	struct timespec time = { 0, ms * 1000000L };

	nanosleep(&time, NULL);
}

/*
 * A value that is changed in the background, once it has stopped changing. A
 * pause lets every softirq and work item that is due run before the next look.
 */
static inline int settled(int (*look)(int fd), int fd)
{
	int value = look(fd), same = 0;

	for (int tries = 0; tries < 500 && same < 3; tries++) {
		int next;

		pause_ms(2);
		next = look(fd);
		same = next == value ? same + 1 : 0;
		value = next;
	}
	return value;
}

#endif /* TRANSCRIPT_H */
