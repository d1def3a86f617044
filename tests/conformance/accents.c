// SPDX-License-Identifier: GPL-2.0
/*
 * The accent table, in 8 bits and in Unicode: counts, conversion of every character
 * between the two, tables at the end of mapped memory. The table is restored.
 */
#include <linux/keyboard.h>

#include "transcript.h"

struct table8 {
	struct kbdiacrs head;
	struct kbdiacr more[8];
};

struct table32 {
	struct kbdiacrsuc head;
	struct kbdiacruc more[8];
};

static long get8(int fd, struct table8 *table)
{
	memset(table, 0xa5, sizeof(*table));
	return raw_ioctl(fd, KDGKBDIACR, (unsigned long)table);
}

static long get32(int fd, struct table32 *table)
{
	memset(table, 0xa5, sizeof(*table));
	return raw_ioctl(fd, KDGKBDIACRUC, (unsigned long)table);
}

static void say_entries(const void *entry, size_t size, unsigned int count)
{
	for (unsigned int i = 0; i < count && i < 256; i++)
		say_bytes("entry", (const char *)entry + i * size, size);
}

static void say_tables(int fd)
{
	struct table8 narrow;
	struct table32 wide;
	long ret;

	ret = get8(fd, &narrow);
	printf("KDGKBDIACR -> %ld %s, %u entries\n", ret, errname(), narrow.head.kb_cnt);
	say_entries(narrow.head.kbdiacr, sizeof(narrow.more[0]), narrow.head.kb_cnt);
	ret = get32(fd, &wide);
	printf("KDGKBDIACRUC -> %ld %s, %u entries\n", ret, errname(), wide.head.kb_cnt);
	say_entries(wide.head.kbdiacruc, sizeof(wide.more[0]), wide.head.kb_cnt);
}

/* The count and the last entry of each table, and memory that must not change. */
static void say_ends(int fd)
{
	struct table8 narrow;
	struct table32 wide;
	unsigned int count;

	get8(fd, &narrow);
	count = narrow.head.kb_cnt & 0xff;
	printf("  KDGKBDIACR %s %u\n", errname(), narrow.head.kb_cnt);
	say_bytes("last and next", narrow.head.kbdiacr + count - !!count,
		  2 * sizeof(narrow.more[0]));
	get32(fd, &wide);
	count = wide.head.kb_cnt & 0xff;
	printf("  KDGKBDIACRUC %s %u\n", errname(), wide.head.kb_cnt);
	say_bytes("last and next", wide.head.kbdiacruc + count - !!count,
		  2 * sizeof(wide.more[0]));
}

static const unsigned int counts[] = {
	1, 0, 255, 256, 2, 257, 0x7fffffff, 0x80000000, 0xffffffff, 0, 254,
};

static void set_counts(int fd)
{
	struct table8 narrow;
	struct table32 wide;

	for (size_t i = 0; i < COUNT(counts); i++) {
		memset(&narrow, 'a' + i, sizeof(narrow));
		narrow.head.kb_cnt = counts[i];
		printf("count %u\n", counts[i]);
		POINTER(fd, KDSKBDIACR, "table", &narrow);
		say_ends(fd);
		memset(&wide, 'A' + i, sizeof(wide));
		wide.head.kb_cnt = counts[i];
		POINTER(fd, KDSKBDIACRUC, "table", &wide);
		say_ends(fd);
	}
}

/* Every byte in each of the three places, as Unicode. */
static void every_byte(int fd)
{
	struct table8 narrow = { .head.kb_cnt = 255 };
	struct table32 wide;

	for (int i = 0; i < 255; i++)
		narrow.head.kbdiacr[i] = (struct kbdiacr) { i, i + 1, 255 - i };
	POINTER(fd, KDSKBDIACR, "every byte", &narrow);
	get32(fd, &wide);
	say_entries(wide.head.kbdiacruc, sizeof(wide.more[0]), wide.head.kb_cnt);
	get8(fd, &narrow);
	say_entries(narrow.head.kbdiacr, sizeof(narrow.more[0]), narrow.head.kb_cnt);
}

/* Every character from `first` on for 85 entries of three. */
static void add_block(int fd, struct run *run, unsigned int first)
{
	struct table32 wide = { .head.kb_cnt = 85 };
	struct table8 narrow;

	for (unsigned int i = 0; i < 85; i++)
		wide.head.kbdiacruc[i] = (struct kbdiacruc) {
			first + 3 * i, first + 3 * i + 1, first + 3 * i + 2 };
	if (raw_ioctl(fd, KDSKBDIACRUC, (unsigned long)&wide))
		run_add(run, first, "%s", errname());
	get8(fd, &narrow);
	for (unsigned int i = 0; i < 255; i++) {
		unsigned char byte = ((unsigned char *)narrow.head.kbdiacr)[i];

		if (byte == first + i)
			run_add(run, first + i, "itself");
		else
			run_add(run, first + i, "%02x", byte);
	}
}

static void every_character(int fd)
{
	struct run run = { .what = "character in 8 bits" };

	for (unsigned int first = 0; first < 0x10200; first += 255)
		add_block(fd, &run, first);
	add_block(fd, &run, 0x10ff80);
	add_block(fd, &run, 0x7fffff80);
	add_block(fd, &run, 0xfffffe80);
	run_end(&run);
}

/* A table of two entries, of which the last `missing` bytes are not mapped. */
static void at_the_end(int fd, bool wide, size_t missing)
{
	size_t size = sizeof(int) + 2 * (wide ? sizeof(struct kbdiacruc) :
					 sizeof(struct kbdiacr));
	unsigned char *table = page_end() - size + missing;
	unsigned int count = 2;

	memset(table, 'm', size - missing);
	memcpy(table, &count, size - missing < 4 ? size - missing : 4);
	printf("%zu bytes missing\n", missing);
	if (wide)
		POINTER(fd, KDSKBDIACRUC, "at the end of memory", table);
	else
		POINTER(fd, KDSKBDIACR, "at the end of memory", table);
	say_ends(fd);
	if (wide)
		POINTER(fd, KDGKBDIACRUC, "at the end of memory", table);
	else
		POINTER(fd, KDGKBDIACR, "at the end of memory", table);
	say_bytes("there", table, size - missing);
}

static void ends_of_memory(int fd)
{
	struct table32 three = { .head.kb_cnt = 3 };

	for (size_t missing = 0; missing < 10; missing++) {
		raw_ioctl(fd, KDSKBDIACRUC, (unsigned long)&three);
		at_the_end(fd, false, missing);
		raw_ioctl(fd, KDSKBDIACRUC, (unsigned long)&three);
		at_the_end(fd, true, missing);
	}
}

static void faults(int fd)
{
	FAULTS(fd, KDGKBDIACR);
	FAULTS(fd, KDSKBDIACR);
	FAULTS(fd, KDGKBDIACRUC);
	FAULTS(fd, KDSKBDIACRUC);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);
	struct table32 before;

	get32(fd, &before);
	say_tables(fd);
	set_counts(fd);
	every_byte(fd);
	every_character(fd);
	ends_of_memory(fd);
	faults(fd);
	POINTER(fd, KDSKBDIACRUC, "as before", &before);
	say_tables(fd);
	return end();
}
