// SPDX-License-Identifier: GPL-2.0
/*
 * The subcodes of TIOCLINUX for the keyboard: held modifiers, whether the mouse is
 * reported, the foreground console, unknown subcodes, and permissions; of those for a
 * screen, which keep a value: how words are selected, how a VESA screen is blanked, where
 * kernel messages are shown. Blanking is in blank.c; selecting is left out.
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

/* So many bytes, and behind them none that could be read. */
static void ask_at_end(int fd, unsigned char subcode, size_t len, unsigned char operand)
{
	/* ASCII: digits, letters and the underscore, as programs load it. */
	static const uint32_t words[] = { 0, 0x03ff0000, 0x87fffffe, 0x07fffffe };
	size_t page = sysconf(_SC_PAGESIZE);
	unsigned char *bytes = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char copy[4 + sizeof(words)] = { subcode, operand };
	char name[48];

	if (bytes == MAP_FAILED || munmap(bytes + page, page))
		fail("mmap");
	memcpy(copy + 4, words, sizeof(words));
	memcpy(bytes + page - len, copy, len < sizeof(copy) ? len : sizeof(copy));
	snprintf(name, sizeof(name), "TIOCLINUX %u, operand %u", subcode, operand);
	say_pointer(fd, name, TIOCLINUX, "bytes", bytes + page - len);
	printf("  %zu bytes: %02x\n", len, bytes[page - len]);
	munmap(bytes, page);
}

static void words_of_a_selection(int fd)
{
	for (size_t len = 1; len <= 40; len++)
		ask_at_end(fd, TIOCL_SELLOADLUT, len, 0);
}

static void scrolling(int fd)
{
	for (size_t len = 1; len <= 9; len++)
		ask_at_end(fd, TIOCL_SCROLLCONSOLE, len, 0);
}

static void vesa_blank(int fd)
{
	static const unsigned char modes[] = { 1, 2, 3, 4, 255, 0 };

	ask_at_end(fd, TIOCL_SETVESABLANK, 1, 0);
	for (size_t i = 0; i < COUNT(modes); i++)
		ask_at_end(fd, TIOCL_SETVESABLANK, 2, modes[i]);
}

/* The last of them is what it was. */
static void messages(int fd)
{
	static const unsigned char consoles[] = { 5, 255, 63, 64, 127, 255, 128, 254, 255, 0 };

	ask_at_end(fd, TIOCL_SETKMSGREDIRECT, 1, 0);
	for (size_t i = 0; i < COUNT(consoles); i++) {
		ask_at_end(fd, TIOCL_SETKMSGREDIRECT, 2, consoles[i]);
		ask(fd, TIOCL_GETKMSGREDIRECT);
	}
}

/* In a session of its own: a child, whose output is complete when this returns. */
static void apart(void (*run)(int fd, uid_t uid), int fd, uid_t uid)
{
	fflush(stdout);
	if (!fork()) {
		setsid();
		run(fd, uid);
		fflush(stdout);
		_exit(0);
	}
	while (wait(NULL) < 0 && errno == EINTR)
		;
}

static void become(uid_t uid)
{
	if (setuid(uid))
		fail("setuid");
}

/* Without a capability, but on its own terminal. */
static void owner(int fd, uid_t uid)
{
	fd = node_open(node_num, 0);
	ioctl(fd, TIOCSCTTY, 1);
	become(uid);
	puts("the terminal is its own");
	ask_all(fd);
	ask_at_end(fd, TIOCL_SELLOADLUT, 1, 0);
	ask_at_end(fd, TIOCL_SELLOADLUT, 20, 0);
	ask_at_end(fd, TIOCL_SETVESABLANK, 2, 0);
	ask_at_end(fd, TIOCL_SETKMSGREDIRECT, 1, 0);
	ask_at_end(fd, TIOCL_SETKMSGREDIRECT, 2, 0);
}

static void stranger(int fd, uid_t uid)
{
	become(uid);
	printf("uid %d\n", (int)uid);
	ask_all(fd);
	ask_at_end(fd, TIOCL_SELLOADLUT, 20, 0);
	ask_at_end(fd, TIOCL_SETVESABLANK, 2, 0);
	ask_at_end(fd, TIOCL_SETKMSGREDIRECT, 2, 0);
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open();

	ask_all(fd);
	FAULTS(fd, TIOCLINUX);
	modifiers(fd, keyboard);
	mouse(fd);
	words_of_a_selection(fd);
	scrolling(fd);
	vesa_blank(fd);
	messages(fd);
	apart(owner, -1, 65534);
	apart(stranger, fd, 0);
	apart(stranger, fd, 65534);
	tcflush(fd, TCIFLUSH);
	close(keyboard);
	return end();
}
