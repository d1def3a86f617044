// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON form of a listing. Every member is there in every listing: what the
 * source cannot tell is null.
 */
#include <json.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "json.h"
#include "modes.h"
#include "source.h"
#include "tool.h"

static void put(struct json_object *o, const char *key, struct json_object *value)
{
	json_object_object_add(o, key, value);
}

static struct json_object *number_if(bool known, uint64_t value)
{
	return known ? json_object_new_uint64(value) : NULL;
}

static struct json_object *bool_if(bool known, bool value)
{
	return known ? json_object_new_boolean(value) : NULL;
}

static struct json_object *string_if(bool known, const char *value)
{
	return known ? json_object_new_string(value) : NULL;
}

static struct json_object *names_if(bool known, const char *const names[NR_BITS],
				    unsigned int bits)
{
	struct json_object *array;

	if (!known)
		return NULL;
	array = json_object_new_array();
	for (int i = 0; i < NR_BITS; i++)
		if (bits & (1u << i) && names[i])
			json_object_array_add(array, json_object_new_string(names[i]));
	return array;
}

static struct json_object *cad_if(bool known, unsigned int cad)
{
	static const char *const names[] = {
		[VTKBD_CAD_SIGNAL] = "signal",
		[VTKBD_CAD_REBOOT] = "reboot",
		[VTKBD_CAD_IGNORE] = "ignore",
	};

	return string_if(known, cad <= VTKBD_CAD_IGNORE ? names[cad] : "unknown");
}

static struct json_object *seat_object(const struct seat *seat)
{
	const struct vtkbd_seat_info *i = &seat->info;
	struct json_object *o = json_object_new_object();
	bool known = seat->known;

	put(o, "foreground", json_object_new_uint64(i->foreground));
	put(o, "previous", number_if(known, i->previous));
	put(o, "wanted", number_if(known && i->wanted, i->wanted));
	put(o, "abi", number_if(known, i->abi));
	put(o, "grab", bool_if(known, i->grab));
	put(o, "acts", bool_if(known, i->acts));
	put(o, "cad", cad_if(known, i->cad));
	put(o, "modifiers", names_if(known, modifier_names, i->shift_state));
	put(o, "leds", names_if(known, led_names, i->leds));
	put(o, "keyboards", number_if(known, i->keyboards));
	put(o, "keys", number_if(known, i->keys));
	put(o, "bytes", number_if(known, i->bytes));
	put(o, "dropped", number_if(known, i->dropped));
	put(o, "untranslated", number_if(known, i->untranslated));
	put(o, "cad_pressed", number_if(known, i->cad_pressed));
	put(o, "cad_acted", number_if(known, i->cad_acted));
	return o;
}

/* null: nobody has set the mode since load, or nobody knows who did. */
static struct json_object *setter_object(const struct console *con)
{
	const struct vtkbd_mode_change *c = &con->info.last;
	bool program = c->cause == VTKBD_CAUSE_IOCTL;
	struct json_object *o;

	if (!con->recorded || c->cause == VTKBD_CAUSE_INIT)
		return NULL;
	o = json_object_new_object();
	put(o, "cause", json_object_new_string(cause_name(c->cause)));
	put(o, "pid", program ? json_object_new_int(c->pid) : NULL);
	put(o, "uid", number_if(program, c->uid));
	put(o, "comm", string_if(program, text_escape(c->comm).s));
	put(o, "when", json_object_new_string(text_time(c->when_ns).s));
	put(o, "when_ns", json_object_new_uint64(c->when_ns));
	put(o, "from", json_object_new_string(mode_text(c->from).s));
	put(o, "to", json_object_new_string(mode_text(c->to).s));
	return o;
}

static void put_modes(struct json_object *o, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;
	bool known = con->known;

	put(o, "kbdmode", string_if(known, mode_text(i->kbdmode).s));
	put(o, "kdmode", string_if(known, i->kdmode == KD_TEXT ? "text" : "graphics"));
	put(o, "vtmode", string_if(known, i->vtmode == VT_AUTO ? "auto" : "process"));
	put(o, "leds", names_if(known, led_names, i->ledflags));
	put(o, "default_leds", names_if(known, led_names, i->default_leds));
	put(o, "meta", string_if(known, i->modeflags & VTKBD_M_META ? "escape" : "bit"));
}

static void put_record(struct json_object *o, const struct console *con)
{
	const struct vtkbd_console_info *i = &con->info;
	bool rec = con->recorded;

	put(o, "open", bool_if(rec, i->flags & VTKBD_F_OPEN));
	put(o, "vt_pid", number_if(rec && i->vt_pid > 0, i->vt_pid));
	put(o, "pending", number_if(rec && i->pending, i->pending));
	put(o, "ledmode", string_if(rec, i->ledmode ? "ioctl" : "flags"));
	put(o, "locked", names_if(rec, modifier_names, i->lockstate));
	put(o, "sticky", names_if(rec, modifier_names, i->slockstate));
	put(o, "applic", bool_if(rec, i->modeflags & VTKBD_M_APPLIC));
	put(o, "ckmode", bool_if(rec, i->modeflags & VTKBD_M_CKMODE));
	put(o, "repeat", bool_if(rec, i->modeflags & VTKBD_M_REPEAT));
	put(o, "crlf", bool_if(rec, i->modeflags & VTKBD_M_CRLF));
	put(o, "changes", number_if(rec, i->nr_changes));
	put(o, "setter", setter_object(con));
}

static struct json_object *console_object(const struct source *src, const struct console *con)
{
	struct json_object *o = json_object_new_object();
	unsigned int flags = con->info.flags;

	put(o, "console", json_object_new_uint64(con->info.console));
	put(o, "node", json_object_new_string(source_node(src, con->info.console).s));
	put(o, "allocated", json_object_new_boolean(flags & VTKBD_F_ALLOCATED));
	put(o, "foreground", json_object_new_boolean(flags & VTKBD_F_FOREGROUND));
	put_modes(o, con);
	put_record(o, con);
	return o;
}

int json_print(const struct source *src, const struct seat *seat,
	       const struct console *cons, int nr_cons)
{
	struct json_object *top = json_object_new_object();
	struct json_object *array = json_object_new_array();
	const char *s;

	put(top, "version", json_object_new_int(JSON_VERSION));
	put(top, "source", json_object_new_string(src->kind->name));
	put(top, "seat", seat_object(seat));
	for (int i = 0; i < nr_cons; i++)
		json_object_array_add(array, console_object(src, &cons[i]));
	put(top, "consoles", array);

	s = json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY |
					   JSON_C_TO_STRING_NOSLASHESCAPE);
	if (s)
		fprintf(src->tool->out, "%s\n", s);
	json_object_put(top);
	return s ? 0 : complain(src->tool, "JSON: out of memory");
}
