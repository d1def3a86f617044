/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * What differs between the VT keyboards of the kernels, as one table. A field is
 * named after a behaviour; a row says which behaviours a generation of kernels has.
 * No other file asks for a version because of a behaviour. What differs in the
 * kernel's API is in compat.h.
 */
#ifndef _VTKBD_RULES_H
#define _VTKBD_RULES_H

#include <linux/types.h>

#define VTKBD_KT_CSI		15	/* KT_CSI of <linux/keyboard.h>, from 7.1 on */

/**
 * struct vtkbd_rules - the behaviour of one generation of kernels
 * @major: the first kernel that behaves like this
 * @minor: likewise
 * @csi_keysyms: type 15 (KT_CSI) sends ESC [ n ~, and takes values up to 99. Else
 *	its keys do nothing, and only UNICODE can bind it
 * @csi_modifiers: cursor and KT_CSI keys send the held Shift, Alt and Ctrl as a
 *	parameter
 * @plain_fallback: with modifiers, a key that their keymap does not bind is looked
 *	up in the plain keymap, if it is a cursor or KT_CSI key there
 * @colon_parameters: in a CSI sequence, a colon separates the parameters of a colour
 * @bracketed_paste: TIOCLINUX reports whether CSI ? 2004 h is set
 * @cursor_position: VT_GETCONSIZECSRPOS is supported
 * @resize_stops: VT_RESIZE returns an error, and stops at it
 * @setactivate_checks: VT_SETACTIVATE refuses a mode that is neither VT_AUTO nor
 *	VT_PROCESS
 * @lut_by_admin: TIOCL_SELLOADLUT needs CAP_SYS_ADMIN
 * @kmsg_unsigned: TIOCL_SETKMSGREDIRECT takes 255
 */
struct vtkbd_rules {
	u8 major;
	u8 minor;
	bool csi_keysyms;
	bool csi_modifiers;
	bool plain_fallback;
	bool colon_parameters;
	bool bracketed_paste;
	bool cursor_position;
	bool resize_stops;
	bool setactivate_checks;
	bool lut_by_admin;
	bool kmsg_unsigned;
};

extern const struct vtkbd_rules vtkbd_generation[];
extern const unsigned int vtkbd_nr_generations;

const struct vtkbd_rules *vtkbd_rules_of(unsigned int major, unsigned int minor);

#endif /* _VTKBD_RULES_H */
