/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pieces that lines are made of. Each adds to an event's text, and to its object if the lines
 * are JSON.
 */
#ifndef VTKBDCTL_TRACE_FILL_H
#define VTKBDCTL_TRACE_FILL_H

#include <stdbool.h>
#include <stdint.h>

#include "output/text.h"
#include "trace/who.h"

struct event;

/* Return: a number of the event's record, 0 if it has no such field. */
long long field(const struct event *e, const char *name);
/* Return: a string of the record as it is there; empty if it has none. */
struct text name_field(const struct event *e, const char *name);

/* Members of the object alone. */
void put_number(struct event *e, const char *name, long long value);
/* null if it is not @known. */
void put_number_if(struct event *e, const char *name, bool known, uint64_t value);
/* null for NULL. */
void put_string(struct event *e, const char *name, const char *value);

/* Who did it: a process, the one that was running, or none. @comm is as the kernel has it. */
void fill_who(struct event *e, struct who who, const char *comm);
void fill_caller(struct event *e);
void fill_nobody(struct event *e, const char *what);

/* What was done. A mode @from that is not known is -1. */
void fill_modes(struct event *e, unsigned int console, int from, int to, const char *cause);
void fill_screen(struct event *e, unsigned int console, int from, int to);
/* @relsig and @acqsig are of VT_PROCESS only. */
void fill_switching(struct event *e, unsigned int console, unsigned int vtmode, int relsig,
		    int acqsig);
void fill_consoles(struct event *e, long long from, long long to);
void fill_chord(struct event *e, unsigned int console, unsigned int policy, bool acted);
void fill_led_state(struct event *e, unsigned int leds, bool written);
/* A key, and the keyboard it came from; @node or @name may be NULL. */
void fill_event(struct event *e, long long console);
void fill_keyboard(struct event *e, const char *node, const char *name);

#endif
