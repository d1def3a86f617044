/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keyboards and processes, in words and in JSON.
 */
#ifndef VTKBDCTL_OUTPUT_KEYBOARDS_H
#define VTKBDCTL_OUTPUT_KEYBOARDS_H

#include <stdio.h>

#include "output/text.h"

struct input_device;
struct json_object;
struct process;
struct readers;
struct source;

/* "bash (pid 300)" */
struct text process_words(const struct process *proc);
/* The same of a number, or "pid 300" if there is no such process, or none is known. */
struct text process_words_of(const struct readers *readers, int pid);
/* "by bash (pid 300), cat (pid 310)": who has a console open; "" if none is seen. */
struct text openers_words(const struct readers *readers, unsigned int console);
/* "AT keyboard (input3): heard; read by sway (pid 500)" */
struct text keyboard_words(const struct source *src, const struct input_device *dev,
			   const struct readers *readers);
/* A line for each keyboard. */
void keyboards_print(const struct source *src, const struct readers *readers, const char *before);

/* {pid, name}; the name is null if there is no such process, or none is known. */
struct json_object *json_process(const struct readers *readers, int pid);
/* Those that have a console open, or null if some may be hidden. */
struct json_object *json_openers(const struct readers *readers, unsigned int console);
struct json_object *json_keyboards(const struct source *src, const struct readers *readers);

#endif
