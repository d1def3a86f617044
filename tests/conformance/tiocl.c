// SPDX-License-Identifier: GPL-2.0
/*
 * The subcodes of TIOCLINUX for the keyboard: held modifiers, whether the mouse is
 * reported, the foreground console, unknown subcodes, and permissions. Blanking is in
 * blank.c; subcodes for a screen (selection, messages) are left out.
 */
#include <linux/tiocl.h>
#include <sys/wait.h>

#include "keyboard.h"

static const unsigned char subcodes[] = {
	TIOCL_GETSHIFTSTATE, TIOCL_GETMOUSEREPORTING, TIOCL_GETFGCONSOLE,
	TIOCL_BLANKEDSCREEN, TIOCL_GETKMSGREDIRECT, 0, 1, 8, 9, 16, 19, 127, 200, 255,
};

static void ask(int fd, unsigned char subcode)
{
	unsigned char bytes[4] = { subcode, 0xa5, 0xa5, 0xa5 };
	char name[32];

	snprintf(name, sizeof(name), "TIOCLINUX %u", subcode);
	say_pointer(fd, name, TIOCLINUX, "bytes", bytes);
	say_bytes("bytes", bytes, sizeof(bytes));
}

static void ask_all(int fd)
{
	for (size_t i = 0; i < COUNT(subcodes); i++)
		ask(fd, subcodes[i]);
}

static int shift_state(int fd)
{
	unsigned char subcode = TIOCL_GETSHIFTSTATE;

	return ioctl(fd, TIOCLINUX, &subcode) ? -1 : subcode;
}

static void held(int fd, int keyboard, const int *codes, int count)
{
	for (int i = 0; i < count; i++)
		keyboard_key(keyboard, codes[i], 1);
	printf("held %d keys: %#x\n", count, settled(shift_state, fd));
	ask(fd, TIOCL_GETSHIFTSTATE);
	while (count--)
		keyboard_key(keyboard, codes[count], 0);
	printf("released: %#x\n", settled(shift_state, fd));
}

static void modifiers(int fd, int keyboard)
{
	static const int codes[] = { KEY_LEFTSHIFT, KEY_RIGHTCTRL, KEY_RIGHTALT, KEY_LEFTALT };

	for (int mode = K_RAW; mode <= K_OFF; mode++) {
		NUMBER(fd, KDSKBMODE, mode);
		for (size_t i = 0; i < COUNT(codes); i++)
			held(fd, keyboard, codes + i, 1);
		held(fd, keyboard, codes, COUNT(codes));
	}
	NUMBER(fd, KDSKBMODE, K_UNICODE);
}

static void mouse(int fd)
{
	static const char *const writes[] = {
		"\033[?9h", "\033[?9l", "\033[?1000h", "\033[?9h", "\033c", "\033[?1000h",
		"\033[?1000l", "\033[?9;1000h", "\033[9h", "\033[?1002h", "\033c",
	};

	for (size_t i = 0; i < COUNT(writes); i++) {
		if (write(fd, writes[i], strlen(writes[i])) < 0)
			fail("write");
		ask(fd, TIOCL_GETMOUSEREPORTING);
	}
}

static void stranger(int fd, uid_t uid)
{
	fflush(stdout);
	if (!fork()) {
		setsid();
		if (setuid(uid))
			fail("setuid");
		printf("uid %d\n", (int)uid);
		ask_all(fd);
		fflush(stdout);
		_exit(0);
	}
	while (wait(NULL) < 0 && errno == EINTR)
		;
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open();

	ask_all(fd);
	FAULTS(fd, TIOCLINUX);
	modifiers(fd, keyboard);
	mouse(fd);
	stranger(fd, 0);
	stranger(fd, 65534);
	tcflush(fd, TCIFLUSH);
	close(keyboard);
	return end();
}
