// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * What a key does besides sending bytes. Called with no lock of vtkbd held,
 * usually in interrupt context; what cannot be done there goes to a work item.
 * An action without a row in vtkbd_do is reported by the key's tracepoint only:
 * for SHOW_*, the built-in handler prints the machine's state under a spinlock;
 * scrolling needs a screen.
 */
#include <linux/fdtable.h>
#include <linux/reboot.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/tty.h>

#include "action.h"
#include "console.h"
#include "output.h"
#include "seat.h"
#include "switch.h"

#include "compat.h"
#include "trace.h"

/* As ctrl_alt_del() does with kernel.ctrl-alt-del at 0. */
static bool vtkbd_cad_signal(struct vtkbd_seat *seat)
{
	return !kill_cad_pid(SIGINT, 1);
}

static bool vtkbd_cad_reboot(struct vtkbd_seat *seat)
{
	return schedule_work(&seat->actions.reboot_work);
}

static bool vtkbd_cad_ignore(struct vtkbd_seat *seat)
{
	return false;
}

static bool (*const vtkbd_cad_policy[])(struct vtkbd_seat *seat) = {
	[VTKBD_CAD_SIGNAL] = vtkbd_cad_signal,
	[VTKBD_CAD_REBOOT] = vtkbd_cad_reboot,
	[VTKBD_CAD_IGNORE] = vtkbd_cad_ignore,
};

/* fn_boot_it: always counted and traced, carried out only if the seat acts. */
static void vtkbd_do_cad(struct vtkbd_console *con, u8 arg)
{
	struct vtkbd_seat *seat = con->seat;
	unsigned int policy = READ_ONCE(seat->params->cad);
	bool acted = vtkbd_acts(seat) && vtkbd_cad_policy[policy](seat);
	unsigned long flags;

	spin_lock_irqsave(&seat->lock, flags);
	seat->stats.cad_pressed++;
	seat->stats.cad_acted += acted;
	spin_unlock_irqrestore(&seat->lock, flags);

	trace_vtkbd_cad(con, policy, acted);
}

/*
 * Each console has a work item of its own: a program may make that of its own
 * console wait, but not that of another console. The action is for the life
 * that the console has now, see vtkbd_deferred.life.
 */
static void vtkbd_do_sak(struct vtkbd_console *con, u8 arg)
{
	unsigned long flags;

	spin_lock_irqsave(&con->seat->lock, flags);
	con->deferred.sak = true;
	spin_unlock_irqrestore(&con->seat->lock, flags);
	schedule_work(&con->deferred.work);
}

static void vtkbd_do_hold(struct vtkbd_console *con, u8 arg)
{
	unsigned long flags;

	spin_lock_irqsave(&con->seat->lock, flags);
	con->deferred.hold_presses++;
	spin_unlock_irqrestore(&con->seat->lock, flags);
	schedule_work(&con->deferred.work);
}

static void vtkbd_do_switch(struct vtkbd_console *con, u8 arg)
{
	vtkbd_switch_request(con->seat, arg + 1);
}

static void vtkbd_do_lastcons(struct vtkbd_console *con, u8 arg)
{
	vtkbd_switch_request(con->seat, READ_ONCE(con->seat->switching.last));
}

static void vtkbd_do_prevcons(struct vtkbd_console *con, u8 arg)
{
	vtkbd_switch_step(con->seat, -1);
}

static void vtkbd_do_nextcons(struct vtkbd_console *con, u8 arg)
{
	vtkbd_switch_step(con->seat, 1);
}

/* fn_spawn_con: a process that cannot be signalled is forgotten. */
static void vtkbd_do_spawn(struct vtkbd_console *con, u8 arg)
{
	struct vtkbd_seat *seat = con->seat;
	struct pid *pid, *gone = NULL;
	unsigned long flags;
	int sig;

	spin_lock_irqsave(&seat->lock, flags);
	pid = get_pid(seat->actions.spawn_pid);
	sig = seat->actions.spawn_sig;
	spin_unlock_irqrestore(&seat->lock, flags);

	if (pid && kill_pid(pid, sig, 1)) {
		spin_lock_irqsave(&seat->lock, flags);
		if (seat->actions.spawn_pid == pid)
			swap(gone, seat->actions.spawn_pid);
		spin_unlock_irqrestore(&seat->lock, flags);
	}
	put_pid(pid);
	put_pid(gone);
}

static void (*const vtkbd_do[VTKBD_NR_ACTS])(struct vtkbd_console *con, u8 arg) = {
	[VTKBD_ACT_CAD]		= vtkbd_do_cad,
	[VTKBD_ACT_SAK]		= vtkbd_do_sak,
	[VTKBD_ACT_SWITCH]	= vtkbd_do_switch,
	[VTKBD_ACT_LASTCONS]	= vtkbd_do_lastcons,
	[VTKBD_ACT_PREVCONS]	= vtkbd_do_prevcons,
	[VTKBD_ACT_NEXTCONS]	= vtkbd_do_nextcons,
	[VTKBD_ACT_HOLD]	= vtkbd_do_hold,
	[VTKBD_ACT_SPAWN]	= vtkbd_do_spawn,
};

/**
 * vtkbd_action_run - carry an action out
 * @con: the console that was in the foreground when the key came
 * @act: the action
 *
 * Context: Any, usually hard interrupt; seat->lock not held.
 */
void vtkbd_action_run(struct vtkbd_console *con, const struct vtkbd_action *act)
{
	if (vtkbd_do[act->type])
		vtkbd_do[act->type](con, act->arg);
}

/**
 * vtkbd_action_set_spawn - KDSIGACCEPT by the current process
 * @seat: the seat
 * @sig: signal to send to it
 *
 * Return: 0, or -EINVAL for a signal that cannot be sent.
 */
int vtkbd_action_set_spawn(struct vtkbd_seat *seat, unsigned long sig)
{
	struct pid *pid;

	if (!valid_signal(sig) || sig < 1 || sig == SIGKILL)
		return -EINVAL;

	pid = get_pid(task_pid(current));
	spin_lock_irq(&seat->lock);
	swap(pid, seat->actions.spawn_pid);
	seat->actions.spawn_sig = sig;
	spin_unlock_irq(&seat->lock);
	put_pid(pid);
	return 0;
}

/* For iterate_fd(): not 0 if the file is the tty. */
static int vtkbd_file_is(const void *data, struct file *file, unsigned int fd)
{
	const struct tty_struct *tty = data;
	const struct vtkbd_console *con = tty->driver_data;
	const struct tty_file_private *priv = file->private_data;

	/* /dev/tty is among these, too. */
	return file->f_op->read_iter == con->seat->nodes.tty_fops->read_iter && priv->tty == tty;
}

static bool vtkbd_has_open(struct task_struct *p, const struct tty_struct *tty)
{
	bool has;

	task_lock(p);
	has = p->files && iterate_fd(p->files, 0, vtkbd_file_is, tty);
	task_unlock(p);
	return has;
}

static bool vtkbd_is_kthread(const struct task_struct *p)
{
	/* Of its flags others change meanwhile, by plain stores; this one never. */
	return data_race(READ_ONCE(p->flags)) & PF_KTHREAD;
}

/*
 * do_SAK() first flushes the line discipline. A program that reads from it, and
 * waits for a user page, holds the lock that this takes, of whatever session it
 * is. Killed before, it releases that lock.
 */
static void vtkbd_kill_users(struct tty_struct *tty)
{
	struct task_struct *g, *p;
	struct pid *session;

	spin_lock_irq(&tty->ctrl.lock);
	session = get_pid(tty->ctrl.session);
	spin_unlock_irq(&tty->ctrl.lock);

	rcu_read_lock();
	do_each_pid_task(session, PIDTYPE_SID, p) {
		send_sig(SIGKILL, p, 1);
	} while_each_pid_task(session, PIDTYPE_SID, p);
	/* A process that forks meanwhile is killed, or its child is found behind it. */
	for_each_process_thread(g, p)
		if (!vtkbd_is_kthread(p) && vtkbd_has_open(p, tty))
			send_sig(SIGKILL, p, 1);
	rcu_read_unlock();
	put_pid(session);
}

/*
 * vc_SAK: the users of the console lose it, and it is reset in any mode. It is
 * reset after they are killed: what a dying program still requests changes
 * nothing, see vtkbd_dying(). do_SAK() only queues the tty's SAK_work, which
 * holds no reference to the tty. The caller's reference has to last until that
 * work is done.
 */
static void vtkbd_sak(struct vtkbd_console *con, struct tty_struct *tty,
		      unsigned int life)
{
	if (tty) {
		vtkbd_kill_users(tty);
		do_SAK(tty);
		flush_work(&tty->SAK_work);
	}
	mutex_lock(&con->seat->switch_mutex);
	if (con->allocated && con->deferred.life == life) {
		vtkbd_switch_reset_owner(con, VTKBD_CAUSE_SAK);
		/*
		 * Readers (VTKBD_ATTACH) do not have the tty open: do_SAK()
		 * leaves them.
		 */
		vtkbd_output_end(con);
	}
	mutex_unlock(&con->seat->switch_mutex);
}

/*
 * fn_hold. Not done in the interrupt: starting output wakes writers and sends
 * SIGIO, and their locks must not be taken under those of the input core.
 */
static void vtkbd_hold(struct tty_struct *tty, unsigned int presses)
{
	for (; tty && presses; presses--)
		if (vtkbd_is_stopped(tty))
			start_tty(tty);
		else
			stop_tty(tty);
}

/*
 * First get the tty, then check that the console still has the life in which
 * the key was pressed: a later life has another tty.
 */
static void vtkbd_deferred(struct work_struct *work)
{
	struct vtkbd_console *con = container_of(work, struct vtkbd_console,
						 deferred.work);
	struct vtkbd_deferred *d = &con->deferred;
	unsigned int presses, life;
	struct tty_struct *tty;
	bool sak;

	spin_lock_irq(&con->seat->lock);
	presses = d->hold_presses;
	sak = d->sak;
	life = d->life;
	d->hold_presses = 0;
	d->sak = false;
	spin_unlock_irq(&con->seat->lock);

	tty = tty_port_tty_get(&con->port);
	if (READ_ONCE(d->life) == life) {
		vtkbd_hold(tty, presses);
		if (sak)
			vtkbd_sak(con, tty, life);
	}
	tty_kref_put(tty);
}

static void vtkbd_reboot(struct work_struct *work)
{
	kernel_restart(NULL);
}

/**
 * vtkbd_action_drop - drop a console's actions that are still to be carried out
 * @con: the console, which is being disallocated
 *
 * Context: Process, under switch_mutex; takes seat->lock.
 */
void vtkbd_action_drop(struct vtkbd_console *con)
{
	spin_lock_irq(&con->seat->lock);
	WRITE_ONCE(con->deferred.life, con->deferred.life + 1);
	con->deferred.hold_presses = 0;
	con->deferred.sak = false;
	spin_unlock_irq(&con->seat->lock);
}

/**
 * vtkbd_action_init - initialise, before the first key
 * @seat: the seat
 */
void vtkbd_action_init(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	vtkbd_for_each_con(con, seat, num)
		INIT_WORK(&con->deferred.work, vtkbd_deferred);
	INIT_WORK(&seat->actions.reboot_work, vtkbd_reboot);
}

/**
 * vtkbd_action_exit - stop carrying actions out, after the last key
 * @seat: the seat
 */
void vtkbd_action_exit(struct vtkbd_seat *seat)
{
	struct vtkbd_console *con;
	unsigned int num;

	cancel_work_sync(&seat->actions.reboot_work);
	vtkbd_for_each_con(con, seat, num)
		cancel_work_sync(&con->deferred.work);
	put_pid(seat->actions.spawn_pid);
}
