// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of the keymaps: all default entries, every keysym bound to a key, maps that
 * are created and removed. The keymaps are restored; a default map that was removed is
 * restored as an allocated one, on both sides.
 */
#include <sys/wait.h>	/* before the kernel's header, which defines the same names */
#include <linux/capability.h>
#include <linux/keyboard.h>

#include "transcript.h"

#define FREE_MAP	100	/* that the default keymap does not have */
#define FREE_KEY	200	/* that no keyboard here has */

/* 0 or an errno; *value is the entry. */
static int get(int fd, int table, int index, unsigned short *value)
{
	struct kbentry entry = { table, index, 0xa5a5 };
	long ret = raw_ioctl(fd, KDGKBENT, (unsigned long)&entry);

	*value = entry.kb_value;
	return ret ? errno : 0;
}

static unsigned short entry(int fd, int table, int index)
{
	unsigned short value;

	get(fd, table, index, &value);
	return value;
}

static int set(int fd, int table, int index, int value)
{
	struct kbentry entry = { table, index, value };

	raw_ioctl(fd, KDSKBENT, (unsigned long)&entry);
	return errno;
}

static const char *name_of(int error)
{
	return error ? strerrorname_np(error) : "OK";
}

static void say_get(int fd, int table, int index)
{
	unsigned short value;
	int error = get(fd, table, index, &value);

	printf("  KDGKBENT %d:%d -> %s %04x\n", table, index, name_of(error), value);
}

static void say_set(int fd, int table, int index, int value)
{
	int error = set(fd, table, index, value);

	printf("KDSKBENT %d:%d %04x -> %s\n", table, index, value, name_of(error));
	say_get(fd, table, index);
	say_get(fd, table, 0);
}

static void mode(int fd, int kbdmode)
{
	NUMBER(fd, KDSKBMODE, kbdmode);
}

/* -- what is there ------------------------------------------------------------ */

static void read_map(int fd, int table, unsigned short *map)
{
	for (int index = 0; index < NR_KEYS; index++)
		map[index] = entry(fd, table, index);
}

static void print_map(int table, const unsigned short *map)
{
	for (int index = 0; index < NR_KEYS; index++) {
		if (index % 16 == 0)
			printf("map %d, %d:", table, index);
		printf(" %04x", map[index]);
		if (index % 16 == 15)
			putchar('\n');
	}
}

static void say_map(int fd, int table)
{
	unsigned short map[NR_KEYS];

	read_map(fd, table, map);
	print_map(table, map);
}

static bool is_empty(const unsigned short *map)
{
	for (int index = 2; index < NR_KEYS; index++)
		if (map[index] != map[1])
			return false;
	return true;
}

static void all_maps(int fd, int kbdmode)
{
	struct run empty = { .what = "maps of one value" };
	unsigned short map[NR_KEYS];

	mode(fd, kbdmode);
	for (int table = 0; table < 256; table++) {
		read_map(fd, table, map);
		if (is_empty(map))
			run_add(&empty, table, "%04x and then %04x", map[0], map[1]);
		else
			print_map(table, map);
	}
	run_end(&empty);
}

/* -- every keysym ----------------------------------------------------------------- */

static void try_keysym(struct run *run, int fd, int index, int value)
{
	int error = set(fd, 0, index, value);
	unsigned short read;

	if (error) {
		run_add(run, value, "%s", name_of(error));
		return;
	}
	read = entry(fd, 0, index);
	if (read == value)
		run_add(run, value, "OK, as it was written");
	else
		run_add(run, value, "OK, reads %04x", read);
}

static void every_keysym(int fd, int kbdmode)
{
	struct run run = { .what = "keysym" };

	mode(fd, kbdmode);
	for (int value = 0; value <= 0xffff; value++)
		try_keysym(&run, fd, FREE_KEY, value);
	run_end(&run);
	set(fd, 0, FREE_KEY, K_HOLE);
}

/* The first key of a map only has its value checked. */
static void every_keysym_on_key_0(int fd, int kbdmode)
{
	struct run run = { .what = "keysym on key 0" };

	mode(fd, kbdmode);
	for (int value = 0; value < 0x1200; value++)
		try_keysym(&run, fd, 0, value);
	run_end(&run);
}

/* Written in one mode and read in another. */
static void across_modes(int fd)
{
	static const unsigned short keysyms[] = {
		0x0061, 0xf020, 0x20ac ^ 0xf000, 0x7bff, 0xffff, K_HOLE, K_ALLOCATED, K_SAK,
		K_NOSUCHMAP,
	};

	for (int write = K_RAW; write <= K_OFF; write++)
		for (size_t i = 0; i < COUNT(keysyms); i++) {
			mode(fd, write);
			printf("KDSKBENT %04x in mode %d -> %s, reads", keysyms[i], write,
			       name_of(set(fd, 0, FREE_KEY, keysyms[i])));
			for (int read = K_RAW; read <= K_OFF; read++) {
				raw_ioctl(fd, KDSKBMODE, read);
				printf(" %04x", entry(fd, 0, FREE_KEY));
			}
			putchar('\n');
		}
	mode(fd, K_UNICODE);
	say_set(fd, 0, FREE_KEY, K_HOLE);
}

/* -- maps ----------------------------------------------------------------------- */

static void one_map(int fd, int table)
{
	say_get(fd, table, 0);
	say_get(fd, table, 5);
	say_set(fd, table, 0, K_ALLOCATED);
	say_set(fd, table, 0, 0xffff);
	say_set(fd, table, 5, K_NOSUCHMAP);
	say_set(fd, table, 5, K_HOLE);
	say_set(fd, table, 5, 0x0b35);
	say_set(fd, table, 255, 0x0b35);
	say_set(fd, table, 0, 0x0b35);
	say_set(fd, table, 0, K_HOLE);
	say_set(fd, table, 0, K_ALLOCATED);
	say_map(fd, table);
	say_set(fd, table, 0, K_NOSUCHMAP);
	say_set(fd, table, 0, K_NOSUCHMAP);
}

static void map_0_stays(int fd)
{
	say_set(fd, 0, 0, K_NOSUCHMAP);
	say_get(fd, 0, 30);
	say_set(fd, 0, 0, K_ALLOCATED);
	say_set(fd, 0, 0, K_HOLE);
}

static void default_map(int fd, int table)
{
	unsigned short saved[NR_KEYS];

	read_map(fd, table, saved);
	say_set(fd, table, 0, K_NOSUCHMAP);
	say_get(fd, table, 30);
	for (int index = 1; index < NR_KEYS; index++)
		set(fd, table, index, saved[index]);
	say_map(fd, table);
}

/* -- privileges that count here ---------------------------------------------------- */

static void drop(int capability)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		fail("capget");
	data[capability / 32].effective &= ~(1U << capability % 32);
	if (syscall(SYS_capset, &header, data))
		fail("capset");
}

static void without(int fd, int capability, void (*body)(int fd))
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		drop(capability);
		body(fd);
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void attention_key(int fd)
{
	printf("without CAP_SYS_ADMIN\n");
	say_set(fd, 0, FREE_KEY, 0x0061);
	say_set(fd, 0, FREE_KEY, K_SAK);
	say_set(fd, FREE_MAP, FREE_KEY, K_SAK);
	say_set(fd, FREE_MAP, 0, K_NOSUCHMAP);
	say_set(fd, 0, 0, K_SAK);
}

static void attention_key_goes(int fd)
{
	printf("without CAP_SYS_ADMIN, with the key set\n");
	say_set(fd, 0, FREE_KEY, K_SAK);
	say_set(fd, 0, FREE_KEY, K_HOLE);
}

static void all_the_maps(int fd)
{
	struct run run = { .what = "without CAP_SYS_RESOURCE, a key in map" };

	for (int table = 0; table < 256; table++)
		run_add(&run, table, "%s", name_of(set(fd, table, FREE_KEY, 0x0061)));
	run_end(&run);
}

static void privileges(int fd)
{
	without(fd, CAP_SYS_ADMIN, attention_key);
	say_set(fd, 0, FREE_KEY, K_SAK);
	without(fd, CAP_SYS_ADMIN, attention_key_goes);
	say_set(fd, 0, FREE_KEY, K_HOLE);
}

/* Until there are too many; maps that did not exist before are removed. */
static void too_many_maps(int fd)
{
	bool there[256];

	for (int table = 0; table < 256; table++)
		there[table] = entry(fd, table, 0) != K_NOSUCHMAP;
	without(fd, CAP_SYS_RESOURCE, all_the_maps);
	without(fd, CAP_SYS_RESOURCE, all_the_maps);
	for (int table = 0; table < 256; table++)
		if (there[table])
			set(fd, table, FREE_KEY, K_HOLE);
		else
			set(fd, table, 0, K_NOSUCHMAP);
}

/* -- addresses ------------------------------------------------------------------- */

static void faults(int fd)
{
	struct kbentry *end = (struct kbentry *)page_end();

	FAULTS(fd, KDGKBENT);
	FAULTS(fd, KDSKBENT);
	end[-1] = (struct kbentry) { 0, 30, 0xa5a5 };
	POINTER(fd, KDGKBENT, "up to an unmapped page", end - 1);
	say_bytes("entry", end - 1, sizeof(*end));
	POINTER(fd, KDSKBENT, "up to an unmapped page", end - 1);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv);

	all_maps(fd, K_XLATE);
	all_maps(fd, K_UNICODE);
	every_keysym(fd, K_XLATE);
	every_keysym(fd, K_UNICODE);
	every_keysym_on_key_0(fd, K_XLATE);
	every_keysym_on_key_0(fd, K_UNICODE);
	across_modes(fd);
	one_map(fd, FREE_MAP);
	one_map(fd, 255);
	map_0_stays(fd);
	default_map(fd, 1);
	privileges(fd);
	too_many_maps(fd);
	faults(fd);
	all_maps(fd, K_UNICODE);
	return end();
}
