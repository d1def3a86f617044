// SPDX-License-Identifier: GPL-2.0
/*
 * typable N: every character that vtkbdctl type finds keys for on vtkbd's console N, but
 * for control characters, as one line. Built from the tool's own files.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "console/source.h"
#include "keys/keymap.h"
#include "keys/planner.h"
#include "system/device.h"
#include "tool.h"

int complain(const struct tool *tool, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(tool->err, fmt, ap);
	va_end(ap);
	fputc('\n', tool->err);
	return -1;
}

static void put_utf8(uint32_t c)
{
	if (c >= 0x800)
		printf("%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f));
	else if (c >= 0x80)
		putchar(0xc0 | c >> 6);
	putchar(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
}

/* Asking for each of all characters there are would take minutes. */
static unsigned char wanted[0x10000];

static void want(uint32_t c)
{
	if (c >= ' ' && c < 0xd800 && (c < 0x7f || c > 0x9f))
		wanted[c] = 1;
}

static void want_all(const struct keymap *km)
{
	for (unsigned int map = 0; map < MAX_NR_KEYMAPS; map++)
		for (unsigned int keycode = 1; km->present[map] && keycode < NR_KEYS; keycode++) {
			want(keymap_char(km, map, keycode));
			want(keymap_accent(km, map, keycode));
		}
	for (unsigned int i = 0; i < km->accents.kb_cnt; i++)
		want(km->accents.kbdiacruc[i].result);
}

static int print_all(struct source *src, unsigned int number)
{
	struct stroke stroke[PLANNER_MAX_STROKES];
	struct planner planner;
	struct console con;
	struct keymap *km;

	if (src->kind->read_console(src, number, &con))
		return 1;
	km = keymap_read(src, &con);
	if (!km)
		return 1;
	planner_init(&planner, km);
	want_all(km);
	for (uint32_t c = 0; c < sizeof(wanted); c++)
		if (wanted[c] && planner_strokes(&planner, c, stroke))
			put_utf8(c);
	putchar('\n');
	free(km);
	return 0;
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
