// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * The sysfs attributes of the nodes. Every program can read them, without
 * opening a console. The ioctls that report state are in ioctl/own.c.
 */
#include <linux/device.h>
#include <linux/stringify.h>
#include <linux/sysfs.h>

#include "console.h"
#include "seat.h"
#include "status.h"

static const char *const vtkbd_mode_names[] = {
	[K_RAW] = "raw",
	[K_XLATE] = "xlate",
	[K_MEDIUMRAW] = "mediumraw",
	[K_UNICODE] = "unicode",
	[K_OFF] = "off",
};

static ssize_t active_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vtkbd_seat *seat = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s%u\n", seat->nodes.driver->name, READ_ONCE(seat->fg));
}
static DEVICE_ATTR_RO(active);

/*
 * The same with the names of the kernel's own /sys/class/tty/tty0/active. It
 * can be mounted over that file for programs that see vtkbd's nodes as
 * /dev/ttyN.
 */
static ssize_t active_tty_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vtkbd_seat *seat = dev_get_drvdata(dev);

	return sysfs_emit(buf, "tty%u\n", READ_ONCE(seat->fg));
}
static DEVICE_ATTR_RO(active_tty);

/* Which sources of core/ this is built from; the build defines it. See core/source-hash. */
static ssize_t core_source_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", __stringify(VTKBD_CORE_SOURCE));
}
static DEVICE_ATTR_RO(core_source);

static ssize_t kbdmode_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct vtkbd_console *con = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n",
			  vtkbd_mode_names[vtkbd_peek(&con->kbd.kbdmode)]);
}
static DEVICE_ATTR_RO(kbdmode);

static ssize_t kdmode_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct vtkbd_console *con = dev_get_drvdata(dev);
	bool text = READ_ONCE(con->kdmode) == KD_TEXT;

	return sysfs_emit(buf, "%s\n", text ? "text" : "graphics");
}
static DEVICE_ATTR_RO(kdmode);

static struct attribute *vtkbd_node0_attrs[] = {
	&dev_attr_active.attr,
	&dev_attr_active_tty.attr,
	&dev_attr_core_source.attr,
	NULL
};

static struct attribute *vtkbd_console_attrs[] = {
	&dev_attr_kbdmode.attr,
	&dev_attr_kdmode.attr,
	NULL
};

static const struct attribute_group vtkbd_node0_group = {
	.attrs = vtkbd_node0_attrs,
};

static const struct attribute_group vtkbd_console_group = {
	.attrs = vtkbd_console_attrs,
};

const struct attribute_group *vtkbd_node0_groups[] = {
	&vtkbd_node0_group,
	NULL
};

const struct attribute_group *vtkbd_console_groups[] = {
	&vtkbd_console_group,
	NULL
};
