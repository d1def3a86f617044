/* SPDX-License-Identifier: GPL-2.0 */
/* A time that is counted in milliseconds; see types.h. */
#ifndef VTKBDCTL_INCLUDE_JIFFIES_H
#define VTKBDCTL_INCLUDE_JIFFIES_H

#define msecs_to_jiffies(ms)	((unsigned long)(ms))
#define time_after(a, b)	((long)((b) - (a)) < 0)

#endif
