/* SPDX-License-Identifier: GPL-2.0 */
/* A program keeps nothing of what a module says of itself; see types.h. */
#ifndef VTKBD_USER_MODULE_H
#define VTKBD_USER_MODULE_H

#include <assert.h>
#include <linux/kernel.h>

#define MODULE_DESCRIPTION(text)	static_assert(sizeof(text) > 1, "says nothing")
#define MODULE_LICENSE(text)		static_assert(sizeof(text) > 1, "says nothing")

#endif
