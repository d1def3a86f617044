/* SPDX-License-Identifier: GPL-2.0 */
/* The folders that the host shares with its guest. */
#ifndef VM_SHARE_H
#define VM_SHARE_H

/*
 * Set the clock, which has the time of the saved state, and mount them. now: seconds since
 * 1970, in digits. NULL, or the name of what failed, with the reason in errno.
 */
const char *share_mount(const char *now);

#endif
