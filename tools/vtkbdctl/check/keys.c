// SPDX-License-Identifier: GPL-2.0
/*
 * Keys that are typed while the program has its console: none reaches a reader of the
 * console, its session, PID 1, or the kernel's console switch.
 */
#include "check/act.h"
#include "check/property.h"
#include "check/stage.h"

static void press(struct stage *s, const struct property *p, struct finding *f)
{
	struct sample before = act_sample(s);
	struct text leaked, name = { 0 };

	text_add(&name, "%s", p->keys ?: "");
	if (!p->keys)
		text_add(&name, "alt-f%u", s->number[OTHER]);
	did(f, "pressed %s", name.s);
	act_press(s, name.s);
	if (!act_is_quiet(s, &before, &leaked))
		broken(f, "%s", leaked.s);
	else if (stage_ended(s))
		broken(f, "the program ended: %s", stage_how_ended(s).s);
	else
		holds(f, "%s", "");
}

#define LEAK	"what is typed in a window runs in the shell behind it"
#define KILL	"a key ends, stops or suspends the whole session"

const struct property key_properties[] = {
	{
		.name = "keys.text",
		.sentence = "Typed text reaches no reader of its console.",
		.users = LEAK,
		.needs = "start.keyboard",
		.run = press,
		.keys = "h e l l o enter",
	},
	{
		.name = "keys.enter",
		.sentence = "Enter reaches no reader of its console.",
		.users = LEAK,
		.needs = "start.keyboard",
		.run = press,
		.keys = "enter",
	},
	{
		.name = "keys.ctrl-c",
		.sentence = "Ctrl-C interrupts no process of its session.",
		.users = KILL,
		.needs = "start.keyboard",
		.run = press,
		.keys = "ctrl-c",
	},
	{
		.name = "keys.ctrl-backslash",
		.sentence = "Ctrl-\\ ends no process of its session.",
		.users = KILL,
		.needs = "start.keyboard",
		.run = press,
		.keys = "ctrl-backslash",
	},
	{
		.name = "keys.ctrl-z",
		.sentence = "Ctrl-Z stops no process of its session.",
		.users = KILL,
		.needs = "start.keyboard",
		.run = press,
		.keys = "ctrl-z",
	},
	{
		.name = "keys.ctrl-s",
		.sentence = "Ctrl-S stops no output.",
		.users = "the session hangs at its next message",
		.needs = "start.keyboard",
		.run = press,
		.keys = "ctrl-s ctrl-q",
	},
	{
		.name = "keys.alt-arrow",
		.sentence = "Alt and an arrow key switch no console.",
		.users = "Alt-Left in a browser leads to a text console",
		.needs = "start.keyboard",
		.run = press,
		.keys = "alt-left alt-right",
	},
	{
		.name = "keys.alt-fn",
		.sentence = "Alt and a function key switch no console.",
		.users = "Alt-F2 leads to a text console",
		.needs = "start.keyboard",
		.run = press,
	},
	{
		.name = "keys.ctrl-alt-del",
		.sentence = "Ctrl-Alt-Del does not reach PID 1.",
		.users = "the machine reboots",
		.needs = "start.keyboard",
		.run = press,
		.keys = "ctrl-alt-delete",
	},
	{ 0 },
};
