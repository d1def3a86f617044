// SPDX-License-Identifier: GPL-2.0
/*
 * A module with faults on purpose: insmod faulty.ko fault=NAME. It proves that the
 * checkers of the kernels built here work, so that no report means no fault in the module under
 * test.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static char *fault = "none";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "leak, stale, deadlock, sleep, nested, race or shift");

static void leak(void)
{
	void *lost = kmalloc(100, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(lost);
}

static void stale(void)
{
	char *freed = kmalloc(100, GFP_KERNEL);

	kfree(freed);
	OPTIMIZER_HIDE_VAR(freed);
	WRITE_ONCE(freed[3], 1);
}

static DEFINE_MUTEX(one);
static DEFINE_MUTEX(two);

static void deadlock(void)
{
	mutex_lock(&one);
	mutex_lock(&two);
	mutex_unlock(&two);
	mutex_unlock(&one);

	mutex_lock(&two);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&two);
}

static DEFINE_SPINLOCK(spin);

static void sleeping(void)
{
	spin_lock(&spin);
	msleep(1);
	spin_unlock(&spin);
}

static DEFINE_RAW_SPINLOCK(raw);

/* Only PREEMPT_RT minds: there a spinlock sleeps. */
static void nested(void)
{
	raw_spin_lock(&raw);
	spin_lock(&spin);
	spin_unlock(&spin);
	raw_spin_unlock(&raw);
}

static unsigned int counted;

static void count(unsigned int ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (time_before(jiffies, end)) {
		counted++;
		cond_resched();
	}
}

static int count_too(void *done)
{
	count(2000);
	complete(done);
	return 0;
}

/* Two threads, on two processors, count in one variable with no lock. */
static void race(void)
{
	DECLARE_COMPLETION_ONSTACK(done);

	if (IS_ERR(kthread_run(count_too, &done, "faulty")))
		return;
	count(1000);
	wait_for_completion(&done);
}

static void shift(void)
{
	int too_far = 40;

	OPTIMIZER_HIDE_VAR(too_far);
	pr_info("shifted: %d\n", 1 << too_far);
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "leak", leak },
	{ "stale", stale },
	{ "deadlock", deadlock },
	{ "sleep", sleeping },
	{ "nested", nested },
	{ "race", race },
	{ "shift", shift },
};

static int __init faulty_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(fault, faults[i].name) == 0) {
			faults[i].commit();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit faulty_exit(void)
{
}

module_init(faulty_init);
module_exit(faulty_exit);
MODULE_DESCRIPTION("Faults on purpose, to test the checkers");
MODULE_LICENSE("GPL");
