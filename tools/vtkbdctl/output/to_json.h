/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VTKBDCTL_OUTPUT_TO_JSON_H
#define VTKBDCTL_OUTPUT_TO_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;
struct source;
struct tool;
struct vtkbd_mode_change;

/* The shape that vtkbdctl(1) documents; a change of it is a new version. */
#define JSON_VERSION 2

/*
 * An object that names the version and the source,
 * its members, null for what is not known, and the end, which prints and frees.
 */
struct json_object *json_top(const struct source *src);
void json_put(struct json_object *o, const char *key, struct json_object *value);
struct json_object *json_number_if(bool known, uint64_t value);
struct json_object *json_bool_if(bool known, bool value);
struct json_object *json_string_if(bool known, const char *value);
struct json_object *json_names(const char *const names[], unsigned int bits);
struct json_object *json_change(const struct vtkbd_mode_change *c);
int json_end(const struct tool *tool, struct json_object *top);

#endif
