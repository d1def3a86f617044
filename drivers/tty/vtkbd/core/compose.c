// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Characters made of several keys: dead keys, Compose and braille chords. One
 * character can be pending (diacr). The next character and the accent table
 * decide what it becomes.
 */
#include <linux/jiffies.h>

#include "core.h"

static bool vtkbd_is_braille(u32 c)
{
	return (c & ~0xffU) == VTKBD_BRL_ROW;
}

/*
 * Combines the pending dead key with a character. Braille patterns are combined
 * dot by dot; anything else is looked up in the accent table. A space or the
 * accent itself gives the accent. Without an entry the accent is sent on its
 * own. Afterwards no dead key is pending. Matches handle_diacr().
 * Return: the character to continue with.
 */
static u32 vtkbd_compose(struct vtkbd_keyctx *x, u32 c)
{
	const struct vtkbd_keymap *km = &x->core->keymap;
	const struct kbdiacruc *a;
	u32 dead = x->core->diacr;

	x->core->diacr = 0;

	if (vtkbd_is_braille(dead) && vtkbd_is_braille(c))
		return dead | c;

	if (!vtkbd_is_braille(dead))
		for (a = km->accent; a < km->accent + km->nr_accents; a++)
			if (a->diacr == dead && a->base == c)
				return a->result;

	if (c == ' ' || c == VTKBD_BRL_ROW || c == dead)
		return dead;

	vtkbd_put_char(x, dead);
	return c;
}

/**
 * vtkbd_composed - a character: it ends a pending dead key or Compose, else it is sent
 * @x: the key
 * @c: code point
 */
void vtkbd_composed(struct vtkbd_keyctx *x, u32 c)
{
	if (x->core->diacr)
		c = vtkbd_compose(x, c);

	if (x->core->dead_key_next) {
		x->core->dead_key_next = false;
		x->core->diacr = c;
		return;
	}
	vtkbd_put_char(x, c);
}

/**
 * k_unicode - a character
 * @x: the key
 * @c: code point
 * @up: released
 */
void k_unicode(struct vtkbd_keyctx *x, u32 c, bool up)
{
	if (!up)
		vtkbd_composed(x, c);
}

/* Several dead keys on one character work too, as Vietnamese needs them. */
static void vtkbd_dead(struct vtkbd_keyctx *x, u32 c, bool up)
{
	if (up)
		return;
	x->core->diacr = x->core->diacr ? vtkbd_compose(x, c) : c;
}

/**
 * k_dead2 - a dead key given by its character
 * @x: the key
 * @value: the character
 * @up: released
 */
void k_dead2(struct vtkbd_keyctx *x, u8 value, bool up)
{
	vtkbd_dead(x, value, up);
}

/* The ASCII character that stands for each accent in the accent table. */
static const char vtkbd_accents[NR_DEAD] = {
	[KVAL(K_DGRAVE)] = '`',		[KVAL(K_DACUTE)] = '\'',
	[KVAL(K_DCIRCM)] = '^',		[KVAL(K_DTILDE)] = '~',
	[KVAL(K_DDIERE)] = '"',		[KVAL(K_DCEDIL)] = ',',
	[KVAL(K_DMACRON)] = '_',	[KVAL(K_DBREVE)] = 'U',
	[KVAL(K_DABDOT)] = '.',		[KVAL(K_DABRING)] = '*',
	[KVAL(K_DDBACUTE)] = '=',	[KVAL(K_DCARON)] = 'c',
	[KVAL(K_DOGONEK)] = 'k',	[KVAL(K_DIOTA)] = 'i',
	[KVAL(K_DVOICED)] = '#',	[KVAL(K_DSEMVOICED)] = 'o',
	[KVAL(K_DBEDOT)] = '!',		[KVAL(K_DHOOK)] = '?',
	[KVAL(K_DHORN)] = '+',		[KVAL(K_DSTROKE)] = '-',
	[KVAL(K_DABCOMMA)] = ')',	[KVAL(K_DABREVCOMMA)] = '(',
	[KVAL(K_DDBGRAVE)] = ':',	[KVAL(K_DINVBREVE)] = 'n',
	[KVAL(K_DBECOMMA)] = ';',	[KVAL(K_DCURRENCY)] = '$',
	[KVAL(K_DGREEK)] = '@',
};

/**
 * k_dead - a dead key given by the number of its accent
 * @x: the key
 * @value: below NR_DEAD
 * @up: released
 */
void k_dead(struct vtkbd_keyctx *x, u8 value, bool up)
{
	vtkbd_dead(x, vtkbd_accents[value], up);
}

/* A chord is complete: it becomes a pattern, a part of one, or a dead key. */
static void vtkbd_brl_commit(struct vtkbd_keyctx *x)
{
	struct vtkbd_braille *brl = &x->core->brl;
	unsigned int want = READ_ONCE(x->core->tun->brl_nbchords);
	u32 dots = brl->committing;

	brl->committing = 0;
	if (!want) {
		vtkbd_dead(x, VTKBD_BRL_ROW | dots, false);
		return;
	}

	brl->committed |= dots;
	if (++brl->chords != want)
		return;
	dots = brl->committed;
	brl->committed = 0;
	brl->chords = 0;
	k_unicode(x, VTKBD_BRL_ROW | dots, false);
}

/*
 * With a timeout, the chord is all dots that were held when the first was
 * released, and the others may be released within that time. Without one, the
 * first release ends the chord.
 */
static void vtkbd_brl_release(struct vtkbd_keyctx *x, unsigned int dot,
			      unsigned int timeout)
{
	struct vtkbd_braille *brl = &x->core->brl;
	unsigned long end = brl->release_start + msecs_to_jiffies(timeout);

	if (timeout && (!brl->committing || time_after(x->ev->now, end))) {
		brl->committing = brl->pressed;
		brl->release_start = x->ev->now;
	}
	if (timeout)
		brl->pressed &= ~dot;
	if (brl->committing && !(timeout && brl->pressed))
		vtkbd_brl_commit(x);
	brl->pressed &= ~dot;
}

/**
 * k_brl - a braille dot; UNICODE only
 * @x: the key
 * @value: 0 is the blank pattern, 1 to 8 are the dots, others do nothing
 * @up: released
 */
void k_brl(struct vtkbd_keyctx *x, u8 value, bool up)
{
	unsigned int timeout = READ_ONCE(x->core->tun->brl_timeout);
	struct vtkbd_braille *brl = &x->core->brl;

	if (x->kbd->kbdmode != K_UNICODE || value > 8)
		return;

	if (!value) {
		k_unicode(x, VTKBD_BRL_ROW, up);
		return;
	}
	if (up) {
		vtkbd_brl_release(x, BIT(value - 1), timeout);
		return;
	}
	brl->pressed |= BIT(value - 1);
	if (!timeout)
		brl->committing = brl->pressed;
}
