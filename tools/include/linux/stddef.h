/* SPDX-License-Identifier: GPL-2.0 */
/* A group of members with a name and a type of its own; see types.h. */
#ifndef VTKBDCTL_INCLUDE_STDDEF_H
#define VTKBDCTL_INCLUDE_STDDEF_H

#include_next <linux/stddef.h>

#define struct_group_tagged(tag, name, members...) __struct_group(tag, name, , members)

#endif
