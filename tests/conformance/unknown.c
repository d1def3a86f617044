// SPDX-License-Identifier: GPL-2.0
/*
 * Every ioctl number of the two families, and some that belong to any tty,
 * with a NULL argument. Ioctls for a screen or for x86 ports are not implemented by
 * vtkbd: they are left out of the transcript. With --screen it has only those.
 */
#include "switching.h"

/*
 * vtkbd has no screen, so no font and no colour map. The port ioctls are the built-in
 * driver's way to call ioperm(2).
 */
static const struct {
	unsigned int cmd;
	const char *name;
} screen[] = {
	{ GIO_FONT, "GIO_FONT" },
	{ PIO_FONT, "PIO_FONT" },
	{ GIO_FONTX, "GIO_FONTX" },
	{ PIO_FONTX, "PIO_FONTX" },
	{ PIO_FONTRESET, "PIO_FONTRESET" },
	{ GIO_CMAP, "GIO_CMAP" },
	{ PIO_CMAP, "PIO_CMAP" },
	{ GIO_UNIMAP, "GIO_UNIMAP" },
	{ PIO_UNIMAP, "PIO_UNIMAP" },
	{ PIO_UNIMAPCLR, "PIO_UNIMAPCLR" },
	{ KDFONTOP, "KDFONTOP" },
	{ KDADDIO, "KDADDIO" },
	{ KDDELIO, "KDDELIO" },
	{ KDENABIO, "KDENABIO" },
	{ KDDISABIO, "KDDISABIO" },
	{ VT_GETHIFONTMASK, "VT_GETHIFONTMASK" },
};

static bool is_screen(unsigned int cmd)
{
	for (size_t i = 0; i < COUNT(screen); i++)
		if (screen[i].cmd == cmd)
			return true;
	return false;
}

static void say(int fd, unsigned int cmd)
{
	char name[16];

	snprintf(name, sizeof(name), "%#06x", cmd);
	say_pointer(fd, name, cmd, "NULL", NULL);
}

static void family(int fd, unsigned int base)
{
	for (unsigned int cmd = base; cmd <= base + 0xff; cmd++)
		if (!is_screen(cmd))
			say(fd, cmd);
}

/* The numbers have no size and direction; with these they are other ioctls. */
static void neighbours(int fd)
{
	say(fd, _IOC(_IOC_READ, 'K', 0x44, 4));
	say(fd, _IOC(_IOC_WRITE, 'V', 1, 8));
	say(fd, 0x10000 | KDGKBMODE);
	say(fd, 0x80000000 | VT_GETMODE);
	say(fd, 0x4a00);
	say(fd, 0x4c00);
	say(fd, 0x5500);
	say(fd, 0x5700);
	say(fd, 0);
	say(fd, ~0U);
}

static void any_tty(int fd)
{
	unsigned char answer[64];

	memset(answer, 0xa5, sizeof(answer));
	POINTER(fd, TCGETS, "answer", answer);
	say_bytes("termios", answer, sizeof(answer));
	memset(answer, 0xa5, sizeof(answer));
	POINTER(fd, TIOCGWINSZ, "answer", answer);
	say_bytes("size", answer, 16);
	POINTER(fd, TIOCGSERIAL, "answer", answer);
	POINTER(fd, TIOCMGET, "answer", answer);
	POINTER(fd, TIOCGICOUNT, "answer", answer);
	NUMBER(fd, TCSBRK, 1);
	NUMBER(fd, TCFLSH, TCIFLUSH);
	NUMBER(fd, TCXONC, 9);
}

static void put_back(int fd)
{
	NUMBER(fd, KDSETMODE, KD_TEXT);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	NUMBER(fd, KDSKBLED, 0);
	NUMBER(fd, KDSETLED, 0xff);
	NUMBER(fd, VT_UNLOCKSWITCH, 0);
	say_state(fd);
	say_console("this", fd);
}

int main(int argc, char **argv)
{
	bool only_screen = argc > 1 && !strcmp(argv[1], "--screen");
	int fd = begin(argc - only_screen, argv + only_screen);

	if (only_screen) {
		for (size_t i = 0; i < COUNT(screen); i++)
			say_pointer(fd, screen[i].name, screen[i].cmd, "NULL", NULL);
		return end();
	}
	family(fd, 0x4b00);
	family(fd, 0x5600);
	neighbours(fd);
	any_tty(fd);
	put_back(fd);
	return end();
}
