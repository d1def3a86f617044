// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the command that mends a bad state out of the pattern in its row, so that it
 * can be copied as it stands. Nothing is run.
 */
#include <string.h>

#include "doctor/checks.h"
#include "tool.h"

static struct text number_part(const struct patient *p)
{
	struct text t = { 0 };

	text_add(&t, "%u", p->con.info.console);
	return t;
}

static struct text node_part(const struct patient *p)
{
	return source_node(p->ward->src, p->con.info.console);
}

static struct text vt_part(const struct patient *p)
{
	struct text t = { 0 };

	if (p->ward->src->kind == &source_vt)
		text_add(&t, " --vt");
	return t;
}

/* restore does not take a console from who lives, or may live, without being told to. */
static struct text force_part(const struct patient *p)
{
	struct text t = { 0 };

	if (console_user(p) || !is_certain(p))
		text_add(&t, " --force");
	return t;
}

/* A getty that is killed comes again. */
static struct text end_part(const struct patient *p)
{
	const struct process *second = second_session(p);
	struct text t = { 0 };

	if (is_getty(second->comm))
		text_add(&t, "systemctl stop getty@%s.service", node_part(p).s + strlen("/dev/"));
	else
		text_add(&t, "kill %d", second->pid);
	return t;
}

/*
 * The opposite of what is locked. A keyboard driver writes only lights that it believes
 * to change, so all of them have to, once.
 */
static struct text lights_part(const struct patient *p)
{
	static const char *const lights[] = { "scroll", "num", "caps" };
	struct text t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lights); i++)
		text_add(&t, "%s%c%s", i ? " " : "",
			 p->con.info.ledflags & 1u << i ? '-' : '+', lights[i]);
	return t;
}

static const struct {
	char letter;
	struct text (*part)(const struct patient *p);
} parts[] = {
	{ 'N', number_part }, { 'D', node_part }, { 'V', vt_part },
	{ 'F', force_part }, { 'E', end_part }, { 'L', lights_part },
};

struct text check_mend(const struct check *check, const struct patient *p)
{
	struct text t = { 0 };

	for (const char *s = check->mend; *s; s++) {
		if (*s != '@') {
			text_add(&t, "%c", *s);
			continue;
		}
		s++;
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
			if (parts[i].letter == *s)
				text_add(&t, "%s", parts[i].part(p).s);
	}
	return t;
}
