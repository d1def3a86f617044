/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is done to a program on the stage, and what is then looked at.
 */
#ifndef VTKBDCTL_CHECK_ACT_H
#define VTKBDCTL_CHECK_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/vtkbd.h>

#include "check/stage.h"

/* Within which a console is to be released, and a program to end: milliseconds. */
#define RELEASE_MS	1000
#define END_MS		5000
/* What a key press may take to have its effect. */
#define EFFECT_MS	100

/**
 * struct sample - counters, to be compared with later ones
 * @bytes: that keys sent to consoles
 * @cad: presses of Ctrl-Alt-Del that a console let through
 * @signals: that the keyboard sent to the session
 * @foreground: the console
 */
struct sample {
	uint64_t bytes;
	uint64_t cad;
	unsigned int signals;
	unsigned int foreground;
};

struct sample act_sample(struct stage *s);

/* Keys by their names, one chord a word. Return: 0, or -1. */
int act_press(struct stage *s, const char *chords);
/* ctrl-alt-fN for a place. */
struct text act_switch_keys(const struct stage *s, enum place to);

/*
 * After keys: waits for their effect. Return: false, and what leaked in words, if a reader
 * of the console, its session or PID 1 got anything of them since @before.
 */
bool act_is_quiet(struct stage *s, const struct sample *before, struct text *leaked);
/* Types a word and Enter, and looks. */
bool act_types_quietly(struct stage *s, struct text *leaked);

/* Waits for the effect of keys, and drops what the console got of them. */
void act_quiesce(struct stage *s);

/* VT_ACTIVATE by us. */
void act_activate(struct stage *s, enum place to);
/* Waits until a place has the keyboard. Return: milliseconds, or -1 if it did not come. */
int act_wait_foreground(struct stage *s, enum place to, unsigned int ms);
/* Both, or by keys. */
int act_switch(struct stage *s, enum place to, bool by_keys);
/*
 * Brings the program back, and gives it time to listen again: a seat manager leaves the console
 * taken meanwhile, so that its modes do not tell. Return: as act_switch().
 */
int act_return(struct stage *s);
/* Waits until the program has its console as after its start. Return: milliseconds, or -1. */
int act_wait_taken(struct stage *s, unsigned int ms);
/* Waits until its console is as a text console is. Return: milliseconds, or -1. */
int act_wait_plain(struct stage *s, unsigned int ms);
/* Waits until the program has ended. Return: milliseconds, or -1. */
int act_wait_end(struct stage *s, unsigned int ms);
/* Of the program's console now, as stage_modes(). */
struct text act_modes(struct stage *s);
/*
 * A line for the shell, which sees what the program sees. It is not waited for. Complains.
 * Return: 0 or an error of tool.h.
 */
int act_run(struct stage *s, const char *line);
/* Of the program itself, not of its group. */
void act_signal_program(struct stage *s, int sig);
/* A process has the program's console open otherwise than as its standard input. */
bool act_holds_more_than_stdin(struct stage *s, int pid);

/* Rules for one console: their descriptor, or -1 after a complaint. */
int act_fault(struct stage *s, enum place where, const struct vtkbd_fault *fault);
/* How often they have acted. */
unsigned int act_fault_hits(struct stage *s, int fd);

#endif
