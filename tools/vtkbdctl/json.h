/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_JSON_H
#define VTKBDCTL_JSON_H

struct console;
struct seat;
struct source;

/* The shape that vtkbdctl(1) documents; a change of it is a new version. */
#define JSON_VERSION 1

/* Return: 0, or -1 after a complaint. */
int json_print(const struct source *src, const struct seat *seat,
	       const struct console *cons, int nr_cons);

#endif
