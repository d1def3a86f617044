// SPDX-License-Identifier: GPL-2.0
/*
 * Fills a keyboard with a console's state, by ioctls that change nothing. What
 * the kernel's own VT keeps to itself is assumed, and said to be.
 */
#include <stdlib.h>
#include <string.h>

#include "console/node.h"
#include "console/source.h"
#include "simulate/load.h"
#include "simulate/simulate.h"
#include "keys/keymap.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

static int take_map(const struct tool *tool, const struct keymap *from, struct vtkbd_keymap *to,
		    unsigned int n)
{
	if (!from->present[n])
		return 0;
	to->map[n] = calloc(NR_KEYS, sizeof(u16));
	if (!to->map[n])
		return complain(tool, "out of memory");
	for (unsigned int key = 0; key < NR_KEYS; key++)
		to->map[n][key] = VTKBD_SYM(from->sym[n][key]);
	return 0;
}

static int read_string(const struct node *node, struct vtkbd_keymap *km, unsigned int n)
{
	struct kbsentry s = { .kb_func = n };

	if (node_ask(node, KDGKBSENT, "KDGKBSENT", &s))
		return -1;
	km->func[n] = *s.kb_string ? strdup((char *)s.kb_string) : NULL;
	return 0;
}

static int read_strings(const struct node *node, struct vtkbd_keymap *km)
{
	for (unsigned int n = 0; n < MAX_NR_FUNC; n++)
		if (read_string(node, km, n))
			return -1;
	return 0;
}

static int take_keymap(const struct node *node, const struct keymap *from, struct vtkbd_keymap *to)
{
	unsigned int nr = from->accents.kb_cnt;

	for (unsigned int n = 0; n < MAX_NR_KEYMAPS; n++)
		if (take_map(node->tool, from, to, n))
			return -1;
	if (!to->map[0])
		return complain(node->tool, "%s: there is no keymap 0", node->name.s);
	vtkbd_keymap_set_accents(to, from->accents.kbdiacruc, nr < MAX_DIACR ? nr : MAX_DIACR - 1);
	vtkbd_keymap_set_screen_map(to, from->screen_map);
	return read_strings(node, to);
}

static int read_keymap(const struct node *node, struct vtkbd_keymap *km)
{
	struct keymap *read = calloc(1, sizeof(*read));
	int err = -1;

	if (!read)
		return complain(node->tool, "keymap: out of memory");
	if (!keymap_ask(node, read))
		err = take_keymap(node, read, km);
	free(read);
	return err;
}

/*
 * A keymap belongs to all consoles, but only one in UNICODE is told of the
 * characters in it: such a one is asked. One that is not in use must not be opened,
 * that would change it. Return: its number, or @number, which is in use.
 */
static unsigned int console_to_ask(struct source *src, unsigned int number, bool *hidden)
{
	struct console con;

	*hidden = false;
	for (unsigned int i = 0; i <= VTKBD_NR_CONSOLES; i++) {
		unsigned int n = i ?: number;

		if (src->kind->read_console(src, n, &con))
			break;
		if (con.known && con.info.flags & VTKBD_F_ALLOCATED &&
		    con.info.kbdmode == K_UNICODE)
			return n;
	}
	*hidden = true;
	return number;
}

static unsigned int read_parameter(const struct source *src, const char *name,
				   unsigned int otherwise)
{
	const char *module = src->kind == &source_vt ? "keyboard" : "vtkbd";
	struct text path = { 0 };

	text_add(&path, "/sys/module/%s/parameters/%s", module, name);
	return device_number(src->tool, path.s, otherwise);
}

/*
 * Which keys hold a modifier down is not told: the first key that would. Keys are
 * counted by it once, as if there were only one Shift.
 */
static void hold(struct sim *sim, unsigned int modifier)
{
	sim->core.shift_state |= BIT(modifier);
	sim->core.shift_down[modifier] = 1;
	for (unsigned int key = 0; key < NR_KEYS; key++) {
		u16 sym = VTKBD_SYM(sim->core.keymap.map[0][key]);

		if (KTYP(sym) == KT_SHIFT && KVAL(sym) == modifier) {
			__assign_bit(key, sim->core.key_down, true);
			return;
		}
	}
}

static void fill_console(struct sim *sim, const struct console *con, unsigned int *assumed)
{
	sim->kbd = (struct vtkbd_kbd) {
		.kbdmode = con->info.kbdmode,
		.modeflags = con->info.modeflags,
		.ledflags = con->info.ledflags,
		.default_leds = con->info.default_leds,
		.leds_by_ioctl = con->info.ledmode,
		.lockstate = con->info.lockstate,
		.slockstate = con->info.slockstate,
	};
	if (!con->recorded) {
		sim->kbd.modeflags |= VTKBD_M_REPEAT;
		*assumed |= SIM_NO_LOCKS | SIM_NO_APPLIC;
	} else if (!console_tells_sticky(con)) {
		*assumed |= SIM_NO_STICKY;
	}
}

/* Held modifiers are told by the foreground's TIOCLINUX, or to a privileged caller. */
static int fill_seat(struct sim *sim, struct source *src, const struct node *node,
		     unsigned int *assumed)
{
	unsigned int held;
	struct seat seat;

	if (src->kind->read_seat(src, &seat))
		return -1;
	held = seat.info.shift_state;
	if (seat_tells(&seat, VTKBD_S_NO_KEYS)) {
		sim->core.diacr = seat.info.diacr;
		sim->core.dead_key_next = seat.info.composing;
		if (seat.info.flags & VTKBD_S_CODE)
			*assumed |= SIM_NO_CODE;
	} else {
		*assumed |= SIM_NO_DEAD;
		if (node_held(node, &held))
			*assumed |= SIM_NO_HELD;
	}
	for (unsigned int n = 0; n < 8; n++)
		if (held & BIT(n))
			hold(sim, n);
	return 0;
}

static int fill(struct sim *sim, struct source *src, const struct console *con,
		unsigned int *assumed)
{
	bool hidden;
	struct node node;
	int err;

	if (node_open(&node, src, console_to_ask(src, con->info.console, &hidden)))
		return -1;
	*assumed = hidden ? SIM_HIDDEN : 0;
	err = read_keymap(&node, &sim->core.keymap);
	fill_console(sim, con, assumed);
	if (!err)
		err = fill_seat(sim, src, &node, assumed);
	node_close(&node);
	return err;
}

struct sim *sim_load(struct source *src, const struct console *con, unsigned int *assumed)
{
	struct sim *sim = calloc(1, sizeof(*sim));

	if (!sim) {
		complain(src->tool, "out of memory");
		return NULL;
	}
	sim->tun.brl_timeout = read_parameter(src, "brl_timeout", 300);
	sim->tun.brl_nbchords = read_parameter(src, "brl_nbchords", 1);
	sim->core.tun = &sim->tun;
	if (fill(sim, src, con, assumed)) {
		sim_free(sim);
		return NULL;
	}
	return sim;
}
