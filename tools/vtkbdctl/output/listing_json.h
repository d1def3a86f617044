/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_OUTPUT_LISTING_JSON_H
#define VTKBDCTL_OUTPUT_LISTING_JSON_H

struct console;
struct readers;
struct seat;
struct source;

/* Return: 0, or -1 after a complaint. */
int json_print(const struct source *src, const struct seat *seat,
	       const struct console *cons, int nr_cons, const struct readers *readers);

#endif
