// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON form of an explanation: bytes in hexadecimal, everything else by name.
 */
#include <json.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/vtkbd.h>

#include "console/modes.h"
#include "explain/context.h"
#include "explain/core_source.h"
#include "explain/describe.h"
#include "explain/effect.h"
#include "explain/rules.h"
#include "explain/terminal.h"
#include "explain/to_json.h"
#include "keys/names.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "output/to_json.h"
#include "simulate/simulate.h"
#include "tool.h"

static struct json_object *hex(const struct sim_step *steps, int nr)
{
	struct json_object *o;
	size_t used = 0, size = 1;
	char *s;

	for (int i = 0; i < nr; i++)
		size += 2 * steps[i].nr_bytes;
	s = calloc(1, size);
	if (!s)
		return NULL;
	for (int i = 0; i < nr; i++)
		for (int k = 0; k < steps[i].nr_bytes; k++)
			used += snprintf(s + used, size - used, "%02x", steps[i].bytes[k]);
	o = json_object_new_string(s);
	free(s);
	return o;
}

static struct json_object *taker(const struct sim_step *step)
{
	static const char *const names[] = {
		[SIM_SYSRQ] = "sysrq", [SIM_COMMAND] = "sysrq", [SIM_GRAB] = "vtkbd",
		[SIM_PROGRAM] = "program",
	};

	return json_string_if(step->taken, names[step->taken]);
}

static const char *action(const struct sim_step *step)
{
	return step->taken == SIM_COMMAND ? "sysrq" : action_name(step->action);
}

static struct json_object *event_object(const struct context *context, const struct sim_step *step)
{
	struct json_object *o = json_object_new_object();
	struct effect effect = effect_of(context, step);
	const char *why = describe_reason(context, step);

	json_put(o, "key", json_object_new_string(key_text(step->code).s));
	json_put(o, "keycode", json_object_new_uint64(step->code));
	json_put(o, "down", json_object_new_boolean(step->down));
	json_put(o, "taken", taker(step));
	json_put(o, "again", json_object_new_boolean(step->again));
	json_put(o, "modifiers", step->taken ? NULL : json_names(modifier_names, step->map));
	json_put(o, "keymap", json_number_if(step->has_map, step->map));
	json_put(o, "keysym", json_number_if(step->has_keysym, step->keysym));
	json_put(o, "keysym_name", json_string_if(step->has_keysym, keysym_text(step->keysym).s));
	json_put(o, "gate", json_bool_if(!step->taken, step->gate));
	json_put(o, "handler", json_string_if(step->handler, step->handler));
	json_put(o, "function", json_string_if(step->function, step->function));
	json_put(o, "bytes", hex(step, 1));
	json_put(o, "break", json_object_new_boolean(step->brk));
	json_put(o, "action", json_string_if(*action(step), action(step)));
	json_put(o, "effect", json_string_if(*effect.what.s, effect.what.s));
	json_put(o, "state", json_string_if(*describe_state(step).s, describe_state(step).s));
	json_put(o, "why", json_string_if(why, why));
	return o;
}

static struct json_object *assumed_array(const struct context *context)
{
	struct json_object *array = json_object_new_array();

	for (unsigned int bit = 1; assumption_words(bit); bit <<= 1)
		if (context->assumed & bit)
			json_object_array_add(array,
					      json_object_new_string(assumption_words(bit)));
	return array;
}

/* Of the kernel's own VT there is no module, and whether it is the same is not known. */
static struct json_object *core_object(const struct module_core *core)
{
	struct json_object *o = json_object_new_object();

	json_put(o, "vtkbdctl", json_object_new_string(core_source));
	json_put(o, "module", json_string_if(*core->hash.s, text_escape(core->hash.s).s));
	json_put(o, "same", core->asked ? json_object_new_boolean(core->same) : NULL);
	return o;
}

static struct json_object *fate_object(unsigned char byte, const struct fate *f)
{
	struct json_object *o = json_object_new_object();
	char digits[3];

	snprintf(digits, sizeof(digits), "%02x", byte);
	json_put(o, "byte", json_object_new_string(digits));
	json_put(o, "name", json_object_new_string(f->name));
	json_put(o, "signal", json_string_if(f->signal, f->signal));
	json_put(o, "effect", json_object_new_string(f->what.s));
	json_put(o, "why", json_string_if(*f->why.s, f->why.s));
	return o;
}

/* Null if the terminal is not known: an empty array is an answer. */
static struct json_object *terminal_array(const struct context *context,
					  const struct sim_step *steps, int nr)
{
	struct json_object *array;

	if (context->unread || !context->terminal.line.known)
		return NULL;
	array = json_object_new_array();
	for (int k = 0; k < nr; k++)
		for (int i = 0; i < steps[k].nr_bytes; i++) {
			struct fate f = describe_fate(context, &steps[k], i);

			if (f.name)
				json_object_array_add(array, fate_object(steps[k].bytes[i], &f));
		}
	return array;
}

static struct json_object *variant_object(const struct variants *variants, int index)
{
	const struct variant *v = &variants->all[index];
	struct json_object *actions = json_object_new_array();
	struct json_object *o = json_object_new_object();
	bool brk = false;

	for (int i = 0; i < v->nr; i++) {
		brk |= v->step[i].brk;
		if (*action(&v->step[i]))
			json_object_array_add(actions,
					      json_object_new_string(action(&v->step[i])));
	}
	json_put(o, "kernel", json_object_new_string(v->name.s));
	json_put(o, "used", json_object_new_boolean(index == variants->used));
	json_put(o, "differs", json_object_new_boolean(variant_differs(variants, index)));
	json_put(o, "bytes", hex(v->step, v->nr));
	json_put(o, "break", json_object_new_boolean(brk));
	json_put(o, "actions", actions);
	return o;
}

/* Null if nobody asked. */
static struct json_object *rules_array(const struct variants *variants)
{
	struct json_object *array = variants->nr ? json_object_new_array() : NULL;

	for (int i = 0; i < variants->nr; i++)
		json_object_array_add(array, variant_object(variants, i));
	return array;
}

int explain_json(const struct context *context, const struct sim_step *steps, int nr,
		 const struct variants *variants)
{
	struct json_object *top = json_top(context->src);
	struct json_object *events = json_object_new_array();
	const struct vtkbd_console_info *i = &context->con.info;

	json_put(top, "console", json_object_new_uint64(i->console));
	json_put(top, "foreground", json_object_new_boolean(i->flags & VTKBD_F_FOREGROUND));
	json_put(top, "kbdmode", json_object_new_string(mode_text(i->kbdmode).s));
	json_put(top, "core", core_object(&context->core));
	json_put(top, "keyboards", json_keyboards(context->src, &context->readers));
	json_put(top, "unread", json_bool_if(context->readers.all_seen, context->unread));
	json_put(top, "assumed", assumed_array(context));
	for (int k = 0; k < nr; k++)
		json_object_array_add(events, event_object(context, &steps[k]));
	json_put(top, "events", events);
	json_put(top, "bytes", hex(steps, nr));
	json_put(top, "terminal", terminal_array(context, steps, nr));
	json_put(top, "rules", rules_array(variants));
	return json_end(context->src->tool, top);
}
