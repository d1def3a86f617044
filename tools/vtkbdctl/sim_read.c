// SPDX-License-Identifier: GPL-2.0
/*
 * Fills a keyboard with a console's state, by ioctls that change nothing. What
 * the kernel's own VT keeps to itself is assumed, and said to be.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "device.h"
#include "sim.h"
#include "sim_read.h"
#include "tool.h"

#define TIOCL_GETSHIFTSTATE	6

struct asking {
	const struct source *src;
	struct text node;
	int fd;
};

static int ask(const struct asking *a, unsigned long request, const char *name, void *arg)
{
	int err = a->src->tool->ops->ioctl(a->fd, request, arg);

	return err ? complain(a->src->tool, "%s: %s: %s", a->node.s, name, device_reason(-err)) : 0;
}

static int read_map(const struct asking *a, struct vtkbd_keymap *km, unsigned int n)
{
	struct kbentry e = { .kb_table = n };

	if (ask(a, KDGKBENT, "KDGKBENT", &e))
		return -1;
	if (e.kb_value == K_NOSUCHMAP)
		return 0;
	km->map[n] = calloc(NR_KEYS, sizeof(u16));
	if (!km->map[n])
		return complain(a->src->tool, "out of memory");
	for (unsigned int key = 0; key < NR_KEYS; key++) {
		e.kb_index = key;
		if (ask(a, KDGKBENT, "KDGKBENT", &e))
			return -1;
		km->map[n][key] = VTKBD_SYM(e.kb_value);
	}
	return 0;
}

static int read_string(const struct asking *a, struct vtkbd_keymap *km, unsigned int n)
{
	struct kbsentry s = { .kb_func = n };

	if (ask(a, KDGKBSENT, "KDGKBSENT", &s))
		return -1;
	km->func[n] = *s.kb_string ? strdup((char *)s.kb_string) : NULL;
	return 0;
}

static int read_keymap(const struct asking *a, struct vtkbd_keymap *km)
{
	static struct kbdiacrsuc accents;
	u16 screen_map[E_TABSZ];

	for (unsigned int n = 0; n < MAX_NR_KEYMAPS; n++)
		if (read_map(a, km, n))
			return -1;
	if (!km->map[0])
		return complain(a->src->tool, "%s: there is no keymap 0", a->node.s);
	for (unsigned int n = 0; n < MAX_NR_FUNC; n++)
		if (read_string(a, km, n))
			return -1;
	if (ask(a, KDGKBDIACRUC, "KDGKBDIACRUC", &accents) ||
	    ask(a, GIO_UNISCRNMAP, "GIO_UNISCRNMAP", screen_map))
		return -1;
	vtkbd_keymap_set_accents(km, accents.kbdiacruc,
				 accents.kb_cnt < MAX_DIACR ? accents.kb_cnt : MAX_DIACR - 1);
	vtkbd_keymap_set_screen_map(km, screen_map);
	return 0;
}

/*
 * A keymap belongs to all consoles, but only one in UNICODE is told of the
 * characters in it: such a one is asked. Return: its number, or @number.
 */
static unsigned int console_to_ask(struct source *src, unsigned int number, bool *hidden)
{
	struct console con;

	*hidden = false;
	if (!src->kind->read_console(src, number, &con) && con.info.kbdmode == K_UNICODE)
		return number;
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++) {
		if (src->kind->read_console(src, n, &con))
			break;
		if (con.known && con.info.flags & VTKBD_F_ALLOCATED &&
		    con.info.kbdmode == K_UNICODE)
			return n;
	}
	*hidden = true;
	return number;
}

static unsigned int read_parameter(const struct source *src, const char *name, unsigned int otherwise)
{
	const char *module = src->kind == &source_vt ? "keyboard" : "vtkbd";
	struct text path = { 0 };
	char buf[32];

	text_add(&path, "/sys/module/%s/parameters/%s", module, name);
	if (src->tool->ops->read(path.s, buf, sizeof(buf)) <= 0)
		return otherwise;
	return strtoul(buf, NULL, 10);
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
	}
}

/* Held modifiers are told by the foreground's TIOCLINUX, or to a privileged caller. */
static int fill_seat(struct sim *sim, const struct asking *a, unsigned int *assumed)
{
	char what = TIOCL_GETSHIFTSTATE;
	struct seat seat;
	u8 held;

	if (a->src->kind->read_seat((struct source *)a->src, &seat))
		return -1;
	held = seat.info.shift_state;
	if (seat.known) {
		sim->core.diacr = seat.info.diacr;
		sim->core.dead_key_next = seat.info.composing;
	} else {
		*assumed |= SIM_NO_DEAD;
		if (a->src->tool->ops->ioctl(a->fd, TIOCLINUX, &what))
			*assumed |= SIM_NO_HELD;
		else
			held = what;
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
	struct asking a = { .src = src };
	int err;

	a.node = source_node(src, console_to_ask(src, con->info.console, &hidden));
	a.fd = device_open(src->tool, a.node.s);
	if (a.fd < 0)
		return complain(src->tool, "%s: %s", a.node.s, device_reason(-a.fd));
	*assumed = hidden ? SIM_HIDDEN : 0;
	err = read_keymap(&a, &sim->core.keymap);
	fill_console(sim, con, assumed);
	if (!err)
		err = fill_seat(sim, &a, assumed);
	src->tool->ops->close(a.fd);
	return err;
}

struct sim *sim_read(struct source *src, const struct console *con, unsigned int *assumed)
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
