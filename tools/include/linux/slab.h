/* SPDX-License-Identifier: GPL-2.0 */
/* Memory; see types.h. */
#ifndef VTKBDCTL_INCLUDE_SLAB_H
#define VTKBDCTL_INCLUDE_SLAB_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GFP_KERNEL		0
#define kfree(p)		free(p)
#define kstrdup(s, gfp)		((void)(gfp), strdup(s))

static inline void *kmemdup(const void *from, size_t size, int gfp)
{
	void *to = malloc(size);

	(void)gfp;
	return to ? memcpy(to, from, size) : NULL;
}

#endif
