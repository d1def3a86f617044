// SPDX-License-Identifier: GPL-2.0
/*
 * A simulated keyboard that types as an interrupt handler does and records the cost of
 * input_event(). Under QEMU's instruction counting with one instruction a nanosecond,
 * the time stamp counter counts instructions. The program that reads the numbers
 * interprets them.
 *
 * grab=1 takes the keyboard away from every handler: the input core alone. notifiers=N
 * watches keys N times on each keyboard that can be watched. others=N registers more
 * keyboards, on which nobody types.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/input.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/keyboard.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/tick.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/msr.h>

#include "kbench.h"

static bool grab;
module_param(grab, bool, 0444);
MODULE_PARM_DESC(grab, "Let no other handler hear the keys");

static unsigned int notifiers;
module_param(notifiers, uint, 0444);
MODULE_PARM_DESC(notifiers, "How often keys are watched");

static unsigned int others;
module_param(others, uint, 0444);
MODULE_PARM_DESC(others, "More keyboards");

#define MAX_NOTIFIERS	4
#define MAX_OTHERS	200

static struct notifier_block of_vt[MAX_NOTIFIERS], of_vtkbd[MAX_NOTIFIERS];
static struct input_dev *other[MAX_OTHERS];
static struct input_dev *keyboard;
static struct dentry *folder;
static struct kbench_sample *samples;
static struct debugfs_blob_wrapper blob;

static void kbench_type(u32 code, bool down)
{
	input_event(keyboard, EV_KEY, code, down);
	input_event(keyboard, EV_SYN, SYN_REPORT, 0);
}

/* Interrupts are off already; even numbers press, odd ones release. */
static void kbench_sample(const struct kbench_plan *plan, unsigned int i)
{
	samples[i].at = rdtsc();
	kbench_type(plan->code, !(i & 1));
	samples[i].cost = rdtsc() - samples[i].at;
}

/*
 * As in an interrupt, softirqs wait until its end. Then all work that the events
 * deferred runs before the next events, provided that the caller has a low priority.
 */
static void kbench_interrupt(const struct kbench_plan *plan, unsigned int i,
			     unsigned int count)
{
	local_bh_disable();
	local_irq_disable();
	while (count--)
		kbench_sample(plan, i++);
	local_irq_enable();
	local_bh_enable();
	cond_resched();
}

static void kbench_hold(u32 code, bool down)
{
	if (!code)
		return;
	local_irq_disable();
	kbench_type(code, down);
	local_irq_enable();
	cond_resched();
}

/* A run shorter than a tick must never contain one. */
static void kbench_wait_tick(void)
{
	unsigned long now = jiffies;

	while (jiffies == now)
		cpu_relax();
	cond_resched();
}

static void kbench_run_events(const struct kbench_plan *plan)
{
	unsigned int step = plan->kind == KBENCH_TOGETHER ? KBENCH_BURST : 1;
	unsigned int i;

	kbench_hold(plan->held, true);
	kbench_wait_tick();
	for (i = 0; i < KBENCH_EVENTS; i += step)
		kbench_interrupt(plan, i, step);
	samples[KBENCH_EVENTS].at = rdtsc();
	samples[KBENCH_EVENTS].cost = 0;
	kbench_hold(plan->held, false);
}

/* The input core keeps the events, and its EV_SYN hands them to the handlers. */
static void kbench_packet(const struct kbench_plan *plan, unsigned int i)
{
	unsigned int n;

	for (n = 0; n < KBENCH_PACKET; n++)
		input_event(keyboard, EV_KEY, plan->code, !(n & 1));
	WARN_ON_ONCE(keyboard->num_vals != KBENCH_PACKET);
	samples[i].at = rdtsc();
	input_event(keyboard, EV_SYN, SYN_REPORT, 0);
	samples[i].cost = rdtsc() - samples[i].at;
}

static void kbench_run_packets(const struct kbench_plan *plan)
{
	unsigned int i;

	kbench_wait_tick();
	for (i = 0; i < KBENCH_PACKETS; i++) {
		local_bh_disable();
		local_irq_disable();
		kbench_packet(plan, i);
		local_irq_enable();
		local_bh_enable();
		cond_resched();
	}
}

static struct kbench_timed {
	const struct kbench_plan *plan;
	struct hrtimer timer;
	struct completion done;
	unsigned int next;
} timed;

/*
 * Twice this, from press to press, is the golden section of a tick of 4 ms, so that presses come at
 * all distances from it alike.
 */
#define KBENCH_PAUSE	ns_to_ktime(1618034)

static enum hrtimer_restart kbench_timer(struct hrtimer *timer)
{
	if (timed.next == KBENCH_TIMED) {
		complete(&timed.done);
		return HRTIMER_NORESTART;
	}
	kbench_sample(timed.plan, timed.next++);
	hrtimer_forward_now(timer, KBENCH_PAUSE);
	return HRTIMER_RESTART;
}

static void kbench_run_timed(const struct kbench_plan *plan)
{
	timed.plan = plan;
	timed.next = 0;
	init_completion(&timed.done);
	hrtimer_init(&timed.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timed.timer.function = kbench_timer;
	hrtimer_start(&timed.timer, KBENCH_PAUSE, HRTIMER_MODE_REL_HARD);
	wait_for_completion(&timed.done);
	hrtimer_cancel(&timed.timer);
}

static bool kbench_match(struct input_handler *handler, struct input_dev *dev)
{
	return dev == keyboard;
}

static void kbench_events(struct input_handle *handle,
			  const struct input_value *vals, unsigned int count)
{
}

static struct input_handle handle = { .name = "kbench" };

static int kbench_connect(struct input_handler *handler, struct input_dev *dev,
			  const struct input_device_id *id)
{
	int err;

	handle.dev = dev;
	handle.handler = handler;
	err = input_register_handle(&handle);
	if (err)
		return err;
	err = input_open_device(&handle);
	if (err)
		goto unregister;
	err = input_grab_device(&handle);
	if (err)
		goto close;
	return 0;

close:
	input_close_device(&handle);
unregister:
	input_unregister_handle(&handle);
	return err;
}

static void kbench_disconnect(struct input_handle *handle)
{
	input_close_device(handle);
	input_unregister_handle(handle);
}

static const struct input_device_id kbench_ids[] = {
	{ .driver_info = 1 },
	{ }
};

static struct input_handler silence = {
	.name = "kbench",
	.id_table = kbench_ids,
	.match = kbench_match,
	.connect = kbench_connect,
	.disconnect = kbench_disconnect,
	.events = kbench_events,
};

static struct input_dev *kbench_keyboard(const char *name)
{
	struct input_dev *dev = input_allocate_device();
	unsigned int code;
	int err;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->name = name;
	dev->id.bustype = BUS_VIRTUAL;
	for (code = KEY_ESC; code < BTN_MISC; code++)
		input_set_capability(dev, EV_KEY, code);
	/* The input core hands a packet on early when it has one event less than this. */
	input_set_events_per_packet(dev, KBENCH_PACKET + 1);
	err = input_register_device(dev);
	if (!err)
		return dev;
	input_free_device(dev);
	return ERR_PTR(err);
}

/* What programs do about a new keyboard is over before it goes. */
static int kbench_unplug(unsigned int i)
{
	struct input_dev *dev = kbench_keyboard("kbench-unplugged");
	u64 idle;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	msleep(50);
	idle = get_cpu_idle_time_us(0, NULL);
	samples[i].at = rdtsc();
	input_unregister_device(dev);
	samples[i].cost = rdtsc() - samples[i].at;
	samples[i].idle_us = get_cpu_idle_time_us(0, NULL) - idle;
	return 0;
}

static int kbench_run_unplugs(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < KBENCH_UNPLUGS && !err; i++)
		err = kbench_unplug(i);
	return err;
}

static int kbench_run(const struct kbench_plan *plan)
{
	switch (plan->kind) {
	case KBENCH_IN_PACKETS:
		kbench_run_packets(plan);
		return 0;
	case KBENCH_BY_TIMER:
		kbench_run_timed(plan);
		return 0;
	case KBENCH_UNPLUG:
		return kbench_run_unplugs();
	default:
		kbench_run_events(plan);
		return 0;
	}
}

static ssize_t kbench_write(struct file *file, const char __user *user,
			    size_t size, loff_t *pos)
{
	struct kbench_plan plan;
	int err;

	if (size != sizeof(plan))
		return -EINVAL;
	if (copy_from_user(&plan, user, sizeof(plan)))
		return -EFAULT;
	if (plan.code > KEY_MAX || plan.held > KEY_MAX)
		return -EINVAL;
	err = kbench_run(&plan);
	return err ?: size;
}

static const struct file_operations kbench_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = kbench_write,
};

static void kbench_keyboards_exit(void)
{
	while (others)
		input_unregister_device(other[--others]);
	input_unregister_device(keyboard);
}

static int kbench_keyboards_init(void)
{
	unsigned int want = min_t(unsigned int, others, MAX_OTHERS);

	others = 0;
	keyboard = kbench_keyboard("kbench");
	if (IS_ERR(keyboard))
		return PTR_ERR(keyboard);
	while (others < want) {
		other[others] = kbench_keyboard("kbench-other");
		if (IS_ERR(other[others])) {
			int err = PTR_ERR(other[others]);

			kbench_keyboards_exit();
			return err;
		}
		others++;
	}
	return 0;
}

static int kbench_note(struct notifier_block *nb, unsigned long step, void *data)
{
	return NOTIFY_OK;
}

/* vtkbd's function by its name: it may not be loaded, and this is built without it. */
static void kbench_watch(const char *vtkbd, int (*vt)(struct notifier_block *nb))
{
	int (*fn)(struct notifier_block *nb) = __symbol_get(vtkbd);
	unsigned int i;

	for (i = 0; i < min_t(unsigned int, notifiers, MAX_NOTIFIERS); i++) {
		of_vt[i].notifier_call = kbench_note;
		of_vtkbd[i].notifier_call = kbench_note;
		vt(&of_vt[i]);
		if (fn)
			fn(&of_vtkbd[i]);
	}
	if (fn)
		__symbol_put(vtkbd);
}

static void kbench_debugfs_init(void)
{
	blob.data = samples;
	blob.size = (KBENCH_EVENTS + 1) * sizeof(*samples);
	folder = debugfs_create_dir("kbench", NULL);
	debugfs_create_file("run", 0200, folder, NULL, &kbench_fops);
	debugfs_create_blob("samples", 0400, folder, &blob);
}

static int __init kbench_init(void)
{
	int err;

	samples = vzalloc((KBENCH_EVENTS + 1) * sizeof(*samples));
	if (!samples)
		return -ENOMEM;
	err = kbench_keyboards_init();
	if (err)
		goto free_samples;
	if (grab)
		err = input_register_handler(&silence);
	if (err)
		goto unregister_keyboard;
	if (grab && !keyboard->grab) {
		pr_err("another handler has grabbed the keyboard\n");
		err = -EBUSY;
		goto unregister_handler;
	}
	kbench_watch("vtkbd_register_notifier", register_keyboard_notifier);
	kbench_debugfs_init();
	return 0;

unregister_handler:
	input_unregister_handler(&silence);
unregister_keyboard:
	kbench_keyboards_exit();
free_samples:
	vfree(samples);
	return err;
}

static void __exit kbench_exit(void)
{
	debugfs_remove(folder);
	if (grab)
		input_unregister_handler(&silence);
	kbench_watch("vtkbd_unregister_notifier", unregister_keyboard_notifier);
	kbench_keyboards_exit();
	vfree(samples);
}

module_init(kbench_init);
module_exit(kbench_exit);

MODULE_DESCRIPTION("What a key event costs");
MODULE_AUTHOR("The vtkbd authors");
MODULE_LICENSE("GPL");
