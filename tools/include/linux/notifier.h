/* SPDX-License-Identifier: GPL-2.0 */
/* The steps at which a key's watchers are asked; see types.h. */
#ifndef VTKBDCTL_INCLUDE_NOTIFIER_H
#define VTKBDCTL_INCLUDE_NOTIFIER_H

enum {
	KBD_KEYCODE = 1,
	KBD_UNBOUND_KEYCODE,
	KBD_UNICODE,
	KBD_KEYSYM,
	KBD_POST_KEYSYM,
};

#endif
