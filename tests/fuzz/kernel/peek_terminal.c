// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's vt.c, with its static names in reach, and a screen that shows nothing.
 */
#include "vt.c"

#include "peek.h"

static const uint8_t numbers[] = SIDE_NUMBERS;
static struct tty_struct fuzz_tty[SIDE_CONSOLES];

static const char *screen_startup(void)
{
	return "none";
}

/* Small: nothing of it matters to a keyboard. */
static void screen_size(struct vc_data *vc)
{
	vc->vc_can_do_color = 1;
	vc->vc_cols = 16;
	vc->vc_rows = 3;
}

static int screen_nothing()
{
	return 0;
}

#define DOES(what)	((void *)screen_##what)

const struct consw dummy_con = {
	.con_startup = screen_startup,
	.con_init = DOES(size),
	.con_deinit = DOES(nothing),
	.con_clear = DOES(nothing),
	.con_putc = DOES(nothing),
	.con_putcs = DOES(nothing),
	.con_cursor = DOES(nothing),
	.con_scroll = DOES(nothing),
	.con_switch = DOES(nothing),
	.con_blank = DOES(nothing),
};

void fuzz_terminal_init(void)
{
	con_init();
	for (unsigned int i = 0; i < SIDE_CONSOLES; i++) {
		if (vc_allocate(numbers[i]))
			abort();
		vc_cons[numbers[i]].d->port.console = i;
		fuzz_tty[i].index = numbers[i];
		fuzz_tty[i].driver_data = vc_cons[numbers[i]].d;
		fuzz_tty[i].port = &vc_cons[numbers[i]].d->port;
		fuzz_open(i, true);
	}
}

void fuzz_open(unsigned int console, bool open)
{
	vc_cons[numbers[console]].d->port.tty = open ? &fuzz_tty[console] : NULL;
}

long fuzz_write(unsigned int console, const unsigned char *bytes, int nr)
{
	if (!vc_cons[numbers[console]].d->port.tty)
		return -EIO;
	return do_con_write(&fuzz_tty[console], bytes, nr);
}

int fuzz_foreground(void)
{
	return fg_console;
}

/*
 * What console_callback() and complete_change_console() do once the event's lock is dropped,
 * where no program has the console under VT_PROCESS.
 */
void fuzz_act(void)
{
	int want = want_console;

	if (scrollback_delta)
		side_log(&fuzz_seen->acts, scrollback_delta > 0 ? SIDE_SCROLL_FORW : SIDE_SCROLL_BACK);
	scrollback_delta = 0;
	want_console = -1;
	if (want < 0)
		return;
	side_log(&fuzz_seen->acts, SIDE_GO | want);
	if (want == fg_console)
		return;
	last_console = fg_console;
	switch_screen(vc_cons[want].d);
}

void fuzz_terminal_state(struct side_state *state)
{
	state->foreground = fg_console;
	for (unsigned int i = 0; i < SIDE_CONSOLES; i++) {
		const struct vc_data *vc = vc_cons[numbers[i]].d;

		state->console[i].utf8 = vc->vc_utf;
		state->console[i].controls = vc->vc_disp_ctrl;
		state->console[i].mouse = vc->vc_report_mouse;
#ifdef FUZZ_PASTE
		state->console[i].paste = vc->vc_bracketed_paste;
#endif
	}
}
