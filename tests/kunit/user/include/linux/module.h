/* SPDX-License-Identifier: GPL-2.0 */
/* A program says nothing of itself as a module does; see types.h. */
#ifndef VTKBD_USER_MODULE_H
#define VTKBD_USER_MODULE_H

#include <linux/kernel.h>

#define MODULE_DESCRIPTION(text)	struct module
#define MODULE_LICENSE(text)		struct module

#endif
