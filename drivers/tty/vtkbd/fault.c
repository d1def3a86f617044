// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The vtkbd authors
/*
 * Faults of a console that a program has asked for (VTKBD_SET_FAULT): ioctls that
 * fail or come late, signals to the owner that come late, twice or not at all.
 * fault_rules.c decides which rule acts, under switch_mutex; what has to wait,
 * waits without it.
 *
 * The rules are the console's, and not those of one life of it: VT_DISALLOCATE and
 * SAK leave them. They end with the descriptor that owns them.
 */
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "fault.h"
#include "fault_rules.h"
#include "seat.h"

#include "compat.h"
#include "trace.h"

/* Long enough that the owner has taken the first of two signals. */
#define VTKBD_FAULT_REPEAT_MS	50

/* Never less than that: the jiffy that has begun does not count. */
static unsigned long vtkbd_fault_jiffies(u32 ms)
{
	return msecs_to_jiffies(ms) + 1;
}

/* -- signals that are sent later ------------------------------------------------- */

static void vtkbd_late_send_first_locked(struct vtkbd_faults *faults)
{
	struct vtkbd_late late = faults->late[0];
	unsigned int i;

	faults->nr_late--;
	for (i = 0; i < faults->nr_late; i++)
		faults->late[i] = faults->late[i + 1];
	kill_pid(late.pid, late.sig, 1);
	put_pid(late.pid);
}

/* The work may be running, and wait for switch_mutex: then it runs once more. */
static void vtkbd_late_arm_locked(struct vtkbd_faults *faults)
{
	unsigned long now = jiffies, due;

	if (!faults->nr_late)
		return;
	due = faults->late[0].due;
	cancel_delayed_work(&faults->late_work);
	schedule_delayed_work(&faults->late_work, time_after(due, now) ? due - now : 0);
}

/*
 * Nothing is allocated here, and so nothing is lost: without room the first one
 * is sent at once.
 */
static void vtkbd_late_add_locked(struct vtkbd_faults *faults, struct pid *pid, int sig, u32 ms)
{
	struct vtkbd_late late = {
		.due = jiffies + vtkbd_fault_jiffies(ms), .pid = get_pid(pid), .sig = sig,
	};
	unsigned int at;

	if (faults->nr_late == VTKBD_FAULT_LATE)
		vtkbd_late_send_first_locked(faults);
	for (at = faults->nr_late++; at && time_after(faults->late[at - 1].due, late.due); at--)
		faults->late[at] = faults->late[at - 1];
	faults->late[at] = late;
	vtkbd_late_arm_locked(faults);
}

static void vtkbd_late_work(struct work_struct *work)
{
	struct vtkbd_faults *faults = container_of(to_delayed_work(work), struct vtkbd_faults,
						   late_work);
	struct mutex *lock = &faults->con->seat->switch_mutex;

	mutex_lock(lock);
	while (faults->nr_late && time_after_eq(jiffies, faults->late[0].due))
		vtkbd_late_send_first_locked(faults);
	vtkbd_late_arm_locked(faults);
	mutex_unlock(lock);
}

/* -- the rules of a console -------------------------------------------------------- */

static void vtkbd_faults_put(struct vtkbd_faults *faults)
{
	if (!refcount_dec_and_test(&faults->refs))
		return;
	put_pid(faults->maker);
	kfree(faults);
}

/**
 * vtkbd_faults_create - rules for a console, which it does not follow yet
 * @con: the console
 *
 * The caller fills in the rules. Ioctls of the current process will be left alone.
 *
 * Context: Process.
 * Return: the rules, for vtkbd_faults_end(); %NULL without memory.
 */
struct vtkbd_faults *vtkbd_faults_create(struct vtkbd_console *con)
{
	struct vtkbd_faults *faults = kzalloc(sizeof(*faults), GFP_KERNEL);

	if (!faults)
		return NULL;
	refcount_set(&faults->refs, 1);
	faults->con = con;
	faults->maker = get_pid(task_tgid(current));
	init_waitqueue_head(&faults->wait);
	INIT_DELAYED_WORK(&faults->late_work, vtkbd_late_work);
	return faults;
}

/**
 * vtkbd_faults_publish - let a console follow its rules
 * @faults: the rules, complete
 *
 * Context: Process.
 * Return: 0, or -EBUSY if the console has rules.
 */
int vtkbd_faults_publish(struct vtkbd_faults *faults)
{
	struct vtkbd_console *con = faults->con;
	int err = -EBUSY;

	mutex_lock(&con->seat->switch_mutex);
	if (!con->faults) {
		WRITE_ONCE(con->faults, faults);
		err = 0;
	}
	mutex_unlock(&con->seat->switch_mutex);
	return err;
}

/**
 * vtkbd_faults_end - the rules end
 * @faults: the rules, which the console may follow; the caller's reference is put
 *
 * Signals that wait are sent at once, in the order in which they were due: one that
 * is lost would leave the console waiting for its owner. Ioctls that wait run.
 *
 * Context: Process.
 */
void vtkbd_faults_end(struct vtkbd_faults *faults)
{
	struct vtkbd_console *con = faults->con;

	mutex_lock(&con->seat->switch_mutex);
	if (con->faults == faults)
		WRITE_ONCE(con->faults, NULL);
	WRITE_ONCE(faults->over, true);
	while (faults->nr_late)
		vtkbd_late_send_first_locked(faults);
	mutex_unlock(&con->seat->switch_mutex);

	wake_up_interruptible_all(&faults->wait);
	cancel_delayed_work_sync(&faults->late_work);
	vtkbd_faults_put(faults);
}

/**
 * vtkbd_faults_list - the rules with their hits
 * @faults: the rules
 * @list: room for VTKBD_FAULT_MAX
 *
 * Context: Process.
 * Return: how many there are.
 */
unsigned int vtkbd_faults_list(struct vtkbd_faults *faults, struct vtkbd_fault *list)
{
	struct mutex *lock = &faults->con->seat->switch_mutex;
	unsigned int i;

	mutex_lock(lock);
	for (i = 0; i < faults->nr; i++)
		list[i] = faults->rule[i].fault;
	mutex_unlock(lock);
	return faults->nr;
}

/* -- what happens by them ---------------------------------------------------------- */

static const struct vtkbd_fault *vtkbd_fault_decide_locked(struct vtkbd_faults *faults, u8 what,
							   u32 cmd)
{
	const struct vtkbd_fault *fault = vtkbd_fault_decide(faults->rule, faults->nr, what, cmd);

	if (fault)
		trace_vtkbd_fault(faults->con, fault);
	return fault;
}

/*
 * What is to happen to an ioctl of the current process. With a delay the rules are
 * referenced, for vtkbd_fault_wait().
 */
static struct vtkbd_faults *vtkbd_fault_find(struct vtkbd_console *con, unsigned int cmd,
					     struct vtkbd_fault *act)
{
	const struct vtkbd_fault *fault = NULL;
	struct vtkbd_faults *faults;

	mutex_lock(&con->seat->switch_mutex);
	faults = con->faults;
	if (faults && faults->maker != task_tgid(current))
		fault = vtkbd_fault_decide_locked(faults, VTKBD_FAULT_IOCTL, cmd);
	if (fault) {
		*act = *fault;
		refcount_inc(&faults->refs);
	}
	mutex_unlock(&con->seat->switch_mutex);
	return fault ? faults : NULL;
}

static int vtkbd_fault_wait(struct vtkbd_faults *faults, u32 ms)
{
	long left = wait_event_interruptible_timeout(faults->wait, READ_ONCE(faults->over),
						     vtkbd_fault_jiffies(ms));

	return left < 0 ? -EINTR : 0;
}

/**
 * vtkbd_fault_ioctl - what happens to an ioctl on a console that has rules
 * @con: the console
 * @cmd: number of the ioctl
 *
 * Context: Process; may wait for as long as a rule says.
 * Return: 0 if it is to be carried out now; else a negative error, with which it
 *	fails.
 */
int vtkbd_fault_ioctl(struct vtkbd_console *con, unsigned int cmd)
{
	struct vtkbd_fault act;
	struct vtkbd_faults *faults = vtkbd_fault_find(con, cmd, &act);
	int err;

	if (!faults)
		return 0;
	if (act.act == VTKBD_FAULT_DELAY)
		err = vtkbd_fault_wait(faults, act.delay_ms);
	else
		err = -act.error;
	vtkbd_faults_put(faults);
	return err;
}

/* What kill_pid() would return. */
static int vtkbd_fault_try_signal(struct pid *pid, int sig)
{
	return kill_pid(pid, valid_signal(sig) ? 0 : sig, 1);
}

/**
 * vtkbd_fault_signal - a signal to the owner of a console that has rules
 * @con: the console
 * @what: VTKBD_FAULT_RELEASE or VTKBD_FAULT_ACQUIRE
 * @pid: the owner
 * @sig: the signal
 *
 * An owner that does not exist is found as without rules, and counts for none.
 *
 * Context: Process, under switch_mutex.
 * Return: as kill_pid(), also for a signal that is sent later or not at all.
 */
int vtkbd_fault_signal(struct vtkbd_console *con, u8 what, struct pid *pid, int sig)
{
	struct vtkbd_faults *faults = con->faults;
	const struct vtkbd_fault *fault;
	int err = vtkbd_fault_try_signal(pid, sig);

	lockdep_assert_held(&con->seat->switch_mutex);

	fault = err ? NULL : vtkbd_fault_decide_locked(faults, what, 0);
	if (!fault)
		return err ?: kill_pid(pid, sig, 1);
	if (fault->act == VTKBD_FAULT_DELAY) {
		vtkbd_late_add_locked(faults, pid, sig, fault->delay_ms);
	} else if (fault->act == VTKBD_FAULT_REPEAT) {
		vtkbd_late_add_locked(faults, pid, sig, VTKBD_FAULT_REPEAT_MS);
		return kill_pid(pid, sig, 1);
	}
	return 0;
}
