// SPDX-License-Identifier: GPL-2.0
/*
 * atcall.ko symbol=FUNCTION [caller=FUNCTION]: a program that reads /dev/atcall sleeps until the
 * function is called the next time, by that other one if it is given. If it comes before anything
 * else on that processor (SCHED_FIFO), and the kernel has preempt=full, it then runs before the
 * function does.
 *
 * A probe may be hit where no lock may be taken, so the program is woken by an interrupt that the
 * processor sends to itself and takes before the function's next instruction. With PREEMPT_RT that
 * interrupt has no thread, and a simple wait queue no lock that sleeps.
 */
#include <linux/irq_work.h>
#include <linux/kprobes.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/swait.h>

static char *symbol;
module_param(symbol, charp, 0400);
MODULE_PARM_DESC(symbol, "function that is waited for");

static char *caller = "";
module_param(caller, charp, 0400);
MODULE_PARM_DESC(caller, "only calls by this function");

static DECLARE_SWAIT_QUEUE_HEAD(atcall_wait);
static unsigned int atcall_count;

static void atcall_wake(struct irq_work *work)
{
	swake_up_one(&atcall_wait);
}

static struct irq_work atcall_work = IRQ_WORK_INIT_HARD(atcall_wake);

/* It is printed with its module behind it. */
static bool atcall_is_by_caller(struct pt_regs *regs)
{
	size_t len = strlen(caller);
	char name[64];

	if (!len)
		return true;
	snprintf(name, sizeof(name), "%ps", (void *)regs_get_kernel_stack_nth(regs, 0));
	return !strncmp(name, caller, len) && (!name[len] || name[len] == ' ');
}

static int atcall_hit(struct kprobe *probe, struct pt_regs *regs)
{
	if (!atcall_is_by_caller(regs))
		return 0;
	WRITE_ONCE(atcall_count, atcall_count + 1);
	irq_work_queue(&atcall_work);
	return 0;
}

static struct kprobe atcall_probe = { .pre_handler = atcall_hit };

static ssize_t atcall_read(struct file *file, char __user *user, size_t size, loff_t *pos)
{
	unsigned int before = READ_ONCE(atcall_count);

	return swait_event_interruptible_exclusive(atcall_wait,
						   READ_ONCE(atcall_count) != before);
}

static const struct file_operations atcall_fops = {
	.owner = THIS_MODULE,
	.read = atcall_read,
};

static struct miscdevice atcall_device = {
	.minor = MISC_DYNAMIC_MINOR, .name = "atcall", .fops = &atcall_fops,
};

static int __init atcall_init(void)
{
	int err;

	atcall_probe.symbol_name = symbol;
	err = register_kprobe(&atcall_probe);
	if (err)
		return err;
	err = misc_register(&atcall_device);
	if (err) {
		unregister_kprobe(&atcall_probe);
		irq_work_sync(&atcall_work);
	}
	return err;
}

static void __exit atcall_exit(void)
{
	misc_deregister(&atcall_device);
	unregister_kprobe(&atcall_probe);
	irq_work_sync(&atcall_work);
}

module_init(atcall_init);
module_exit(atcall_exit);
MODULE_DESCRIPTION("tells a program that a function is called");
MODULE_LICENSE("GPL");
