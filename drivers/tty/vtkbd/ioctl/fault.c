// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * VTKBD_SET_FAULT: a descriptor that owns rules by which a console misbehaves, so
 * that a program can be tested on it.
 */
#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>

#include "ioctl.h"
#include "sized.h"

#include "../fault.h"
#include "../fault_rules.h"

static int vtkbd_faults_out(struct vtkbd_faults *faults, struct vtkbd_fault_req *req)
{
	struct vtkbd_fault list[VTKBD_FAULT_MAX];
	unsigned int i, room = req->count;
	int err = 0;

	req->console = faults->con->num;
	req->count = vtkbd_faults_list(faults, list);
	for (i = 0; !err && i < min(room, req->count); i++)
		err = vtkbd_fault_out(req->fault + (u64)i * req->fault_size, req->fault_size,
				      &list[i]);
	return err;
}

static long vtkbd_get_faults(struct vtkbd_faults *faults, unsigned int cmd, void __user *argp)
{
	struct vtkbd_fault_req req;
	int err = vtkbd_sized_in(cmd, argp, &req);

	if (!err && req.reserved)
		err = -EINVAL;
	if (!err && req.count)
		err = vtkbd_fault_size_check(req.fault_size);
	err = err ?: vtkbd_faults_out(faults, &req);
	return err ?: vtkbd_sized_out(cmd, argp, &req);
}

static long vtkbd_faults_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (vtkbd_sized_cmd(cmd) != VTKBD_GET_FAULTS)
		return -ENOTTY;
	return vtkbd_get_faults(file->private_data, cmd, (void __user *)arg);
}

/* Whoever closes it last, and however. */
static int vtkbd_faults_release(struct inode *inode, struct file *file)
{
	vtkbd_faults_end(file->private_data);
	return 0;
}

/* .owner keeps the module loaded, and with it the console. */
static const struct file_operations vtkbd_faults_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vtkbd_faults_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vtkbd_faults_release,
};

/*
 * The console follows the rules last, when nothing can fail any more. A file that
 * is not installed ends them as one that is closed does.
 */
static int vtkbd_faults_fd(struct vtkbd_faults *faults)
{
	int err, fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	file = fd < 0 ? ERR_PTR(fd) : anon_inode_getfile("vtkbd-fault", &vtkbd_faults_fops,
							  faults, O_RDWR);
	if (IS_ERR(file)) {
		vtkbd_faults_end(faults);
		err = PTR_ERR(file);
		goto put_fd;
	}
	err = vtkbd_faults_publish(faults);
	if (err) {
		fput(file);
		goto put_fd;
	}
	fd_install(fd, file);
	return fd;

put_fd:
	if (fd >= 0)
		put_unused_fd(fd);
	return err;
}

static int vtkbd_faults_in(struct vtkbd_faults *faults, const struct vtkbd_fault_req *req)
{
	struct vtkbd_fault *fault;
	int err = 0;

	while (!err && faults->nr < req->count) {
		fault = &faults->rule[faults->nr].fault;
		err = vtkbd_fault_in(fault, req->fault + (u64)faults->nr * req->fault_size,
				     req->fault_size);
		if (!err && !vtkbd_fault_valid(fault))
			err = -EINVAL;
		faults->nr++;
	}
	return err;
}

static int vtkbd_fault_req_check(const struct vtkbd_fault_req *req)
{
	if (req->reserved || !req->count || req->count > VTKBD_FAULT_MAX)
		return -EINVAL;
	return vtkbd_fault_size_check(req->fault_size);
}

/**
 * vtkbd_set_fault - VTKBD_SET_FAULT: let a console follow rules
 * @c: the call
 * @cmd: its number
 *
 * Return: a descriptor, -EPERM, -EINVAL for what <linux/vtkbd.h> does not allow,
 *	-EBUSY if the console has rules, or another negative error.
 */
int vtkbd_set_fault(struct vtkbd_call c, unsigned int cmd)
{
	struct vtkbd_fault_req req;
	struct vtkbd_console *con;
	struct vtkbd_faults *faults;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = vtkbd_sized_in(cmd, vtkbd_argp(c), &req);
	err = err ?: vtkbd_fault_req_check(&req);
	if (err)
		return err;
	con = vtkbd_con_named(vtkbd_call_seat(c), req.console);
	if (!con)
		return -EINVAL;
	faults = vtkbd_faults_create(con);
	if (!faults)
		return -ENOMEM;
	err = vtkbd_faults_in(faults, &req);
	if (!err)
		return vtkbd_faults_fd(faults);
	vtkbd_faults_end(faults);
	return err;
}
