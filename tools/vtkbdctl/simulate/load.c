// SPDX-License-Identifier: GPL-2.0
/*
 * Fills a simulation with a console's state, by ioctls that change nothing. What the
 * kernel's own VT does not provide is assumed, and marked as such.
 */
#include <stdlib.h>
#include <string.h>

#include "console/node.h"
#include "console/source.h"
#include "output/text.h"
#include "simulate/load.h"
#include "simulate/simulate.h"
#include "system/device.h"
#include "tool.h"

static int read_entry(const struct node *node, unsigned int map, unsigned int keycode, u16 *sym)
{
	struct kbentry entry = { .kb_table = map, .kb_index = keycode };

	if (node_ask(node, KDGKBENT, "KDGKBENT", &entry))
		return -1;
	*sym = entry.kb_value;
	return 0;
}

/* An entry of a newer kernel that this core has no meaning for is left empty. */
static u16 to_stored(const struct vtkbd_keymap *km, u16 sym)
{
	return VTKBD_SYM(vtkbd_keymap_check(km->rules, K_UNICODE, sym) ? K_HOLE : sym);
}

/* Keycode 0 is no key: its entry says whether there is such a map. */
static int read_map(const struct node *node, struct vtkbd_keymap *km, unsigned int map)
{
	u16 sym;

	if (read_entry(node, map, 0, &sym))
		return -1;
	if (sym == K_NOSUCHMAP)
		return 0;
	km->map[map] = calloc(NR_KEYS, sizeof(u16));
	if (!km->map[map])
		return complain(node->tool, "keymap: out of memory");
	km->map[map][0] = VTKBD_SYM(sym);
	for (unsigned int keycode = 1; keycode < NR_KEYS; keycode++) {
		if (read_entry(node, map, keycode, &sym))
			return -1;
		km->map[map][keycode] = to_stored(km, sym);
	}
	return 0;
}

static int read_accents(const struct node *node, struct vtkbd_keymap *km)
{
	struct kbdiacrsuc accents;
	unsigned int nr;

	if (node_ask(node, KDGKBDIACRUC, "KDGKBDIACRUC", &accents))
		return -1;
	nr = accents.kb_cnt < MAX_DIACR ? accents.kb_cnt : MAX_DIACR - 1;
	vtkbd_keymap_set_accents(km, accents.kbdiacruc, nr);
	return 0;
}

static int read_screen_map(const struct node *node, struct vtkbd_keymap *km)
{
	if (node_ask(node, GIO_UNISCRNMAP, "GIO_UNISCRNMAP", km->screen.map))
		return -1;
	vtkbd_screen_map_init(&km->screen);
	return 0;
}

/* All but the strings. */
static int read_keymap(const struct node *node, struct vtkbd_keymap *km)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		if (read_map(node, km, map))
			return -1;
	if (read_accents(node, km) || read_screen_map(node, km))
		return -1;
	if (!km->map[0])
		return complain(node->tool, "%s: there is no keymap 0", node->name.s);
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

/*
 * All consoles share one keymap, but only a console in UNICODE gets the characters of
 * Unicode in it: such a one is asked. A console that is not in use must not be opened,
 * which would allocate it. Return: its number, or @number, which is in use.
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
 * Which key holds a modifier down cannot be read: the first key that would is taken. With
 * two Shift keys held, only one is counted.
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
	} else if (!console_knows_sticky(con)) {
		*assumed |= SIM_NO_STICKY;
	}
}

/*
 * TIOCLINUX of the foreground console has the held modifiers, or the module for a
 * privileged caller.
 */
static int fill_seat(struct sim *sim, struct source *src, const struct node *node,
		     unsigned int *assumed)
{
	unsigned int held;
	struct seat seat;

	if (src->kind->read_seat(src, &seat))
		return -1;
	held = seat.info.shift_state;
	if (seat_knows(&seat, VTKBD_S_NO_KEYS)) {
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
	if (!err)
		err = read_strings(&node, &sim->core.keymap);
	fill_console(sim, con, assumed);
	if (!err)
		err = fill_seat(sim, src, &node, assumed);
	node_close(&node);
	return err;
}

/*
 * Of the kernel's VT, or those that the module was loaded with; the oldest if unknown: a module
 * from before the parameter follows them, whatever kernel it runs on.
 */
static const struct vtkbd_rules *read_rules(const struct source *src)
{
	const char *path = src->kind == &source_vt ? "/proc/sys/kernel/osrelease" :
						     "/sys/module/vtkbd/parameters/rules";
	unsigned int major = 0, minor = 0;
	char buf[128];

	if (src->tool->ops->read(path, buf, sizeof(buf)) > 0)
		sscanf(buf, "%u.%u", &major, &minor);
	return vtkbd_rules_of(major, minor);
}

static struct sim *sim_new(const struct source *src)
{
	struct sim *sim = calloc(1, sizeof(*sim));

	if (!sim) {
		complain(src->tool, "out of memory");
		return NULL;
	}
	sim->tun.brl_timeout = read_parameter(src, "brl_timeout", 300);
	sim->tun.brl_nbchords = read_parameter(src, "brl_nbchords", 1);
	sim->core.tun = &sim->tun;
	sim->core.keymap.rules = read_rules(src);
	return sim;
}

struct sim *sim_load(struct source *src, const struct console *con, unsigned int *assumed)
{
	struct sim *sim = sim_new(src);

	if (sim && fill(sim, src, con, assumed)) {
		sim_free(sim);
		return NULL;
	}
	return sim;
}

struct sim *sim_load_idle(const struct source *src, const struct console *con)
{
	struct sim *sim = sim_new(src);
	unsigned int assumed = 0;
	struct node node;
	int err;

	if (!sim)
		return NULL;
	fill_console(sim, con, &assumed);
	err = node_open(&node, src, con->info.console);
	if (!err) {
		err = read_keymap(&node, &sim->core.keymap);
		node_close(&node);
	}
	if (!err)
		return sim;
	sim_free(sim);
	return NULL;
}
