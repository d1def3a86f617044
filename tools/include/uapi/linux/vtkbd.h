/* SPDX-License-Identifier: GPL-2.0 */
/* For programs there is only the one. */
#include <linux/vtkbd.h>
