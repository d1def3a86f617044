// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Loading and unloading, module parameters, and the functions that other
 * modules call. Only two variables at file scope are not const: the parameters,
 * which the module loader fills in before the seat exists, and the pointer to
 * the seat.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/vtkbd.h>

#include "core/rules.h"
#include "grab.h"
#include "led_write.h"
#include "notify.h"
#include "params.h"
#include "seat.h"

#include "compat.h"

static struct vtkbd_params vtkbd_params = {
	.tun = { .brl_timeout = 300, .brl_nbchords = 1 },
	.cad = VTKBD_CAD_SIGNAL,
	.utf8 = true,
	.led_quiet_ms = 70,
	.output_kib = 16,
};

static struct vtkbd_seat *vtkbd_seat;

/* Milliseconds. With more, the LEDs would lag noticeably behind the keys. */
#define VTKBD_LED_QUIET_MAX	1000

/* KiB. A ring is one allocation, made where sleeping is not allowed. */
#define VTKBD_OUTPUT_MAX	64

static const char *const vtkbd_cad_names[] = {
	[VTKBD_CAD_SIGNAL] = "signal",
	[VTKBD_CAD_REBOOT] = "reboot",
	[VTKBD_CAD_IGNORE] = "ignore",
};

static int vtkbd_param_cad_set(const char *val, const struct kernel_param *kp)
{
	int cad = sysfs_match_string(vtkbd_cad_names, val);

	if (cad < 0) {
		pr_err("cad=%s: not one of signal, reboot, ignore\n", val);
		return -EINVAL;
	}
	WRITE_ONCE(vtkbd_params.cad, cad);
	return 0;
}

static int vtkbd_param_cad_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", vtkbd_cad_names[vtkbd_params.cad]);
}

static const struct kernel_param_ops vtkbd_param_cad_ops = {
	.set = vtkbd_param_cad_set,
	.get = vtkbd_param_cad_get,
};

static const struct vtkbd_rules *vtkbd_rules_of_kernel(void)
{
	return vtkbd_rules_of(VTKBD_KERNEL_MAJOR, VTKBD_KERNEL_MINOR);
}

static int vtkbd_param_rules_set(const char *val, const struct kernel_param *kp)
{
	const struct vtkbd_rules *first = &vtkbd_generation[0];
	unsigned int major, minor;
	char rest = 0;

	/* What uname -r prints has more behind the two numbers, as 6.12.3-rt, 7.1-rc3, 6.1+. */
	if (sscanf(val, "%3u.%3u%c", &major, &minor, &rest) < 2 || !strchr(".-+~_\n", rest) ||
	    major < first->major || (major == first->major && minor < first->minor)) {
		pr_err("rules=%s: not a kernel version from %u.%u on\n", val, first->major,
		       first->minor);
		return -EINVAL;
	}
	vtkbd_params.rules = vtkbd_rules_of(major, minor);
	return 0;
}

static int vtkbd_param_rules_get(char *buf, const struct kernel_param *kp)
{
	/* The file is there before vtkbd_init() is called. */
	const struct vtkbd_rules *rules = vtkbd_params.rules ?: vtkbd_rules_of_kernel();

	return sysfs_emit(buf, "%u.%u\n", rules->major, rules->minor);
}

static const struct kernel_param_ops vtkbd_param_rules_ops = {
	.set = vtkbd_param_rules_set,
	.get = vtkbd_param_rules_get,
};

static int vtkbd_param_grab_set(const char *val, const struct kernel_param *kp)
{
	bool grab = true;
	int err = 0;

	/* "grab" without a value means yes, as for any bool parameter. */
	if (val)
		err = kstrtobool(val, &grab);
	if (err) {
		pr_err("grab=%s: neither yes nor no\n", val);
		return err;
	}
	if (vtkbd_seat)
		err = vtkbd_grab_set(vtkbd_seat, grab);
	if (!err)
		vtkbd_params.grab = grab;
	return err;
}

static const struct kernel_param_ops vtkbd_param_grab_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = vtkbd_param_grab_set,
	.get = param_get_bool,
};

static int vtkbd_param_led_quiet_set(const char *val, const struct kernel_param *kp)
{
	unsigned int ms;

	if (kstrtouint(val, 0, &ms) || ms > VTKBD_LED_QUIET_MAX) {
		pr_err("led_quiet_ms=%s: not a number from 0 to %u\n", val,
		       VTKBD_LED_QUIET_MAX);
		return -EINVAL;
	}
	WRITE_ONCE(vtkbd_params.led_quiet_ms, ms);
	if (vtkbd_seat)
		vtkbd_led_write_quiet_changed(vtkbd_seat);
	return 0;
}

static const struct kernel_param_ops vtkbd_param_led_quiet_ops = {
	.set = vtkbd_param_led_quiet_set,
	.get = param_get_uint,
};

static int vtkbd_param_output_set(const char *val, const struct kernel_param *kp)
{
	unsigned int kib;

	if (kstrtouint(val, 0, &kib) || kib > VTKBD_OUTPUT_MAX ||
	    (kib && !is_power_of_2(kib))) {
		pr_err("output=%s: neither 0 nor a power of two up to %u\n", val,
		       VTKBD_OUTPUT_MAX);
		return -EINVAL;
	}
	vtkbd_params.output_kib = kib;
	return 0;
}

static const struct kernel_param_ops vtkbd_param_output_ops = {
	.set = vtkbd_param_output_set,
	.get = param_get_uint,
};

/* As param_set_uint(), but the core reads the parameter at any time. */
static int vtkbd_param_tun_set(const char *val, const struct kernel_param *kp)
{
	unsigned int value;
	int err = kstrtouint(val, 0, &value);

	if (!err)
		WRITE_ONCE(*(unsigned int *)kp->arg, value);
	return err;
}

static const struct kernel_param_ops vtkbd_param_tun_ops = {
	.set = vtkbd_param_tun_set,
	.get = param_get_uint,
};

module_param_cb(cad, &vtkbd_param_cad_ops, NULL, 0644);
MODULE_PARM_DESC(cad, "What Ctrl-Alt-Del does where vtkbd acts: signal (SIGINT to PID 1), reboot, or ignore");

module_param_cb(rules, &vtkbd_param_rules_ops, NULL, 0444);
MODULE_PARM_DESC(rules, "Behave as the VT of this kernel, such as 6.1, 6.12, 7.1, 7.3; default: of the running one");

module_param_cb(grab, &vtkbd_param_grab_ops, &vtkbd_params.grab, 0644);
MODULE_PARM_DESC(grab, "Withhold keys from the built-in keyboard and evdev, and act in its place");

module_param_named(default_utf8, vtkbd_params.utf8, bool, 0444);
MODULE_PARM_DESC(default_utf8, "Consoles start in K_UNICODE rather than K_XLATE");

/* The built-in keyboard follows the firmware, which a module cannot read. */
module_param_named(numlock, vtkbd_params.numlock, bool, 0444);
MODULE_PARM_DESC(numlock, "Consoles start with Num Lock");

module_param_cb(led_quiet_ms, &vtkbd_param_led_quiet_ops, &vtkbd_params.led_quiet_ms, 0644);
MODULE_PARM_DESC(led_quiet_ms, "LEDs are written after this many milliseconds without a key event, if not sooner");

/*
 * Only root may read and write it: whoever sets it lets all who may read
 * tracepoints read what everybody types.
 */
module_param_named(trace_keys, vtkbd_params.trace_keys, bool, 0600);
MODULE_PARM_DESC(trace_keys, "The tracepoint vtkbd_key tells the keycode, not only that there was a key");

module_param_cb(output, &vtkbd_param_output_ops, &vtkbd_params.output_kib, 0444);
MODULE_PARM_DESC(output, "KiB of output kept for each console, for VTKBD_ATTACH; 0: none");

module_param_cb(brl_timeout, &vtkbd_param_tun_ops, &vtkbd_params.tun.brl_timeout, 0644);
MODULE_PARM_DESC(brl_timeout, "Milliseconds in which a braille chord is released; 0: its first release ends it");

module_param_cb(brl_nbchords, &vtkbd_param_tun_ops, &vtkbd_params.tun.brl_nbchords, 0644);
MODULE_PARM_DESC(brl_nbchords, "Chords that make one braille pattern; 0: a chord is a dead key");

/**
 * vtkbd_register_notifier - register a keyboard notifier
 * @nb: the caller's block; <linux/vtkbd.h> describes its callback
 *
 * Matches register_keyboard_notifier(), which cannot be used here: it passes a
 * console of the built-in keyboard to the callback.
 *
 * Context: Process.
 * Return: 0, -EEXIST if it is registered already, or -ENODEV if vtkbd is built
 *	into the kernel and could not start.
 */
int vtkbd_register_notifier(struct notifier_block *nb)
{
	return vtkbd_seat ? vtkbd_notify_add(vtkbd_seat, nb) : -ENODEV;
}
EXPORT_SYMBOL_GPL(vtkbd_register_notifier);

/**
 * vtkbd_unregister_notifier - unregister a keyboard notifier
 * @nb: the block
 *
 * Context: Process. When it returns, the callback is not running.
 * Return: 0, or -ENOENT if it was not registered.
 */
int vtkbd_unregister_notifier(struct notifier_block *nb)
{
	return vtkbd_seat ? vtkbd_notify_remove(vtkbd_seat, nb) : -ENOENT;
}
EXPORT_SYMBOL_GPL(vtkbd_unregister_notifier);

#define VTKBD_OPENERS_MS	30000

/*
 * The module loader frees a module that failed to load even if a program is
 * still inside it. A program that waits in open(2) for a node holds a reference
 * to the module until it finds that the node is gone, which takes a moment.
 * Loading itself holds one reference. The wait is limited, since a reference
 * may also be held for other reasons. Built into the kernel, it has no references
 * (THIS_MODULE is %NULL), and is not freed.
 */
static void vtkbd_wait_for_openers(void)
{
#if defined(MODULE) && defined(CONFIG_MODULE_UNLOAD)
	unsigned int ms;

	for (ms = 0; ms < VTKBD_OPENERS_MS && module_refcount(THIS_MODULE) > 1; ms++)
		usleep_range(1000, 1500);
#endif
}

/*
 * Parameter files exist before the seat is created and after it is destroyed.
 * While kernel_param_lock() is held, their handlers do not run.
 */
static int __init vtkbd_init(void)
{
	struct vtkbd_seat *seat;

	kernel_param_lock(THIS_MODULE);
	if (!vtkbd_params.rules)
		vtkbd_params.rules = vtkbd_rules_of_kernel();
	seat = vtkbd_seat_create(&vtkbd_params);
	if (!IS_ERR(seat))
		vtkbd_seat = seat;
	kernel_param_unlock(THIS_MODULE);

	if (IS_ERR(seat)) {
		vtkbd_wait_for_openers();
		pr_err("cannot load: %pe\n", seat);
		return PTR_ERR(seat);
	}
	pr_info("%u consoles, /dev/%s0 to /dev/%s%u; %s\n", VTKBD_NR_CONSOLES,
		seat->nodes.driver->name, seat->nodes.driver->name, VTKBD_NR_CONSOLES,
		vtkbd_acts(seat) ? "acting" : "listening");
	return 0;
}

static void __exit vtkbd_exit(void)
{
	struct vtkbd_seat *seat = vtkbd_seat;

	kernel_param_lock(THIS_MODULE);
	vtkbd_seat = NULL;
	kernel_param_unlock(THIS_MODULE);
	vtkbd_seat_destroy(seat);
}

module_init(vtkbd_init);
module_exit(vtkbd_exit);

MODULE_DESCRIPTION("Virtual-terminal keyboard");
MODULE_AUTHOR("The vtkbd authors");
MODULE_LICENSE("GPL");
