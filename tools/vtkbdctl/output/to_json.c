// SPDX-License-Identifier: GPL-2.0
/*
 * What all JSON has in common: its beginning and end, and members of which the value may not
 * be known.
 */
#include <json.h>

#include "console/modes.h"
#include "console/source.h"
#include "output/text.h"
#include "output/to_json.h"
#include "tool.h"

void json_put(struct json_object *o, const char *key, struct json_object *value)
{
	json_object_object_add(o, key, value);
}

struct json_object *json_number_if(bool known, uint64_t value)
{
	return known ? json_object_new_uint64(value) : NULL;
}

struct json_object *json_bool_if(bool known, bool value)
{
	return known ? json_object_new_boolean(value) : NULL;
}

struct json_object *json_string_if(bool known, const char *value)
{
	return known ? json_object_new_string(value) : NULL;
}

struct json_object *json_names(const char *const names[], unsigned int bits)
{
	struct json_object *array = json_object_new_array();

	for (int i = 0; i < NR_BITS; i++)
		if (bits & (1u << i) && names[i])
			json_object_array_add(array, json_object_new_string(names[i]));
	return array;
}

struct json_object *json_change(const struct vtkbd_mode_change *c)
{
	struct json_object *o = json_object_new_object();
	bool program = c->cause == VTKBD_CAUSE_IOCTL;

	json_put(o, "cause", json_object_new_string(cause_name(c->cause)));
	json_put(o, "pid", program ? json_object_new_int(c->pid) : NULL);
	json_put(o, "uid", json_number_if(program, c->uid));
	json_put(o, "comm", json_string_if(program, text_escape(c->comm).s));
	json_put(o, "when", json_object_new_string(text_time(c->when_ns).s));
	json_put(o, "when_ns", json_object_new_uint64(c->when_ns));
	json_put(o, "from", json_object_new_string(mode_text(c->from).s));
	json_put(o, "to", json_object_new_string(mode_text(c->to).s));
	return o;
}

struct json_object *json_top(const struct source *src)
{
	struct json_object *top = json_object_new_object();

	json_put(top, "version", json_object_new_int(JSON_VERSION));
	json_put(top, "source", json_object_new_string(src->kind->name));
	return top;
}

int json_end(const struct tool *tool, struct json_object *top)
{
	const char *s = json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY |
						       JSON_C_TO_STRING_NOSLASHESCAPE);

	if (s)
		fprintf(tool->out, "%s\n", s);
	json_object_put(top);
	return s ? 0 : complain(tool, "JSON: out of memory");
}
