/* SPDX-License-Identifier: GPL-2.0 */
/* Memory; see types.h. */
#ifndef VTKBD_USER_SLAB_H
#define VTKBD_USER_SLAB_H

#include_next <linux/slab.h>

#define kmalloc_array(nr, size, gfp)	((void)(gfp), reallocarray(NULL, nr, size))

#endif
