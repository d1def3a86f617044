// SPDX-License-Identifier: GPL-2.0
/*
 * A module with faults on purpose: insmod faulty.ko fault=NAME. It proves that the
 * debug kernel's checkers work, so that no report means no fault in the module under
 * test.
 */
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static char *fault = "none";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "leak, stale, deadlock, sleep or shift");

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
