// SPDX-License-Identifier: GPL-2.0
/* The ioctls of <linux/kd.h>. */
#include <linux/input-event-codes.h>

#include "rows.h"
#include "state.h"

#define NEW_MAP		200
#define NEW_STRING	20

static struct kbdiacrsuc kept_accents;
static struct kbkeycode kept_keycode;
static unsigned char kept_screen[256];
static unsigned short kept_uni[256];

void kd_begin(void)
{
	kept_keycode.scancode = STATE_SCANCODE;
	if (ioctl(fd, KDGKBDIACRUC, &kept_accents) || ioctl(fd, GIO_SCRNMAP, kept_screen) ||
	    ioctl(fd, GIO_UNISCRNMAP, kept_uni) || ioctl(fd, KDGETKEYCODE, &kept_keycode))
		fail("state");
	ioctl(fd, KDSKBMETA, K_ESCPREFIX);
}

/* -- keymap -------------------------------------------------------------------------- */

static void new_entry(void)
{
	arg.entry = (struct kbentry){ NEW_MAP, 30, K(KT_LATIN, 'z') };
}

static void new_entry_undo(void)
{
	struct kbentry entry = { NEW_MAP, 0, K_NOSUCHMAP };

	ioctl(fd, KDSKBENT, &entry);
}

static void new_string(void)
{
	arg.string.kb_func = NEW_STRING;
	strcpy((char *)arg.string.kb_string, "a string of a failing call");
}

static void new_string_undo(void)
{
	struct kbsentry none = { .kb_func = NEW_STRING };

	ioctl(fd, KDSKBSENT, &none);
}

static void fewer_accents(void)
{
	clear();
	arg.accents.kb_cnt = 1;
	arg.accents.kbdiacr[0] = (struct kbdiacr){ '`', 'A', 'X' };
}

static void fewer_accentsuc(void)
{
	clear();
	arg.accentsuc.kb_cnt = 1;
	arg.accentsuc.kbdiacruc[0] = (struct kbdiacruc){ '`', 'A', 0x3b1 };
}

static void accents_undo(void)
{
	ioctl(fd, KDSKBDIACRUC, &kept_accents);
}

static void other_screen(void)
{
	memset(arg.bytes, 'x', 512);
}

static void screen_undo(void)
{
	ioctl(fd, PIO_UNISCRNMAP, kept_uni);
	ioctl(fd, PIO_SCRNMAP, kept_screen);
}

/* -- devices --------------------------------------------------------------------------- */

static void scancode(void)
{
	clear();
	arg.keycode.scancode = STATE_SCANCODE;
}

static void other_keycode(void)
{
	scancode();
	arg.keycode.keycode = KEY_F13;
}

static void keycode_undo(void)
{
	ioctl(fd, KDSETKEYCODE, &kept_keycode);
}

static void no_repeat_change(void)
{
	arg.repeat = (struct kbd_repeat){ -1, -1 };
}

/* -- modes ----------------------------------------------------------------------------- */

static void kbdmode_undo(void)
{
	ioctl(fd, KDSKBMODE, K_UNICODE);
}

static void kdmode_undo(void)
{
	ioctl(fd, KDSETMODE, KD_TEXT);
}

static void meta_undo(void)
{
	ioctl(fd, KDSKBMETA, K_ESCPREFIX);
}

static void led_undo(void)
{
	ioctl(fd, KDSETLED, 0xff);
}

static void flags_undo(void)
{
	ioctl(fd, KDSKBLED, 0);
}

/* An ioctl that no console has: its number is known, and refused. */
#define NEVER(nr) \
	{ .call = { .name = #nr, .refusal = EINVAL }, .cmd = nr, .is_number = true }

static const struct row rows[] = {
	NUM(KIOCSOUND, 0, NULL), NUM(KDMKTONE, 0, NULL),
	ARG(KDGETLED, clear, NULL), NUM(KDSETLED, 3, led_undo),
	ARG(KDGKBTYPE, clear, NULL), NUM(KDSETMODE, KD_GRAPHICS, kdmode_undo),
	ARG(KDGETMODE, clear, NULL), NEVER(KDMAPDISP), NEVER(KDUNMAPDISP),
	ARG(KDGKBMODE, clear, NULL), NUM(KDSKBMODE, K_MEDIUMRAW, kbdmode_undo),
	ARG(KDGKBMETA, clear, NULL), NUM(KDSKBMETA, K_METABIT, meta_undo),
	ARG(KDGKBLED, clear, NULL), NUM(KDSKBLED, 0x22, flags_undo),
	ARG(GIO_SCRNMAP, clear, NULL), ARG(PIO_SCRNMAP, other_screen, screen_undo),
	ARG(GIO_UNISCRNMAP, clear, NULL), ARG(PIO_UNISCRNMAP, other_screen, screen_undo),
	ARG(KDGKBENT, clear, NULL), ARG(KDSKBENT, new_entry, new_entry_undo),
	ARG(KDGKBSENT, clear, NULL), ARG(KDSKBSENT, new_string, new_string_undo),
	ARG(KDGKBDIACR, clear, NULL), ARG(KDSKBDIACR, fewer_accents, accents_undo),
	ARG(KDGKBDIACRUC, clear, NULL), ARG(KDSKBDIACRUC, fewer_accentsuc, accents_undo),
	ARG(KDGETKEYCODE, scancode, NULL), ARG(KDSETKEYCODE, other_keycode, keycode_undo),
	NUM(KDSIGACCEPT, 10, NULL), ARG(KDKBDREP, no_repeat_change, NULL),
};

const struct table kd_table = TABLE(rows);
