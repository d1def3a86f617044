// SPDX-License-Identifier: GPL-2.0
/* The ioctls: what each takes, and how often it is called. */
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/tiocl.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>
#include <sys/ioctl.h>

#include "fill.h"

#ifndef VT_GETCONSIZECSRPOS
#define VT_GETCONSIZECSRPOS	_IOR('V', 0x10, unsigned short[4])
#endif
#define SCREEN_MAP	256
#define TERMIOS		36	/* struct termios of the kernel */
#define RESIZE		6	/* struct vt_sizes */

#define NUM(cmd, weight, number)	{ #cmd, cmd, 0, weight, 0, number, NULL }
#define OUT(cmd, size)			{ #cmd, cmd, size, 8, 0, NULL, NULL }
#define IN(cmd, size, weight, fill)	{ #cmd, cmd, size, weight, 0, NULL, fill }
#define OWN(cmd, type, flags, fill)	\
	{ #cmd, cmd, sizeof(struct type), 12, ROW_SIZED | (flags), NULL, fill }
#define READER(cmd, size, flags, fill)	\
	{ #cmd, cmd, size, 8, ROW_READER | (flags), NULL, fill }

const struct row rows[] = {
	NUM(KIOCSOUND, 8, num_edge),
	NUM(KDMKTONE, 8, num_edge),
	OUT(KDGETLED, 1),
	NUM(KDSETLED, 8, num_flags),
	OUT(KDGKBTYPE, 1),
	NUM(KDSETMODE, 8, num_kdmode),
	OUT(KDGETMODE, 4),
	{ "KDMAPDISP", KDMAPDISP, 0, 1, ROW_NEVER, num_edge, NULL },
	{ "KDUNMAPDISP", KDUNMAPDISP, 0, 1, ROW_NEVER, num_edge, NULL },
	OUT(KDGKBMODE, 4),
	NUM(KDSKBMODE, 8, num_kbdmode),
	OUT(KDGKBMETA, 4),
	NUM(KDSKBMETA, 8, num_meta),
	OUT(KDGKBLED, 1),
	NUM(KDSKBLED, 8, num_flags),
	OUT(GIO_SCRNMAP, SCREEN_MAP),
	IN(PIO_SCRNMAP, SCREEN_MAP, 8, NULL),
	OUT(GIO_UNISCRNMAP, 2 * SCREEN_MAP),
	IN(PIO_UNISCRNMAP, 2 * SCREEN_MAP, 8, NULL),
	IN(KDGKBENT, sizeof(struct kbentry), 8, fill_entry),
	IN(KDSKBENT, sizeof(struct kbentry), 24, fill_entry),
	IN(KDGKBSENT, sizeof(struct kbsentry), 8, fill_string),
	IN(KDSKBSENT, sizeof(struct kbsentry), 12, fill_string),
	OUT(KDGKBDIACR, sizeof(struct kbdiacrs)),
	IN(KDSKBDIACR, sizeof(struct kbdiacrs), 8, fill_accents),
	OUT(KDGKBDIACRUC, sizeof(struct kbdiacrsuc)),
	IN(KDSKBDIACRUC, sizeof(struct kbdiacrsuc), 8, fill_accents_uc),
	IN(KDGETKEYCODE, sizeof(struct kbkeycode), 8, fill_keycode),
	IN(KDSETKEYCODE, sizeof(struct kbkeycode), 8, fill_keycode),
	NUM(KDSIGACCEPT, 8, num_signal),
	IN(KDKBDREP, sizeof(struct kbd_repeat), 4, fill_repeat),
	{ "GIO_FONT", GIO_FONT, 4096, 1, ROW_NEVER, NULL, NULL },
	{ "GIO_CMAP", GIO_CMAP, 48, 1, ROW_NEVER, NULL, NULL },

	OUT(VT_OPENQRY, 4),
	OUT(VT_GETMODE, sizeof(struct vt_mode)),
	IN(VT_SETMODE, sizeof(struct vt_mode), 12, fill_vtmode),
	OUT(VT_GETSTATE, sizeof(struct vt_stat)),
	NUM(VT_RELDISP, 12, num_release),
	NUM(VT_ACTIVATE, 16, console),
	{ "VT_WAITACTIVE", VT_WAITACTIVE, 0, 1, ROW_WAITS, console, NULL },
	NUM(VT_DISALLOCATE, 16, console),
	IN(VT_RESIZE, RESIZE, 8, fill_size),
	IN(VT_RESIZEX, sizeof(struct vt_consize), 8, fill_sizex),
	NUM(VT_LOCKSWITCH, 1, num_edge),
	NUM(VT_UNLOCKSWITCH, 8, num_edge),
	{ "VT_WAITEVENT", VT_WAITEVENT, sizeof(struct vt_event), 1, ROW_WAITS, NULL, fill_event },
	IN(VT_SETACTIVATE, sizeof(struct vt_setactivate), 8, fill_setactivate),
	OUT(VT_GETCONSIZECSRPOS, 8),
	IN(TIOCLINUX, 32, 16, fill_tioclinux),

	OWN(VTKBD_GET_SEAT, vtkbd_seat_info, 0, NULL),
	OWN(VTKBD_GET_CONSOLE, vtkbd_console_info, ROW_NESTED, fill_console),
	OWN(VTKBD_GET_HISTORY, vtkbd_history, ROW_NESTED, fill_history),
	OWN(VTKBD_GET_DEVICE, vtkbd_device_info, ROW_NESTED, fill_device),
	OWN(VTKBD_ATTACH, vtkbd_attach_req, ROW_ATTACHES, fill_attach),
	OWN(VTKBD_SEND_KEY, vtkbd_send_key, 0, fill_key),
	OWN(VTKBD_SET_FAULT, vtkbd_fault_req, ROW_NESTED | ROW_ATTACHES, fill_fault),

	READER(VTKBD_GET_OUTPUT, sizeof(struct vtkbd_output_info), ROW_SIZED, NULL),
	READER(VTKBD_GET_FAULTS, sizeof(struct vtkbd_fault_req), ROW_SIZED | ROW_NESTED, fill_faults),
	READER(TIOCGWINSZ, sizeof(struct winsize), 0, NULL),
	READER(TIOCSWINSZ, sizeof(struct winsize), 0, fill_winsize),

	OUT(TCGETS, TERMIOS),
	IN(TCSETS, TERMIOS, 6, fill_termios),
	IN(TCSETSF, TERMIOS, 2, fill_termios),
	NUM(TCFLSH, 6, num_small),
	NUM(TCXONC, 8, num_small),
	OUT(TIOCGWINSZ, sizeof(struct winsize)),
	IN(TIOCSWINSZ, sizeof(struct winsize), 8, fill_winsize),
	OUT(FIONREAD, 4),
	OUT(TIOCOUTQ, 4),
	IN(TIOCSTI, 1, 8, NULL),
	NUM(TIOCSCTTY, 6, num_small),
	NUM(TIOCNOTTY, 2, num_edge),
	IN(TIOCSPGRP, 4, 4, fill_group),
	OUT(TIOCGPGRP, 4),
	IN(TIOCSETD, 4, 2, fill_ldisc),
	OUT(TIOCGETD, 4),
	NUM(TIOCEXCL, 1, num_edge),
	NUM(TIOCNXCL, 2, num_edge),
	IN(FIONBIO, 4, 4, fill_int),
};

const unsigned int nr_rows = COUNT(rows);

_Static_assert(COUNT(rows) <= COUNT(((struct shared *)NULL)->tried), "one count a row");

unsigned int row_any(struct stream *s, unsigned int reader)
{
	unsigned int sum = 0, at, i;

	for (i = 0; i < nr_rows; i++)
		if ((rows[i].flags & ROW_READER) == reader)
			sum += rows[i].weight;
	at = below(s, sum);
	for (i = 0; ; i++) {
		if ((rows[i].flags & ROW_READER) != reader)
			continue;
		if (at < rows[i].weight)
			return i;
		at -= rows[i].weight;
	}
}

unsigned long number_wild(struct stream *s)
{
	static const unsigned char types[] = { 'K', 'V', VTKBD_IOC_MAGIC };

	if (once_in(s, 8))
		return (uint32_t)any(s);
	return _IOC(below(s, 4), types[below(s, 3)], below(s, 256),
		    once_in(s, 2) ? 0 : below(s, 1 << 14));
}
