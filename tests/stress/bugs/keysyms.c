// SPDX-License-Identifier: GPL-2.0
/*
 * keysyms PREFIX press | keysyms PREFIX look: binds a key to each of the 65536 keysyms there
 * are, in XLATE and UNICODE, and prints which are accepted. press: also sends the key to a
 * console of vtkbd that no program has open, so that what it does is done to nobody.
 */
#include <linux/vtkbd.h>

#include "../../conformance/transcript.h"

#define KEY		183	/* F13, which Debian's keymap does not bind */
#define HERE		5
#define THERE		6
#define SYM_HOLE	0x0200

static int fd;

static void set_mode(int mode)
{
	int there = node_open(THERE, O_NOCTTY);

	if (ioctl(fd, KDSKBMODE, mode) || ioctl(there, KDSKBMODE, mode))
		fail("KDSKBMODE");
	close(there);
}

static void send(unsigned int value)
{
	struct vtkbd_send_key key = { .console = THERE, .keycode = KEY, .value = value };

	if (ioctl(fd, VTKBD_SEND_KEY, &key))
		fail("VTKBD_SEND_KEY");
}

static void press_repeat_release(void)
{
	send(1);
	send(2);
	send(0);
}

static void try_all(const char *mode, bool press)
{
	struct run run = { .what = mode };

	for (unsigned int sym = 0; sym <= 0xffff; sym++) {
		struct kbentry entry = { 0, KEY, sym };
		long ret = raw_ioctl(fd, KDSKBENT, (unsigned long)&entry);

		run_add(&run, sym, "%ld %s", ret, errname());
		if (press && !ret)
			press_repeat_release();
	}
	run_end(&run);
}

int main(int argc, char **argv)
{
	struct kbentry hole = { 0, KEY, SYM_HOLE };
	bool press;

	if (argc != 3)
		return 2;
	node_prefix = argv[1];
	press = !strcmp(argv[2], "press");
	fd = node_open(HERE, O_NOCTTY);
	set_mode(K_XLATE);
	try_all("XLATE", press);
	set_mode(K_UNICODE);
	try_all("UNICODE", press);
	ioctl(fd, KDSKBENT, &hole);
	ioctl(fd, VT_ACTIVATE, 1);
	return end();
}
