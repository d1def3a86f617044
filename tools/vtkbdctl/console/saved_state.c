// SPDX-License-Identifier: GPL-2.0
/*
 * Reads and sets a console's modes, in such an order that keys are never translated while
 * it shows graphics. When to do so is decided in session/claim.c and cmd/restore.c.
 */
#include <sys/ioctl.h>
#include <sys/ttydefaults.h>

#include "console/node.h"
#include "console/saved_state.h"
#include "tool.h"

struct request {
	unsigned long number;
	const char *name;
	void *arg;
};

static int do_one(const struct node *node, const struct request *r)
{
	return node_ask(node, r->number, r->name, r->arg);
}

/* Up to the first that fails. */
static int do_all(const struct node *node, const struct request *requests, int nr)
{
	for (int i = 0; i < nr; i++)
		if (do_one(node, &requests[i]))
			return -1;
	return 0;
}

static void *number(long value)
{
	return (void *)value;
}

int state_read(const struct node *node, struct saved_state *state)
{
	const struct request requests[] = {
		{ KDGETMODE,  "KDGETMODE",  &state->kdmode },
		{ KDGKBMODE,  "KDGKBMODE",  &state->kbdmode },
		{ VT_GETMODE, "VT_GETMODE", &state->vtmode },
		{ TCGETS,     "TCGETS",	    &state->termios },
	};

	return do_all(node, requests, ARRAY_SIZE(requests));
}

int state_to_text(const struct node *node, const struct saved_state *state)
{
	struct vt_mode vtmode = state->vtmode;
	struct termios termios = state->termios;
	const struct request requests[] = {
		{ KDSETMODE,  "KDSETMODE",  number(state->kdmode) },
		{ VT_SETMODE, "VT_SETMODE", &vtmode },
		{ TCSETS,     "TCSETS",	    &termios },
		{ KDSKBMODE,  "KDSKBMODE",  number(state->kbdmode) },
	};
	int err = do_one(node, &requests[0]);

	/* It still shows graphics: then the keyboard stays as it is. */
	if (err)
		return err;
	for (size_t i = 1; i < ARRAY_SIZE(requests); i++)
		if (do_one(node, &requests[i]))
			err = -1;
	return err;
}

int state_to_graphics(const struct node *node, const struct vt_mode *vtmode)
{
	struct vt_mode copy = *vtmode;
	const struct request requests[] = {
		{ KDSKBMODE,  "KDSKBMODE",  number(K_OFF) },
		{ VT_SETMODE, "VT_SETMODE", &copy },
		{ KDSETMODE,  "KDSETMODE",  number(KD_GRAPHICS) },
	};

	return do_all(node, requests, ARRAY_SIZE(requests));
}

struct saved_state state_sane(const struct saved_state *now, int kbdmode)
{
	static const cc_t chars[NCCS] = {
		[VINTR] = CINTR, [VQUIT] = CQUIT, [VERASE] = CERASE, [VKILL] = CKILL,
		[VEOF] = CEOF, [VMIN] = 1, [VSTART] = CSTART, [VSTOP] = CSTOP,
		[VSUSP] = CSUSP, [VREPRINT] = CREPRINT, [VWERASE] = CWERASE,
		[VLNEXT] = CLNEXT, [VDISCARD] = CDISCARD,
	};
	struct saved_state sane = {
		.kdmode = KD_TEXT,
		.kbdmode = kbdmode,
		.vtmode = { .mode = VT_AUTO },
		.termios = now->termios,
	};

	sane.termios.c_iflag = ICRNL | IXON | (kbdmode == K_UNICODE ? IUTF8 : 0);
	sane.termios.c_oflag = OPOST | ONLCR;
	sane.termios.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	for (int i = 0; i < NCCS; i++)
		sane.termios.c_cc[i] = chars[i];
	return sane;
}
