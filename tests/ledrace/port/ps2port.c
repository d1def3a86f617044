// SPDX-License-Identifier: GPL-2.0
/*
 * A PS/2 port whose keyboard is a program. While /dev/ps2port is open there
 * is a serio port that atkbd takes for one of the i8042's; bytes that the program
 * writes come from the keyboard, bytes that it reads are commands to the keyboard.
 * Bytes are passed on unchanged and at once: the program decides when a byte is sent
 * and how it answers.
 */
#include <linux/fs.h>
#include <linux/kfifo.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/serio.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

static bool translated;
module_param(translated, bool, 0644);
MODULE_PARM_DESC(translated, "The next port speaks set 1, as an i8042 that translates");

static struct ps2port {
	unsigned long in_use;
	struct serio *serio;
	DECLARE_KFIFO(told, u8, 256);
	spinlock_t lock;	/* writers of told */
	wait_queue_head_t wait;
} port;

/* The machine sends a byte to its keyboard; in the i8042 this is a full register. */
static int ps2port_tell(struct serio *serio, unsigned char byte)
{
	bool done = kfifo_in_spinlocked(&port.told, &byte, 1, &port.lock);

	wake_up_interruptible(&port.wait);
	return done ? 0 : -EIO;
}

static int ps2port_open(struct inode *inode, struct file *file)
{
	struct serio *serio;

	if (test_and_set_bit(0, &port.in_use))
		return -EBUSY;
	serio = kzalloc(sizeof(*serio), GFP_KERNEL);
	if (!serio) {
		clear_bit(0, &port.in_use);
		return -ENOMEM;
	}

	kfifo_reset(&port.told);
	serio->id.type = translated ? SERIO_8042_XL : SERIO_8042;
	serio->write = ps2port_tell;
	strscpy(serio->name, "PS/2 port of a program", sizeof(serio->name));
	strscpy(serio->phys, "ps2port/serio0", sizeof(serio->phys));
	port.serio = serio;
	serio_register_port(serio);
	return stream_open(inode, file);
}

static int ps2port_release(struct inode *inode, struct file *file)
{
	serio_unregister_port(port.serio);	/* frees it */
	port.serio = NULL;
	clear_bit(0, &port.in_use);
	return 0;
}

/* Each byte as an interrupt of the port would bring it. */
static ssize_t ps2port_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	size_t done;
	u8 byte;

	for (done = 0; done < count; done++) {
		if (get_user(byte, buf + done))
			return done ?: -EFAULT;
		serio_interrupt(port.serio, byte, 0);
	}
	return done;
}

static ssize_t ps2port_read(struct file *file, char __user *buf,
			    size_t count, loff_t *pos)
{
	unsigned int copied;
	int err;

	if (kfifo_is_empty(&port.told) && file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	err = wait_event_interruptible(port.wait, !kfifo_is_empty(&port.told));
	if (err)
		return err;
	err = kfifo_to_user(&port.told, buf, count, &copied);
	return err ?: copied;
}

static __poll_t ps2port_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &port.wait, table);
	return EPOLLOUT | EPOLLWRNORM |
	       (kfifo_is_empty(&port.told) ? 0 : EPOLLIN | EPOLLRDNORM);
}

static const struct file_operations ps2port_fops = {
	.owner = THIS_MODULE,
	.open = ps2port_open,
	.release = ps2port_release,
	.read = ps2port_read,
	.write = ps2port_write,
	.poll = ps2port_poll,
};

static struct miscdevice ps2port_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ps2port",
	.fops = &ps2port_fops,
};

static int __init ps2port_init(void)
{
	INIT_KFIFO(port.told);
	spin_lock_init(&port.lock);
	init_waitqueue_head(&port.wait);
	return misc_register(&ps2port_misc);
}
module_init(ps2port_init);

static void __exit ps2port_exit(void)
{
	misc_deregister(&ps2port_misc);
}
module_exit(ps2port_exit);

MODULE_DESCRIPTION("A PS/2 port whose keyboard is a program");
MODULE_LICENSE("GPL");
