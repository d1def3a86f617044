// SPDX-License-Identifier: GPL-2.0
/*
 * atcall.ko symbol=FUNCTION [caller=FUNCTION]: a program that reads /dev/atcall sleeps until the
 * function is called the next time, by that other one if it is given. If it comes before anything
 * else on that processor (SCHED_FIFO), and the kernel has preempt=full, it then runs before the
 * function does.
 */
#include <linux/kprobes.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/wait.h>

static char *symbol;
module_param(symbol, charp, 0400);
MODULE_PARM_DESC(symbol, "function that is waited for");

static char *caller = "";
module_param(caller, charp, 0400);
MODULE_PARM_DESC(caller, "only calls by this function");

static DECLARE_WAIT_QUEUE_HEAD(atcall_wait);
static unsigned int atcall_count;

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
	wake_up(&atcall_wait);
	return 0;
}

static struct kprobe atcall_probe = { .pre_handler = atcall_hit };

static ssize_t atcall_read(struct file *file, char __user *user, size_t size, loff_t *pos)
{
	unsigned int before = READ_ONCE(atcall_count);

	return wait_event_interruptible(atcall_wait, READ_ONCE(atcall_count) != before);
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
	if (err)
		unregister_kprobe(&atcall_probe);
	return err;
}

static void __exit atcall_exit(void)
{
	misc_deregister(&atcall_device);
	unregister_kprobe(&atcall_probe);
}

module_init(atcall_init);
module_exit(atcall_exit);
MODULE_DESCRIPTION("tells a program that a function is called");
MODULE_LICENSE("GPL");
