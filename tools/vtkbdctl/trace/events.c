// SPDX-License-Identifier: GPL-2.0
/*
 * Which event becomes a line, by its name; and the line for events that are lost.
 */
#include <string.h>

#include "console/source.h"
#include "tool.h"
#include "trace/events.h"
#include "trace/fill.h"

/*
 * What the lost events did to the modes is not known. Two gaps may have been counted as
 * one.
 */
static void fill_lost(struct event *e)
{
	long long count = tracing_lost(&e->trace->tracing, e->record->cpu);

	e->nothing = !count;
	if (count < 0)
		text_add(&e->text, "events");
	else
		text_add(&e->text, "%lld events", count);
	text_add(&e->text, ": more than the buffer holds");
	put_number_if(e, "count", count >= 0, count);
	for (unsigned int n = 1; n <= VTKBD_NR_CONSOLES; n++)
		e->trace->mode[n] = e->trace->kdmode[n] = -1;
}

const struct row lost_row = { .kind = "lost", .fill = fill_lost };

const struct row *row_find(const char *event)
{
	static const struct row *const all[] = { vtkbd_rows, vt_rows };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (const struct row *row = all[i]; row->event; row++)
			if (!strcmp(row->event, event))
				return row;
	return NULL;
}
