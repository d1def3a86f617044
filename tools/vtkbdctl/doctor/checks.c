// SPDX-License-Identifier: GPL-2.0
/*
 * The table of bad states: when a console is in one, and what it was seen by.
 * A check is a function of the snapshot; it asks the machine for nothing.
 */
#include <string.h>
#include <strings.h>

#include <linux/kd.h>
#include <linux/vt.h>
#include <linux/vtkbd.h>

#include "console/modes.h"
#include "doctor/check_readers.h"
#include "doctor/check_state.h"
#include "doctor/checks.h"
#include "doctor/ending.h"
#include "doctor/readers.h"
#include "doctor/snapshot.h"
#include "output/keyboards.h"
#include "output/text.h"
#include "system/known.h"
#include "system/proc.h"
#include "tool.h"

/* An owner that is well answers within milliseconds. */
#define PENDING_MS	1000

static bool graphics(const struct snapshot *s)
{
	return s->con.info.kdmode != KD_TEXT;
}

static struct text modes_of(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "%s, %s", kdmode_name(s->con.info.kdmode),
		 mode_text(s->con.info.kbdmode).s);
	if (s->con.recorded && s->con.last.cause != VTKBD_CAUSE_INIT)
		text_add(&t, ", set by %s", text_setter(&s->con.last).s);
	return t;
}

/* --- keys reach the terminal behind a display server ------------------------- */

static bool is_leaking(const struct snapshot *s)
{
	return graphics(s) && can_type(s);
}

static struct text leaking_evidence(const struct snapshot *s)
{
	struct text t = modes_of(s);
	const struct process *group;

	if (!s->leader || s->leader->tpgid <= 0)
		return t;
	group = process_find(&s->machine->procs, s->leader->tpgid);
	text_add(&t, "; Ctrl-C signals process group %d", s->leader->tpgid);
	if (group)
		text_add(&t, " (%s)", text_word(group->comm).s);
	return t;
}

/* --- a text console that nobody can type on ----------------------------------- */

/* Off is right behind a program outside the console that reads the same keyboard. */
static bool is_dead(const struct snapshot *s)
{
	return !graphics(s) && !can_type(s) && is_certain(s) && !mode_keeper(s) &&
	       !owner_process(s) && !outside_reader(s);
}

static struct text dead_evidence(const struct snapshot *s)
{
	struct text t = modes_of(s);

	if (!s->con.recorded) {
		text_add(&t, "; no program that may have set it has the console open");
		if (s->shell) {
			text_add(&t, ", only ");
			text_add(&t, "%s", process_words(s->shell).s);
		}
	} else if (s->con.last.cause == VTKBD_CAUSE_IOCTL) {
		text_add(&t, ", which has ended");
	}
	return t;
}

/* --- graphics, and the kernel refuses to switch away ---------------------------- */

static bool is_stuck(const struct snapshot *s)
{
	return graphics(s) && s->con.info.vtmode == VT_AUTO;
}

static struct text stuck_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	text_add(&t, "graphics, and VT_AUTO: nobody to ask whether the screen may go");
	(void)s;
	return t;
}

/* --- the owner is gone ----------------------------------------------------------- */

static bool is_orphan(const struct snapshot *s)
{
	return s->con.info.vtmode == VT_PROCESS && is_certain(s) && !owner_process(s);
}

static struct text orphan_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	if (s->con.recorded)
		text_add(&t, "VT_PROCESS, and its owner, pid %d, has ended", s->con.info.vt_pid);
	else
		text_add(&t, "VT_PROCESS; the kernel does not show the owner, but no process that "
			 "takes its signal %d has this console, an input device or a graphics card",
			 s->con.relsig);
	return t;
}

/* --- a getty took the keyboard back ------------------------------------------------ */

/*
 * It is not recorded who took the keyboard away: any process that has the console, or a
 * seat manager that acts for one.
 */
static const struct process *display_server(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	if (s->con.info.vtmode == VT_PROCESS)
		return owner_process(s);
	for (int i = 0; i < procs->nr; i++) {
		const struct process *proc = &procs->all[i];

		if (!is_seat_manager(proc) && process_is_seated(proc) &&
		    proc->open & 1ull << s->con.info.console)
			return proc;
	}
	return NULL;
}

/* The live process that took the keyboard away before the latest change gave it back. */
static const struct process *robbed(const struct snapshot *s)
{
	for (int i = (int)s->history.info.count - 1; i >= 0; i--) {
		const struct vtkbd_mode_change *c = &s->history.change[i];

		if (c->to == K_OFF)
			return setter_process(s, c);
	}
	return NULL;
}

static const struct process *getty_on(const struct snapshot *s)
{
	const struct processes *procs = &s->machine->procs;

	for (int i = 0; i < procs->nr; i++)
		if (procs->all[i].pid != 1 && is_getty(procs->all[i].comm) &&
		    procs->all[i].open & 1ull << s->con.info.console)
			return &procs->all[i];
	return NULL;
}

static bool is_robbed(const struct snapshot *s)
{
	if (!can_type(s))
		return false;
	if (s->con.recorded)
		return is_getty(s->con.last.comm) && robbed(s);
	return getty_on(s) && display_server(s);
}

static struct text robbed_evidence(const struct snapshot *s)
{
	const struct process *victim = s->con.recorded ? robbed(s) : display_server(s);
	struct text t = modes_of(s);

	if (!s->con.recorded) {
		text_add(&t, "; ");
		text_add(&t, "%s", process_words(getty_on(s)).s);
		text_add(&t, " has it open");
	}
	text_add(&t, ", while ");
	text_add(&t, "%s", process_words(victim).s);
	if (s->con.recorded)
		text_add(&t, ", which had set it to off, still runs");
	else
		text_add(&t, s->con.info.vtmode == VT_PROCESS ?
			 ", which owns it, still runs" : " has it open as well");
	return t;
}

/* --- two sessions --------------------------------------------------------------------- */

static bool is_shared(const struct snapshot *s)
{
	return second_session(s);
}

static struct text shared_evidence(const struct snapshot *s)
{
	const struct process *first = first_session(s), *second = second_session(s);
	struct text t = { 0 };

	text_add(&t, "the session of ");
	text_add(&t, "%s", process_words(first).s);
	text_add(&t, " %s it, and ", first == s->leader ? "controls" : "reads");
	text_add(&t, "%s", process_words(second).s);
	text_add(&t, " of session %d %s", second->sid,
		 process_reads(second, s->con.info.console) ? "reads it" : "has it open");
	if (process_is_contained(s->machine->src, second))
		text_add(&t, ", in a container (another PID namespace)");
	text_add(&t, "%s", reviver_words(s->machine, second).s);
	if (is_respawned(s->machine->src, second))
		text_add(&t, "; process 1 starts it again while it is in /etc/inittab");
	return t;
}

/* --- a switch that does not come about ---------------------------------------------- */

static bool is_pending(const struct snapshot *s)
{
	if (s->con.recorded)
		return s->con.info.pending && s->con.info.pending_ms >= PENDING_MS;
	return switch_waiter(s) && !state_is_locked(s);
}

static struct text pending_evidence(const struct snapshot *s)
{
	struct text t = { 0 };

	if (s->con.recorded) {
		const struct process *owner = owner_process(s);

		text_add(&t, "its owner was asked %u s ago to let console %u have the keyboard: ",
			 s->con.info.pending_ms / 1000, s->con.info.pending);
		if (owner)
			text_add(&t, "%s", process_words(owner).s);
		else
			text_add(&t, "pid %d%s", s->con.info.vt_pid,
				 is_certain(s) ? ", which has ended" : "");
		return t;
	}
	text_add(&t, "%s", process_words(switch_waiter(s)).s);
	text_add(&t, " waits for console %u (VT_WAITACTIVE), which %s",
		 switch_waiter(s)->waits, s->con.info.vtmode == VT_PROCESS ?
		 "this one's owner has not allowed" : "is not coming");
	return t;
}

/* --- 8-bit characters for a program that expects UTF-8 ------------------------------- */

static bool find_locale(const struct snapshot *s, struct text *t)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	char value[64];

	for (size_t i = 0; s->shell && i < ARRAY_SIZE(names); i++) {
		if (!process_getenv(s->machine->src, s->shell->pid, names[i], value,
				    sizeof(value)) || !*value)
			continue;
		text_add(t, "%s=%s of ", names[i], text_word(value).s);
		text_add(t, "%s", process_words(s->shell).s);
		return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

static bool is_narrow(const struct snapshot *s)
{
	struct text t = { 0 };

	return s->con.info.kbdmode == K_XLATE && find_locale(s, &t);
}

static struct text narrow_evidence(const struct snapshot *s)
{
	struct text t = modes_of(s), locale = { 0 };

	find_locale(s, &locale);
	text_add(&t, "; %s", locale.s);
	return t;
}

/* --- LEDs ----------------------------------------------------------------------------- */

/* Only if this keyboard writes the LEDs, and no program shows its own on the screen. */
static bool shows_leds(const struct snapshot *s)
{
	return s->con.info.flags & VTKBD_F_FOREGROUND && !graphics(s) && s->machine->owns_leds;
}

static bool is_lit(const struct snapshot *s, unsigned int bit)
{
	return s->con.info.ledflags & 1u << bit;
}

static const struct led *wrong_led(const struct snapshot *s)
{
	for (int i = 0; i < s->machine->nr_leds; i++)
		if (s->machine->led[i].on != is_lit(s, s->machine->led[i].bit))
			return &s->machine->led[i];
	return NULL;
}

/* What the LEDs show, -1 if that is not known. */
static int shown_leds(const struct snapshot *s)
{
	return s->con.recorded ? s->machine->seat.info.leds : s->con.shown_leds;
}

/* LEDs that somebody has given another trigger show neither. */
static unsigned int chosen_leds(const struct snapshot *s)
{
	unsigned int bits = 0;

	for (int i = 0; i < s->machine->nr_others; i++)
		bits |= 1u << s->machine->other[i].bit;
	for (int i = 0; i < s->machine->nr_leds; i++)
		bits &= ~(1u << s->machine->led[i].bit);
	return bits;
}

static bool is_program_shown(const struct snapshot *s)
{
	int shown = shown_leds(s);

	return shown >= 0 && (shown ^ s->con.info.ledflags) & 7 & ~chosen_leds(s);
}

static bool is_misled(const struct snapshot *s)
{
	return shows_leds(s) && (wrong_led(s) || is_program_shown(s));
}

static struct text misled_evidence(const struct snapshot *s)
{
	const struct led *led = wrong_led(s);
	struct text t = { 0 };

	text_add(&t, "locked: %s; ", text_bits(led_names, s->con.info.ledflags & 7, " ", "none").s);
	if (is_program_shown(s))
		text_add(&t, "a program shows %s instead (KDSETLED)",
			 text_bits(led_names, shown_leds(s) & 7, " ", "none").s);
	else
		text_add(&t, "%s is %s", led->name, led->on ? "on" : "off");
	return t;
}

const struct check checks[] = {
	{ "leaking-keys", is_leaking, "a display server, but its keys reach the terminal",
	  "Ctrl-Alt-Del goes to process 1, which restarts the machine; Ctrl-C ends the session; "
	  "Alt and an arrow key switch consoles; what is typed can be read on the terminal",
	  leaking_evidence, "vtkbdctl set @N off@T@V" },
	{ "dead-keyboard", is_dead, "a text console without a keyboard",
	  "nothing can be typed, and no key switches away",
	  dead_evidence, "vtkbdctl set @N unicode@V" },
	{ "overheard-keys", is_overheard, "keys for a program that has no console reach this one",
	  "what is typed for that program is typed here as well, passwords too; Ctrl-Alt-Del, "
	  "Ctrl-C and keys that switch consoles act",
	  overheard_evidence, "vtkbdctl set @N off --force@V" },
	{ "grabbed-keyboard", is_taken, "a program has a keyboard for itself",
	  "what is typed on that keyboard arrives on no console, and no key of it switches",
	  taken_evidence, "@G" },
	{ "withheld-keyboard", is_withheld, "the vtkbd module has the keyboards for itself",
	  "nothing that is typed arrives on the kernel's own consoles, and no key switches them",
	  withheld_evidence, "echo 0 >/sys/module/vtkbd/parameters/grab" },
	{ "stray-modifier", has_stray, "a modifier is held that no key holds",
	  "letters come out as control characters or not at all, as if the key were held down",
	  stray_evidence, "vtkbdctl send@M; vtkbdctl set @N @K --force@V" },
	{ "stuck-graphics", is_stuck, "graphics without an owner",
	  "neither chvt nor any key switches away from this console",
	  stuck_evidence, "vtkbdctl restore @N@F@V" },
	{ "dead-owner", is_orphan, "its owner is gone",
	  "the console keeps a dead program's screen and keyboard until the next switch",
	  orphan_evidence, "vtkbdctl restore @N@F@V" },
	{ "getty-reset", is_robbed, "a getty took the keyboard from a display server",
	  "the same as leaking keys: Ctrl-Alt-Del, Ctrl-C and passwords reach the terminal",
	  robbed_evidence, "vtkbdctl set @N off@T@V" },
	{ "two-sessions", is_shared, "two sessions on one console",
	  "both read the keyboard: every other key seems lost",
	  shared_evidence, "@E" },
	{ "pending-switch", is_pending, "a switch that does not come about",
	  "chvt hangs; keys that switch seem dead",
	  pending_evidence, "vtkbdctl restore @N@F@V" },
	{ "locked-switches", state_is_locked, "switches are locked (VT_LOCKSWITCH)",
	  "chvt hangs, and no key switches consoles",
	  state_locked_evidence, "vtkbdctl unlock@V" },
	{ "stopped-output", state_is_stopped, "output is stopped (Ctrl-S or Scroll Lock)",
	  "the screen stands still, what is typed is not shown, and programs that write wait",
	  state_stopped_evidence, "vtkbdctl restore @N --soft@V" },
	{ "left-modes", state_is_left, "a program's keys were left to a shell",
	  "the keypad or the arrow keys send other bytes, keys do not repeat, or Enter counts twice",
	  state_left_evidence, "vtkbdctl restore @N --soft@V" },
	{ "xlate-under-utf8", is_narrow, "8-bit characters under a UTF-8 locale",
	  "letters with accents come out as garbage, or are lost",
	  narrow_evidence, "vtkbdctl set @N unicode@V" },
	{ "wrong-leds", is_misled, "LEDs that show something else than the locks",
	  "an LED does not show its lock: with Caps Lock, whether letters will be capitals",
	  misled_evidence, "setleds -L @L <@D; setleds -L <@D" },
};

const int nr_checks = ARRAY_SIZE(checks);

/* Where vtkbd only listens it does not act on Ctrl-Alt-Del. */
static const struct {
	const char *name;
	const char *noticed;
} listening[] = {
	{ "leaking-keys", "Ctrl-C ends the session; Alt and an arrow key switch consoles; what is "
	  "typed can be read on the terminal; with grab=1 Ctrl-Alt-Del would go to process 1, "
	  "which restarts the machine" },
	{ "overheard-keys", "what is typed for that program is typed here as well, passwords too; "
	  "Ctrl-C and keys that switch consoles act" },
	{ "getty-reset", "the same as leaking keys: Ctrl-C and passwords reach the terminal" },
};

const char *check_noticed(const struct check *check, const struct snapshot *s)
{
	bool listens = s->con.recorded && s->machine->seat.known && !s->machine->seat.info.acts;

	for (size_t i = 0; listens && i < ARRAY_SIZE(listening); i++)
		if (!strcmp(listening[i].name, check->name))
			return listening[i].noticed;
	return check->noticed;
}
