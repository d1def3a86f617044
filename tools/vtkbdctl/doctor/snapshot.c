// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the machine for vtkbdctl doctor, and finds the processes behind a
 * console's state. What is bad about it is decided in checks.c.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>
#include <linux/vt.h>

#include "console/saved_state.h"
#include "console/source.h"
#include "doctor/snapshot.h"
#include "output/text.h"
#include "system/device.h"
#include "system/inputs.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

#define LEDS		"/sys/class/leds"
#define MAX_ANCESTORS	64

static long read_led_file(const struct machine *machine, const char *name, const char *what,
			  char *buf, size_t size)
{
	struct text path = { 0 };

	text_add(&path, LEDS "/%s/%s", name, what);
	return machine->src->tool->ops->read(path.s, buf, size);
}

/*
 * An LED follows its trigger, which is the one in brackets. If there are no triggers, the
 * kernel's keyboard writes the LEDs itself.
 */
static void read_trigger(const struct machine *machine, const char *name, char trigger[32])
{
	static char buf[16384];
	const char *chosen;

	*trigger = 0;
	if (read_led_file(machine, name, "trigger", buf, sizeof(buf)) <= 0)
		return;
	chosen = strchr(buf, '[');
	if (!chosen || sscanf(chosen, "[%31[^]]", trigger) != 1)
		strcpy(trigger, "none");
}

static bool follows_lock(const struct led *led, const char *lock)
{
	return !*led->trigger ||
	       (!strncmp(led->trigger, "kbd-", 4) && !strcmp(led->trigger + 4, lock));
}

static void keep_led(struct led *leds, int *nr, const struct led *led)
{
	if (*nr < MAX_LEDS)
		leds[(*nr)++] = *led;
}

static void add_led(const char *name, void *data)
{
	static const char *const locks[] = { "scrolllock", "numlock", "capslock" };
	struct machine *machine = data;
	const char *kind = strstr(name, "::");
	struct led led = { 0 };
	char buf[16];

	for (size_t i = 0; kind && i < ARRAY_SIZE(locks); i++) {
		if (strcmp(kind + 2, locks[i]) ||
		    read_led_file(machine, name, "brightness", buf, sizeof(buf)) <= 0)
			continue;
		snprintf(led.name, sizeof(led.name), "%s", name);
		read_trigger(machine, name, led.trigger);
		led.bit = i;
		led.on = atoi(buf) > 0;
		if (machine->src->kind == &source_vt && !follows_lock(&led, locks[i]))
			keep_led(machine->other, &machine->nr_others, &led);
		else
			keep_led(machine->led, &machine->nr_leds, &led);
	}
}

/* The keyboard that acts writes the LEDs: vtkbd's if it took the keys away. */
static bool owns_leds(const struct machine *machine)
{
	if (machine->src->kind == &source_vtkbd)
		return machine->seat.known && machine->seat.info.acts;
	return !machine->withheld;
}

int machine_read(struct machine *machine, struct source *src)
{
	memset(machine, 0, sizeof(*machine));
	machine->src = src;
	src->tool->ops->list(LEDS, add_led, machine);	/* a machine may have none */
	if (src->kind->read_seat(src, &machine->seat))
		return -1;
	machine->withheld = src->kind == &source_vt && vtkbd_grabs(src->tool);
	machine->owns_leds = owns_leds(machine);
	inputs_read(&machine->inputs, src);
	if (processes_read(src, &machine->procs))
		return -1;
	processes_look_again(src, &machine->procs);
	return 0;
}

void machine_free(struct machine *machine)
{
	processes_free(&machine->procs);
}

/* login(1) may stay the leader of the session that it began, and its child be the shell. */
static const struct process *find_shell(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; s->leader && is_getty(s->leader->comm) && i < procs->nr; i++)
		if (procs->all[i].ppid == s->leader->pid && procs->all[i].sid == s->leader->sid)
			return &procs->all[i];
	return s->leader;
}

int snapshot_read(struct snapshot *s, const struct machine *machine, unsigned int number)
{
	struct source *src = machine->src;

	memset(s, 0, sizeof(*s));
	s->machine = machine;
	if (src->kind->read_console(src, number, &s->con))
		return -1;
	s->leader = process_leader(&machine->procs, s->con.info.console);
	s->shell = find_shell(s);
	if (!src->kind->read_history)
		return 0;
	return src->kind->read_history(src, s->con.info.console, &s->history);
}

/* A process that was started after the change only has the same process ID. */
const struct process *setter_process(const struct snapshot *s, const struct vtkbd_mode_change *c)
{
	const struct process *proc;

	if (c->cause != VTKBD_CAUSE_IOCTL)
		return NULL;
	proc = process_recorded(&s->machine->procs, c->pid);
	return proc && proc->born_ns < c->when_ns + NS_PER_S ? proc : NULL;
}

bool is_certain(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	return s->con.recorded ? !procs->unlisted : procs->complete;
}

bool is_text_in_front(const struct snapshot *s)
{
	return s->con.info.flags & VTKBD_F_FOREGROUND && s->con.info.kdmode == KD_TEXT;
}

bool can_type(const struct snapshot *s)
{
	return s->con.info.kbdmode == K_XLATE || s->con.info.kbdmode == K_UNICODE;
}

/*
 * The kernel does not show who the owner is. An owner handles the signal that it asked
 * for, or would die of it. It may have no descriptor of the console (with seatd), but then
 * it has an input device or a graphics card open.
 */
static bool may_own(const struct snapshot *s, const struct process *proc)
{
	int sig = s->con.relsig;
	struct process_signals takes;

	if (proc->pid == 1 || sig < 1 || sig > 64)
		return false;
	if (!process_is_seated(proc) && !process_has(proc, s->con.info.console))
		return false;
	takes = process_signals(s->machine->src->tool, proc->pid);
	return (takes.blocks | takes.ignores | takes.handles) & 1ull << (sig - 1);
}

const struct process *owner_process(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (s->con.info.vtmode != VT_PROCESS)
		return NULL;
	if (s->con.recorded)
		return process_recorded(procs, s->con.info.vt_pid);
	for (int i = 0; i < procs->nr; i++)
		if (may_own(s, &procs->all[i]))
			return &procs->all[i];
	return NULL;
}

/*
 * If the setter is not recorded: a program that has the console and is not the shell that
 * waits for the program to end. A program in the background of the shell does not read
 * keys.
 */
static bool may_keep(const struct snapshot *s, const struct process *proc)
{
	const struct process *leader = s->leader;

	if (!process_has(proc, s->con.info.console) || proc == leader || proc == s->shell ||
	    proc->pid == 1)
		return false;
	return !leader || proc->sid != leader->sid || proc->pgrp == leader->tpgid;
}

const struct process *mode_keeper(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (s->con.recorded)
		return setter_process(s, &s->con.last);
	for (int i = 0; i < procs->nr; i++)
		if (may_keep(s, &procs->all[i]) && !is_getty(procs->all[i].comm))
			return &procs->all[i];
	return NULL;
}

static bool began_in_session(const struct snapshot *s, const struct process *proc, int sid)
{
	const struct process *parent = process_find(&s->machine->procs, proc->ppid);

	for (int i = 0; parent && parent->pid != 1 && i < MAX_ANCESTORS; i++) {
		if (parent->sid == sid)
			return true;
		parent = process_find(&s->machine->procs, parent->ppid);
	}
	return false;
}

/* Gettys and display servers may do something else just now: to have it open will do. */
static bool takes_input(const struct snapshot *s, const struct process *proc)
{
	if (proc->pid == 1 || is_seat_manager(proc))
		return false;
	if (process_reads(proc, s->con.info.console))
		return true;
	return (process_is_seated(proc) || is_getty(proc->comm)) && process_has(proc, s->con.info.console);
}

static const struct process *find_taker(const struct snapshot *s, bool contained)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; i < procs->nr; i++)
		if (takes_input(s, &procs->all[i]) &&
		    process_is_contained(s->machine->src, &procs->all[i]) == contained)
			return &procs->all[i];
	return NULL;
}

/*
 * A getty in a container may have taken the console from the machine's own, which goes on
 * reading: the machine's comes first, or the fix would leave nobody to log in at.
 */
const struct process *first_session(const struct snapshot *s)
{
	const struct process *own;

	if (s->leader && !process_is_contained(s->machine->src, s->leader))
		return s->leader;
	own = find_taker(s, false);
	if (own || s->leader)
		return own ?: s->leader;
	return find_taker(s, true);
}

/*
 * A console is the controlling terminal of one session at most. Another session is on it,
 * too, if a process of it reads it; those that the console's own session started do not
 * count.
 */
const struct process *second_session(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;
	const struct process *first = first_session(s), *found = NULL;

	for (int i = 0; first && i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (proc->sid == first->sid || !takes_input(s, proc) ||
		    began_in_session(s, proc, first->sid))
			continue;
		if (proc->pid == proc->sid)
			return proc;
		found = found ? found : proc;
	}
	return found;
}

const struct process *switch_waiter(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (!(s->con.info.flags & VTKBD_F_FOREGROUND))
		return NULL;
	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (proc->waits && proc->waits != s->con.info.console && !is_seat_manager(proc))
			return proc;
	}
	return NULL;
}

const struct process *console_user(const struct snapshot *s)
{
	const struct process *owner = owner_process(s);

	if (state_is_free(s->con.info.kdmode, s->con.info.vtmode) && can_type(s))
		return NULL;
	return owner ? owner : mode_keeper(s);
}
