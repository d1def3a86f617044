// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON form of a listing. Every member is there in every listing: what the
 * source does not provide is null.
 */
#include <json.h>

#include "console/cad.h"
#include "console/modes.h"
#include "console/source.h"
#include "output/keyboards.h"
#include "output/listing_json.h"
#include "output/text.h"
#include "output/to_json.h"
#include "tool.h"

static struct json_object *names_if(bool known, const char *const names[NR_BITS],
				    unsigned int bits)
{
	return known ? json_names(names, bits) : NULL;
}

static struct json_object *seat_object(const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;
	struct json_object *o = json_object_new_object();
	bool known = seat->known, counts = seat_knows(seat, VTKBD_S_NO_COUNTS);

	json_put(o, "foreground_console", json_object_new_uint64(i->foreground));
	json_put(o, "previous", json_number_if(known, i->previous));
	json_put(o, "wanted", json_number_if(known && i->wanted, i->wanted));
	json_put(o, "grab", json_bool_if(known, i->grab));
	json_put(o, "acts", json_bool_if(known, i->acts));
	json_put(o, "cad", json_string_if(known, cad_name(i->cad)));
	json_put(o, "switch_locked", json_bool_if(known, i->flags & VTKBD_S_LOCKED));
	json_put(o, "spawn", json_bool_if(known, i->flags & VTKBD_S_SPAWN));
	json_put(o, "modifiers", names_if(seat_knows(seat, VTKBD_S_NO_KEYS), modifier_names,
					   i->shift_state));
	json_put(o, "leds", names_if(known, led_names, i->leds));
	json_put(o, "nr_keyboards", json_number_if(known, i->keyboards));
	json_put(o, "keys", json_number_if(counts, i->keys));
	json_put(o, "nr_bytes", json_number_if(counts, i->bytes));
	json_put(o, "dropped", json_number_if(counts, i->dropped));
	json_put(o, "untranslated", json_number_if(counts, i->untranslated));
	json_put(o, "cad_pressed", json_number_if(known, i->cad_pressed));
	json_put(o, "cad_acted", json_number_if(known, i->cad_acted));
	return o;
}

/* null: the mode was not set since load, or the setter is not recorded or withheld */
static struct json_object *setter_object(const struct console *con)
{
	if (!con->recorded || con->last.cause == VTKBD_CAUSE_INIT)
		return NULL;
	return json_change(&con->last);
}

static void put_modes(struct json_object *o, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;
	bool known = con->known;

	json_put(o, "kbdmode", json_string_if(known, mode_text(i->kbdmode).s));
	json_put(o, "kdmode", json_string_if(known, kdmode_name(i->kdmode)));
	json_put(o, "vtmode", json_string_if(known, vtmode_name(i->vtmode)));
	json_put(o, "leds", names_if(known, led_names, i->ledflags));
	json_put(o, "default_leds", names_if(known, led_names, i->default_leds));
	json_put(o, "meta", json_string_if(known, i->modeflags & VTKBD_M_META ? "escape" : "bit"));
}

static void put_record(struct json_object *o, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;
	bool rec = con->recorded;

	json_put(o, "open", json_bool_if(rec, i->flags & VTKBD_F_OPEN));
	json_put(o, "vt_pid", json_number_if(rec && i->vt_pid > 0, i->vt_pid));
	json_put(o, "pending", json_number_if(rec && i->pending, i->pending));
	json_put(o, "ledmode", json_string_if(rec, i->ledmode ? "ioctl" : "flags"));
	json_put(o, "locked", names_if(rec, modifier_names, i->lockstate));
	json_put(o, "sticky", names_if(console_knows_sticky(con), modifier_names,
					i->slockstate));
	json_put(o, "applic", json_bool_if(rec, i->modeflags & VTKBD_M_APPLIC));
	json_put(o, "ckmode", json_bool_if(rec, i->modeflags & VTKBD_M_CKMODE));
	json_put(o, "repeat", json_bool_if(rec, i->modeflags & VTKBD_M_REPEAT));
	json_put(o, "crlf", json_bool_if(rec, i->modeflags & VTKBD_M_CRLF));
	json_put(o, "changes", json_number_if(console_knows_setter(con), i->nr_changes));
	json_put(o, "setter", setter_object(con));
}

/* Its openers, and who is asked before a switch. */
static void put_processes(struct json_object *o, const struct console *con,
			  const struct readers *readers)
{
	const struct vtkbd_console_info *i = &con->info;
	bool owned = con->recorded && i->vt_pid > 0;

	json_put(o, "owner", owned ? json_process(readers, i->vt_pid) : NULL);
	json_put(o, "openers", json_openers(readers, i->console));
}

static struct json_object *console_object(const struct source *src, const struct console *con,
					  const struct readers *readers)
{
	struct json_object *o = json_object_new_object();
	unsigned int flags = con->info.flags;

	json_put(o, "console", json_object_new_uint64(con->info.console));
	json_put(o, "node", json_object_new_string(source_node(src, con->info.console).s));
	json_put(o, "allocated", json_object_new_boolean(flags & VTKBD_F_ALLOCATED));
	json_put(o, "foreground", json_object_new_boolean(flags & VTKBD_F_FOREGROUND));
	put_modes(o, con);
	put_record(o, con);
	put_processes(o, con, readers);
	return o;
}

int json_print(const struct source *src, const struct seat *seat,
	       const struct console *cons, int nr_cons, const struct readers *readers)
{
	struct json_object *array = json_object_new_array();
	struct json_object *top = json_top(src);

	json_put(top, "seat", seat_object(seat));
	json_put(top, "keyboards", json_keyboards(src, readers));
	for (int i = 0; i < nr_cons; i++)
		json_object_array_add(array, console_object(src, &cons[i], readers));
	json_put(top, "consoles", array);
	return json_end(src->tool, top);
}
