// SPDX-License-Identifier: GPL-2.0
/*
 * Names of devices and of programs are chosen by others: both are escaped here.
 */
#include <json.h>
#include <stdbool.h>

#include "console/source.h"
#include "output/keyboards.h"
#include "output/table.h"
#include "output/to_json.h"
#include "system/inputs.h"
#include "system/known.h"
#include "system/proc.h"
#include "system/readers.h"
#include "tool.h"

#define MAX_NAMED	3

struct text process_words(const struct process *proc)
{
	struct text t = { 0 };

	text_add(&t, "%s (pid %d)", text_word(proc->comm).s, proc->pid);
	return t;
}

struct text process_words_of(const struct readers *readers, int pid)
{
	const struct process *proc = process_recorded(&readers->procs, pid);
	struct text t = { 0 };

	if (proc)
		return process_words(proc);
	text_add(&t, "pid %d", pid);
	return t;
}

/* A process that has an event device, or a console, of this number open. */
typedef bool (*choose_fn)(const struct process *proc, int number);

static bool has_event(const struct process *proc, int number)
{
	return process_reads_event(proc, number);
}

/* One that waits for single keys has grabbed none. */
static bool may_have_grabbed(const struct process *proc, int number)
{
	return process_reads_event(proc, number) && !is_watcher(proc);
}

static bool has_console(const struct process *proc, int number)
{
	return process_has(proc, number);
}

/* The first few, with @before in front; "" if there are none. */
static struct text words_of(const struct readers *readers, choose_fn choose, int number,
			    const char *before)
{
	struct text t = { 0 };
	int nr = 0;

	for (int i = 0; i < readers->procs.nr; i++) {
		const struct process *proc = &readers->procs.all[i];

		if (!choose(proc, number))
			continue;
		if (nr++ < MAX_NAMED)
			text_add(&t, "%s%s", nr == 1 ? before : ", ", process_words(proc).s);
	}
	if (nr > MAX_NAMED)
		text_add(&t, " and %d more", nr - MAX_NAMED);
	return t;
}

struct text openers_words(const struct readers *readers, unsigned int console)
{
	return words_of(readers, has_console, console, "by ");
}

/* Why not, or by whom; the readers are named behind. */
static const char *state_of(const struct source *src, const struct input_device *dev)
{
	if (dev->inhibited)
		return "not heard: switched off (inhibited)";
	if (!dev->asked)
		return "heard unless a program has grabbed it";
	if (!dev->grabbed)
		return "heard";
	if (!dev->ours)
		return "not heard: grabbed by a program";
	return src->kind == &source_vtkbd ? "heard by vtkbd alone" :
					    "not heard: grabbed by vtkbd (grab=1)";
}

struct text keyboard_words(const struct source *src, const struct input_device *dev,
			   const struct readers *readers)
{
	struct text t = { 0 };

	text_add(&t, "%s (%s): %s", text_escape(dev->name).s, dev->node, state_of(src, dev));
	if (input_is_taken(dev))
		text_add(&t, "%s", words_of(readers, may_have_grabbed, dev->grabber, ": ").s);
	else
		text_add(&t, "%s", words_of(readers, has_event, dev->event, "; read by ").s);
	return t;
}

void keyboards_print(const struct source *src, const struct readers *readers, const char *before)
{
	for (int i = 0; i < readers->inputs.nr; i++)
		print_paragraph(src->tool, before,
				keyboard_words(src, &readers->inputs.all[i], readers).s);
}

static struct json_object *process_object(int pid, const char *name)
{
	struct json_object *o = json_object_new_object();

	json_put(o, "pid", json_object_new_int(pid));
	json_put(o, "name", name ? json_object_new_string(text_escape(name).s) : NULL);
	return o;
}

struct json_object *json_process(const struct readers *readers, int pid)
{
	const struct process *proc = process_recorded(&readers->procs, pid);

	return process_object(pid, proc ? proc->comm : NULL);
}

static struct json_object *process_array(const struct readers *readers, choose_fn choose,
					 int number)
{
	struct json_object *array;

	if (!readers->all_seen)
		return NULL;
	array = json_object_new_array();
	for (int i = 0; i < readers->procs.nr; i++) {
		const struct process *proc = &readers->procs.all[i];

		if (choose(proc, number))
			json_object_array_add(array, process_object(proc->pid, proc->comm));
	}
	return array;
}

struct json_object *json_openers(const struct readers *readers, unsigned int console)
{
	return process_array(readers, has_console, console);
}

/* "vtkbd" or "event3"; null for a device that nobody has alone, or of which it is not known. */
static struct json_object *grabber_name(const struct input_device *dev)
{
	struct text t = { 0 };

	if (!dev->grabbed || (!dev->ours && dev->grabber < 0))
		return NULL;
	if (dev->ours)
		text_add(&t, "vtkbd");
	else
		text_add(&t, "event%d", dev->grabber);
	return json_object_new_string(t.s);
}

static struct json_object *keyboard_object(const struct source *src,
					   const struct input_device *dev,
					   const struct readers *readers)
{
	enum heard heard = input_heard(src, dev);
	struct json_object *o = json_object_new_object();

	json_put(o, "node", json_object_new_string(dev->node));
	json_put(o, "name", json_object_new_string(text_escape(dev->name).s));
	json_put(o, "heard", json_bool_if(heard != HEARD_UNKNOWN, heard == HEARD_YES));
	json_put(o, "grabbed", json_bool_if(dev->asked, dev->grabbed));
	json_put(o, "grabber", grabber_name(dev));
	json_put(o, "processes", process_array(readers, has_event, dev->event));
	json_put(o, "repeat", json_bool_if(dev->asked, dev->repeats));
	json_put(o, "delay_ms", json_number_if(dev->asked && dev->repeats, dev->delay_ms));
	json_put(o, "period_ms", json_number_if(dev->asked && dev->repeats, dev->period_ms));
	return o;
}

struct json_object *json_keyboards(const struct source *src, const struct readers *readers)
{
	struct json_object *array = json_object_new_array();

	for (int i = 0; i < readers->inputs.nr; i++)
		json_object_array_add(array, keyboard_object(src, &readers->inputs.all[i],
							     readers));
	return array;
}
