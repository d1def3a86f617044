// SPDX-License-Identifier: GPL-2.0
/*
 * An example of <linux/vtkbd.h>: a power key that no other receiver gets. The module
 * gets each key at the first step, before the keymap is used, and stops KEY_POWER. The
 * console gets no byte for it, and later notifiers in the chain get KBD_UNBOUND_KEYCODE
 * only, as with the kernel's own notifier.
 *
 * Callbacks run in interrupt context under vtkbd's lock. So a work item carries out the
 * action of the key; here it only counts.
 */
#include <linux/input-event-codes.h>
#include <linux/keyboard.h>
#include <linux/module.h>
#include <linux/vtkbd.h>
#include <linux/workqueue.h>

static unsigned int presses;
module_param(presses, uint, 0444);
MODULE_PARM_DESC(presses, "How often the power key was pressed");

static void power_key_pressed(struct work_struct *work)
{
	presses++;
}

static DECLARE_WORK(power_key_work, power_key_pressed);

static int power_key_heard(struct notifier_block *nb, unsigned long step,
			   void *data)
{
	const struct vtkbd_notifier_param *key = data;

	if (step != KBD_KEYCODE || key->value != KEY_POWER)
		return NOTIFY_OK;
	if (key->down == 1)
		schedule_work(&power_key_work);
	return NOTIFY_STOP;
}

/* Called before notifiers without a priority. */
static struct notifier_block power_key_block = {
	.notifier_call = power_key_heard,
	.priority = 1,
};

static int __init power_key_init(void)
{
	return vtkbd_register_notifier(&power_key_block);
}

/* After unregistering no callback runs: no more work is queued. */
static void __exit power_key_exit(void)
{
	vtkbd_unregister_notifier(&power_key_block);
	cancel_work_sync(&power_key_work);
}

module_init(power_key_init);
module_exit(power_key_exit);
MODULE_DESCRIPTION("Example of vtkbd's notifier: a power key");
MODULE_LICENSE("GPL");
