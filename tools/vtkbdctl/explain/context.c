// SPDX-License-Identifier: GPL-2.0
/*
 * Reads what decides about keys, and changes nothing: only consoles in use are opened,
 * since opening another one would allocate it.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/vt.h>

#include "console/line.h"
#include "console/source.h"
#include "explain/context.h"
#include "explain/core_source.h"
#include "explain/terminal.h"
#include "system/device.h"
#include "system/inputs.h"
#include "system/proc.h"
#include "system/readers.h"
#include "tool.h"

/*
 * Which of the kernel's consoles are in use is read from sysfs, so that others are not
 * opened.
 */
static bool is_in_use(struct source *src, unsigned int number)
{
	struct console con;

	if (src->kind == &source_vt)
		return vt_is_allocated(src->tool, number);
	return !src->kind->read_console(src, number, &con) &&
	       con.info.flags & VTKBD_F_ALLOCATED;
}

static bool is_had(const struct processes *procs, unsigned int number)
{
	for (int i = 0; i < procs->nr; i++)
		if (process_has(&procs->all[i], number))
			return true;
	return false;
}

/*
 * The kernel does not show which processes have its consoles open, nor that an owner has
 * ended. If processes are hidden from the caller, this stays unknown.
 */
static int read_processes(struct context *context)
{
	const struct vtkbd_console_info *i = &context->con.info;
	const struct processes *procs = &context->readers.procs;

	if (readers_read(&context->readers, context->src))
		return -EXIT_UNREAD;
	terminal_read(&context->terminal, context->src->tool, procs, i->console);
	if (context->readers.all_seen) {
		context->unread = !is_had(procs, i->console);
		context->ownerless = i->vtmode == VT_PROCESS && i->vt_pid &&
				   !process_find(procs, i->vt_pid);
	}
	return 0;
}

/* If there is no keyboard for texts, nobody has taken one. */
static bool all_are_taken(const struct inputs *inputs)
{
	int nr = 0;

	for (int i = 0; i < inputs->nr; i++) {
		if (!inputs->all[i].letters)
			continue;
		if (!input_is_taken(&inputs->all[i]))
			return false;
		nr++;
	}
	return nr > 0;
}

/* A grabbed keyboard is read by the program that grabbed it, and by no filter before it. */
static void read_takers(struct context *context)
{
	const struct tool *tool = context->src->tool;
	bool grabs = vtkbd_grabs(tool);

	context->withheld = grabs && context->src->kind == &source_vt;
	if (!grabs)
		context->sysrq = device_number(tool, "/proc/sys/kernel/sysrq", 0);
}

static bool one_is_unasked(const struct inputs *inputs)
{
	for (int i = 0; i < inputs->nr; i++)
		if (inputs->all[i].letters && !inputs->all[i].asked)
			return true;
	return false;
}

int context_read(struct context *context, struct source *src, unsigned int number)
{
	int err;

	*context = (struct context) { .src = src };
	err = src->kind->read_seat(src, &context->seat);
	err = err ?: src->kind->read_console(src, number, &context->con);
	if (err)
		return err;
	if (!(context->con.info.flags & VTKBD_F_ALLOCATED))
		return complain_unused(src->tool, context->con.info.console, NO_MODE);
	context->core = core_source_read(src);
	read_takers(context);
	line_read(&context->terminal.line, src, &context->con);
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		if (is_in_use(src, n))
			context->in_use |= 1ull << n;
	err = read_processes(context);
	if (err)
		return err;
	context->taken = all_are_taken(&context->readers.inputs);
	context->unasked = one_is_unasked(&context->readers.inputs);
	return 0;
}

void context_free(struct context *context)
{
	readers_free(&context->readers);
}
