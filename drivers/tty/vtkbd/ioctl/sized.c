// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * A program and the module may be built with different versions of
 * <linux/vtkbd.h>. The number of an ioctl has the size of the caller's
 * structure; its other bits say which ioctl it is.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <uapi/linux/vtkbd.h>

#include "sized.h"

/**
 * struct vtkbd_sized - an ioctl whose structure may become longer
 * @cmd: its number, with the size of the module's structure
 * @least: size of the structure's first version
 */
struct vtkbd_sized {
	unsigned int cmd;
	unsigned int least;
};

static const struct vtkbd_sized vtkbd_sized[] = {
	{ VTKBD_GET_SEAT, VTKBD_SEAT_INFO_SIZE_VER0 },
	{ VTKBD_GET_CONSOLE, VTKBD_CONSOLE_INFO_SIZE_VER0 },
	{ VTKBD_GET_HISTORY, VTKBD_HISTORY_SIZE_VER0 },
	{ VTKBD_GET_DEVICE, VTKBD_DEVICE_INFO_SIZE_VER0 },
	{ VTKBD_ATTACH, VTKBD_ATTACH_REQ_SIZE_VER0 },
	{ VTKBD_SEND_KEY, VTKBD_SEND_KEY_SIZE_VER0 },
	{ VTKBD_GET_OUTPUT, VTKBD_OUTPUT_INFO_SIZE_VER0 },
	{ VTKBD_SET_FAULT, VTKBD_FAULT_REQ_SIZE_VER0 },
	{ VTKBD_GET_FAULTS, VTKBD_FAULT_REQ_SIZE_VER0 },
};

/* What programs may have been built with never moves. */
static_assert(offsetofend(struct vtkbd_seat_info, cad_acted) == VTKBD_SEAT_INFO_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_console_info, last) == VTKBD_CONSOLE_INFO_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_history, change) == VTKBD_HISTORY_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_device_info, grabber) == VTKBD_DEVICE_INFO_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_attach_req, flags) == VTKBD_ATTACH_REQ_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_send_key, reserved) == VTKBD_SEND_KEY_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_output_info, lost) == VTKBD_OUTPUT_INFO_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_mode_change, reserved) == VTKBD_MODE_CHANGE_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_fault_req, fault) == VTKBD_FAULT_REQ_SIZE_VER0);
static_assert(offsetofend(struct vtkbd_fault, hits) == VTKBD_FAULT_SIZE_VER0);

static const struct vtkbd_sized *vtkbd_sized_find(unsigned int cmd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vtkbd_sized); i++)
		if (!((vtkbd_sized[i].cmd ^ cmd) & ~IOCSIZE_MASK))
			return &vtkbd_sized[i];
	return NULL;
}

/**
 * vtkbd_sized_cmd - the number that the module has for an ioctl
 * @cmd: the caller's number
 *
 * Return: the number with the module's size, if it is an ioctl of
 *	<linux/vtkbd.h>; @cmd if not.
 */
unsigned int vtkbd_sized_cmd(unsigned int cmd)
{
	const struct vtkbd_sized *s = vtkbd_sized_find(cmd);

	return s ? s->cmd : cmd;
}

/**
 * vtkbd_sized_in - get the caller's structure
 * @cmd: the caller's number of the ioctl
 * @user: the caller's structure
 * @own: the module's, filled in; zero where the caller's is too short
 *
 * Return: 0, -EFAULT, -EINVAL for a structure that is shorter than ever,
 *	-E2BIG if it is longer than the module's and not zero there.
 */
int vtkbd_sized_in(unsigned int cmd, const void __user *user, void *own)
{
	const struct vtkbd_sized *s = vtkbd_sized_find(cmd);

	if (_IOC_SIZE(cmd) < s->least)
		return -EINVAL;
	return copy_struct_from_user(own, _IOC_SIZE(s->cmd), user, _IOC_SIZE(cmd));
}

/* copy_struct_to_user(), which kernels have from 6.13 on. */
static int vtkbd_struct_out(void __user *user, size_t size, const void *own, size_t own_size)
{
	if (copy_to_user(user, own, min(size, own_size)))
		return -EFAULT;
	if (size > own_size && clear_user(user + own_size, size - own_size))
		return -EFAULT;
	return 0;
}

/**
 * vtkbd_sized_out - fill in the caller's structure
 * @cmd: the caller's number of the ioctl
 * @user: the caller's structure; zeroed where the module's is too short
 * @own: the module's
 *
 * Return: 0, -EFAULT, or -EINVAL for a structure that is shorter than ever.
 */
int vtkbd_sized_out(unsigned int cmd, void __user *user, const void *own)
{
	const struct vtkbd_sized *s = vtkbd_sized_find(cmd);

	if (_IOC_SIZE(cmd) < s->least)
		return -EINVAL;
	return vtkbd_struct_out(user, _IOC_SIZE(cmd), own, _IOC_SIZE(s->cmd));
}

/* The size of a structure that another has the address of. */
static int vtkbd_inner_size_check(u32 size, u32 least)
{
	if (size < least)
		return -EINVAL;
	return size > PAGE_SIZE ? -E2BIG : 0;
}

/**
 * vtkbd_change_size_check - whether a caller's vtkbd_mode_change can be filled
 * @size: its size
 *
 * Return: 0, -EINVAL if it is shorter than ever, -E2BIG if it is longer than a
 *	page.
 */
int vtkbd_change_size_check(u32 size)
{
	return vtkbd_inner_size_check(size, VTKBD_MODE_CHANGE_SIZE_VER0);
}

/**
 * vtkbd_change_out - fill in a caller's vtkbd_mode_change
 * @user: its address
 * @size: its size, which was checked
 * @change: the module's
 *
 * Return: 0 or -EFAULT.
 */
int vtkbd_change_out(u64 user, u32 size, const struct vtkbd_mode_change *change)
{
	return vtkbd_struct_out(u64_to_user_ptr(user), size, change, sizeof(*change));
}

/**
 * vtkbd_fault_size_check - whether a caller's vtkbd_fault can be read or filled
 * @size: its size
 *
 * Return: as vtkbd_change_size_check().
 */
int vtkbd_fault_size_check(u32 size)
{
	return vtkbd_inner_size_check(size, VTKBD_FAULT_SIZE_VER0);
}

/**
 * vtkbd_fault_in - get a caller's vtkbd_fault
 * @fault: the module's, filled in; zero where the caller's is too short
 * @user: the caller's address
 * @size: its size, which was checked
 *
 * Return: 0, -EFAULT, or -E2BIG if it is longer than the module's and not zero
 *	there.
 */
int vtkbd_fault_in(struct vtkbd_fault *fault, u64 user, u32 size)
{
	return copy_struct_from_user(fault, sizeof(*fault), u64_to_user_ptr(user), size);
}

/**
 * vtkbd_fault_out - fill in a caller's vtkbd_fault
 * @user: its address
 * @size: its size, which was checked
 * @fault: the module's
 *
 * Return: 0 or -EFAULT.
 */
int vtkbd_fault_out(u64 user, u32 size, const struct vtkbd_fault *fault)
{
	return vtkbd_struct_out(u64_to_user_ptr(user), size, fault, sizeof(*fault));
}
