/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * vtkbd - ioctls of a vtkbd console besides those of <linux/kd.h> and
 * <linux/vt.h>
 *
 * Every ioctl here but the last two works on any vtkbd node. The structure names
 * the console, so one descriptor on node 0 is enough to read them all.
 * Structures have the same layout for 32-bit and 64-bit programs. Keyboard
 * modes are the K_* values of <linux/kd.h>.
 *
 * Structures may become longer, never different: new members come at the end,
 * and no array changes its length. The number of an ioctl has the size of the
 * caller's structure, so program and module need not be of one version:
 *
 * - A program sets to zero all that it does not use. Zero means what a module
 *   without that member does.
 * - A module that is older ignores a longer structure's further members if they
 *   are zero, and else returns E2BIG. It returns zero in them.
 * - A module that is newer returns of its structure what there is room for.
 * - A structure shorter than its first version (*_SIZE_VER0) is EINVAL.
 *
 * A reserved member that a program sets must be zero, or it is EINVAL.
 */
#ifndef _UAPI_LINUX_VTKBD_H
#define _UAPI_LINUX_VTKBD_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Consoles are numbered 1 to VTKBD_NR_CONSOLES; 0 is the foreground one. */
#define VTKBD_NR_CONSOLES	63

#define VTKBD_COMM_LEN		16

/* What set the keyboard mode of a console. */
enum vtkbd_cause {
	VTKBD_CAUSE_INIT	= 0,	/* the module was loaded */
	VTKBD_CAUSE_IOCTL	= 1,	/* a program: KDSKBMODE */
	VTKBD_CAUSE_SAK		= 2,	/* the secure attention key */
	VTKBD_CAUSE_OWNER_DIED	= 3,	/* the VT_PROCESS owner did not exist any more */
	VTKBD_CAUSE_DISALLOCATE	= 4,	/* allocated again after VT_DISALLOCATE */
};

/**
 * struct vtkbd_mode_change - one change of a console's keyboard mode
 * @when_ns: CLOCK_REALTIME of the change, in nanoseconds, exact to a few
 *	milliseconds; each reading returns the same, unless the clock is set
 * @pid: process (thread group) that called KDSKBMODE, in the caller's pid
 *	namespace; 0 if it is not visible there, or @cause is not
 *	VTKBD_CAUSE_IOCTL
 * @uid: its real user ID, in the caller's user namespace; the overflow user ID
 *	if it has none there
 * @comm: its command name or the beginning of it, always terminated
 * @from: K_* before
 * @to: K_* after; equal to @from if the program set the mode that was set
 *	already
 * @cause: enum vtkbd_cause
 * @reserved: zero
 */
struct vtkbd_mode_change {
	__aligned_u64 when_ns;
	__s32 pid;
	__u32 uid;
	char comm[VTKBD_COMM_LEN];
	__u8 from;
	__u8 to;
	__u8 cause;
	__u8 reserved[5];
};

#define VTKBD_MODE_CHANGE_SIZE_VER0	40

/* vtkbd_console_info.flags */
#define VTKBD_F_ALLOCATED	(1u << 0)	/* opened or activated once */
#define VTKBD_F_OPEN		(1u << 1)	/* a program has it open, besides the caller */
#define VTKBD_F_FOREGROUND	(1u << 2)
#define VTKBD_F_NO_STICKY	(1u << 3)	/* slockstate is withheld, and 0 */
#define VTKBD_F_NO_HISTORY	(1u << 4)	/* so are nr_changes and all of *last */

/* vtkbd_console_info.modeflags, as set by what a program writes */
#define VTKBD_M_APPLIC		(1u << 0)	/* application keypad */
#define VTKBD_M_CKMODE		(1u << 1)	/* application cursor keys */
#define VTKBD_M_REPEAT		(1u << 2)	/* keys repeat */
#define VTKBD_M_CRLF		(1u << 3)	/* Enter sends CR LF */
#define VTKBD_M_META		(1u << 4)	/* Meta is an ESC prefix */

/**
 * struct vtkbd_console_info - one console, for VTKBD_GET_CONSOLE
 * @console: in: 0 to VTKBD_NR_CONSOLES; out: the number, never 0
 * @flags: VTKBD_F_*
 * @kbdmode: K_* of <linux/kd.h>
 * @kdmode: KD_TEXT or KD_GRAPHICS
 * @vtmode: VT_AUTO or VT_PROCESS
 * @ledflags: Scroll, Num, Caps Lock and Kana as bits 0 to 3
 * @default_leds: what @ledflags become when the terminal is reset
 * @ledmode: 0: the LEDs show @ledflags; 1: they show what KDSETLED set
 * @lockstate: locked modifiers, bit KG_*
 * @slockstate: sticky modifiers, bit KG_*; see VTKBD_F_NO_STICKY
 * @modeflags: VTKBD_M_*
 * @pending: console of a switch that waits for the owner to release this one,
 *	or 0
 * @pending_ms: for how many milliseconds the switch to @pending has waited; 0
 *	if none waits, or if that is not known
 * @vt_pid: owner under VT_PROCESS, in the caller's pid namespace, or 0, also if
 *	it is not visible there
 * @last_size: in: size of the caller's struct vtkbd_mode_change, or 0
 * @reserved: zero
 * @nr_changes: how often the keyboard mode was set since load, including
 *	changes that VTKBD_GET_HISTORY no longer returns; see VTKBD_F_NO_HISTORY
 * @last: in: address of a struct vtkbd_mode_change for the latest of them,
 *	unless @last_size is 0
 */
struct vtkbd_console_info {
	__u32 console;
	__u32 flags;
	__u8 kbdmode;
	__u8 kdmode;
	__u8 vtmode;
	__u8 ledflags;
	__u8 default_leds;
	__u8 ledmode;
	__u8 lockstate;
	__u8 slockstate;
	__u32 modeflags;
	__u32 pending;
	__u32 pending_ms;
	__s32 vt_pid;
	__u32 last_size;
	__u32 reserved;
	__aligned_u64 nr_changes;
	__aligned_u64 last;
};

#define VTKBD_CONSOLE_INFO_SIZE_VER0	56

/**
 * struct vtkbd_history - the latest mode changes of one console
 * @console: in: 0 to VTKBD_NR_CONSOLES; out: the number, never 0
 * @change_size: in: size of the caller's struct vtkbd_mode_change
 * @room: in: how many of them are at @change; 0 asks for the rest only
 * @count: how many of them were filled: the latest
 * @kept: how many the module has of that console
 * @run: most of them by one user in a row
 * @nr_changes: as in struct vtkbd_console_info, at the same moment
 * @change: in: address of an array of struct vtkbd_mode_change; oldest first
 *
 * Changes in a row by programs of one user, with the resets among them for
 * which no SAK was pressed, take @run entries at most; each further one replaces
 * the oldest of them. So no user alone can remove the
 * record of earlier changes by others.
 */
struct vtkbd_history {
	__u32 console;
	__u32 change_size;
	__u32 room;
	__u32 count;
	__u32 kept;
	__u32 run;
	__aligned_u64 nr_changes;
	__aligned_u64 change;
};

#define VTKBD_HISTORY_SIZE_VER0		40

/* vtkbd_seat_info.cad */
enum vtkbd_cad {
	VTKBD_CAD_SIGNAL	= 0,	/* SIGINT to PID 1 (or kernel.cad_pid) */
	VTKBD_CAD_REBOOT	= 1,	/* restart at once */
	VTKBD_CAD_IGNORE	= 2,	/* count and trace only */
};

/* vtkbd_seat_info.flags */
#define VTKBD_S_LOCKED		(1u << 0)	/* VT_LOCKSWITCH: no switches */
#define VTKBD_S_SPAWN		(1u << 1)	/* KDSIGACCEPT, and its process exists */
#define VTKBD_S_CODE		(1u << 2)	/* digits of a character's code were typed */
#define VTKBD_S_NO_COUNTS	(1u << 3)	/* counters are withheld, and 0 */
#define VTKBD_S_NO_KEYS		(1u << 4)	/* keys held or begun are withheld, and 0 */

/**
 * struct vtkbd_seat_info - the keyboard itself, for VTKBD_GET_SEAT
 * @foreground: console that has the keyboard
 * @previous: console that had it before
 * @wanted: console of a requested switch, or 0
 * @keyboards: input devices connected
 * @diacr: code point of the dead key that is pending, or 0
 * @flags: VTKBD_S_*
 * @grab: 1 if the seat has grabbed the keyboards
 * @acts: 1 if Ctrl-Alt-Del, LEDs and bell are carried out, 0 if only reported
 * @cad: enum vtkbd_cad
 * @shift_state: held modifiers, bit KG_*; see VTKBD_S_NO_KEYS
 * @leds: what the LEDs show or would show, Scroll, Num, Caps as bits 0 to 2
 * @composing: 1 if Compose was pressed and its first character is awaited
 * @reserved: zero
 * @keys: key events received
 * @bytes: bytes sent to consoles
 * @dropped: bytes and BREAKs lost because a console's input buffer was full
 * @untranslated: keys for which RAW mode has no scancode
 * @cad_pressed: how often Ctrl-Alt-Del (keysym Boot) was pressed
 * @cad_acted: how often that had an effect
 *
 * Without CAP_SYS_TTY_CONFIG a program gets what concerns its own console, and
 * not what people type on others. @keys, @bytes, @dropped and @untranslated are
 * withheld (VTKBD_S_NO_COUNTS): they count all that was typed anywhere.
 * @shift_state, @composing, @diacr and VTKBD_S_CODE are withheld
 * (VTKBD_S_NO_KEYS) while its console is in the background.
 */
struct vtkbd_seat_info {
	__u32 foreground;
	__u32 previous;
	__u32 wanted;
	__u32 keyboards;
	__u32 diacr;
	__u32 flags;
	__u8 grab;
	__u8 acts;
	__u8 cad;
	__u8 shift_state;
	__u8 leds;
	__u8 composing;
	__u8 reserved[2];
	__aligned_u64 keys;
	__aligned_u64 bytes;
	__aligned_u64 dropped;
	__aligned_u64 untranslated;
	__aligned_u64 cad_pressed;
	__aligned_u64 cad_acted;
};

#define VTKBD_SEAT_INFO_SIZE_VER0	80

/* vtkbd_attach_req.flags */
#define VTKBD_ATTACH_READ_ONLY	(1u << 0)	/* write(2) is EBADF */

/**
 * struct vtkbd_attach_req - a console to attach to, for VTKBD_ATTACH
 * @console: 0 to VTKBD_NR_CONSOLES
 * @flags: VTKBD_ATTACH_*
 *
 * VTKBD_ATTACH returns a descriptor. It does not keep the console open.
 *
 * read(2) returns what programs wrote to the console, as their line discipline
 * passed it on: first the latest bytes that are kept, then new ones. A reader
 * that falls behind continues at the oldest byte kept; VTKBD_GET_OUTPUT returns
 * how much it lost.
 *
 * write(2) types: bytes go to the console's line discipline, as many as it
 * takes. While it takes none, or no program has the console open, write(2)
 * waits, or returns EAGAIN if it may not wait.
 *
 * TIOCGWINSZ and TIOCSWINSZ get and set the console's rows and columns.
 *
 * After VT_DISALLOCATE or SAK, read(2) returns the end of the file, write(2)
 * and these two ioctls EIO, and poll(2) POLLHUP. A console that has the same
 * number later is another one.
 */
struct vtkbd_attach_req {
	__u32 console;
	__u32 flags;
};

#define VTKBD_ATTACH_REQ_SIZE_VER0	8

/**
 * struct vtkbd_output_info - the position of a reader, for VTKBD_GET_OUTPUT
 * @console: its number, never 0
 * @size: how many bytes are kept at most
 * @written: bytes written to the console since load; after its end, up to where
 *	this reader read
 * @unread: bytes that wait to be read
 * @lost: bytes that were overwritten before this reader read them
 */
struct vtkbd_output_info {
	__u32 console;
	__u32 size;
	__aligned_u64 written;
	__aligned_u64 unread;
	__aligned_u64 lost;
};

#define VTKBD_OUTPUT_INFO_SIZE_VER0	32

/**
 * struct vtkbd_send_key - a key event for one console, for VTKBD_SEND_KEY
 * @console: 0 to VTKBD_NR_CONSOLES
 * @keycode: up to KEY_MAX; KEY_RESERVED releases every key that was sent to the
 *	console and is still down
 * @value: 0 up, 1 down, 2 repeat; with KEY_RESERVED 0, or 1 to drop a pending
 *	dead key, Compose, keypad code or braille chord, too
 * @reserved: zero
 */
struct vtkbd_send_key {
	__u32 console;
	__u16 keycode;
	__u8 value;
	__u8 reserved;
};

#define VTKBD_SEND_KEY_SIZE_VER0	8

/* What a fault is done to. */
enum vtkbd_fault_what {
	VTKBD_FAULT_IOCTL	= 0,	/* an ioctl on the console */
	VTKBD_FAULT_RELEASE	= 1,	/* the signal that asks its owner to release it */
	VTKBD_FAULT_ACQUIRE	= 2,	/* the signal that tells its owner that it has it */
};

/* What is done to it. */
enum vtkbd_fault_act {
	VTKBD_FAULT_ERROR	= 0,	/* an ioctl fails, and does nothing */
	VTKBD_FAULT_DELAY	= 1,	/* it is carried out, or sent, later */
	VTKBD_FAULT_DROP	= 2,	/* a signal is not sent */
	VTKBD_FAULT_REPEAT	= 3,	/* a signal is sent twice */
};

#define VTKBD_FAULT_MAX			16	/* rules of a console */
#define VTKBD_FAULT_DELAY_MAX_MS	60000
#define VTKBD_FAULT_ERRNO_MAX		511	/* higher ones are the kernel's own */

/**
 * struct vtkbd_fault - a rule of a console
 * @what: enum vtkbd_fault_what
 * @act: enum vtkbd_fault_act
 * @error: with VTKBD_FAULT_ERROR: the error, 1 to VTKBD_FAULT_ERRNO_MAX; else 0
 * @cmd: with VTKBD_FAULT_IOCTL: number of the ioctl, such as KDSKBMODE; else 0
 * @delay_ms: with VTKBD_FAULT_DELAY: milliseconds, 1 to VTKBD_FAULT_DELAY_MAX_MS;
 *	else 0
 * @skip: so many that the rule matches pass first
 * @count: it acts on so many after that; 0: on all
 * @hits: in: 0; out: how often it acted
 *
 * The first rule that matches decides, also one that lets pass. A rule that has
 * acted @count times matches no more.
 *
 * A signal that is sent twice is sent again after a few hundredths of a second:
 * one that the owner has not taken yet would absorb the second. A signal that is
 * delayed or dropped counts as sent for the switch that it belongs to.
 */
struct vtkbd_fault {
	__u8 what;
	__u8 act;
	__u16 error;
	__u32 cmd;
	__u32 delay_ms;
	__u32 skip;
	__u32 count;
	__u32 hits;
};

#define VTKBD_FAULT_SIZE_VER0		24

/**
 * struct vtkbd_fault_req - rules, for VTKBD_SET_FAULT and VTKBD_GET_FAULTS
 * @console: VTKBD_SET_FAULT: in: 0 to VTKBD_NR_CONSOLES; VTKBD_GET_FAULTS: out:
 *	the number, never 0
 * @count: VTKBD_SET_FAULT: in: how many rules there are at @fault, 1 to
 *	VTKBD_FAULT_MAX; VTKBD_GET_FAULTS: in: for how many there is room, out:
 *	how many rules there are; as many as there is room for were filled in
 * @fault_size: in: size of the caller's struct vtkbd_fault
 * @reserved: zero
 * @fault: in: address of an array of struct vtkbd_fault
 *
 * VTKBD_SET_FAULT returns a descriptor. The rules end when it is closed, by the
 * last process that has it. Ioctls that are delayed then run at once, and delayed
 * signals are sent at once.
 *
 * An ioctl belongs to the console whose node it is called on. Rules do not
 * concern ioctls of the process that called VTKBD_SET_FAULT, nor those of
 * <linux/vtkbd.h>, nor those that the tty core handles itself. An ioctl that is
 * delayed fails with EINTR, and does nothing, if a signal comes.
 */
struct vtkbd_fault_req {
	__u32 console;
	__u32 count;
	__u32 fault_size;
	__u32 reserved;
	__aligned_u64 fault;
};

#define VTKBD_FAULT_REQ_SIZE_VER0	24

/* vtkbd_device_info.flags */
#define VTKBD_D_KEYS		(1u << 0)	/* it has keys */
#define VTKBD_D_LEDS		(1u << 1)	/* it has LEDs */
#define VTKBD_D_REPEAT		(1u << 2)	/* its held keys repeat */
#define VTKBD_D_SOUND		(1u << 3)	/* it can beep */
#define VTKBD_D_RAW		(1u << 4)	/* an AT keyboard: RAW mode has its scancodes */
#define VTKBD_D_GRABBED		(1u << 5)	/* one handler gets its events, no other does */
#define VTKBD_D_OURS		(1u << 6)	/* that handler is vtkbd */

/**
 * struct vtkbd_device_info - an input device that vtkbd hears, for VTKBD_GET_DEVICE
 * @index: in: which one, from 0, in the order in which they were connected
 * @flags: VTKBD_D_*
 * @delay_ms: time from a press to its first repeat; 0 without VTKBD_D_REPEAT
 * @period_ms: time between repeats; likewise
 * @name_room: in: how many bytes there are at @name
 * @name_size: how many the whole name takes with its terminator
 * @name: in: address for what the device calls itself, bytes as its driver gave
 *	them, cut to @name_room and terminated
 * @node: its name in /sys/class/input, such as input3
 * @grabber: with VTKBD_D_GRABBED: vtkbd, or eventN for a program that has
 *	/dev/input/eventN open
 */
struct vtkbd_device_info {
	__u32 index;
	__u32 flags;
	__u32 delay_ms;
	__u32 period_ms;
	__u32 name_room;
	__u32 name_size;
	__aligned_u64 name;
	char node[16];
	char grabber[16];
};

#define VTKBD_DEVICE_INFO_SIZE_VER0	64

/*
 * Errors: EFAULT; E2BIG and EINVAL for sizes as above, E2BIG also for a size in
 * a member that is more than a page; EINVAL for a console number above
 * VTKBD_NR_CONSOLES; EPERM for VTKBD_GET_SEAT unless the node is the caller's
 * controlling terminal or the caller has CAP_SYS_TTY_CONFIG.
 * VTKBD_GET_CONSOLE: slockstate, nr_changes and *last are withheld
 * (VTKBD_F_NO_STICKY, VTKBD_F_NO_HISTORY), and VTKBD_GET_HISTORY is EPERM,
 * unless that console is the caller's controlling terminal or the caller has
 * CAP_SYS_TTY_CONFIG.
 * VTKBD_ATTACH: EPERM without CAP_SYS_ADMIN; EINVAL for an unknown flag;
 * EOPNOTSUPP if the module keeps no output.
 *
 * Numbers 0, 1, 2 and 6 had structures of a fixed size, are ENOTTY and are not
 * used again.
 */
#define VTKBD_IOC_MAGIC		0xBD
#define VTKBD_GET_SEAT		_IOR(VTKBD_IOC_MAGIC, 7, struct vtkbd_seat_info)
#define VTKBD_GET_CONSOLE	_IOWR(VTKBD_IOC_MAGIC, 8, struct vtkbd_console_info)
#define VTKBD_GET_HISTORY	_IOWR(VTKBD_IOC_MAGIC, 9, struct vtkbd_history)
#define VTKBD_ATTACH		_IOW(VTKBD_IOC_MAGIC, 3, struct vtkbd_attach_req)

/*
 * The console, in the foreground or not, gets the key as from a keyboard of its
 * own: modifiers and dead keys of sent keys and of typed keys never mix.
 * Further errors: EPERM without CAP_SYS_ADMIN; EINVAL for an invalid keycode,
 * value or reserved byte; ENXIO for a console that is not allocated.
 */
#define VTKBD_SEND_KEY		_IOW(VTKBD_IOC_MAGIC, 5, struct vtkbd_send_key)

/* Errors besides: ENODEV for an index behind the last device. */
#define VTKBD_GET_DEVICE	_IOWR(VTKBD_IOC_MAGIC, 10, struct vtkbd_device_info)

/*
 * Further errors: EPERM without CAP_SYS_ADMIN; EBUSY if the console has rules
 * already; EINVAL for a number of rules, or in a rule a member, that is not as
 * struct vtkbd_fault says; E2BIG for a rule that is longer than the module's and
 * not zero there.
 */
#define VTKBD_SET_FAULT		_IOW(VTKBD_IOC_MAGIC, 11, struct vtkbd_fault_req)

/* On the descriptor that VTKBD_ATTACH returned. */
#define VTKBD_GET_OUTPUT	_IOR(VTKBD_IOC_MAGIC, 4, struct vtkbd_output_info)

/* On the descriptor that VTKBD_SET_FAULT returned. */
#define VTKBD_GET_FAULTS	_IOWR(VTKBD_IOC_MAGIC, 12, struct vtkbd_fault_req)

#endif /* _UAPI_LINUX_VTKBD_H */
