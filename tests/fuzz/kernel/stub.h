/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's VT needs of the rest of the kernel, to be compiled as part of a program:
 * included before everything, and followed by headers that headers.py makes. There is one
 * thread and no device, so locks, references and registrations do nothing. What they are named
 * and how they are called is the kernel's; what a test looks at is in stub.c.
 *
 * A function that is declared nowhere is one that no test reaches: the linker leaves it out.
 */
#ifndef FUZZ_STUB_H
#define FUZZ_STUB_H

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <linux/types.h>

#define CONFIG_VT			1
#define CONFIG_HW_CONSOLE		1
#define MAX_FONT_NAME			32
#define CONFIG_X86			1
#define CONFIG_CONSOLE_TRANSLATIONS	1
#define IS_ENABLED(option)		0
#define __is_defined(option)		0
#define KBUILD_MODNAME			"vt"
#define HZ				1000
#define PAGE_SIZE			4096UL
#define USHRT_MAX			0xffff

/* -- words of the compiler ------------------------------------------------------------- */

#define __user
#define __init
#define __exit
#define __always_unused			__attribute__((unused))
#define __must_check
#define __acquires(lock)
#define __releases(lock)
#define __must_hold(lock)
#define __ref
#define __printf(nr, first)
#define __packed			__attribute__((packed))
#define __read_mostly
#define fallthrough			__attribute__((fallthrough))
#define likely(x)			__builtin_expect(!!(x), 1)
#define unlikely(x)			__builtin_expect(!!(x), 0)
#define READ_ONCE(x)			(x)
#define WRITE_ONCE(x, value)		((x) = (value))
#define array_index_nospec(at, size)	((at) < (size) ? (at) : 0)
#define BUILD_BUG_ON(x)			_Static_assert(!(x), #x)
#define static_assert(x, ...)		_Static_assert(x, "" __VA_ARGS__)
#define __private
#define might_sleep()			do { } while (0)
#define in_interrupt()			false
#define typecheck(type, x)		1

/* Says nothing to the linker, and does nothing when the kernel starts. */
#define NOTHING(...)			struct fuzz_nothing
struct fuzz_nothing;
#define EXPORT_SYMBOL			NOTHING
#define EXPORT_SYMBOL_GPL		NOTHING
#define module_param			NOTHING
#define module_param_named		NOTHING
#define module_param_array		NOTHING
#define core_param			NOTHING
#define MODULE_PARM_DESC		NOTHING
#define MODULE_DEVICE_TABLE		NOTHING
#define MODULE_LICENSE			NOTHING
#define MODULE_DESCRIPTION		NOTHING
#define console_initcall		NOTHING
#define postcore_initcall		NOTHING
#define subsys_initcall			NOTHING
#define DEVICE_ATTR(name, ...)		struct device_attribute dev_attr_##name
#define ATTRIBUTE_GROUPS(name)		static const struct attribute_group *name##_groups[1]
#define __ATTR(...)			{ 0 }

/* -- numbers --------------------------------------------------------------------------- */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef unsigned int gfp_t;
typedef unsigned int uint;
typedef unsigned short ushort, u_short;

#define ARRAY_SIZE(a)			(sizeof(a) / sizeof((a)[0]))
#define BIT(n)				(1UL << (n))
#define BITS_PER_LONG			64
#define BITS_PER_TYPE(type)		(8 * sizeof(type))
#define BIT_MASK(n)			(1UL << ((n) % BITS_PER_LONG))
#define BITS_TO_LONGS(n)		(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define GENMASK(high, low)		((~0UL << (low)) & (~0UL >> (BITS_PER_LONG - 1 - (high))))
#define FIELD_GET(mask, x)		(((x) & (mask)) >> __builtin_ctzl(mask))
#define FIELD_PREP(mask, x)		(((unsigned long)(x) << __builtin_ctzl(mask)) & (mask))
#define DIV_ROUND_UP(a, b)		(((a) + (b) - 1) / (b))
#define min(a, b)			({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b)			({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(type, a, b)		min((type)(a), (type)(b))
#define max_t(type, a, b)		max((type)(a), (type)(b))
#define max3(a, b, c)			max(max(a, b), c)
#define clamp(x, low, high)		min(max(x, low), high)
#define swap(a, b)			do { __typeof__(a) a_ = (a); (a) = (b); (b) = a_; } while (0)
#define container_of(p, type, member)	((type *)((char *)(p) - offsetof(type, member)))
#define in_range(x, first, nr)		((unsigned long)(x) - (first) < (nr))
#define __inline_bsearch		bsearch
#define array_size(a, b)		((size_t)(a) * (b))
#define struct_size(p, member, nr)	(sizeof(*(p)) + sizeof(*(p)->member) * (nr))
#define DECLARE_BITMAP(name, bits)	unsigned long name[BITS_TO_LONGS(bits)]
#define ALIGN(x, to)			(((x) + (to) - 1) / (to) * (to))

static inline bool test_bit(unsigned int n, const unsigned long *set)
{
	return set[n / BITS_PER_LONG] & BIT_MASK(n);
}

static inline void assign_bit(unsigned int n, unsigned long *set, bool value)
{
	unsigned long *word = &set[n / BITS_PER_LONG];

	*word = value ? *word | BIT_MASK(n) : *word & ~BIT_MASK(n);
}

#define __assign_bit			assign_bit
#define set_bit(n, set)			assign_bit(n, set, true)
#define __set_bit			set_bit
#define clear_bit(n, set)		assign_bit(n, set, false)
#define __clear_bit			clear_bit

static inline bool __test_and_set_bit(unsigned int n, unsigned long *set)
{
	bool was = test_bit(n, set);

	assign_bit(n, set, true);
	return was;
}

static inline unsigned int find_next_bit(const unsigned long *set, unsigned int bits,
					 unsigned int n)
{
	while (n < bits) {
		unsigned long word = set[n / BITS_PER_LONG] >> (n % BITS_PER_LONG);

		if (word)
			return min(bits, n + (unsigned int)__builtin_ctzl(word));
		n = (n / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return bits;
}

#define for_each_set_bit(n, set, bits)						\
	for ((n) = find_next_bit(set, bits, 0); (n) < (bits);			\
	     (n) = find_next_bit(set, bits, (n) + 1))
#define for_each_set_bit_from(n, set, bits)					\
	for ((n) = find_next_bit(set, bits, n); (n) < (bits);			\
	     (n) = find_next_bit(set, bits, (n) + 1))

static inline void bitmap_zero(unsigned long *set, unsigned int bits)
{
	memset(set, 0, BITS_TO_LONGS(bits) * sizeof(long));
}

static inline unsigned long gcd(unsigned long a, unsigned long b)
{
	return b ? gcd(b, a % b) : a;
}

static inline void *memset16(uint16_t *to, uint16_t value, size_t nr)
{
	while (nr--)
		to[nr] = value;
	return to;
}

static inline void *memset32(uint32_t *to, uint32_t value, size_t nr)
{
	while (nr--)
		to[nr] = value;
	return to;
}

static inline int hex_to_bin(unsigned char c)
{
	return !isxdigit(c) ? -1 : isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

/* -- errors, messages ------------------------------------------------------------------ */

#define ENOIOCTLCMD			515
#define ERESTARTSYS			512
#define IS_ERR(p)			((unsigned long)(p) >= -4095UL)
#define PTR_ERR(p)			((long)(p))
#define ERR_PTR(err)			((void *)(long)(err))
#define BUG_ON(x)			do { if (x) abort(); } while (0)
#define WARN_ON(x)			(!!(x) ? (abort(), true) : false)
#define WARN_ON_ONCE			WARN_ON
#define WARN_CONSOLE_UNLOCKED()		do { } while (0)
#define pr_err(...)			do { } while (0)
#define pr_warn				pr_err
#define pr_warn_once			pr_err
#define pr_info				pr_err
#define pr_debug			pr_err
#define panic(...)			abort()
#define printk_ratelimit()		false

/* -- locks: there is one thread ---------------------------------------------------------- */

typedef struct { char none; } spinlock_t;
struct mutex { char none; };
typedef struct { char none; } wait_queue_head_t;
typedef struct { int counter; } atomic_t, atomic_long_t;
#define atomic_read(atomic)		((atomic)->counter)
#define atomic_set(atomic, value)	((void)((atomic)->counter = (value)))
#define __SPIN_LOCK_UNLOCKED(name)	{ 0 }
#define DEFINE_SPINLOCK(name)		spinlock_t name __attribute__((unused))
#define DEFINE_MUTEX(name)		struct mutex name
#define DECLARE_WAIT_QUEUE_HEAD(name)	wait_queue_head_t name
#define init_waitqueue_head(wait)	do { } while (0)
#define spin_lock(lock)			((void)(lock))
#define spin_unlock			spin_lock
#define spin_lock_irqsave(lock, flags)	((void)(lock), (void)(flags = 0))
#define spin_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))
static inline void fuzz_guard() { }
#define guard(kind)			fuzz_guard
#define scoped_guard(kind, ...)						\
	for (bool once_ = ((void)(0, ##__VA_ARGS__), true); once_; once_ = false)
#define DEFINE_LOCK_GUARD_0(name, lock, unlock)	NOTHING()
#define try_lock_console()		1

/* -- memory ------------------------------------------------------------------------------ */

#define GFP_KERNEL			0
#define GFP_USER			0
#define GFP_NOWAIT			0
#define GFP_ATOMIC			0
#define KMALLOC_MAX_SIZE		(1 << 22)
void *fuzz_alloc(size_t size);
void *fuzz_copy(const void *from, size_t size);
char *fuzz_text(const char *from, size_t size);
void fuzz_free(const void *p);
#define kmalloc(size, gfp)		fuzz_alloc(size)
#define kzalloc				kmalloc
#define vmalloc(size)			fuzz_alloc(size)
#define vzalloc				vmalloc
#define kmalloc_array(nr, size, gfp)	fuzz_alloc((size_t)(nr) * (size))
#define kcalloc				kmalloc_array
#define kmalloc_obj(what, ...)		((__typeof__(what) *)fuzz_alloc(sizeof(what)))
#define kzalloc_obj			kmalloc_obj
#define kmalloc_objs(what, nr, ...)	((__typeof__(what) *)fuzz_alloc(sizeof(what) * (nr)))
#define kzalloc_objs			kmalloc_objs
#define kvmalloc			kmalloc
#define kvzalloc			kmalloc
#define kvmalloc_array			kmalloc_array
#define kvmalloc_objs			kmalloc_objs
#define kfree(p)			fuzz_free(p)
#define vfree				kfree
#define kvfree				kfree
#define kmemdup(from, size, gfp)	fuzz_copy(from, size)
#define memdup_user(from, size)		fuzz_copy(from, size)
#define memdup_array_user(from, nr, size) fuzz_copy(from, (size_t)(nr) * (size))
#define vmemdup_array_user		memdup_array_user
#define strndup_user(from, size)	fuzz_text(from, size)
static inline void fuzz_free_behind(void *p)
{
	fuzz_free(*(void **)p);
}
#define __free(how)			__attribute__((cleanup(fuzz_free_behind)))
#define no_free_ptr(p)			({ __typeof__(p) p_ = (p); (p) = NULL; p_; })
#define retain_and_null_ptr(p)		((void)((p) = NULL))
#define return_ptr(p)			return no_free_ptr(p)

#define get_user(x, from)		((x) = *(from), 0)
#define put_user(x, to)			(*(to) = (x), 0)
#define copy_from_user(to, from, size)	(memcpy(to, from, size), 0)
#define copy_to_user			copy_from_user

/* Whatever is longer is cut; -E2BIG says so. */
static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = 0;
	return from[len] ? -E2BIG : (ssize_t)len;
}

/* How long it would have been. Newer C libraries have one of their own. */
#define strlcpy				fuzz_strlcpy
static inline size_t strlcpy(char *to, const char *from, size_t size)
{
	strscpy(to, from, size);
	return strlen(from);
}

/* -- privileges, processes ---------------------------------------------------------------- */

enum { CAP_SYS_TTY_CONFIG = 1, CAP_SYS_ADMIN = 2, CAP_SYS_RESOURCE = 4, CAP_KILL = 8 };
extern unsigned int fuzz_caps;
#define capable(cap)			((fuzz_caps & (cap)) != 0)
struct pid;
struct pt_regs;
int fuzz_kill(int sig);
#define kill_pid(pid, sig, priv)	fuzz_kill(sig)
#define put_pid(pid)			do { } while (0)

/* -- time, work ---------------------------------------------------------------------------- */

struct timer_list { char none; };
struct work_struct { void (*run)(struct work_struct *work); };
struct tasklet_struct { void (*run)(struct tasklet_struct *tasklet); };
extern unsigned long jiffies;
#define msecs_to_jiffies(ms)		((unsigned long)(ms))
#define time_after(a, b)		((long)((b) - (a)) < 0)
#define DEFINE_TIMER(name, function)	struct timer_list name __attribute__((unused))
#define mod_timer(timer, when)		((void)(when))
#define del_timer(timer)		((void)(timer))
#define timer_delete			del_timer
#define del_timer_sync			del_timer
#define timer_delete_sync		del_timer
#define DECLARE_WORK(name, function)	struct work_struct name = { function }
#define INIT_WORK(work, function)	((void)((work)->run = (function)))
bool fuzz_schedule(struct work_struct *work);
#define schedule_work			fuzz_schedule
#define DECLARE_TASKLET_DISABLED(name, function) struct tasklet_struct name = { function }
#define tasklet_enable(tasklet)		((void)(tasklet))
#define tasklet_disable			tasklet_enable
#define tasklet_schedule(tasklet)	((void)(tasklet))

/* -- notifiers ------------------------------------------------------------------------------ */

struct notifier_block { char none; };
struct atomic_notifier_head { bool heard; };
enum { KBD_KEYCODE = 1, KBD_UNBOUND_KEYCODE, KBD_UNICODE, KBD_KEYSYM, KBD_POST_KEYSYM };
enum { NOTIFY_DONE, NOTIFY_STOP };
#define ATOMIC_NOTIFIER_HEAD(name)	struct atomic_notifier_head name
#define atomic_notifier_chain_register(head, block)	0
#define atomic_notifier_chain_unregister(head, block)	0
/* Those of the keyboard alone: peek_keyboard.c. */
#define atomic_notifier_call_chain(head, step, param)	((void)(param), NOTIFY_DONE)

/* -- terminals -------------------------------------------------------------------------------- */

struct tty_struct;
struct tty_port;
struct file;
struct file_operations;
struct ktermios { unsigned int c_iflag; };
struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; };
struct tty_port_operations { void (*destruct)(struct tty_port *port); };
struct tty_port {
	struct tty_struct *tty;
	const struct tty_port_operations *ops;
	int console;
};
struct tty_driver {
	const char *name;
	int name_base, major, minor_start, type;
	struct ktermios init_termios;
};
struct tty_struct {
	void *driver_data;
	int index;
	struct { bool stopped; } flow;
	struct { struct pid *pgrp; struct pid *session; } ctrl;
	struct winsize winsize;
	struct ktermios termios;
	struct tty_port *port;
};
struct tty_operations {
	void *lookup, *install, *open, *close, *write, *write_room, *put_char, *flush_chars;
	void *ioctl, *compat_ioctl, *stop, *start, *throttle, *unthrottle, *resize, *shutdown;
	void *cleanup, *ldisc_ok, *hangup;
};
extern struct ktermios tty_std_termios;
enum { TTY_BREAK = 1, IUTF8 = 2, TTY_DRIVER_TYPE_CONSOLE, TTY_DRIVER_REAL_RAW = 4,
       TTY_DRIVER_RESET_TERMIOS = 8, N_TTY = 0 };
#define tty_port_init(port)		do { } while (0)
#define tty_port_get(port)		do { } while (0)
#define tty_port_put(port)		do { } while (0)
#define tty_port_tty_get(port_)		((port_)->tty)
#define tty_kref_put(tty)		((void)(tty))
#define L_ECHO(tty)			false
/* The driver of the VT cannot say it (no .chars_in_buffer): always 0. */
#define tty_chars_in_buffer(tty)	0
void fuzz_hold(struct tty_struct *tty, bool stop);
#define start_tty(tty)			fuzz_hold(tty, false)
#define stop_tty(tty)			fuzz_hold(tty, true)
void fuzz_put(struct tty_port *port, const char *bytes, size_t nr, bool brk);
#define tty_insert_flip_char(port, byte, flag)				\
	do { char byte_ = (byte); fuzz_put(port, &byte_, 1, flag); } while (0)
#define tty_insert_flip_string(port, bytes, nr)	fuzz_put(port, bytes, nr, false)
#define tty_flip_buffer_push(port)	do { } while (0)

/* -- devices ------------------------------------------------------------------------------------ */

struct class { const char *name; };
struct device { char none; };
struct attribute { char none; };
struct device_attribute { struct attribute attr; };
struct attribute_group { char none; };
struct cdev { char none; };
struct module;
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct rcuwait { char none; };
struct irq_work { char none; };
#define __module_get(owner)		do { } while (0)
#define module_put			__module_get
#define try_module_get(owner)		true
#define THIS_MODULE			NULL
#define sysfs_notify(...)		do { } while (0)
extern struct class tty_class;
extern struct task { struct { struct tty_struct *tty; } *signal; } *current;
extern int oops_in_progress;
int vt_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg);

/* -- keyboards: a handle and a device, of which the VT asks what it can -------------------------- */

#include <linux/input.h>

#define INPUT_DEVICE_ID_MATCH_EVBIT	1
struct input_device_id { unsigned long flags, evbit[1]; };
struct input_dev {
	struct input_id id;
	unsigned long evbit[BITS_TO_LONGS(EV_CNT)], keybit[BITS_TO_LONGS(KEY_CNT)];
	unsigned long mscbit[1], sndbit[1];
	int rep[REP_CNT];
};
struct input_handler {
	void *event, *match, *connect, *disconnect, *start, *id_table;
	const char *name;
};
struct input_handle {
	struct input_dev *dev;
	struct input_handler *handler;
	const char *name;
};
int input_register_handle(struct input_handle *handle);
void input_unregister_handle(struct input_handle *handle);
int input_open_device(struct input_handle *handle);
void input_close_device(struct input_handle *handle);
int input_register_handler(struct input_handler *handler);
int input_get_keycode(struct input_dev *dev, struct input_keymap_entry *ke);
int input_set_keycode(struct input_dev *dev, const struct input_keymap_entry *ke);
void input_inject_event(struct input_handle *handle, unsigned int type, unsigned int code,
			int value);
int input_handler_for_each_handle(struct input_handler *handler, void *data,
				  int (*run)(struct input_handle *handle, void *data));
static inline int kbd_defleds(void)
{
	return 0;
}
#define get_irq_regs()			((struct pt_regs *)1)

#endif
