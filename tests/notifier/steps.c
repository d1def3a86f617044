// SPDX-License-Identifier: GPL-2.0
/*
 * Records the calls of vtkbd's notifier and those of the kernel's keyboard notifier for
 * the same keys: the real VT is the judge. Read parameters "vtkbd" and "vt": a line for
 * each step. "stop" is a KBD_* step at which keys are stopped on both, "spoil" one at which
 * what the callbacks are told is changed on both.
 */
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/tty.h>
#include <linux/vtkbd.h>

/* Needs the headers above it. */
#include <linux/console_struct.h>

#define STEPS_MAX	100

struct step {
	unsigned int console;
	unsigned int value;
	u8 number;
	u8 down;
	u8 shift;
	u8 ledstate;
};

/**
 * struct steps - those of one keyboard
 * @lock: irq-safe; all of this
 * @nr: how many there were, kept or not
 * @step: the first of them
 */
struct steps {
	spinlock_t lock;
	unsigned int nr;
	struct step step[STEPS_MAX];
};

static struct steps of_vtkbd = { .lock = __SPIN_LOCK_UNLOCKED(of_vtkbd.lock) };
static struct steps of_vt = { .lock = __SPIN_LOCK_UNLOCKED(of_vt.lock) };

static unsigned int stop;
module_param(stop, uint, 0644);
MODULE_PARM_DESC(stop, "Step at which keys are stopped, 0 for none");

static unsigned int spoil;
module_param(spoil, uint, 0644);
MODULE_PARM_DESC(spoil, "Step at which what is told is changed, 0 for none");

static int steps_add(struct steps *s, const struct step *step)
{
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	if (s->nr < STEPS_MAX)
		s->step[s->nr] = *step;
	s->nr++;
	spin_unlock_irqrestore(&s->lock, flags);
	return step->number == READ_ONCE(stop) ? NOTIFY_STOP : NOTIFY_OK;
}

static int steps_get(char *buf, const struct kernel_param *kp)
{
	struct steps *s = kp->arg;
	unsigned int i;
	int len = 0;

	spin_lock_irq(&s->lock);
	for (i = 0; i < min_t(unsigned int, s->nr, STEPS_MAX); i++)
		len += sysfs_emit_at(buf, len, "%u %u %#x %u %#x %#x\n",
				     s->step[i].number, s->step[i].console,
				     s->step[i].value, s->step[i].down,
				     s->step[i].shift, s->step[i].ledstate);
	if (s->nr > STEPS_MAX)
		len += sysfs_emit_at(buf, len, "%u more\n", s->nr - STEPS_MAX);
	spin_unlock_irq(&s->lock);
	return len;
}

static int steps_clear(const char *val, const struct kernel_param *kp)
{
	struct steps *s = kp->arg;

	spin_lock_irq(&s->lock);
	s->nr = 0;
	spin_unlock_irq(&s->lock);
	return 0;
}

/* Read: the steps. Written: forget them. */
static const struct kernel_param_ops steps_ops = {
	.get = steps_get,
	.set = steps_clear,
};
module_param_cb(vtkbd, &steps_ops, &of_vtkbd, 0644);
MODULE_PARM_DESC(vtkbd, "What vtkbd told: step, console, value, down, shift, lights");
module_param_cb(vt, &steps_ops, &of_vt, 0644);
MODULE_PARM_DESC(vt, "What the built-in keyboard told");

static bool steps_spoils(unsigned long number)
{
	return number == READ_ONCE(spoil);
}

static int steps_heard(struct notifier_block *nb, unsigned long number, void *data)
{
	struct vtkbd_notifier_param *key = data;
	const struct step step = {
		.number = number,
		.console = key->console,
		.value = key->value,
		.down = key->down,
		.shift = key->shift,
		.ledstate = key->ledstate,
	};

	if (steps_spoils(number)) {
		key->value ^= 0x200;
		key->down += 16;
		key->shift ^= 0x80;
		key->ledstate ^= 0x40;
	}
	return steps_add(&of_vtkbd, &step);
}

static struct notifier_block steps_block = { .notifier_call = steps_heard };

#ifdef CONFIG_VT
static int steps_heard_vt(struct notifier_block *nb, unsigned long number, void *data)
{
	struct keyboard_notifier_param *key = data;
	const struct step step = {
		.number = number,
		.console = key->vc->vc_num + 1,
		.value = key->value,
		.down = key->down,
		.shift = key->shift,
		.ledstate = key->ledstate,
	};

	if (steps_spoils(number)) {
		key->value ^= 0x200;
		key->down += 16;
		key->shift ^= 0x80;
		key->ledstate ^= 0x40;
	}
	return steps_add(&of_vt, &step);
}

static struct notifier_block steps_vt_block = { .notifier_call = steps_heard_vt };

static int steps_register_vt(void)
{
	return register_keyboard_notifier(&steps_vt_block);
}

static void steps_unregister_vt(void)
{
	unregister_keyboard_notifier(&steps_vt_block);
}
#else
static int steps_register_vt(void)
{
	return 0;
}

static void steps_unregister_vt(void)
{
}
#endif

static int __init steps_init(void)
{
	int err = vtkbd_register_notifier(&steps_block);

	if (err)
		return err;
	err = steps_register_vt();
	if (err)
		vtkbd_unregister_notifier(&steps_block);
	return err;
}

static void __exit steps_exit(void)
{
	steps_unregister_vt();
	vtkbd_unregister_notifier(&steps_block);
}

module_init(steps_init);
module_exit(steps_exit);
MODULE_DESCRIPTION("Writes down the steps that keyboard notifiers are told");
MODULE_LICENSE("GPL");
