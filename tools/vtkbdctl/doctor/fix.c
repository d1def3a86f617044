// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the command that ends a bad state out of the pattern in its row, so that it
 * can be copied as it stands. Nothing is run.
 */
#include <string.h>

#include <linux/kd.h>

#include "console/source.h"
#include "doctor/checks.h"
#include "doctor/fix.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define SYSTEMD		"/run/systemd/system"	/* exists if that is process 1 */
#define UNIT_CHARS	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:-_.\\@"

static struct text number_part(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "%u", s->con.info.console);
	return t;
}

static struct text node_part(const struct snapshot *s)
{
	return source_node(s->machine->src, s->con.info.console);
}

static struct text vt_part(const struct snapshot *s)
{
	struct text t = { 0 };

	if (s->machine->src->kind == &source_vt)
		text_add(&t, " --vt");
	return t;
}

/* restore refuses a console whose owner lives, or may live, without --force. */
static struct text force_part(const struct snapshot *s)
{
	struct text t = { 0 };

	if (console_user(s) || !is_certain(s))
		text_add(&t, " --force");
	return t;
}

/* systemd starts a killed getty again: it is stopped instead. */
static struct text end_part(const struct snapshot *s)
{
	const struct process *second = second_session(s);
	struct text t = { 0 };

	if (is_getty(second->comm))
		text_add(&t, "systemctl stop getty@%s.service", node_part(s).s + strlen("/dev/"));
	else
		text_add(&t, "kill %d", second->pid);
	return t;
}

/*
 * The opposite of what is locked. A keyboard driver writes an LED only if it changes from
 * what was written last, so each is changed once.
 */
static struct text lights_part(const struct snapshot *s)
{
	static const char *const names[] = { "scroll", "num", "caps" };
	struct text t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		text_add(&t, "%s%c%s", i ? " " : "",
			 s->con.info.ledflags & 1u << i ? '-' : '+', names[i]);
	return t;
}

/*
 * The service of systemd that a process belongs to, by its cgroup; "" if it belongs to none. A
 * killed process of a service may be started again.
 */
static struct text service_of(const struct snapshot *s, const struct process *proc)
{
	static const char slice[] = "0::/system.slice/", suffix[] = ".service";
	const struct device_ops *ops = s->machine->src->tool->ops;
	struct text path = { 0 }, t = { 0 };
	char buf[512], *unit, *end;

	text_add(&path, "/proc/%d/cgroup", proc->pid);
	if (!ops->exists(SYSTEMD) || ops->read(path.s, buf, sizeof(buf)) <= 0)
		return t;
	unit = strstr(buf, slice);
	if (!unit)
		return t;
	unit += strlen(slice);
	end = unit + strspn(unit, UNIT_CHARS);
	if (*end == '\n' && end - unit > (long)strlen(suffix) &&
	    !strncmp(end - strlen(suffix), suffix, strlen(suffix)))
		text_add(&t, "%.*s", (int)(end - unit), unit);
	return t;
}

/* "" if it is hidden from the caller which program that is. */
static struct text taker_part(const struct snapshot *s)
{
	const struct process *taker = taker_of(s, taken_keyboard(s));
	struct text service, t = { 0 };

	if (!taker)
		return t;
	service = service_of(s, taker);
	if (*service.s)
		text_add(&t, "systemctl stop '%s'", service.s);
	else
		text_add(&t, "kill %d", taker->pid);
	return t;
}

static struct text modifier_part(const struct snapshot *s)
{
	return s->machine->stray_keys;
}

/*
 * The release of the key alone does not end it: the kernel has counted two presses. When the
 * mode is set, even to what it was (-f), the modifiers are counted anew.
 */
static struct text mode_part(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "%s", s->con.info.kbdmode == K_XLATE ? "-a" : "-u");
	return t;
}

static const struct {
	char letter;
	struct text (*part)(const struct snapshot *s);
} parts[] = {
	{ 'N', number_part }, { 'D', node_part }, { 'V', vt_part },
	{ 'F', force_part }, { 'E', end_part }, { 'L', lights_part },
	{ 'G', taker_part }, { 'M', modifier_part }, { 'K', mode_part },
};

struct text check_fix(const struct check *check, const struct snapshot *s)
{
	struct text t = { 0 };

	for (const char *c = check->fix; *c; c++) {
		if (*c != '@') {
			text_add(&t, "%c", *c);
			continue;
		}
		c++;
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
			if (parts[i].letter == *c)
				text_add(&t, "%s", parts[i].part(s).s);
	}
	return t;
}
