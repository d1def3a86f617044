/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The vtkbd authors */
/*
 * The module parameters, see main.c. They may change while keys arrive.
 */
#ifndef _VTKBD_PARAMS_H
#define _VTKBD_PARAMS_H

#include <linux/types.h>

#include "core/core.h"

/**
 * struct vtkbd_params - module parameters
 * @tun: what the core reads
 * @rules: of which kernel's VT; set before a seat is made
 * @cad: enum vtkbd_cad
 * @grab: start with the keyboards withheld from all other handlers
 * @utf8: consoles start in UNICODE
 * @numlock: consoles start with Num Lock
 * @led_quiet_ms: LEDs are written after this many milliseconds without a key
 *	event, if not sooner
 * @trace_keys: the tracepoint of a key tells which key it is
 * @output_kib: KiB of a console's output that are kept; a power of two, or 0
 */
struct vtkbd_params {
	struct vtkbd_tunables tun;
	const struct vtkbd_rules *rules;
	unsigned int cad;
	bool grab;
	bool utf8;
	bool numlock;
	bool trace_keys;
	unsigned int led_quiet_ms;
	unsigned int output_kib;
};

#endif /* _VTKBD_PARAMS_H */
