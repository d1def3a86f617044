/* SPDX-License-Identifier: GPL-2.0 */
/* Only the kernel has anything else to run; see types.h. */
#ifndef VTKBD_USER_SCHED_H
#define VTKBD_USER_SCHED_H

static inline void cond_resched(void)
{
}

#endif
