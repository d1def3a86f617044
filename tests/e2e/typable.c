// SPDX-License-Identifier: GPL-2.0
/*
 * typable N: every character that vtkbdctl type finds keys for on vtkbd's console N, but
 * for control characters, as one line. Built from the tool's own files.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "console/source.h"
#include "keys/planner.h"
#include "simulate/simulate.h"
#include "system/device.h"
#include "tool.h"

static void put_utf8(uint32_t c)
{
	if (c >= 0x800)
		printf("%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f));
	else if (c >= 0x80)
		putchar(0xc0 | c >> 6);
	putchar(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
}

static bool is_shown(uint32_t c)
{
	return c >= ' ' && !(c >= 0x7f && c <= 0x9f) && !(c >= 0xd800 && c <= 0xdfff);
}

static void print_typable(const struct planner *planner)
{
	struct stroke stroke[PLANNER_MAX_STROKES];

	for (uint32_t c = 0; c < 0x10000; c++)
		if (is_shown(c) && planner_strokes(planner, c, stroke))
			put_utf8(c);
	putchar('\n');
}

static int print_all(struct source *src, unsigned int number)
{
	struct planner planner;
	struct console con;
	struct sim *sim;
	int err;

	if (src->kind->read_console(src, number, &con))
		return 1;
	sim = sim_load_idle(src, &con);
	if (!sim)
		return 1;
	err = planner_init(&planner, sim);
	if (!err)
		print_typable(&planner);
	planner_free(&planner);
	sim_free(sim);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct tool tool = { .ops = &device_real, .out = stdout, .err = stderr };
	struct source src;
	int status;

	if (argc != 2 || source_open(&src, &tool, false))
		return 2;
	status = print_all(&src, atoi(argv[1]));
	source_close(&src);
	return status;
}
