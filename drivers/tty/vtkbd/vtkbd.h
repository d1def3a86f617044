/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The shell around the pure core: the seat with its consoles, and what the
 * files of the shell call in each other.
 *
 * Consoles are numbered as programs number them, 1 to VTKBD_NR_CONSOLES,
 * everywhere but in keysyms; the minor number is the console number.
 *
 * Locks, outermost first: tty_mutex or a tty's locks, seat->switch_mutex,
 * seat->lock. seat->handles_mutex is taken inside the input core's mutex and
 * holds no other mutex of ours; nor does seat->beep_mutex.
 */
#ifndef _VTKBD_VTKBD_H
#define _VTKBD_VTKBD_H

#include <linux/fs.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/nospec.h>
#include <linux/notifier.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <linux/tty_port.h>
#include <linux/vt.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "core/core.h"
#include "output.h"

#define VTKBD_NR_MINORS		(VTKBD_NR_CONSOLES + 1)
#define VTKBD_SCAN_LINES	400	/* of the screen that there is not, at first */

/**
 * struct vtkbd_params - module parameters, see main.c
 * @tun: what the core reads
 * @cad: enum vtkbd_cad
 * @grab: start with the keyboards withheld from everybody else
 * @utf8: consoles start in UNICODE
 * @numlock: consoles start with Num Lock
 * @led_quiet_ms: lights are written after so long without a key event
 * @output_kib: how much of a console's output is kept; a power of two, or 0
 */
struct vtkbd_params {
	struct vtkbd_tunables tun;
	unsigned int cad;
	bool grab;
	bool utf8;
	bool numlock;
	unsigned int led_quiet_ms;
	unsigned int output_kib;
};

/**
 * struct vtkbd_past - the latest changes of a console's keyboard mode, see mode.c
 * @nr: changes since load
 * @nr_placed: those that made the oldest of all go, or found room: place n is at n
 *	modulo the size of @change, and places up to this one have been taken
 * @run: how many of the latest places one user's changes have, without a break
 * @turn: the oldest of these is so far behind the first of their places
 * @change: their when_ns is in nanoseconds of the boot clock
 */
struct vtkbd_past {
	u64 nr;
	u64 nr_placed;
	u8 run;
	u8 turn;
	struct vtkbd_mode_change change[VTKBD_HISTORY_LEN];
};

/**
 * struct vtkbd_console - one virtual console
 * @kbd: its keyboard state; under seat->lock
 * @esc: what it remembers of what was written to it; under seat->lock
 * @output: what was written to it; see output.c
 * @port: where its bytes go; insert and push under seat->lock only
 * @seat: whose console it is
 * @num: its number, from 1
 * @allocated: opened or activated, and not disallocated since; written under
 *	switch_mutex and seat->lock
 * @in_use: ttys attached, each from install to cleanup: the latest, and those before
 *	that wait to be freed; under switch_mutex
 * @rows: size that programs see; under switch_mutex
 * @cols: likewise
 * @scan_lines: lines of the screen that there is not, see VT_RESIZEX; written
 *	under switch_mutex
 * @kdmode: KD_TEXT or KD_GRAPHICS; written under switch_mutex
 * @vt_mode: VT_SETMODE; under switch_mutex
 * @vt_pid: its owner; under switch_mutex
 * @pending: console a switch away leads to, when the owner lets go, or 0
 * @pending_since: when its owner was asked, in jiffies
 * @deferred_work: carries out actions that need process context
 * @deferred_life: output.life when the latest of them was asked for
 * @hold_presses: Scroll Lock presses not carried out yet
 * @sak_wanted: bit 0: a SAK to carry out
 * @sent: the keyboard of programs that send it keys, see send.c; under seat->lock
 * @past: who set its keyboard mode; under seat->lock
 */
struct vtkbd_console {
	struct vtkbd_kbd kbd;
	struct vtkbd_escape esc;
	struct vtkbd_output output;
	struct tty_port port;
	struct vtkbd_seat *seat;
	unsigned int num;
	bool allocated;
	unsigned int in_use;
	u16 rows;
	u16 cols;
	u16 scan_lines;
	unsigned int kdmode;
	struct vt_mode vt_mode;
	struct pid *vt_pid;
	unsigned int pending;
	unsigned long pending_since;
	struct work_struct deferred_work;
	unsigned int deferred_life;
	atomic_t hold_presses;
	unsigned long sak_wanted;
	struct vtkbd_fingers sent;
	struct vtkbd_past past;
};

/**
 * struct vtkbd_stats - what was counted since load; under seat->lock
 * @keys: key events
 * @bytes: bytes put into a console's input buffer
 * @dropped: bytes it had no room for
 * @cad_pressed: Ctrl-Alt-Del
 * @cad_acted: those that had an effect
 */
struct vtkbd_stats {
	u64 keys;
	u64 bytes;
	u64 dropped;
	u64 cad_pressed;
	u64 cad_acted;
};

#define VTKBD_MOVED_LEN	16

/**
 * struct vtkbd_moved - one of the latest key events
 * @when: jiffies, their lowest bits
 * @code: key
 * @value: 1 if it went down, 0 if it came up, 2 for a repeat
 */
struct vtkbd_moved {
	unsigned int when;
	u16 code;
	u16 value;
};

/**
 * struct vtkbd_seat - a keyboard user: input devices, consoles, their state
 * @params: see struct vtkbd_params; values may change while keys arrive
 * @lock: irq-safe; the keyboard state of the seat and its consoles
 * @core: what the consoles share
 * @con: console n is at n - 1
 * @stats: counters
 * @fg: foreground console; under @lock and @switch_mutex
 * @last: the one before
 * @want: where a switch under way leads, or 0; under @lock
 * @switch_locked: VT_LOCKSWITCH
 * @switch_mutex: see struct vtkbd_console
 * @switch_work: carries a switch out, and unblanks the screen
 * @blanked: the console that was in the foreground when the screen that there is
 *	not was blanked, or 0; written under @switch_mutex
 * @blank_stays: keys do not unblank it; likewise
 * @poked: bit 0: a key came while it was blank
 * @wait_lock: guards @waiters
 * @waiters: programs that wait for an event
 * @wait_queue: where they sleep
 * @handler: our end of the input core
 * @handles_mutex: guards @handles and @grab
 * @handles: the devices heard
 * @nr_handles: how many; written under @handles_mutex, which may be held for long
 * @grab: they are withheld from everybody else
 * @grab_work: takes devices that could not be had when they came
 * @beep_mutex: guards @beeping and @beep_ends, and orders what devices are told
 * @beep_work: ends a tone
 * @beeping: a tone was begun, and not ended since
 * @beep_ends: @beep_work is to end it
 * @led_work: writes the lights
 * @leds_by_ioctl: what KDSETLED asked for; under @lock
 * @leds_shown: what the lights show, see vtkbd_leds_word(); under @lock
 * @lights_at: jiffies when they were last written; under @lock
 * @moved: the latest key events, entry n - 1 modulo its size is the nth; under @lock
 * @reboot_work: restarts the machine
 * @spawn_pid: who asked for VTKBD_ACT_SPAWN; under @lock
 * @spawn_sig: with which signal
 * @notifiers: other modules that watch keys; see <linux/vtkbd.h>
 * @driver: the tty driver
 * @node0: the foreground node's device, where "active" and "active_tty" are
 * @tty_fops: the tty core's file operations
 * @node0_fops: the way in through the foreground node
 * @published: programs may come in; see vtkbd_console_publish()
 */
struct vtkbd_seat {
	const struct vtkbd_params *params;
	spinlock_t lock;
	struct vtkbd_core core;
	struct vtkbd_console *con[VTKBD_NR_CONSOLES];
	struct vtkbd_stats stats;

	unsigned int fg;
	unsigned int last;
	unsigned int want;
	bool switch_locked;
	struct mutex switch_mutex;
	struct work_struct switch_work;
	unsigned int blanked;
	bool blank_stays;
	unsigned long poked;
	spinlock_t wait_lock;
	struct list_head waiters;
	wait_queue_head_t wait_queue;

	struct input_handler handler;
	struct mutex handles_mutex;
	struct list_head handles;
	unsigned int nr_handles;
	bool grab;
	struct work_struct grab_work;
	struct mutex beep_mutex;
	struct delayed_work beep_work;
	bool beeping;
	bool beep_ends;

	struct delayed_work led_work;
	u8 leds_by_ioctl;
	u32 leds_shown;
	unsigned long lights_at;
	struct vtkbd_moved moved[VTKBD_MOVED_LEN];

	struct work_struct reboot_work;
	struct pid *spawn_pid;
	int spawn_sig;

	struct atomic_notifier_head notifiers;

	struct tty_driver *driver;
	struct device *node0;
	const struct file_operations *tty_fops;
	struct file_operations node0_fops;
	bool published;
};

static inline struct vtkbd_console *vtkbd_con(struct vtkbd_seat *seat,
					      unsigned int num)
{
	return seat->con[num - 1];
}

#define vtkbd_for_each_con(con, seat, num)				\
	for ((num) = 1; (num) <= VTKBD_NR_CONSOLES &&			\
	     ((con) = vtkbd_con(seat, num)); (num)++)

/* The console under the keyboard. */
static inline struct vtkbd_console *vtkbd_fg(struct vtkbd_seat *seat)
{
	return vtkbd_con(seat, READ_ONCE(seat->fg));
}

/*
 * The console of a number that a program gave, any number: %NULL unless there is
 * one. 0 is none here; no processor guesses its way behind the array.
 */
static inline struct vtkbd_console *vtkbd_con_given(struct vtkbd_seat *seat,
						    unsigned long num)
{
	if (--num >= VTKBD_NR_CONSOLES)
		return NULL;
	return seat->con[array_index_nospec(num, VTKBD_NR_CONSOLES)];
}

/* The same where 0 names the foreground console. */
static inline struct vtkbd_console *vtkbd_con_named(struct vtkbd_seat *seat,
						    unsigned long num)
{
	return num ? vtkbd_con_given(seat, num) : vtkbd_fg(seat);
}

/* Numbers come from keysyms and from what is written to a console, too. */
static inline bool vtkbd_allocated(struct vtkbd_seat *seat, unsigned int num)
{
	struct vtkbd_console *con = vtkbd_con_given(seat, num);

	return con && READ_ONCE(con->allocated);
}

/*
 * Who owns the keyboard acts. Where the built-in handler hears the same keys
 * it does Ctrl-Alt-Del, the lights and the bell, and vtkbd only reports them;
 * where vtkbd has the keyboards for itself, or there is no other, it does.
 */
static inline bool vtkbd_acts(const struct vtkbd_seat *seat)
{
	return !IS_ENABLED(CONFIG_VT) || READ_ONCE(seat->grab);
}

/*
 * The secure attention key kills a console's users and then resets it. A program
 * that was killed may still be on its way through an ioctl: whoever takes a
 * console asks this under the lock that the reset takes, and refuses. The answer
 * is read by nobody.
 */
static inline bool vtkbd_dying(void)
{
	return fatal_signal_pending(current);
}

/* seat.c */
struct vtkbd_seat *vtkbd_seat_create(const struct vtkbd_params *params);
void vtkbd_seat_destroy(struct vtkbd_seat *seat);

/* input.c */
int vtkbd_input_init(struct vtkbd_seat *seat);
void vtkbd_input_exit(struct vtkbd_seat *seat);
void vtkbd_input_drop(struct vtkbd_console *con);
bool vtkbd_input_deliver(struct vtkbd_console *con, const struct vtkbd_out *out);

/* send.c */
int vtkbd_send(struct vtkbd_seat *seat, const struct vtkbd_send_key *key);
void vtkbd_send_end(struct vtkbd_console *con);

/* device.c */
void vtkbd_device_init(struct vtkbd_seat *seat);
void vtkbd_device_exit(struct vtkbd_seat *seat);
int vtkbd_device_get_keycode(struct vtkbd_seat *seat, unsigned int scancode);
int vtkbd_device_set_keycode(struct vtkbd_seat *seat, unsigned int scancode,
			     unsigned int keycode);
void vtkbd_device_set_repeat(struct vtkbd_seat *seat, struct kbd_repeat *rep);
void vtkbd_device_set_leds(struct vtkbd_seat *seat, u32 leds);
void vtkbd_device_beep(struct vtkbd_seat *seat, unsigned int hz,
		       unsigned int ticks);
void vtkbd_device_silence(struct vtkbd_seat *seat);

/* led_write.c */
void vtkbd_lights_init(struct vtkbd_seat *seat);
void vtkbd_lights_exit(struct vtkbd_seat *seat);
void vtkbd_lights_schedule_locked(struct vtkbd_seat *seat);
void vtkbd_lights_force_locked(struct vtkbd_seat *seat);

static inline u32 vtkbd_lights_wanted(struct vtkbd_seat *seat)
{
	return vtkbd_leds_word(&vtkbd_fg(seat)->kbd, seat->leds_by_ioctl);
}

/* Under seat->lock, after whatever may have changed a light; cheap if not. */
static inline void vtkbd_lights_changed_locked(struct vtkbd_seat *seat)
{
	if (unlikely(vtkbd_lights_wanted(seat) != seat->leds_shown))
		vtkbd_lights_schedule_locked(seat);
}

/* action.c */
void vtkbd_action_init(struct vtkbd_seat *seat);
void vtkbd_action_exit(struct vtkbd_seat *seat);
void vtkbd_action_run(struct vtkbd_console *con, const struct vtkbd_action *act);
void vtkbd_action_drop(struct vtkbd_console *con);
int vtkbd_action_set_spawn(struct vtkbd_seat *seat, unsigned long sig);

/* mode.c */
int vtkbd_mode_set(struct vtkbd_console *con, unsigned long mode);
void vtkbd_mode_reset(struct vtkbd_console *con, u8 cause);
void vtkbd_mode_last_locked(const struct vtkbd_console *con,
			    struct vtkbd_mode_change *change);
unsigned int vtkbd_mode_history_locked(const struct vtkbd_console *con,
				       struct vtkbd_mode_change *change);

/* switch.c */
void vtkbd_switch_init(struct vtkbd_seat *seat);
void vtkbd_switch_exit(struct vtkbd_seat *seat);
int vtkbd_switch_request(struct vtkbd_seat *seat, unsigned int num);
void vtkbd_switch_step(struct vtkbd_seat *seat, int step);
void vtkbd_switch_reset_owner(struct vtkbd_console *con, u8 cause);
void vtkbd_console_allocate(struct vtkbd_console *con);
void vtkbd_switch_complete(struct vtkbd_seat *seat, unsigned int num);

/* blank.c */
void vtkbd_blank_locked(struct vtkbd_seat *seat, bool graphics);
void vtkbd_unblank_locked(struct vtkbd_seat *seat);
void vtkbd_blank_by_mode_locked(struct vtkbd_seat *seat);
void vtkbd_blank_poke(struct vtkbd_seat *seat);
void vtkbd_blank_poked_locked(struct vtkbd_seat *seat);

/* Would a key unblank the screen? For the way of a key, so one test if it is not blank. */
static inline bool vtkbd_blank_ends(struct vtkbd_seat *seat)
{
	return unlikely(READ_ONCE(seat->blanked)) &&
	       !READ_ONCE(seat->blank_stays) &&
	       READ_ONCE(vtkbd_fg(seat)->kdmode) != KD_GRAPHICS;
}

/* waiters.c */
void vtkbd_event_post(struct vtkbd_seat *seat, unsigned int event,
		      unsigned int old, unsigned int new);
void vtkbd_event_foreground(struct vtkbd_seat *seat);
int vtkbd_event_wait_active(struct vtkbd_seat *seat, unsigned int num);
int vtkbd_event_wait(struct vtkbd_seat *seat, struct vt_event *event);

/* console.c */
int vtkbd_console_init(struct vtkbd_seat *seat);
void vtkbd_console_publish(struct vtkbd_seat *seat);
void vtkbd_console_exit(struct vtkbd_seat *seat);

/* notify.c */
void vtkbd_notify_init(struct vtkbd_seat *seat);
int vtkbd_notify_add(struct vtkbd_seat *seat, struct notifier_block *nb);
int vtkbd_notify_remove(struct vtkbd_seat *seat, struct notifier_block *nb);

/* size.c */
int vtkbd_size_set(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   unsigned int rows, unsigned int cols);
int vtkbd_size_set_locked(struct vtkbd_console *con, unsigned int rows,
			  unsigned int cols);
void vtkbd_size_announce(struct vtkbd_console *con);
int vtkbd_size_get(struct vtkbd_console *con, const struct vtkbd_reader *r,
		   struct winsize *ws);

/* ioctl/table.c */
int vtkbd_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg);
long vtkbd_compat_ioctl(struct tty_struct *tty, unsigned int cmd,
			unsigned long arg);

/* status.c */
extern const struct attribute_group *vtkbd_node0_groups[];
extern const struct attribute_group *vtkbd_console_groups[];

#endif /* _VTKBD_VTKBD_H */
