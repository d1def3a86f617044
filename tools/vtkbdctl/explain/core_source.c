// SPDX-License-Identifier: GPL-2.0
/*
 * Compares the hash of the core's sources that is compiled in with the one that the
 * module has in sysfs. Both builds get it from core/source-hash.
 */
#include <string.h>

#include <core_source.h>

#include "console/source.h"
#include "explain/core_source.h"
#include "output/text.h"
#include "system/device.h"
#include "tool.h"

#define ADVICE	"the answer may be wrong; build and install the module and vtkbdctl from one tree"

const char core_source[] = VTKBD_CORE_SOURCE;

/* Node 0 has the attribute. A module from before it was added has none. */
static struct text read_hash(const struct source *src)
{
	const char *name = strrchr(src->base, '/') + 1;
	struct text path = { 0 }, hash = { 0 };
	char buf[sizeof(core_source) + 1];

	text_add(&path, "/sys/class/tty/%s0/core_source", name);
	if (src->tool->ops->read(path.s, buf, sizeof(buf)) > 0)
		text_add(&hash, "%.*s", (int)strcspn(buf, "\n"), buf);
	return hash;
}

struct module_core core_source_read(const struct source *src)
{
	struct module_core core = { .asked = src->kind == &source_vtkbd };

	if (core.asked)
		core.hash = read_hash(src);
	core.same = !strcmp(core.hash.s, core_source);
	return core;
}

void core_source_warn(const struct source *src, const struct module_core *core)
{
	if (!core->asked || core->same)
		return;
	if (*core->hash.s)
		complain(src->tool, "the loaded module is built from core %s, this vtkbdctl from "
			 "core %s: " ADVICE, text_escape(core->hash.s).s, core_source);
	else
		complain(src->tool, "the loaded module does not say from which core it is built, "
			 "this vtkbdctl is from core %s: " ADVICE, core_source);
}
