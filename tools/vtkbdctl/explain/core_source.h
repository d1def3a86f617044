/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the loaded module is built from the same core as this program. If it is not,
 * the module may do something else with a key than the simulation says.
 */
#ifndef VTKBDCTL_EXPLAIN_CORE_SOURCE_H
#define VTKBDCTL_EXPLAIN_CORE_SOURCE_H

#include <stdbool.h>

#include "output/text.h"

struct source;

/* The hash of the core's sources that this program is built from. */
extern const char core_source[];

/**
 * struct module_core - the core of the module behind a source
 * @asked: the source is the module; all below is empty for the kernel's own VT
 * @same: it is built from the same sources as this program
 * @hash: its hash, "" if it could not be read
 */
struct module_core {
	bool asked;
	bool same;
	struct text hash;
};

struct module_core core_source_read(const struct source *src);
/* Prints one line to tool->err unless the two are the same. */
void core_source_warn(const struct source *src, const struct module_core *core);

#endif
