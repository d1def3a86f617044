/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a walk compares before and after a call that failed: all that getters tell, and the
 * lowest free descriptor.
 */
#ifndef STATE_H
#define STATE_H

#include <linux/keyboard.h>
#include <linux/vtkbd.h>

#include "../../conformance/transcript.h"

#define STATE_KEYS	128
#define STATE_FUNCS	32
#define STATE_CONSOLES	12
#define STATE_SCANCODE	30

struct state {
	int kbdmode, kdmode, meta;
	int free_fd;
	char leds, flags;
	struct vt_mode vtmode;
	struct vt_stat vtstat;
	struct winsize size;
	unsigned short first[256], map[STATE_KEYS];
	struct kbsentry func[STATE_FUNCS];
	struct kbdiacrsuc accents;
	struct kbkeycode keycode;
	unsigned char screen[256];
	unsigned short uni[256];
	struct vtkbd_seat_info seat;
	struct vtkbd_console_info con[STATE_CONSOLES];
};

static inline unsigned short keysym(int fd, int table, int key)
{
	struct kbentry entry = { .kb_table = table, .kb_index = key };

	ioctl(fd, KDGKBENT, &entry);
	return entry.kb_value;
}

/* Zeroed first: what padding holds must not differ. */
static inline void state_get(int fd, struct state *s)
{
	memset(s, 0, sizeof(*s));
	s->free_fd = dup(fd);
	close(s->free_fd);
	ioctl(fd, KDGKBMODE, &s->kbdmode);
	ioctl(fd, KDGETMODE, &s->kdmode);
	ioctl(fd, KDGKBMETA, &s->meta);
	ioctl(fd, KDGETLED, &s->leds);
	ioctl(fd, KDGKBLED, &s->flags);
	ioctl(fd, VT_GETMODE, &s->vtmode);
	ioctl(fd, VT_GETSTATE, &s->vtstat);
	ioctl(fd, TIOCGWINSZ, &s->size);
	ioctl(fd, KDGKBDIACRUC, &s->accents);
	s->keycode.scancode = STATE_SCANCODE;
	ioctl(fd, KDGETKEYCODE, &s->keycode);
	ioctl(fd, GIO_SCRNMAP, s->screen);
	ioctl(fd, GIO_UNISCRNMAP, s->uni);
	ioctl(fd, VTKBD_GET_SEAT, &s->seat);
	for (int i = 0; i < 256; i++)
		s->first[i] = keysym(fd, i, 0);
	for (int i = 0; i < STATE_KEYS; i++)
		s->map[i] = keysym(fd, 0, i);
	for (int i = 0; i < STATE_FUNCS; i++) {
		s->func[i].kb_func = i;
		ioctl(fd, KDGKBSENT, &s->func[i]);
	}
	for (int i = 0; i < STATE_CONSOLES; i++) {
		s->con[i].console = i + 1;
		ioctl(fd, VTKBD_GET_CONSOLE, &s->con[i]);
	}
}

#endif /* STATE_H */
