// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Sequences that a program writes to change the keyboard: application cursor
 * keys and keypad (DECCKM, DECKPAM, DECKPNM), Enter as CR LF (LNM), repeat
 * (DECARM), LEDs (DECLL), a reset (RIS), a console switch. All else that is
 * written is skipped, but exactly as the kernel's console parses it: where one
 * sequence ends decides where the next one begins.
 */
#include <linux/bitops.h>
#include <linux/ctype.h>
#include <linux/string.h>

#include "terminal.h"

#define ESC_CHAR	0x1b
#define ESC_CSI_8BIT	0x9b	/* U+009B, or the byte where UTF-8 is off */

static void vtkbd_esc_flag(struct vtkbd_terminal *t, u8 flag, bool on)
{
	if (on)
		t->kbd->modeflags |= flag;
	else
		t->kbd->modeflags &= ~flag;
}

/**
 * vtkbd_escape_reset - reset the parser
 * @esc: the parser's state
 * @utf8: it starts with UTF-8
 */
void vtkbd_escape_reset(struct vtkbd_escape *esc, bool utf8)
{
	*esc = (struct vtkbd_escape) { .utf8 = utf8 };
}

static void vtkbd_esc_ris(struct vtkbd_terminal *t)
{
	vtkbd_escape_reset(t->esc, t->utf8);
	vtkbd_kbd_reset(t->kbd);
}

/* State after ESC by the next character; strings end with BEL or ESC. */
static const u8 vtkbd_after_esc[128] = {
	['['] = VTKBD_ESC_CSI,
	[']'] = VTKBD_ESC_NONSTD,
	['_'] = VTKBD_ESC_STRING,
	['^'] = VTKBD_ESC_STRING,
	['P'] = VTKBD_ESC_STRING,
	['%'] = VTKBD_ESC_PERCENT,
	['('] = VTKBD_ESC_SKIP,
	[')'] = VTKBD_ESC_SKIP,
	['#'] = VTKBD_ESC_SKIP,
};

static void vtkbd_esc_escape(struct vtkbd_terminal *t, u8 c)
{
	t->esc->state = c < 128 ? vtkbd_after_esc[c] : VTKBD_ESC_GROUND;

	if (c == 'c')
		vtkbd_esc_ris(t);
	else if (c == '=' || c == '>')
		vtkbd_esc_flag(t, VTKBD_M_APPLIC, c == '=');
}

/*
 * ESC ] of the kernel's console: a palette entry of seven digits, or an OSC
 * string.
 */
static void vtkbd_esc_nonstd(struct vtkbd_terminal *t, u8 c)
{
	t->esc->digits = 0;
	if (c == 'P')
		t->esc->state = VTKBD_ESC_PALETTE;
	else
		t->esc->state = isdigit(c) ? VTKBD_ESC_STRING : VTKBD_ESC_GROUND;
}

static void vtkbd_esc_palette(struct vtkbd_terminal *t, u8 c)
{
	if (!isxdigit(c) || ++t->esc->digits == 7)
		t->esc->state = VTKBD_ESC_GROUND;
}

static void vtkbd_esc_percent(struct vtkbd_terminal *t, u8 c)
{
	t->esc->state = VTKBD_ESC_GROUND;
	if (c == '@')
		t->esc->utf8 = false;
	else if (c == 'G' || c == '8')
		t->esc->utf8 = true;
}

static void vtkbd_esc_skip(struct vtkbd_terminal *t, u8 c)
{
	t->esc->state = VTKBD_ESC_GROUND;
}

static void vtkbd_esc_string(struct vtkbd_terminal *t, u8 c)
{
}

static void vtkbd_esc_csi_ignore(struct vtkbd_terminal *t, u8 c)
{
	if (c < 0x20 || c > 0x3f)
		t->esc->state = VTKBD_ESC_GROUND;
}

static void vtkbd_esc_mode(struct vtkbd_terminal *t, u32 mode, bool on)
{
	struct vtkbd_escape *esc = t->esc;

	if (esc->prefix == '?' && mode == 1)
		vtkbd_esc_flag(t, VTKBD_M_CKMODE, on);
	else if (esc->prefix == '?' && mode == 8)
		vtkbd_esc_flag(t, VTKBD_M_REPEAT, on);
	else if (!esc->prefix && mode == 20)
		vtkbd_esc_flag(t, VTKBD_M_CRLF, on);
	else if (!esc->prefix && mode == 3)
		esc->show_controls = on;
	else if (esc->prefix == '?' && mode == 9)
		esc->report_mouse = on ? 1 : 0;
	else if (esc->prefix == '?' && mode == 1000)
		esc->report_mouse = on ? 2 : 0;
	else if (esc->prefix == '?' && mode == 2004)
		esc->bracketed_paste = on;
}

/* DECLL: 0 turns all LEDs off, 1 to 3 turn on Scroll, Num, Caps alone. */
static void vtkbd_esc_leds(struct vtkbd_terminal *t, u32 which)
{
	if (which < 4)
		vtkbd_leds_set_pattern(t->kbd, t->leds_by_ioctl,
				       which ? BIT(which - 1) : 0);
}

/*
 * CSI ] of the kernel's console. 12 and a number switch to a console, 15 to the
 * previous one. 13 unblanks the screen, and so does 9, which sets after what
 * time the screen goes blank.
 */
static void vtkbd_esc_setterm(struct vtkbd_terminal *t)
{
	u32 num = t->esc->par[1];

	if (t->esc->par[0] == 12 && num >= 1 && num <= VTKBD_NR_CONSOLES)
		t->action = (struct vtkbd_action) { VTKBD_ACT_SWITCH, num - 1 };
	else if (t->esc->par[0] == 15)
		t->action = (struct vtkbd_action) { VTKBD_ACT_LASTCONS };
	else if (t->esc->par[0] == 9 || t->esc->par[0] == 13)
		t->poke = true;
}

/*
 * Number of parameters that belong to a colour; an unknown kind has one, too.
 */
static unsigned int vtkbd_esc_colour(const struct vtkbd_escape *esc, unsigned int at)
{
	unsigned int left = esc->npar - at;
	u32 kind = left ? esc->par[at + 1] : 0;

	if (kind == 5 && left >= 2)	/* of a palette of 256 */
		return 2;
	if (kind == 2 && left >= 4)	/* red, green, blue */
		return 4;
	return 1;
}

/* SGR: only the fonts matter. 11 and 12 show control characters. */
static void vtkbd_esc_attributes(struct vtkbd_escape *esc)
{
	unsigned int i;

	for (i = 0; i <= esc->npar; i++) {
		u32 par = esc->par[i];

		if (par == 38 || par == 48)
			i += vtkbd_esc_colour(esc, i);
		else if (par >= 10 && par <= 12)
			esc->show_controls = par != 10;
	}
}

static void vtkbd_esc_csi_final(struct vtkbd_terminal *t, u8 c)
{
	struct vtkbd_escape *esc = t->esc;
	bool is_mode = c == 'h' || c == 'l';
	unsigned int i;

	esc->state = VTKBD_ESC_GROUND;
	if (c == 'q' && !esc->prefix)
		vtkbd_esc_leds(t, esc->par[0]);
	if (c == 'm' && !esc->prefix)
		vtkbd_esc_attributes(esc);
	if (c == ']' && !esc->prefix)
		vtkbd_esc_setterm(t);
	for (i = 0; is_mode && i <= esc->npar; i++)
		vtkbd_esc_mode(t, esc->par[i], c == 'h');
}

static void vtkbd_esc_parameter(struct vtkbd_terminal *t, u8 c, bool separates)
{
	struct vtkbd_escape *esc = t->esc;

	if (separates && esc->npar < VTKBD_ESC_NR_PAR - 1)
		esc->npar++;
	else if (isdigit(c))
		esc->par[esc->npar] = esc->par[esc->npar] * 10 + c - '0';
	else if (c >= 0x20 && c <= 0x3f)
		esc->state = VTKBD_ESC_CSI_IGNORE;
	else
		vtkbd_esc_csi_final(t, c);
}

/* Behind the number of a colour (38, 48, 58) a colon separates, to the sequence's end. */
static void vtkbd_esc_colour_params(struct vtkbd_terminal *t, u8 c)
{
	vtkbd_esc_parameter(t, c, c == ';' || c == ':');
}

static void vtkbd_esc_params(struct vtkbd_terminal *t, u8 c)
{
	struct vtkbd_escape *esc = t->esc;
	u32 par = esc->par[esc->npar];

	if (c == ':' && t->rules->colon_parameters &&
	    (par == 38 || par == 48 || par == 58)) {
		esc->state = VTKBD_ESC_COLOUR;
		vtkbd_esc_colour_params(t, c);
		return;
	}
	vtkbd_esc_parameter(t, c, c == ';');
}

/* The first character of a CSI sequence: a prefix, or what may follow one. */
static void vtkbd_esc_csi(struct vtkbd_terminal *t, u8 c)
{
	struct vtkbd_escape *esc = t->esc;

	memset(esc->par, 0, sizeof(esc->par));
	esc->npar = 0;
	esc->prefix = 0;
	esc->state = VTKBD_ESC_PARAMS;

	if (c == '[')		/* a function key: skip one more character */
		esc->state = VTKBD_ESC_SKIP;
	else if (c && strchr("?>=<", c))
		esc->prefix = c;
	else
		vtkbd_esc_params(t, c);
}

static void (*const vtkbd_esc_state[])(struct vtkbd_terminal *t, u8 c) = {
	[VTKBD_ESC_GROUND]	= vtkbd_esc_skip,
	[VTKBD_ESC_ESC]		= vtkbd_esc_escape,
	[VTKBD_ESC_CSI]		= vtkbd_esc_csi,
	[VTKBD_ESC_PARAMS]	= vtkbd_esc_params,
	[VTKBD_ESC_COLOUR]	= vtkbd_esc_colour_params,
	[VTKBD_ESC_CSI_IGNORE]	= vtkbd_esc_csi_ignore,
	[VTKBD_ESC_NONSTD]	= vtkbd_esc_nonstd,
	[VTKBD_ESC_PALETTE]	= vtkbd_esc_palette,
	[VTKBD_ESC_PERCENT]	= vtkbd_esc_percent,
	[VTKBD_ESC_SKIP]	= vtkbd_esc_skip,
	[VTKBD_ESC_STRING]	= vtkbd_esc_string,
};

/*
 * A control character has an effect in the middle of a sequence, too. True if
 * the byte needs nothing else.
 */
static bool vtkbd_esc_control(struct vtkbd_escape *esc, u8 c)
{
	switch (c) {
	case 0x0e:		/* SO and SI choose a character set, and with it */
	case 0x0f:		/* whether control characters are shown */
		esc->show_controls = c == 0x0e;
		return true;
	case 0x07:
		if (esc->state == VTKBD_ESC_STRING)
			esc->state = VTKBD_ESC_GROUND;
		return true;
	case 0x18:
	case 0x1a:
		esc->state = VTKBD_ESC_GROUND;
		return true;
	case ESC_CHAR:
		esc->state = VTKBD_ESC_ESC;
		return true;
	case ESC_CSI_8BIT:
		esc->state = VTKBD_ESC_CSI;
		return true;
	}
	return c == 0 || c == 0x7f || (c >= 0x08 && c <= 0x0d);
}

/*
 * True if the byte is text, a character or a part of one, that begins no
 * sequence. With UTF-8, a continuation byte may look like the control character
 * CSI: it is one only in U+009B.
 */
static bool vtkbd_esc_text(struct vtkbd_escape *esc, u8 c)
{
	if (!esc->utf8 || esc->show_controls)
		return c >= 0x20 && c != ESC_CSI_8BIT;

	if ((c & 0xc0) != 0x80) {
		/*
		 * A lead byte says how many bytes follow. An incomplete
		 * character is dropped.
		 */
		esc->utf8_lead = c;
		esc->utf8_more = c >= 0xc0 && c < 0xfe ? 7 - fls((u8)~c) : 0;
		return c >= 0x20;
	}
	if (!esc->utf8_more)
		return true;
	esc->utf8_more--;
	return esc->utf8_lead != 0xc2 || c != ESC_CSI_8BIT;
}

/**
 * vtkbd_escape_write - handle what a program writes to a console
 * @t: the console's keyboard and parser
 * @buf: bytes
 * @len: how many; a sequence may be split anywhere
 *
 * Context: Any, under the seat's lock.
 * Return: number of bytes handled: all, or those up to one that needs an
 *	action. The caller then carries out the action and continues.
 */
size_t vtkbd_escape_write(struct vtkbd_terminal *t, const u8 *buf, size_t len)
{
	struct vtkbd_escape *esc = t->esc;
	size_t i;

	t->action.type = VTKBD_ACT_NONE;
	t->poke = false;
	for (i = 0; i < len && !t->action.type; i++) {
		if (esc->state == VTKBD_ESC_GROUND && vtkbd_esc_text(esc, buf[i]))
			continue;
		if (!vtkbd_esc_control(esc, buf[i]))
			vtkbd_esc_state[esc->state](t, buf[i]);
	}
	return i;
}
