// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * KT_SPEC keysyms: the fn_* table. Most of them do something that only the
 * shell can do; such a row has only the name of the action.
 */
#include "core.h"

static void fn_null(struct vtkbd_keyctx *x)
{
	vtkbd_shift_recompute(x->core);
}

static void fn_enter(struct vtkbd_keyctx *x)
{
	if (x->core->diacr)
		vtkbd_put_char(x, x->core->diacr);
	x->core->diacr = 0;

	vtkbd_put(x, '\r');
	if (x->kbd->modeflags & VTKBD_M_CRLF)
		vtkbd_put(x, '\n');
}

static void fn_send_intr(struct vtkbd_keyctx *x)
{
	x->out.brk = true;
}

static void fn_caps_toggle(struct vtkbd_keyctx *x)
{
	x->kbd->ledflags ^= VTKBD_LED_CAPS;
	vtkbd_put_leds(x);
}

static void fn_caps_on(struct vtkbd_keyctx *x)
{
	x->kbd->ledflags |= VTKBD_LED_CAPS;
	vtkbd_put_leds(x);
}

static void fn_bare_num(struct vtkbd_keyctx *x)
{
	x->kbd->ledflags ^= VTKBD_LED_NUM;
	vtkbd_put_leds(x);
}

/* In application keypad mode, Num Lock is the keypad's PF1. */
static void fn_num(struct vtkbd_keyctx *x)
{
	if (x->kbd->modeflags & VTKBD_M_APPLIC)
		vtkbd_put_applkey(x, 'P', true);
	else if (!x->core->rep)
		fn_bare_num(x);
}

static void fn_compose(struct vtkbd_keyctx *x)
{
	x->core->dead_key_next = true;
}

/**
 * struct vtkbd_fn - one special function
 * @run: changes the keyboard state, or %NULL
 * @action: enum vtkbd_action_type, for the shell
 * @once: not while the key repeats
 */
struct vtkbd_fn {
	void (*run)(struct vtkbd_keyctx *x);
	u8 action;
	bool once;
};

/* In the order of the K_* values; the names are the kernel's fn_*. */
static const struct vtkbd_fn fn_handler[VTKBD_NR_FN] = {
	[0]  = { .run = fn_null },
	[1]  = { .run = fn_enter },
	[2]  = { .action = VTKBD_ACT_SHOW_REGS },	/* fn_show_ptregs */
	[3]  = { .action = VTKBD_ACT_SHOW_MEM },	/* fn_show_mem */
	[4]  = { .action = VTKBD_ACT_SHOW_STATE },	/* fn_show_state */
	[5]  = { .run = fn_send_intr },
	[6]  = { .action = VTKBD_ACT_LASTCONS },	/* fn_lastcons */
	[7]  = { .run = fn_caps_toggle, .once = true },
	[8]  = { .run = fn_num },
	[9]  = { .action = VTKBD_ACT_HOLD, .once = true }, /* fn_hold */
	[10] = { .action = VTKBD_ACT_SCROLL_FORW },	/* fn_scroll_forw */
	[11] = { .action = VTKBD_ACT_SCROLL_BACK },	/* fn_scroll_back */
	[12] = { .action = VTKBD_ACT_CAD },		/* fn_boot_it */
	[13] = { .run = fn_caps_on, .once = true },
	[14] = { .run = fn_compose },
	[15] = { .action = VTKBD_ACT_SAK },		/* fn_SAK */
	[16] = { .action = VTKBD_ACT_PREVCONS },	/* fn_dec_console */
	[17] = { .action = VTKBD_ACT_NEXTCONS },	/* fn_inc_console */
	[18] = { .action = VTKBD_ACT_SPAWN },		/* fn_spawn_con */
	[19] = { .run = fn_bare_num, .once = true },
};

/**
 * k_spec - a special function
 * @x: the key
 * @value: KVAL of the keysym
 * @up: released
 *
 * In OFF, MEDIUMRAW and RAW only SAK has an effect: it must work everywhere.
 * This is the rule that keeps Ctrl-Alt-Del from PID 1 in these modes.
 */
void k_spec(struct vtkbd_keyctx *x, u8 value, bool up)
{
	const struct vtkbd_fn *fn;

	if (up || value >= VTKBD_NR_FN)
		return;
	if (!vtkbd_mode_translates(x->kbd->kbdmode) && value != KVAL(K_SAK))
		return;

	fn = &fn_handler[value];
	if (fn->once && x->core->rep)
		return;
	if (fn->run)
		fn->run(x);
	if (fn->action)
		vtkbd_act(x, fn->action, 0);
}
