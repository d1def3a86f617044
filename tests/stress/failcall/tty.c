// SPDX-License-Identifier: GPL-2.0
/* TIOCLINUX, and the ioctls of the tty layer that reach a driver or replace what it feeds. */
#include <linux/tiocl.h>
#include <linux/tty.h>

#include "rows.h"

#ifndef TIOCL_GETBRACKETEDPASTE
#define TIOCL_GETBRACKETEDPASTE	18
#endif

static struct winsize kept_size;
static unsigned char kept_termios[64];	/* the kernel's structure, which libc's is not */
static int spare = -1;

void tty_begin(void)
{
	if (ioctl(fd, TIOCGWINSZ, &kept_size) || raw_ioctl(fd, TCGETS, (unsigned long)kept_termios))
		fail("state");
}

/* -- TIOCLINUX ----------------------------------------------------------------------------- */

static void subcode(void)
{
	clear();
	arg.bytes[0] = row->number;
}

static void unblank(void)
{
	char sub[1] = { TIOCL_UNBLANKSCREEN };

	ioctl(fd, TIOCLINUX, sub);
}

#define SUB(value, undo, error) { .call = { "TIOCLINUX " #value, NULL, subcode, undo, error }, \
				  .cmd = TIOCLINUX, .number = value }

/* -- the tty layer ---------------------------------------------------------------------------- */

static void other_winsize(void)
{
	arg.winsize = (struct winsize){ .ws_row = 30, .ws_col = 90 };
}

static void winsize_undo(void)
{
	ioctl(fd, TIOCSWINSZ, &kept_size);
}

static void other_termios(void)
{
	clear();
	raw_ioctl(fd, TCGETS, (unsigned long)&arg);
	((tcflag_t *)&arg)[0] ^= IXON;
}

static void termios_undo(void)
{
	raw_ioctl(fd, TCSETS, (unsigned long)kept_termios);
}

static void start(void)
{
	raw_ioctl(fd, TCXONC, TCOON);
}

static void letter(void)
{
	clear();
	arg.bytes[0] = 'x';
}

static void flush(void)
{
	raw_ioctl(fd, TCFLSH, TCIOFLUSH);
}

static void other_discipline(void)
{
	clear();
	arg.number = N_NULL;
}

static void discipline_undo(void)
{
	int plain = N_TTY;

	ioctl(fd, TIOCSETD, &plain);
}

static void let_others(void)
{
	ioctl(fd, TIOCNXCL);
}

static void open_spare(void)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/vtkbd%d", SPARE_CON);
	if (spare < 0)
		spare = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (spare < 0)
		fail(path);
}

static void close_spare(void)
{
	close(spare);
	spare = -1;
}

static const struct row rows[] = {
	SUB(TIOCL_UNBLANKSCREEN, NULL, 0), SUB(TIOCL_SELLOADLUT, NULL, 0),
	SUB(TIOCL_GETSHIFTSTATE, NULL, 0), SUB(TIOCL_GETMOUSEREPORTING, NULL, 0),
	SUB(TIOCL_SETVESABLANK, NULL, 0), SUB(TIOCL_SETKMSGREDIRECT, NULL, 0),
	SUB(TIOCL_GETFGCONSOLE, NULL, 0), SUB(TIOCL_SCROLLCONSOLE, NULL, 0),
	SUB(TIOCL_BLANKSCREEN, unblank, 0), SUB(TIOCL_BLANKEDSCREEN, NULL, 0),
	SUB(TIOCL_GETKMSGREDIRECT, NULL, 0),
	/* Not in every kernel, and vtkbd has those that the kernel has. */
	SUB(TIOCL_GETBRACKETEDPASTE, NULL, EINVAL),
	/* Which need a screen. */
	SUB(TIOCL_SETSEL, NULL, EINVAL), SUB(TIOCL_PASTESEL, NULL, EINVAL),

	ARG(TCGETS, clear, NULL), ARG(TCSETS, other_termios, termios_undo),
	ARG(TCSETSW, other_termios, termios_undo), ARG(TCSETSF, other_termios, termios_undo),
	NUM(TCSBRK, 1, NULL), NUM(TCSBRK, 0, NULL), NUM(TCFLSH, TCIOFLUSH, NULL),
	NUM(TCXONC, TCOOFF, start), NUM(TCXONC, TCION, flush), ARG(TIOCSTI, letter, flush),
	ARG(TIOCSETD, other_discipline, discipline_undo), ARG(TIOCGETD, clear, NULL),
	ARG(FIONREAD, clear, NULL), ARG(TIOCOUTQ, clear, NULL), ARG(TIOCGWINSZ, clear, NULL),
	ARG(TIOCSWINSZ, other_winsize, winsize_undo), NUM(TIOCEXCL, 0, let_others),
	{ .call = { "TIOCVHANGUP", NULL, open_spare, close_spare, 0 },
	  .cmd = TIOCVHANGUP, .is_number = true, .on = &spare },
};

const struct table tty_table = TABLE(rows);
