// SPDX-License-Identifier: GPL-2.0
/*
 * failcall GROUP...: makes each call of a group again and again while the kernel lets one
 * allocation fail: the first, then the second, until the call needs fewer. The groups are
 * open, ioctl, device, attach, write, files. A call that fails must say ENOMEM and must have
 * changed nothing that a getter tells. It prints a line a call:
 *
 *	KDSKBENT: 1 allocations, 1 ENOMEM
 *
 * and stops at the first that is wrong. Where ENOMEM is less than the number of allocations,
 * the call could do without. Needs CONFIG_FAILSLAB and /proc/self/fail-nth. Console 1 is in
 * the foreground; FREE_CON is free.
 *
 * failcall list: the names of the ioctls; it calls nothing.
 */
#include "rows.h"

static const struct table *const ioctls[] = { &kd_table, &vt_table, &tty_table, &own_table };

static void walk_ioctl(void)
{
	for (size_t i = 0; i < COUNT(ioctls); i++)
		walk_rows(ioctls[i]);
}

static void walk_attach(void)
{
	walk_rows(&attach_table);
}

static int list(void)
{
	for (size_t i = 0; i < COUNT(ioctls); i++)
		list_rows(ioctls[i]);
	list_rows(&attach_table);
	return 0;
}

static void begin_all(void)
{
	nth = open("/proc/self/fail-nth", O_RDWR);
	fd = open("/dev/vtkbd1", O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || nth < 0)
		fail(fd < 0 ? "/dev/vtkbd1" : "/proc/self/fail-nth");
	kd_begin();
	tty_begin();
	walk_begin();
	close(open("/dev/vtkbd2", O_RDWR | O_NOCTTY));
	close(open("/dev/vtkbd8", O_RDWR | O_NOCTTY));
	setvbuf(stdout, NULL, _IOLBF, 0);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*walk)(void);
	} groups[] = {
		{ "open", walk_open }, { "ioctl", walk_ioctl }, { "device", walk_device },
		{ "attach", walk_attach }, { "write", walk_write }, { "files", walk_files },
	};

	if (argc == 2 && !strcmp(argv[1], "list"))
		return list();
	begin_all();
	for (int i = 1; i < argc; i++)
		for (size_t g = 0; g < COUNT(groups); g++)
			if (!strcmp(argv[i], groups[g].name))
				groups[g].walk();
	return end();
}
