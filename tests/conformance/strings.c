// SPDX-License-Identifier: GPL-2.0
/*
 * Strings of the function keys: all 256, every special length, and strings at the end
 * of mapped memory. All are restored.
 */
#include <linux/keyboard.h>

#include "transcript.h"

#define LENGTH	sizeof(((struct kbsentry *)NULL)->kb_string)
#define UNUSED	77	/* a string that the default keymap does not have */

static struct kbsentry saved[MAX_NR_FUNC];

static void say_string(const unsigned char *string)
{
	size_t length = strnlen((const char *)string, LENGTH);

	if (length > 40)
		printf("  %zu bytes, from %02x to %02x\n", length, string[0],
		       string[length - 1]);
	else
		say_bytes("string", string, length);
}

static void say_get(int fd, int func)
{
	struct kbsentry entry;
	long ret;

	memset(&entry, 0xa5, sizeof(entry));
	entry.kb_func = func;
	ret = raw_ioctl(fd, KDGKBSENT, (unsigned long)&entry);
	printf("KDGKBSENT %d -> %ld %s\n", func, ret, errname());
	say_string(entry.kb_string);
	printf("  beyond: %02x\n", entry.kb_string[LENGTH - 1]);
}

static void say_all(int fd)
{
	struct run none = { .what = "KDGKBSENT, no string" };

	for (int func = 0; func < MAX_NR_FUNC; func++) {
		struct kbsentry entry = { .kb_func = func };

		raw_ioctl(fd, KDGKBSENT, (unsigned long)&entry);
		saved[func] = entry;
		if (entry.kb_string[0])
			say_get(fd, func);
		else
			run_add(&none, func, "%s", errname());
	}
	run_end(&none);
}

/* A string of one letter; a length of LENGTH or more has no end. */
static void say_set(int fd, int func, size_t length, char letter)
{
	struct {
		struct kbsentry entry;
		char more[8];
	} buffer = { .entry.kb_func = func };
	long ret;

	memset(buffer.entry.kb_string, letter, length < LENGTH ? length : LENGTH);
	if (length > LENGTH)
		buffer.more[0] = letter;
	ret = raw_ioctl(fd, KDSKBSENT, (unsigned long)&buffer);
	printf("KDSKBSENT %d, %zu times %c -> %ld %s\n", func, length, letter, ret,
	       errname());
	say_get(fd, func);
}

static void lengths(int fd, int func)
{
	static const size_t cases[] = {
		0, 1, 2, 3, 1, 0, 255, 256, 510, 511, 512, 513, 511, 5, 4, 6, 0, 1,
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		say_set(fd, func, cases[i], 'a' + i);
}

/* Bytes are bytes: only NUL is special. */
static void every_byte(int fd)
{
	struct kbsentry entry = { .kb_func = UNUSED };

	for (int byte = 1; byte < 256; byte++)
		entry.kb_string[byte - 1] = byte;
	POINTER(fd, KDSKBSENT, "1 to 255", &entry);
	memset(&entry, 0, sizeof(entry));
	entry.kb_func = UNUSED;
	POINTER(fd, KDGKBSENT, "1 to 255", &entry);
	say_bytes("string", entry.kb_string, 256);
}

/* An entry at the end of memory with room for `room` bytes of string. */
static void at_the_end(int fd, size_t room, bool ended)
{
	unsigned char *end = page_end(), *entry = end - room - 1;

	memset(entry, 'e', room + 1);
	entry[0] = UNUSED;
	if (room && ended)
		end[-1] = '\0';
	printf("room for %zu, %s end\n", room, ended ? "with an" : "without");
	POINTER(fd, KDSKBSENT, "at the end of memory", entry);
	say_get(fd, UNUSED);
	say_set(fd, UNUSED, 9, 'x');
	POINTER(fd, KDGKBSENT, "at the end of memory", entry);
	say_bytes("there", entry, room + 1);
}

static void ends_of_memory(int fd)
{
	static const size_t rooms[] = { 0, 1, 2, 9, 10, 11, 511, 512 };

	for (size_t i = 0; i < COUNT(rooms); i++) {
		at_the_end(fd, rooms[i], false);
		at_the_end(fd, rooms[i], true);
	}
}

static void restore(int fd)
{
	struct run run = { .what = "KDSKBSENT as before" };

	for (int func = 0; func < MAX_NR_FUNC; func++) {
		raw_ioctl(fd, KDSKBSENT, (unsigned long)&saved[func]);
		run_add(&run, func, "%s", errname());
	}
	run_end(&run);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);

	say_all(fd);
	lengths(fd, 0);
	lengths(fd, UNUSED);
	lengths(fd, 255);
	every_byte(fd);
	ends_of_memory(fd);
	FAULTS(fd, KDGKBSENT);
	FAULTS(fd, KDSKBSENT);
	restore(fd);
	say_all(fd);
	return end();
}
