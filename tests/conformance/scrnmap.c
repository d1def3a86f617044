// SPDX-License-Identifier: GPL-2.0
/*
 * The screen map, which decides what XLATE sends: set by characters and by
 * font positions, read back, and used by typed keys, with accents in 8 bits. Characters
 * that depend on a font are left out: vtkbd has no screen.
 */
#include <sys/wait.h>
#include <linux/keyboard.h>

#include "keyboard.h"

typedef unsigned short map_t[E_TABSZ];

static void identity(map_t map)
{
	for (int i = 0; i < E_TABSZ; i++)
		map[i] = 0xf000 | i;
}

/* Keysyms of every kind of character, on keys of the default map. */
static const unsigned short keysyms[] = {
	K(KT_LATIN, 'a'), K(KT_LETTER, 'b'), K(KT_LATIN, 0xe9), K(KT_LATIN, 0xa4),
	0xf000 ^ 0x20ac, 0xf000 ^ 0x00e9, 0xf000 ^ 0x0151, 0xf000 ^ 0x1234,
};

#define FIRST_KEY KEY_F13

static void bind(int fd)
{
	for (size_t i = 0; i < COUNT(keysyms); i++) {
		struct kbentry entry = { 0, FIRST_KEY + i, keysyms[i] };

		if (ioctl(fd, KDSKBENT, &entry))
			fail("KDSKBENT");
	}
}

static void unbind(int fd)
{
	for (size_t i = 0; i < COUNT(keysyms); i++) {
		struct kbentry entry = { 0, FIRST_KEY + i, K_HOLE };

		ioctl(fd, KDSKBENT, &entry);
	}
}

static void type(int fd, int keyboard)
{
	for (size_t i = 0; i < COUNT(keysyms); i++)
		keyboard_tap(keyboard, FIRST_KEY + i);
	say_typed("keys", fd);
}

static void look(int fd, int keyboard)
{
	map_t map;
	struct kbdiacrs accents;

	memset(map, 0xa5, sizeof(map));
	POINTER(fd, GIO_UNISCRNMAP, "map", map);
	say_bytes("map", map, sizeof(map));
	for (int mode = K_XLATE; mode <= K_UNICODE; mode += K_UNICODE - K_XLATE) {
		NUMBER(fd, KDSKBMODE, mode);
		type(fd, keyboard);
	}
	memset(&accents, 0, sizeof(accents));
	POINTER(fd, KDGKBDIACR, "accents", &accents);
	say_bytes("accents", &accents, 4 + 3 * 70);
}

static void set(int fd, const map_t map)
{
	POINTER(fd, PIO_UNISCRNMAP, "map", map);
}

static void by_character(int fd, int keyboard)
{
	map_t map;

	identity(map);
	set(fd, map);
	look(fd, keyboard);
	map[0xa4] = 0x20ac;
	set(fd, map);
	look(fd, keyboard);
	map[0x41] = 0x20ac;		/* the first that fits is taken */
	map['a'] = 0x0151;
	map[0xe9] = 0x00e9;
	set(fd, map);
	look(fd, keyboard);
	for (int i = 0; i < E_TABSZ; i++)
		map[i] = i ^ 1;
	set(fd, map);
	look(fd, keyboard);
	memset(map, 0, sizeof(map));
	set(fd, map);
	look(fd, keyboard);
}

static void by_position(int fd, int keyboard)
{
	unsigned char glyph[E_TABSZ], back[E_TABSZ];

	for (int i = 0; i < E_TABSZ; i++)
		glyph[i] = 255 - i;
	POINTER(fd, PIO_SCRNMAP, "glyphs", glyph);
	look(fd, keyboard);
	memset(back, 0xa5, sizeof(back));
	POINTER(fd, GIO_SCRNMAP, "glyphs", back);
	say_bytes("glyphs", back, sizeof(back));
}

static void stranger(int fd)
{
	fflush(stdout);
	if (!fork()) {
		map_t map;
		unsigned char glyph[E_TABSZ] = { 0 };

		identity(map);
		setsid();
		if (setuid(65534))
			fail("setuid");
		set(fd, map);
		POINTER(fd, PIO_SCRNMAP, "glyphs", glyph);
		POINTER(fd, GIO_UNISCRNMAP, "map", map);
		fflush(stdout);
		_exit(0);
	}
	while (wait(NULL) < 0 && errno == EINTR)
		;
}

int main(int argc, char **argv)
{
	int fd = begin(argc, argv), keyboard = keyboard_open();
	struct termios before = make_raw(fd);
	map_t map;

	NUMBER(fd, KDSKBMODE, K_UNICODE);
	bind(fd);
	by_character(fd, keyboard);
	by_position(fd, keyboard);
	FAULTS(fd, GIO_UNISCRNMAP);
	FAULTS(fd, GIO_SCRNMAP);
	FAULTS(fd, PIO_UNISCRNMAP);
	stranger(fd);
	identity(map);
	set(fd, map);
	NUMBER(fd, KDSKBMODE, K_UNICODE);
	unbind(fd);
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, &before);
	close(keyboard);
	return end();
}
